import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiagnosticError, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { collectConstants } from '../../src/report/constants.ts';
import { constantsOf } from '../../targets/constants.ts';
import { loadTarget } from '../../targets/load.ts';
import { constantField } from '../../targets/technology/constant-field.ts';
import { stillmakerBaas } from '../../targets/technology/stillmaker-baas.ts';
import { counts } from '../report/fixture.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'synaptile-technology-')); });
afterEach(() => rmSync(folder, { recursive: true }));

const ONE = { across: 1, down: 1 };
const at = (target: string, technology: string) => loadTarget(target, ONE, technology);

function failuresOf(run: () => unknown): readonly Diagnostic[] {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

const brief = (found: readonly Diagnostic[]): string[] => found.map(({ code, message, where }) => `${code} ${where.place ?? ''} ${message}`);

/** A target whose prices are all of one component. */
function ofLogic(component: object, technology?: object): string {
  writeFileSync(join(folder, 'parts.json'), JSON.stringify({
    name: 'mine', summary: 's', source: 'a paper', scope: 'term', evidence: 'silicon', node_nm: 65, node: 'the paper',
    components: { gate: { summary: 'a gate', energy_pJ: 2, latency_ns: 4, area_um2: 10, follows: 'logic', ...component } },
  }));
  const json = JSON.parse(readFileSync('targets/rram-128.json', 'utf8'), (_key, value: unknown) => (typeof value === 'object' && value !== null && 'uses' in value ? { uses: { 'mine/gate': 1 } } : value)) as Record<string, unknown>;
  writeFileSync(join(folder, 'own.json'), JSON.stringify({ ...json, components: ['parts.json'], ...(technology && { technology }) }));
  return join(folder, 'own.json');
}

describe('rules', () => {
  test('stillmaker-baas gives the energy of the authors\' corrigendum: 0.4571 / 2.604 = 0.1755 pJ from 65 nm at 1.3 V to 32 nm at 0.9 V', () => {
    expect(stillmakerBaas.factor('energy_pJ', 'logic', { node_nm: 65, supply_V: 1.3 }, { node_nm: 32, supply_V: 0.9 })).toBeCloseTo(0.4571 / 2.604, 4);
  });

  test('stillmaker-baas: ways there and back, and over a third node, agree; areas to their two digits', () => {
    const nodes = stillmakerBaas.nodes!.filter((node) => node !== 65 && node !== 20);
    const node = fc.constantFrom(...nodes).map((node_nm) => ({ node_nm, supply_V: stillmakerBaas.nominal_V![node_nm]! }));
    const factor = (quantity: 'energy_pJ' | 'latency_ns' | 'area_um2', from: { node_nm: number; supply_V: number }, to: typeof from): number => stillmakerBaas.factor(quantity, 'logic', from, to)!;
    fc.assert(fc.property(node, node, node, (a, b, c) => {
      for (const quantity of ['energy_pJ', 'latency_ns'] as const) expect(factor(quantity, a, b) * factor(quantity, b, c)).toBeCloseTo(factor(quantity, a, c), 9);
      expect(factor('area_um2', a, b) * factor('area_um2', b, a)).toBeGreaterThan(0.9);
      expect(factor('area_um2', a, b) * factor('area_um2', b, a)).toBeLessThan(1.1);
    }), { seed: 7, numRuns: 60 });
  });

  test('constant-field: s = 0.5 is a quarter of the area, half of the delay and an eighth of the energy; wires are as slow as before', () => {
    const [from, to] = [130, 65].map((node_nm) => ({ node_nm, supply_V: NaN })) as [{ node_nm: number; supply_V: number }, { node_nm: number; supply_V: number }];
    const factors = (['area_um2', 'latency_ns', 'energy_pJ', 'power_W'] as const).map((quantity) => constantField.factor(quantity, 'logic', from, to));
    expect(factors).toEqual([0.25, 0.5, 0.125, null]);
    expect(constantField.factor('latency_ns', 'wire', from, to)).toBe(1);
  });
});

describe('a target at another node', () => {
  test('every price is that of its components, each by its own factor; without the option nothing says anything of scaling', () => {
    const { target, diagnostics } = at(ofLogic({}), '130nm,constant-field');
    expect(diagnostics).toEqual([]);
    expect(target.technology).toMatchObject({ node_nm: 130, rule: 'constant-field', supply_V: {} });
    expect([target.prices[0]!.energy_pJ.value, target.timing.barrier_ns.value, target.areas[0]!.area_um2.value]).toEqual([16, 8, 40]);
    expect(target.prices[0]!.energy_pJ).toMatchObject({
      evidence: 'derived', note: expect.stringMatching(/^2 before scaling; mine\/gate x 8 from 65 to 130 nm by constant-field/),
      scaled: [{ component: 'mine/gate', from_nm: 65, to_nm: 130, factor: 8, rule: 'constant-field', source: expect.stringContaining('Dennard') }],
    });
    expect(JSON.stringify(loadTarget('rram-128'))).not.toContain('scaled');
    expect(loadTarget('rram-128').target.technology).toBeUndefined();
  });

  test('a sum scales part by part, and says which part stays; the memory device is untouched', () => {
    const own = loadTarget('spikeflow-64').target;
    const { target, diagnostics } = at('spikeflow-64', '32nm,stillmaker-baas,65nm=1.3,32nm=0.9V');
    const factor = (0.8367 * 0.81 - 0.4341 * 0.9 + 0.1701) / (3.755 * 1.69 - 4.398 * 1.3 + 1.975);
    const buffers = target.prices.find(({ part }) => part === 'buffer')!.energy_pJ;
    expect(buffers.value).toBeCloseTo(factor * (8 * 0.2 + 397 + 4.64) / 9, 9);
    const converters = target.areas.find(({ part }) => part === 'adc')!.area_um2;
    expect(converters.value).toBeCloseTo(64 * (693.633 + 45.9) + 0.31 * 8 * 13411.41498, 6);
    expect(converters.scaled!.map(({ component, factor: by, unscaled }) => [component, by, unscaled])).toEqual([
      ['spikesim/adc', 1, 'stillmaker-baas says nothing of analogue circuits'], ['spikesim/multiplexer', 1, 'stillmaker-baas says nothing of analogue circuits'], ['spikesim/subtractor', 0.31, undefined]]);
    expect(target.device).toEqual(own.device);
    expect(target.technology!.supply_V).toEqual({ 32: 0.9, 65: 1.3 });
    expect(brief(diagnostics)).toEqual([expect.stringMatching(/^S727 --technology not scaled to 32 nm: 19 of 28 numbers .*noxim\/router, noxim\/link, noxim\/hop: its node is not known \(the power table names no technology\)/)]);
  });

  test('every constant of a report says what became of it', () => {
    const ledger = { total: counts({ denseEvents: 1, neuronUpdates: 1, packets: 1 }), samples: 1, populations: [] };
    const { target } = at('loihi', '7nm');
    const constants = collectConstants(target, ledger as never);
    expect(constants.length).toBeGreaterThan(8);
    for (const { scaled, kind } of constants) expect(scaled!.every(({ factor, unscaled }) => (kind === 'power' ? unscaled !== undefined : factor < 1))).toBe(true);
  });

  test('at its own node a target keeps its prices', () => {
    const { target } = at('loihi', '14');
    expect(constantsOf(target).map(({ constant }) => constant.value)).toEqual(constantsOf(loadTarget('loihi').target).map(({ constant }) => constant.value));
  });

  test('the file may say it, with the voltages; the option goes before it; a component may know its own', () => {
    expect(loadTarget(ofLogic({}, { node_nm: 45, supply_V: { 65: 1.1 } })).target.technology).toMatchObject({ node_nm: 45, rule: 'stillmaker-baas', supply_V: { 45: 1.1, 65: 1.1 } });
    expect(at(ofLogic({}, { node_nm: 45, supply_V: { 65: 1.1 } }), '130,constant-field').target.technology!.node_nm).toBe(130);
    expect(loadTarget(ofLogic({ supply_V: 1 }, { node_nm: 45 })).target.technology!.supply_V).toEqual({ 45: 1.1, 65: 1 });
  });

  test('numbers that stand in the target itself stay, and are told', () => {
    const { target, diagnostics } = at('examples/robustness/rram-64.json', '130,constant-field');
    expect(brief(diagnostics)).toEqual([expect.stringMatching(/^S727 .*own numbers: the number stands in the target itself, which names no component\)$/)]);
    expect(target.prices[0]!.energy_pJ.scaled).toMatchObject([{ component: null, from_nm: null, factor: 1 }]);
  });
});

