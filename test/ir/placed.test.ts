import { describe, expect, test } from 'vitest';
import { entryTile, pointOf, tileOf, verifyPlaced, type Placed } from '../../src/ir/placed.ts';
import { broken } from './broken.ts';
import { SMALL, smallStages } from './small-stages.ts';

const { placed } = smallStages();

test('cores, tiles and points', () => {
  const mesh = { width: 4, height: 3, coresPerTile: 2, multicast: true, entry: { x: 1, y: 2 } };
  expect([0, 1, 2, 23].map((core) => tileOf(mesh, core))).toEqual([0, 0, 1, 11]);
  expect([0, 3, 4, 11].map((tile) => pointOf(mesh, tile))).toEqual([{ x: 0, y: 0 }, { x: 3, y: 0 }, { x: 0, y: 1 }, { x: 3, y: 2 }]);
  expect(entryTile(mesh)).toBe(9);
});

describe('S705', () => {
  const wrong: readonly (readonly [string, string, Parameters<typeof broken<Placed>>[1]])[] = [
    ['two clusters on a core', 'clusters 0 and 1 share core', (copy) => { copy.coreOf[1] = copy.coreOf[0]!; }],
    ['a core outside the mesh', 'cluster 2 is on core 9, outside the mesh of 9', (copy) => { copy.coreOf[2] = 9; }],
    ['no core', 'cluster 3 is on core -1', (copy) => { copy.coreOf[3] = -1; }],
    ['a cluster is forgotten', '3 cores for 4 clusters', (copy) => { copy.coreOf = copy.coreOf.slice(1); }],
    ['a core too many', '5 cores for 4 clusters', (copy) => { copy.coreOf = Int32Array.of(0, 1, 2, 3, 4); }],
  ];
  test.each(wrong)('%s', (_what, message, change) => {
    expect(verifyPlaced(placed, SMALL)).toEqual([]);
    const found = verifyPlaced(broken(placed, change), SMALL);
    expect(found.map(({ code }) => code)).toEqual(['S705']);
    expect(found[0]!.message).toContain(message);
  });

  test('a cluster on a faulty core', () => {
    const faulty = placed.coreOf[2]!;
    expect(verifyPlaced(placed, { ...SMALL, mesh: { ...SMALL.mesh, faultyCores: [faulty] } }).map(({ code, message }) => `${code} ${message}`)).toEqual([
      `S705 placement is not legal: cluster 2 is on core ${faulty}, which is faulty`,
    ]);
  });

  test('placed for a larger mesh', () => {
    expect(verifyPlaced(placed, { ...SMALL, mesh: { ...SMALL.mesh, width: 1, height: 2 } }).map(({ code }) => code)).toContain('S705');
  });
});
