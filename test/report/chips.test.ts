import { describe, expect, it, test } from 'vitest';
import { describeAblation } from '../../src/report/ablation.ts';
import { renderErrorsCsv } from '../../src/report/csv.ts';
import { describeError } from '../../src/report/error-over-time.ts';
import { axisTicks } from '../../src/report/html/axis.ts';
import { renderHtml } from '../../src/report/html.ts';
import { withoutOwnScript } from './html/own-script.ts';
import { makeReport } from '../../src/report/report.ts';
import { meanInterval, tQuantile975 } from '../../src/report/student-t.ts';
import { renderText } from '../../src/report/text.ts';
import type { Deviation } from '../../src/simulate/deviation/deviation.ts';
import type { ReportInput } from '../../src/report/input.ts';
import { hostileInput, input } from './fixture.ts';

/** Two neurons, two timesteps, four samples (two on each of two chips). */
const DEVIATION: Deviation = {
  samples: 4,
  populations: [{
    name: 'hidden', neurons: 2, sums: 2,
    // Squares of the ideal values, of the differences, differences, products; for sums, then potentials; spikes ideal, chip, differing; distance.
    running: Float64Array.of(800, 32, -16, -160, 0, 0, 0, 0, 8, 6, 2, 1, 200, 50, 20, -100, 32, 8, 8, -8, 0, 0, 0, 0),
    fresh: Float64Array.of(800, 8, -8, -80, 0, 0, 0, 0, 8, 7, 1, 0.5, 0, 2, 4, 0, 32, 2, 2, -2, 0, 3, 3, 1.5),
  }],
};

/** 4 samples, 2 chips: the ideal chip is right in all, both effects together in 1 and 3. */
const RUNS = {
  ideal: Int32Array.of(0, 1, 2, 3), all: [Int32Array.of(0, 0, 0, 0), Int32Array.of(0, 1, 2, 0)],
  effects: [
    { effect: 'stuckCells', alone: [Int32Array.of(0, 1, 0, 0), Int32Array.of(0, 1, 2, 0)], allBut: [Int32Array.of(0, 1, 2, 0), Int32Array.of(0, 1, 2, 3)] },
    { effect: 'adc', alone: [Int32Array.of(0, 1, 2, 0), Int32Array.of(0, 1, 2, 3)], allBut: [Int32Array.of(0, 1, 0, 0), Int32Array.of(0, 1, 2, 0)] },
  ],
};
const LABELS = Int32Array.of(0, 1, 2, 3);

/** Two chips, the second right in both samples and with twice the reads. */
function severalChips(base: ReportInput = input): ReportInput {
  const { result } = base;
  const ledger = { ...result.ledger, total: { ...result.ledger.total, crossbarReads: 2 * result.ledger.total.crossbarReads } };
  return { ...base, chips: [result, { ...result, predictions: Int32Array.of(0, 0), ledger }], ablation: RUNS };
}

describe("Student's t", () => {
  it.each([[1, 12.7062], [2, 4.30265], [3, 3.18245], [4, 2.77645], [9, 2.26216], [10, 2.22814], [29, 2.04523], [30, 2.04227], [120, 1.97993], [999, 1.96234]])(
    '97.5 %% at %i degrees of freedom is %d, as tables say', (degrees, expected) => expect(tQuantile975(degrees)).toBeCloseTo(expected, 4));

  it('gives mean, deviation and interval of a few values', () => {
    const { mean, standardDeviation, interval95 } = meanInterval([1, 2, 3, 4]);
    expect([mean, standardDeviation]).toEqual([2.5, Math.sqrt(5 / 3)]);
    expect(interval95![1] - interval95![0]).toBeCloseTo((2 * 3.182446 * Math.sqrt(5 / 3)) / 2, 4);
  });

  it('says nothing about the spread of one value', () => expect(meanInterval([3])).toEqual({ mean: 3, standardDeviation: null, interval95: null }));
});