describe('what cannot be scaled', () => {
  test.each([
    ['', "'' is no node in nanometres"], ['65um', "'65um' is no node"], ['0', "'0' is no node"], ['1e9', "'1e9' is no node"], ['32,constant-field,x', "'x' is no supply voltage of a node"],
    ['32,65=0', "'65=0' is no supply voltage"], ['32,65nm=1.1V,65=1.2', 'the supply voltage of 65 nm is given twice'],
  ])('S723: %j', (text, reason) => {
    expect(brief(failuresOf(() => at('loihi', text)))).toEqual([expect.stringContaining(`S723 --technology '${text}' does not say a technology: ${reason}`)]);
  });

  test('S723, S604: in a file, at their place', () => {
    expect(brief(failuresOf(() => loadTarget(ofLogic({}, { node_nm: 45, supply_V: { x: 1 } }))))).toEqual([expect.stringMatching(/^S723 technology.supply_V.x /)]);
    expect(brief(failuresOf(() => loadTarget(ofLogic({}, { node_nm: -1 }))))).toEqual([expect.stringMatching(/^S604 technology.node_nm must be a number from 1 to 100000, found -1/)]);
  });

  test('S724: a rule that is not there', () => {
    const [found] = failuresOf(() => at('loihi', '10,constant-feld'));
    expect(found).toMatchObject({ code: 'S724', message: "there is no technology rule 'constant-feld'", help: "did you mean 'constant-field'?" });
    expect(brief(failuresOf(() => loadTarget(ofLogic({}, { node_nm: 45, rule: 'moore' }))))).toEqual(["S724 technology.rule there is no technology rule 'moore'"]);
  });

  test('S725: nodes that a rule does not know, asked for or of a component', () => {
    expect(brief(failuresOf(() => at('loihi', '5')))).toEqual([expect.stringContaining('S725 --technology the node asked for, 5 nm, is outside of rule stillmaker-baas: it holds from 65 to 7 nm')]);
    expect(brief(failuresOf(() => at('loihi', '28nm')))).toEqual([expect.stringContaining('it knows 65, 45, 32, 20, 16, 14, 10, 7 nm and nothing between')]);
    expect(brief(failuresOf(() => at('loihi', '130,constant-field'))).slice(0, 1)).toEqual([expect.stringContaining('S725 --technology loihi/synapse-dense, 14 nm, is outside of rule constant-field')]);
    expect(brief(failuresOf(() => at(ofLogic({ node_nm: 40 }), '32')))).toEqual([expect.stringContaining('S725 --technology mine/gate, 40 nm, is outside')]);
  });

  test('S726: supply voltages that are not known, or that the fits do not hold for', () => {
    expect(brief(failuresOf(() => at('rram-128', '32')))).toEqual(['S726 --technology rule stillmaker-baas cannot be used with the supply voltage at 65 nm, which is not known']);
    expect(brief(failuresOf(() => at('rram-128', '32,65=3')))).toEqual([expect.stringContaining('at 65 nm, which is 3 V, outside of 0.6 to 1.3 V')]);
    expect(brief(failuresOf(() => at('rram-128', '32,65=1.1,32=1.3')))).toEqual([expect.stringContaining('goes beyond its fits (65nm=1.1, 32nm=1.3)')]);
  });
});
