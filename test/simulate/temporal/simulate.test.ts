import { describe, expect, test } from 'vitest';
import type { PhaseDomainCircuit } from '../../../src/ir/neuron-circuit.ts';
import { NO_MITIGATIONS } from '../../../src/ir/mitigations.ts';
import { IDEAL } from '../../../src/ir/non-idealities.ts';
import { decisionGaps, decisionOf, describeDecision } from '../../../src/report/decision.ts';
import { renderOutputsCsv, renderSpikesCsv } from '../../../src/report/csv.ts';
import { findingsOfTimes } from '../../../src/simulate/temporal/findings.ts';
import { simulate, simulateChips, type ChipsOptions } from '../../../src/simulate/simulate.ts';
import { loadTarget } from '../../../targets/load.ts';
import { noiseSamples, population, samples } from '../../ir/build.ts';
import { temporalNetwork, timeInput } from '../../ir/temporal-networks.ts';
import { denseLevels, denseNetwork, quantised } from './networks.ts';
import { onChip, runTemporal } from './temporal-run.ts';

const RRAM = loadTarget('rram-128').target;
const OPTIONS: ChipsOptions = { seed: 5, workers: 1, limit: null, progress: () => {} };
const IDEAL_CHIP = { nonIdealities: IDEAL, trial: 0 };
const DATA = noiseSamples([40], 150, 3);
const { configuration } = onChip({ ...denseNetwork('exponential'), tau_s: 1e-6 }, RRAM);

/** Diagnostics of these codes, and no others. */
const codes = (...expected: string[]): object => ({ diagnostics: expected.map((code) => expect.objectContaining({ code }) as unknown) });
const circuit = (changes: Partial<PhaseDomainCircuit>): PhaseDomainCircuit => ({
  kind: 'phase-domain', name: 'phase', summary: '', papers: [], energy: { spike_J: null, synapticOperation_J: null, static_W: null }, timeGrid: 0, jitter: 0, thresholdMismatch: 0, ...changes,
});

/** x (2 inputs) -> h (2 neurons) -> y (1 neuron). Weights are levels, thresholds too. */
const TINY = temporalNetwork([population('x', [3], timeInput()), quantised('h', [2], 'exponential', 10), quantised('y', [2], 'exponential', 10)], [
  { ...denseLevels('x', 'h', 2, 3, 1, 0), weights: { shape: [2, 3], data: Int8Array.of(20, 10, 0, 0, 5, 50) } },
  { ...denseLevels('h', 'y', 2, 2, 1, 0), weights: { shape: [2, 2], data: Int8Array.of(40, 0, 0, 15) } },
], { stage: 'quantised', bits: 8, tau_s: 2e-6 });

