import { describe, expect, test } from 'vitest';
import { compile, DEFAULT_OPTIONS, verify } from '../../src/compile.ts';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { checkCells, inCells } from '../../src/library/weight-cells.ts';
import { cellLayout, cellsOfWeight } from '../../src/ir/cell-bits.ts';
import type { Configuration } from '../../src/ir/configuration.ts';
import { configuredCrossbars } from '../../src/ir/configured-crossbars.ts';
import type { Network } from '../../src/ir/network.ts';
import { IDEAL } from '../../src/ir/non-idealities.ts';
import { parseStage, printStage } from '../../src/ir/stage-text.ts';
import type { Target } from '../../src/ir/target.ts';
import { measureUtilisation } from '../../src/report/utilisation.ts';
import { summariseMapping } from '../../src/report/mapping.ts';
import { withSlices } from '../../src/report/device-makeup.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { loadTarget } from '../../targets/load.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population } from './build.ts';

test('cells of a weight: its magnitude in so many bits', () => {
  expect([[127, 2], [127, 7], [127, 3], [1, 1], [3, 1]].map(([largest, bits]) => cellsOfWeight(largest!, bits!))).toEqual([4, 1, 3, 1, 2]);
});

test('arrays where a core has as many, else columns', () => {
  expect(cellLayout({ count: 9, rows: 64, columns: 64 }, 4)).toEqual({ cells: 4, lie: 'arrays', limits: { count: 2, rows: 64, columns: 64 } });
  expect(cellLayout({ count: 1, rows: 64, columns: 64 }, 4)).toEqual({ cells: 4, lie: 'columns', limits: { count: 1, rows: 64, columns: 16 } });
  expect(cellLayout({ count: 1, rows: 64, columns: 3 }, 4)).toBeNull();
});

const DATA = noiseSamples([4, 8, 8], 6);
const SOURCE: Network = {
  ...network(
    [population('x', [4, 8, 8], CURRENT), population('c', [48, 6, 6], integrateAndFire({ threshold: 0.5 })), population('y', [40], integrateAndFire({ threshold: 0.4 }))],
    [convolution('x', 'c', [48, 4, 3, 3], noise(48 * 36, 3)), dense('c', 'y', Array.from({ length: 40 }, (_, row) => noise(48 * 36, 11 + row)))], { timesteps: 3 }),
  stage: 'spiking',
};
const configurationFor = (target: Target, cellBits?: number, bits = 8): Configuration => {
  const { output } = compile(SOURCE, { ...DEFAULT_OPTIONS, quantise: { bits, rounding: 'nearest', corrections: 'none' }, ...(cellBits !== undefined && { cellBits }) }, { target, calibration: null, profileOf: () => null, seed: 1, progress: () => {} });
  return output as Configuration;
};
const run = (configuration: Configuration, target: Target, bits: number | null) => simulate(configuration, target, DATA, { nonIdealities: { ...IDEAL, bitSlicing: bits === null ? null : { bits } }, seed: 1, trial: 0, workers: 1, limit: null, progress: () => {} });

describe.each([['rram-128', 'columns'], ['spikeflow-64', 'arrays']] as const)('a network with weights in 4 cells on %s: more %s', (name, lie) => {
  const { target } = loadTarget(name);
  const [whole, sliced] = [configurationFor(target), configurationFor(target, 2)];
  const [plain, mapped] = [summariseMapping(whole, target), summariseMapping(sliced, target)];

  test('demands room for all cells in every core, and more cores', () => {
    expect(mapped.cellsOfWeight).toEqual({ cells: 4, lie });
    expect(mapped.coresUsed).toBeGreaterThan(plain.coresUsed);
    expect(mapped.cellsUsed).toBeGreaterThanOrEqual(4 * plain.cellsUsed);
    const limit = lie === 'arrays' ? 'crossbars' : 'crossbar columns';
    const { used, available } = mapped.demand.find((one) => one.limit === limit)!;
    expect(used).toBeLessThanOrEqual(available);
    expect(used % 4).toBe(0);
    expect(mapped.crossbarsUsed).toBe((lie === 'arrays' ? 4 : 1) * configuredCrossbars(sliced).length);
    expect(mapped.crossbarsTotal).toBe(plain.crossbarsTotal);
    for (const { share } of measureUtilisation(target, mapped).demand) expect(share).toBeLessThanOrEqual(1);
    expect(measureUtilisation(target, mapped).cellShare!).toBeLessThanOrEqual(1);
  });

  test('is verified and printed with its cells, and computes the same', async () => {
    expect(verify(sliced, target)).toEqual([]);
    expect(verify(parseStage(printStage(sliced), 'x'), target)).toEqual([]);
    expect((parseStage(printStage(sliced), 'x') as Configuration).cellBits).toBe(2);
    const [a, b, c] = [await run(whole, target, null), await run(sliced, target, null), await run(sliced, target, 2)];
    expect(b.outputs).toEqual(a.outputs);
    expect(c.outputs).toEqual(a.outputs);
    // What happens in every cell is counted, whether effects are simulated or not.
    expect([b.ledger.slices, c.ledger.slices]).toEqual([4, 4]);
    expect(b.ledger.total).toEqual(c.ledger.total);
    expect(b.ledger.writes).toEqual(c.ledger.writes);
    expect(b.ledger.total.synapticEvents).toBe(4 * a.ledger.total.synapticEvents);
    expect(withSlices(mapped, c.ledger)).toBe(mapped);
  });

  test('rows and reads of cells in one array happen once', async () => {
    const { total } = (await run(sliced, target, null)).ledger;
    const { total: unmapped } = (await run({ ...sliced, cellBits: undefined } as unknown as Configuration, target, null)).ledger;
    for (const count of ['adcConversions', 'synapticEvents'] as const) expect(total[count], count).toBe(4 * unmapped[count]);
    for (const count of ['rowActivations', 'crossbarReads'] as const) expect(total[count], count).toBe((lie === 'arrays' ? 4 : 1) * unmapped[count]);
  });

  test('effects take the cells that it was mapped in; more cells than that are S892', () => {
    const typical = { ...IDEAL, readNoise: { sigma: 0.1 } };
    expect(inCells(typical, sliced).bitSlicing).toEqual({ bits: 2 });
    expect(inCells(typical, whole).bitSlicing).toBeNull();
    expect(inCells(IDEAL, sliced)).toBe(IDEAL);
    expect(checkCells({ ...IDEAL, bitSlicing: { bits: 2 } }, sliced, target)).toEqual([]);
    const [found] = checkCells({ ...IDEAL, bitSlicing: { bits: 1 } }, sliced, target);
    expect(found).toMatchObject({ code: 'S892' });
    expect(checkCells({ ...IDEAL, bitSlicing: { bits: 2 } }, whole, target)[0]!.message).toContain('4 cells (bitSlicing), and the configuration was mapped for 1');
  });
});

test('S891: no room for one weight, and no cells at all', () => {
  const { target } = loadTarget('rram-128');
  const narrow: Target = { ...target, core: { ...target.core, crossbars: { count: 1, rows: 128, columns: 6 } } };
  for (const one of [narrow, loadTarget('loihi').target]) {
    let error: unknown = null;
    try { configurationFor(one, 1); } catch (caught) { error = caught; }
    expect((error as DiagnosticError).diagnostics.at(-1)!.code).toBe('S891');
  }
});