describe('trials', () => {
  it('are null for one chip', () => expect(makeReport(input).trials).toBeNull());

  it('have mean, interval, worst and best chip, and the energy of each', () => {
    const { trials, energy, accuracy } = makeReport(severalChips());
    expect(trials).toMatchObject({ chips: 2, accuracies: [0.5, 1], mean: 0.75, worst: { trial: 0, accuracy: 0.5 }, best: { trial: 1, accuracy: 1 } });
    expect(trials!.standardDeviation).toBeCloseTo(Math.SQRT1_2 / 2, 12);
    expect(trials!.interval95).toEqual([0, 1]);
    expect(accuracy.value).toBe(trials!.accuracies![0]);
    expect(trials!.energy.perInference_J[0]).toBe(energy.perInference_J);
    // 18 reads more at 1 pJ, over two samples.
    expect(trials!.energy.most_J - trials!.energy.least_J).toBeCloseTo(9e-12, 20);
  });

  it('without labels are about energy alone', () => {
    const report = makeReport({ ...severalChips(), labels: null, ablation: null });
    expect(report.trials).toMatchObject({ accuracies: null, mean: null, interval95: null, worst: null });
    expect(renderText(report, { colour: false, width: 100 })).toContain('2 chips: accuracy unknown: no labels');
  });
});

describe('error over time', () => {
  const { samples, chips, timesteps, perLayer } = describeError(DEVIATION, 2)!;
  const { running, fresh } = perLayer[0]!;

  it('is a share of the RMS of the ideal chip, step by step and over all of them', () => {
    expect([samples, chips, timesteps]).toEqual([2, 2, 2]);
    expect(running.sums.perTimestep).toMatchObject({ relativeRms: [0.2, 0.5], gain: [0.8, 0.5], idealRms_levels: [10, 5] });
    expect(running.sums.perTimestep.relativeBias).toEqual([-0.2, 0.5]);
    expect(running.sums.relativeRms).toBeCloseTo(Math.sqrt(82 / 1000), 12);
    expect(running.sums.gain).toBeCloseTo(1 - 260 / 1000, 12);
    expect(running.sums.relativeBias).toBeCloseTo(4 / 16 / Math.sqrt(1000 / 16), 12);
  });

  it('is 0 where both are silent, and not defined where only the ideal chip is', () => {
    expect(running.potentials.perTimestep).toMatchObject({ relativeRms: [0, 0.5], gain: [null, 0.75] });
    expect(running.spikes.perTimestep.differing).toEqual([2 / 14, 0]);
    expect(fresh.sums.perTimestep).toMatchObject({ relativeRms: [0.1, null], relativeBias: [-0.1, null] });
    expect(fresh.spikes.perTimestep.differing).toEqual([1 / 15, 1]);
  });

  it('counts spikes a sample, and the distance a neuron and sample', () => {
    expect(running.spikes).toMatchObject({ ideal: 2, chip: 1.5, differing: 2 / 14, vanRossum: 1 / 8, perTimestep: { ideal: [2, 0], chip: [1.5, 0], vanRossum: [1 / 8, 0] } });
  });

  it('adds up over chips, and is a table of its own', () => {
    const one = { ...input.result, deviation: { ...DEVIATION, samples: 2 } };
    const { errorOverTime } = makeReport({ ...input, result: one, chips: [one, one] });
    expect(errorOverTime).toMatchObject({ samples: 2, chips: 2 });
    expect(errorOverTime!.perLayer[0]!.running.sums.gain).toBeCloseTo(running.sums.gain!, 12);
    const lines = renderErrorsCsv(errorOverTime).trim().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]!.split(',').length).toBe(13);
    expect(lines[4]).toBe('hidden,ideal,1,,,,0.25,0.9375,0.17677669529663687,0,1.5,1,0.375');
  });

  it('is null where it was not measured', () => expect(makeReport(input).errorOverTime).toBeNull());
});