describe('a small chip by hand', () => {
  const tiny = onChip(TINY, RRAM).configuration;
  // Times 0, 1 and silence; then 1, 0 and 0.5.
  const data = samples([3], [[0, 1, Infinity], [1, 0, 0.5]]);

  test('spike times, class, and what is counted', async () => {
    const result = await simulate(tiny, RRAM, data, { ...OPTIONS, ...IDEAL_CHIP });
    // First sample: h0 = 20 / 10 = 2 before e; h1: 5 never; y0 = 40 * 2 / 30.
    const half = Math.fround(0.5);
    const [h1, h0] = [(5 + 50 * Math.exp(half)) / 45, (10 + 20 * Math.E) / 20];
    expect([...result.times!].map((time) => Math.exp(time))).toEqual([8 / 3, Infinity, (40 * h0) / 30, 3 * h1].map((z) => expect.closeTo(z, 12) as number));
    expect([...result.predictions]).toEqual([0, 0]);
    const { total, temporal, timesteps } = result.ledger;
    expect(timesteps).toBe(1);
    // Spikes: inputs 2 + 3, h 1 + 2, y 1 + 2. Every spike drives its row, whoever has fired.
    expect([total.neuronSpikes, total.somaSpikes, total.rowActivations, total.synapticEvents]).toEqual([11, 6, 8, 16]);
    // Distinct times: 2 at h and 1 at y, then 3 at h and 2 at y; two neurons each.
    expect([total.crossbarReads, total.neuronUpdates, total.adcConversions]).toEqual([8, 16, 16]);
    expect(temporal!.populations.map(({ name, fired, silent, causalSynapses }) => [name, fired, silent, causalSynapses])).toEqual([['x', 5, 1, null], ['h', 3, 1, 1 + 3 + 2], ['y', 3, 1, 1 + 2 + 2]]);
    expect([temporal!.tau_s, temporal!.decided]).toEqual([2e-6, 2]);
    expect(temporal!.decision!.max).toBeCloseTo(Math.log((40 * h0) / 30), 12);
    // In the first sample the input at 1 comes after the decision, in the second the spike of y1.
    expect(temporal!.toDecision).toEqual({ neuronSpikes: 9, somaSpikes: 5, rowActivations: 7, synapticEvents: 14 });
  });

  test('outputs and spikes in files, with all digits; a silent neuron is empty', async () => {
    const result = await simulate(tiny, RRAM, data, { ...OPTIONS, ...IDEAL_CHIP });
    const [, first] = renderOutputsCsv(result, null).split('\n');
    expect(first).toBe(`0,,0,${result.times![0]},`);
    expect(renderSpikesCsv(result.raster)).toBe(`population,time,index\nx,0,0\nx,1,1\nh,${Math.log(2)},0\ny,${result.times![0]},0\n`);
  });

  test('the report says when the network decides, and what is not known', async () => {
    const result = await simulate(tiny, RRAM, data, { ...OPTIONS, ...IDEAL_CHIP });
    const decision = decisionOf(result.ledger)!;
    expect(decision.mean_s).toBeCloseTo(2e-6 * decision.mean!, 18);
    expect(decision.populations[1]).toEqual({ name: 'h', firing: 0.75, causalSetSize: 2 });
    expect(describeDecision(decision, 2)).toContain('tau 2.00 µs');
    expect(decisionGaps(result.ledger)).toEqual([]);
    const timeless = { ...result.ledger, temporal: { ...result.ledger.temporal!, tau_s: null } };
    expect(decisionOf(timeless)!.mean_s).toBeNull();
    expect(decisionGaps(timeless)[0]).toContain('latency.perInference_s');
  });

  test('S642 where no output ever fires', async () => {
    const silent = await simulate(tiny, RRAM, samples([3], [[Infinity, Infinity, Infinity]]), { ...OPTIONS, ...IDEAL_CHIP });
    expect(findingsOfTimes(tiny, silent).map(({ code }) => code)).toEqual(['S642']);
    expect(decisionGaps(silent.ledger)).toContain('latency.decision: no output neuron fired');
    expect(describeDecision(decisionOf(silent.ledger)!, 1)).toBe('no output neuron fired');
    expect([...silent.predictions]).toEqual([0]);
  });

  test.each([NaN, -0.5, 800])('S614: a spike at %s', async (time) => {
    await expect(simulate(tiny, RRAM, samples([3], [[0, time, 0]]), { ...OPTIONS, ...IDEAL_CHIP })).rejects.toMatchObject(codes('S614'));
  });
});

