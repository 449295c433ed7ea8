import { describe, expect, test } from 'vitest';
import { DiagnosticError, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import type { Network } from '../../../src/ir/network.ts';
import { loadTarget } from '../../../targets/load.ts';
import { partRunner } from '../../../src/simulate/runner.ts';
import { simulate, type SimulateOptions } from '../../../src/simulate/simulate.ts';
import { CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population, samples, SPIKES } from '../../ir/build.ts';
import { configured, samplesOf } from './configured.ts';

const RRAM = loadTarget('rram-128').target;
const LOIHI = loadTarget('loihi').target;
const TYPICAL: NonIdealities = { ...IDEAL, programmingVariation: { sigma: 0.3 }, readNoise: { sigma: 0.1 }, adc: { bits: 6, range: 0.5 } };

/** 8 inputs, 12 hidden neurons, 4 outputs. */
function source(input: typeof CURRENT): Network {
  const rows = (count: number, columns: number, seed: number): number[][] => Array.from({ length: count }, (_, row) => noise(columns, 13 * seed + row));
  return {
    ...network([population('x', [8], input), population('h', [12], integrateAndFire({ threshold: 0.5 })), population('y', [4], integrateAndFire({ threshold: 0.5 }))],
      [dense('x', 'h', rows(12, 8, 1)), dense('h', 'y', rows(4, 12, 2))], { timesteps: 8 }),
    stage: 'spiking',
  };
}

const VALUES = noiseSamples([8], 300);
const TRAINS = samples([8], [noise(64, 3).map((value) => Number(value > 0)), noise(64, 4).map((value) => Number(value > 0))], 8);
const current = configured(source(CURRENT), RRAM, VALUES).configuration;

function options(changes: Partial<SimulateOptions> = {}): SimulateOptions {
  return { nonIdealities: IDEAL, seed: 1, trial: 0, workers: 1, limit: null, progress: () => {}, ...changes };
}

async function diagnosticsOf(work: Promise<unknown>): Promise<readonly Diagnostic[]> {
  try {
    await work;
  } catch (error) {
    expect(error).toBeInstanceOf(DiagnosticError);
    return (error as DiagnosticError).diagnostics;
  }
  return [];
}

describe('diagnostics', () => {
  const spiking = configured(source(SPIKES), RRAM, TRAINS).configuration;
  const cases: readonly (readonly [string, string, () => Promise<unknown>, Partial<Diagnostic>])[] = [
    ['S801', 'samples of another size', () => simulate(current, RRAM, noiseSamples([3, 3], 1), options()),
      { message: 'samples have shape [3, 3], the network takes 8 values', where: { file: 'samples.npy' } }],
    ['S802', 'spike trains for a current', () => simulate(current, RRAM, TRAINS, options()), { message: 'input x takes values (coding current), the data are spike trains' }],
    ['S802', 'values for spike trains', () => simulate(spiking, RRAM, VALUES, options()), { message: 'input x takes spike trains, the data are values' }],
    ['S803', 'a spike train that holds 2', () => simulate(spiking, RRAM, samples([8], [new Array<number>(64).fill(1), [...new Array<number>(63).fill(0), 2]], 8), options()),
      { message: 'sample 1 holds 2; spike trains are 0 and 1' }],
    ['S804', 'non-idealities without crossbars', () => simulate(configured(source(CURRENT), LOIHI, VALUES).configuration, LOIHI, VALUES, options({ nonIdealities: TYPICAL })),
      { message: 'loihi has no memristive crossbars, so it has no such non-idealities' }],
    ['S805', 'a run of 10^9 timesteps', () => simulate({ ...current, timesteps: 1e9 }, RRAM, VALUES, options()), {}],
  ];
  test.each(cases)('%s: %s', async (code, _what, run, expected) => {
    const found = await diagnosticsOf(run());
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code, ...expected });
  });

  test('S805 says why', async () => {
    const [found] = await diagnosticsOf(simulate({ ...current, timesteps: 1e9 }, RRAM, VALUES, options()));
    expect(found!.message).toMatch(/^the configuration does not fit the simulator: kernel memory: \d+ more bytes would pass the limit of 4 GiB/);
  });
});

