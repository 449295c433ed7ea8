import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Network } from '../../src/ir/network.ts';
import { IDEAL, type NonIdealities } from '../../src/ir/non-idealities.ts';
import { ablate, activeEffects } from '../../src/simulate/ablation.ts';
import { jobQueue, type NextJob } from '../../src/simulate/job-queue.ts';
import { predictChips, simulate, simulateChips, type ChipsOptions } from '../../src/simulate/simulate.ts';
import { loadTarget } from '../../targets/load.ts';
import { CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population } from '../ir/build.ts';
import { configured } from './engine/configured.ts';

const RRAM = loadTarget('rram-128').target;
const EFFECTS: NonIdealities = { ...IDEAL, programmingVariation: { sigma: 0.3 }, readNoise: { sigma: 0.1 }, adc: { bits: 4, range: 0.5 } };
const VALUES = noiseSamples([8], 150);
const rows = (count: number, columns: number, seed: number): number[][] => Array.from({ length: count }, (_, row) => noise(columns, 13 * seed + row));
const SOURCE: Network = {
  ...network([population('x', [8], CURRENT), population('h', [12], integrateAndFire({ threshold: 0.5 })), population('y', [4], integrateAndFire({ threshold: 0.5 }))],
    [dense('x', 'h', rows(12, 8, 1)), dense('h', 'y', rows(4, 12, 2))], { timesteps: 8 }),
  stage: 'spiking',
};
const { configuration } = configured(SOURCE, RRAM, VALUES);
const OPTIONS: ChipsOptions = { seed: 3, workers: 1, limit: null, progress: () => {} };

describe('the queue of jobs', () => {
  /** Lanes take their next job in the order of `turns`, until nothing is left. */
  function handOut(jobs: readonly number[], lanes: number, turns: readonly number[]): readonly (NextJob & { readonly lane: number })[] {
    const next = jobQueue(jobs, lanes);
    const found: (NextJob & { readonly lane: number })[] = [];
    const idle = new Set<number>();
    for (let i = 0; idle.size < lanes; i++) {
      const lane = i < turns.length ? turns[i]! % lanes : i % lanes;
      const job = next(lane);
      if (job) found.push({ ...job, lane });
      else idle.add(lane);
    }
    return found;
  }

  it('hands out every job once, whoever asks when', () => {
    fc.assert(fc.property(fc.array(fc.nat(5), { maxLength: 6 }), fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(3), { maxLength: 30 }), (jobs, lanes, turns) => {
      const found = handOut(jobs, lanes, turns).map(({ chip, job }) => `${chip} ${job}`).sort();
      expect(found).toEqual(jobs.flatMap((count, chip) => Array.from({ length: count }, (_, job) => `${chip} ${job}`)).sort());
    }), { seed: 1, numRuns: 200 });
  });

  it('keeps lanes with their chips, and lets them help at the end', () => {
    const found = handOut([3, 3, 4], 2, []);
    expect(found.map(({ lane, chip }) => `${lane}:${chip}`)).toEqual(['0:0', '1:1', '0:0', '1:1', '0:0', '1:1', '0:2', '1:2', '0:2', '1:2']);
  });
});

describe('several chips', () => {
  test('are those of one run each, and only the first is kept in detail', async () => {
    const chips = await simulateChips(configuration, RRAM, VALUES, [0, 1, 2].map((trial) => ({ nonIdealities: EFFECTS, trial })), OPTIONS);
    for (const [trial, chip] of chips.entries()) {
      const alone = await simulate(configuration, RRAM, VALUES, { ...OPTIONS, nonIdealities: EFFECTS, trial });
      expect(chip.outputs).toEqual(alone.outputs);
      expect(chip.ledger.total).toEqual(alone.ledger.total);
    }
    expect(chips.map(({ raster }) => raster.length)).toEqual([3, 0, 0]);
    expect(new Set(chips.map(({ outputs }) => outputs.join(' '))).size).toBe(3);
  });

  test('run beside the ideal chip where asked to, which changes nothing else', async () => {
    const chips = [{ nonIdealities: EFFECTS, trial: 0 }, { nonIdealities: IDEAL, trial: 0 }];
    const [plain] = await simulateChips(configuration, RRAM, VALUES, chips, OPTIONS);
    const [measured, ideal] = await simulateChips(configuration, RRAM, VALUES, chips, { ...OPTIONS, errorSamples: 40 });
    expect(measured!.deviation!.samples).toBe(40);
    expect(measured!.deviation!.populations.map(({ name, neurons }) => [name, neurons])).toEqual([['h', 12], ['y', 4]]);
    expect({ ...measured, deviation: null }).toEqual({ ...plain, deviation: null });
    expect([plain!.deviation, ideal!.deviation]).toEqual([null, null]);
  });
});

describe('effects one by one', () => {
  test('those that are on count', () => expect(activeEffects(EFFECTS)).toEqual(['programmingVariation', 'readNoise', 'adc']));

  test('run with the seeds of the chips that have all of them', async () => {
    const trials = [0, 1];
    const of = (nonIdealities: NonIdealities): Promise<readonly Int32Array[]> => predictChips(configuration, RRAM, VALUES, trials.map((trial) => ({ nonIdealities, trial })), OPTIONS);
    const all = await of(EFFECTS);
    const runs = await ablate(configuration, RRAM, VALUES, { nonIdealities: EFFECTS }, all, OPTIONS);
    expect(runs.ideal).toEqual((await of(IDEAL))[0]);
    expect(runs.all).toEqual(all);
    expect(runs.effects.map(({ effect }) => effect)).toEqual(['programmingVariation', 'readNoise', 'adc']);
    expect(runs.effects[1]!.alone).toEqual(await of({ ...IDEAL, readNoise: { sigma: 0.1 } }));
    expect(runs.effects[2]!.allBut).toEqual(await of({ ...EFFECTS, adc: null }));
  });

  test('are not run again where they are all or nothing', async () => {
    const one: NonIdealities = { ...IDEAL, adc: { bits: 4, range: 0.5 } };
    const made = new Int32Array(150).fill(7);
    const { ideal, effects } = await ablate(configuration, RRAM, VALUES, { nonIdealities: one }, [made], OPTIONS);
    expect(effects).toEqual([{ effect: 'adc', alone: [made], allBut: [ideal] }]);
  });

  test('two effects: one alone is all but the other', async () => {
    const two: NonIdealities = { ...EFFECTS, adc: null };
    const { effects } = await ablate(configuration, RRAM, VALUES, { nonIdealities: two }, [new Int32Array(150)], OPTIONS);
    expect(effects[0]!.alone).toBe(effects[1]!.allBut);
    expect(effects[1]!.alone).toBe(effects[0]!.allBut);
  });
});