describe('chips', () => {
  test('parts of the data make no difference', async () => {
    const effects = { ...IDEAL, programmingVariation: { sigma: 0.05 } };
    const chip = { nonIdealities: effects, trial: 0, circuit: { circuit: circuit({ jitter: 0.05, timeGrid: 0.01, thresholdMismatch: 0.02 }), settings: null } };
    const all = await simulate(configuration, RRAM, DATA, { ...OPTIONS, ...chip });
    const few = await simulate(configuration, RRAM, DATA, { ...OPTIONS, ...chip, limit: 130 });
    expect(all.times!.slice(0, few.times!.length)).toEqual(few.times);
    const again = await simulate(configuration, RRAM, DATA, { ...OPTIONS, ...chip });
    expect(again.times).toEqual(all.times);
    expect(again.ledger).toEqual(all.ledger);
  });

  test('written-once effects differ from trial to trial and move spike times a little', async () => {
    const chips = await simulateChips(configuration, RRAM, DATA, [0, 1].map((trial) => ({ nonIdealities: { ...IDEAL, programmingVariation: { sigma: 0.02 } }, trial })), OPTIONS);
    const ideal = await simulate(configuration, RRAM, DATA, { ...OPTIONS, ...IDEAL_CHIP });
    expect(chips[0]!.times).not.toEqual(chips[1]!.times);
    const error = chips[0]!.times!.reduce((sum, time, i) => sum + (Number.isFinite(time) && Number.isFinite(ideal.times![i]!) ? Math.abs(time - ideal.times![i]!) : 0), 0) / ideal.times!.length;
    expect(error).toBeGreaterThan(1e-4);
    expect(error).toBeLessThan(0.1);
  });

  test('S640 and S641: what acts in reads, and what folds into neurons', async () => {
    const reading = simulate(configuration, RRAM, DATA, { ...OPTIONS, nonIdealities: { ...IDEAL, adc: { bits: 8, range: 0.5 }, readNoise: { sigma: 0.01 } }, trial: 0, mitigations: { ...NO_MITIGATIONS, gain: {} } });
    await expect(reading).rejects.toMatchObject(codes('S640', 'S641'));
  });
});

describe('a phase-domain circuit', () => {
  const ideal = runTemporal(configuration, RRAM, DATA).times;
  const times = (changes: Partial<PhaseDomainCircuit>, seed = 1): Readonly<Record<string, readonly Float64Array[]>> => runTemporal(configuration, RRAM, DATA, { circuit: circuit(changes), seed }).times;

  test('magnitude 0 is the ideal neuron', () => expect(times({})).toEqual(ideal));

  test('a grid rounds spike times up, those of inputs stay', () => {
    const onGrid = times({ timeGrid: 0.125 });
    expect(onGrid.x).toEqual(ideal.x);
    onGrid.h!.forEach((own, sample) => own.forEach((time, i) => expect(time).toBe(Math.ceil(ideal.h![sample]![i]! / 0.125) * 0.125)));
  });

  test('jitter is Gaussian, addressed by sample and neuron, and another for another seed', () => {
    const [one, other] = [times({ jitter: 0.1 }), times({ jitter: 0.1 }, 2)];
    const deviations = one.h!.flatMap((own, sample) => Array.from(own, (time, i) => time - ideal.h![sample]![i]!)).filter((value) => Number.isFinite(value));
    const mean = deviations.reduce((sum, value) => sum + value, 0) / deviations.length;
    const sigma = Math.sqrt(deviations.reduce((sum, value) => sum + (value - mean) ** 2, 0) / deviations.length);
    expect(mean).toBeCloseTo(0, 1);
    expect(sigma).toBeGreaterThan(0.09);
    expect(sigma).toBeLessThan(0.11);
    expect(other.h).not.toEqual(one.h);
  });

  test('thresholds that are too high fire later, those too low earlier', () => {
    const found = times({ thresholdMismatch: 0.1 });
    const later = found.h!.map((own, sample) => Array.from(own, (time, i) => Math.sign(time - ideal.h![sample]![i]!)));
    // A neuron has its threshold for all samples.
    for (let i = 0; i < 21; i++) expect(new Set(later.map((signs) => signs[i]!).filter((sign) => sign !== 0 && !Number.isNaN(sign))).size).toBeLessThanOrEqual(1);
    expect(new Set(later.flat().filter((sign) => sign !== 0)).size).toBeGreaterThanOrEqual(2);
  });
});