describe('results', () => {
  test('the limit cuts the data; progress ends at 1', async () => {
    const fractions: number[] = [];
    const result = await simulate(current, RRAM, VALUES, options({ limit: 200, progress: (fraction) => fractions.push(fraction) }));
    expect([result.samples, result.outputs.length, result.predictions.length, result.ledger.samples]).toEqual([200, 800, 200, 200]);
    expect(fractions).toEqual([0.5, 1]);
    const all = await simulate(current, RRAM, VALUES, options());
    expect(all.outputs.subarray(0, 800)).toEqual(result.outputs);
  });

  test('no samples give an empty result', async () => {
    const { samples: count, outputs, predictions, ledger } = await simulate(current, RRAM, VALUES, options({ limit: 0 }));
    expect([count, outputs.length, predictions.length, ledger.total.neuronUpdates]).toEqual([0, 0, 0, 0]);
  });

  test('the prediction is the largest output, the lowest index on a tie', async () => {
    const { outputs, predictions } = await simulate(current, RRAM, VALUES, options());
    const rows = Array.from(predictions, (_, sample) => [...outputs.subarray(4 * sample, 4 * sample + 4)]);
    expect([...predictions]).toEqual(rows.map((row) => row.indexOf(Math.max(...row))));
    expect(rows.some((row) => row.filter((value) => value === Math.max(...row)).length > 1)).toBe(true);
  });

  test('the raster is that of the first sample, in order of time', async () => {
    const { raster, outputs } = await simulate(current, RRAM, VALUES, options());
    expect(raster.map(({ population: name, neurons }) => [name, neurons])).toEqual([['x', 8], ['h', 12], ['y', 4]]);
    for (const { timesteps } of raster) expect([...timesteps]).toEqual([...timesteps].sort((a, b) => a - b));
    expect([0, 1, 2, 3].map((neuron) => raster[2]!.indices.filter((index) => index === neuron).length)).toEqual([...outputs.subarray(0, 4)]);
  });
});

describe('chance', () => {
  const outputsOf = async (changes: Partial<SimulateOptions>): Promise<string> => (await simulate(current, RRAM, VALUES, options({ nonIdealities: TYPICAL, limit: 130, ...changes }))).outputs.join(' ');

  test('the same seed and trial give the same chip and the same noise; others do not', async () => {
    const first = await outputsOf({});
    expect(await outputsOf({})).toBe(first);
    expect(new Set([first, await outputsOf({ seed: 2 }), await outputsOf({ trial: 1 }), await outputsOf({ trial: 2 })]).size).toBe(4);
  });

  test('parts give the same in any order, and cut anywhere', () => {
    const setup = { configuration: current, target: RRAM, effects: TYPICAL, seed: 9, detailed: true };
    const part = (first: number, end: number): readonly [ReturnType<typeof samplesOf>, number] => [samplesOf(window(VALUES, first, end)), first];
    const whole = partRunner(setup).count(...part(0, 100));
    const run = partRunner(setup).count;
    const [late, early, middle] = [run(...part(61, 100)), run(...part(0, 30)), run(...part(30, 61))];
    expect([...early.outputs, ...middle.outputs, ...late.outputs]).toEqual([...whole.outputs]);
    for (const name of ['spikes', 'values', 'reads'] as const) {
      expect(early.counts[name].map((count, i) => count + middle.counts[name][i]! + late.counts[name][i]!)).toEqual(whole.counts[name]);
    }
    expect(early.raster).toEqual(whole.raster);
    expect([middle.raster, late.raster]).toEqual([[], []]);
  });
});

function window(data: Dataset, first: number, end: number): Dataset {
  return { ...data, count: end - first, read: (index, out) => data.read(first + index, out) };
}