describe('loss by effect', () => {
  it('is what each effect costs alone, and what leaving it out wins', () => {
    const found = describeAblation(RUNS, LABELS);
    expect(found).toMatchObject({ measure: 'accuracy', samples: 4, chips: 2, ideal: 1, all: 0.5, loss: 0.5 });
    const [stuck, adc] = found.effects;
    expect(stuck).toMatchObject({ name: 'stuckCells', alone: { value: 0.625, loss: 0.375, share: 0.75 }, allBut: { value: 0.875, loss: 0.375, share: 0.75 } });
    expect(adc).toMatchObject({ name: 'adc', alone: { value: 0.875, loss: 0.125, share: 0.25 }, allBut: { value: 0.625, loss: 0.125, share: 0.25 } });
    expect(found.interaction).toBe(0);
  });

  it('has the interval of the differences chip by chip', () => {
    const { interval95, effects } = describeAblation(RUNS, LABELS);
    // Losses 0.75 and 0.25 on both chips; 0.5 and 0.25 by stuck cells alone.
    expect(interval95[1] - 0.5).toBeCloseTo((12.7062 * Math.sqrt(0.125)) / Math.SQRT2, 3);
    expect(effects[0]!.alone.interval95[1] - 0.375).toBeCloseTo((12.7062 * Math.sqrt(0.03125)) / Math.SQRT2, 3);
  });

  it('of one chip has the interval of paired samples', () => {
    const first = { ideal: RUNS.ideal, all: [RUNS.all[0]!], effects: RUNS.effects.map(({ effect, alone, allBut }) => ({ effect, alone: [alone[0]!], allBut: [allBut[0]!] })) };
    const { loss, interval95, interval } = describeAblation(first, LABELS);
    expect(loss).toBe(0.75);
    expect(interval95[1] - loss).toBeCloseTo(1.96 * Math.sqrt((0.75 * 0.25) / 4), 4);
    expect(interval).toContain('paired');
  });

  it('without labels is about equal predictions; without a loss there are no shares', () => {
    expect(describeAblation(RUNS, null)).toMatchObject({ measure: 'agreement', ideal: 1, all: 0.5 });
    const same = { ideal: RUNS.ideal, all: [RUNS.ideal], effects: [{ effect: 'adc', alone: [RUNS.ideal], allBut: [RUNS.ideal] }] };
    expect(describeAblation(same, LABELS)).toMatchObject({ loss: 0, interval95: [0, 0], effects: [{ alone: { loss: 0, share: null } }] });
  });
});

describe('what is shown', () => {
  const base = hostileInput();
  const name = base.mapping.perPopulation[0]!.name;
  const deviation: Deviation = { ...DEVIATION, populations: [{ ...DEVIATION.populations[0]!, name }] };
  const result = { ...base.result, deviation };
  const report = makeReport({ ...severalChips({ ...base, result }), labels: Int32Array.of(0, 0), ablation: { ...RUNS, ideal: Int32Array.of(0, 1, 2, 3) } });

  it('is on the page, with hostile names as text', async () => {
    const page = withoutOwnScript(await renderHtml({ ...report, ablation: describeAblation({ ...RUNS, effects: RUNS.effects.map((one) => ({ ...one, effect: name })) }, LABELS) }, { raster: [] }));
    for (const title of ['<h2>Chips</h2>', '<h2>Loss by effect</h2>', '<h2>Error over time</h2>']) expect(page).toContain(title);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('is in the text, without control codes and within the width', () => {
    const text = renderText(report, { colour: false, width: 100 });
    for (const title of ['Chips  ', 'Loss by effect', 'Error over time']) expect(text).toContain(title);
    expect(text).toContain('95 % of the mean 0.00 % to 100.00 % (Student\'s t, 1 degree of freedom)');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('is not there where it was not asked for', async () => {
    const page = await renderHtml(makeReport(input), { raster: [] });
    for (const title of ['<h2>Chips</h2>', '<h2>Loss by effect</h2>', '<h2>Error over time</h2>']) expect(page).not.toContain(title);
  });
});

test('axes have round numbers that enclose the values', () => {
  expect(axisTicks(0, 0.47, 5)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  expect(axisTicks(-0.3, 0.7, 7)).toEqual([-0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8]);
  expect(axisTicks(0, 0, 5)).toEqual([0, 1]);
  expect(axisTicks(0.985, 0.991, 8)).toEqual([0.985, 0.986, 0.987, 0.988, 0.989, 0.99, 0.991]);
});
