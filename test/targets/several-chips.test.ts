import { describe, expect, test } from 'vitest';
import { loadTarget } from '../../targets/load.ts';
import { withChips } from '../../targets/several-chips.ts';

describe('several chips', () => {
  test('join their meshes; what a core holds stays, static power is that of all chips', () => {
    const one = loadTarget('loihi').target;
    const { target } = loadTarget('loihi', { across: 2, down: 3 });
    expect(target.mesh).toMatchObject({ width: 16, height: 12, coresPerTile: 4, chips: { width: 8, height: 4 } });
    expect(target.core).toEqual(one.core);
    expect(target.staticPower!.power_W.value).toBeCloseTo(6 * one.staticPower!.power_W.value, 12);
    expect(target.staticPower!.power_W.evidence).toBe('derived');
    expect(target.mesh.chips!.crossing_hops.evidence).toBe('assumed');
  });

  test('faults are those of the first chip', () => {
    const { mesh, ...rest } = loadTarget('loihi').target;
    const { mesh: joined } = withChips({ ...rest, mesh: { ...mesh, faultyCores: [4 * 8 + 1], faultyLinks: [[9, 0]] } }, { across: 2, down: 1 });
    // Tile 8 is (0, 1), tile 9 is (1, 1): in a mesh of 16 columns tiles 16 and 17.
    expect(joined.faultyCores).toEqual([4 * 16 + 1]);
    expect(joined.faultyLinks).toEqual([[17, 0]]);
  });

  test('a hop between chips takes as long as the file says, else ten times a hop inside one, which is assumed', () => {
    const one = loadTarget('loihi').target;
    const assumed = withChips(one, { across: 2, down: 1 }).timing.hopBetweenChips_ns!;
    expect(assumed).toMatchObject({ value: 9 * 6.5, evidence: 'assumed', source: 'none' });
    expect(assumed.note).toContain('hopBetweenChips_ns');
    const known = { value: 100, source: 'a measurement', scope: 'term', evidence: 'silicon' } as const;
    expect(withChips({ ...one, timing: { ...one.timing, hopBetweenChips_ns: known } }, { across: 2, down: 1 }).timing.hopBetweenChips_ns).toEqual(known);
    expect(one.timing.hopBetweenChips_ns).toBeUndefined();
  });

  test('one chip is the target itself', () => {
    const { target } = loadTarget('rram-128');
    expect(withChips(target, { across: 1, down: 1 })).toBe(target);
  });

  test('S609: too many cores, or several chips of several chips', () => {
    expect(() => loadTarget('rram-128', { across: 1000, down: 1000 })).toThrow('S609');
    const two = loadTarget('loihi', { across: 2, down: 1 }).target;
    expect(() => withChips(two, { across: 2, down: 1 })).toThrow('S609');
  });
});
