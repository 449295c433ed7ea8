import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PANEL_FIRST_SPIKE, type Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { IMPLEMENTATIONS, i32At, memoryComparer, place } from './arena.ts';
import { exactly, roughF32, weightI16 } from './draws.ts';

type Response = 'exponential' | 'step';
type Type = 'i16' | 'f32';

interface Inputs {
  readonly times: readonly number[];
  /** A row of PANEL_FIRST_SPIKE weights for each input. */
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
  readonly thresholds: readonly number[];
}

const placeF64 = (kernels: Kernels, values: readonly number[]): number => {
  const pointer = kernels.allocate(8 * values.length);
  new Float64Array(kernels.buffer(), pointer, values.length).set(values);
  return pointer;
};
const f64At = (kernels: Kernels, pointer: number, length: number): number[] => [...new Float64Array(kernels.buffer(), pointer, length)];

/** Sorts, deals all inputs out to one position in the order of their rows, and looks for the first spikes: z or times, and how many inputs caused them. */
function firstSpikes(kernels: Kernels, { times, weights, biases, thresholds }: Inputs, response: Response, type: Type, later = 1): { spikes: number[]; causal: number[] } {
  const count = times.length, capacity = count + 1;
  const records = kernels.allocate(16 * count), spare = kernels.allocate(16 * count);
  const fired = kernels.sortTimes(placeF64(kernels, times), count, records, spare);
  const order = Array.from({ length: fired }, (_, i) => i32At(kernels, records + 16 * i + 8, 1)[0]!);
  const distinct = [...new Set(order.map((i) => times[i]!))];
  const ranks = place(kernels, Int32Array.from(order, (i) => distinct.indexOf(times[i]!)));
  const offsets = place(kernels, Int32Array.from({ length: count + 1 }, (_, i) => i));
  const arrivals = place(kernels, Int32Array.from(times.flatMap((_, i) => [0, i])));
  const [rows, groups, counts] = [kernels.allocate(4 * capacity), kernels.allocate(8 * capacity), kernels.allocate(16)];
  kernels.distributeSpikes(records, ranks, fired, offsets, arrivals, 1, capacity, rows, groups, counts);
  const [events, groupCount] = i32At(kernels, counts, 2) as [number, number];
  const panel = place(kernels, type === 'i16' ? Int16Array.from(weights.flat()) : Float32Array.from(weights.flat()));
  const values = placeF64(kernels, response === 'step' ? distinct : distinct.map(Math.exp));
  const [spikes, causal] = [kernels.allocate(8 * PANEL_FIRST_SPIKE), kernels.allocate(4 * PANEL_FIRST_SPIKE)];
  const neurons = [placeF64(kernels, biases), placeF64(kernels, thresholds), spikes, causal] as const;
  if (response === 'step') kernels[type === 'i16' ? 'stepI16' : 'stepF32'](panel, rows, groups, groupCount, events, values, ...neurons);
  else kernels[type === 'i16' ? 'exponentialI16' : 'exponentialF32'](panel, rows, groups, groupCount, events, values, placeF64(kernels, distinct.map((time) => Math.exp(time) * later)), ...neurons);
  return { spikes: f64At(kernels, spikes, PANEL_FIRST_SPIKE), causal: i32At(kernels, causal, PANEL_FIRST_SPIKE) };
}

const fill = (value: number): number[] => new Array<number>(PANEL_FIRST_SPIKE).fill(value);

describe.each(IMPLEMENTATIONS)('first spikes by hand, %s', (implementation) => {
  const LN = Math.log;

  it.each(['i16', 'f32'] as const)('exponential: causal sets, silence, bias, %s', (type) => {
    // z = 1, 2, 2, 4; columns: one by one.
    const inputs: Inputs = {
      times: [LN(4), 0, LN(2), LN(2), Infinity],
      weights: [[0, 0, 9, 9, 0, -9, 1, 0], [3, 2, 1, 1, 0, 4, 1, 1], [0, 1, 1, 0, 0, 0, 1, 0], [0, 1, 1, 0, 0, 0, 1, 0], fill(9)],
      biases: [0, 0, 0, 0, 3, 0, 0, 0], thresholds: [1, 1, 3, 1, 1, 1, 4, Infinity],
    };
    const { spikes, causal } = firstSpikes(loadKernels(implementation), inputs, 'exponential', type);
    // 3/(3-1); z = 2 is not before the next inputs, (2 + 2*2)/(4-1) = 2 with them: the input at 2 is not needed, 2/(2-1) = 2; (1 + 4 + 36)/(12-3); (1 + 36)/9;
    // 3/(3-1) by bias (an input without weight has come before); 4/3 before the brake; never more than its threshold; none.
    expect(spikes).toEqual([1.5, 2, 41 / 9, 37 / 9, 1.5, 4 / 3, Infinity, Infinity]);
    expect(causal).toEqual([1, 1, 4, 4, 1, 1, 0, 0]);
  });

  it.each(['i16', 'f32'] as const)('step: the sum of one time decides, %s', (type) => {
    const inputs: Inputs = {
      times: [2, 1, 0, 1],
      weights: [[5, 1, 0, 0, 1, 0, 0, 0], [2, 1, 3, 0, 0, 0, 0, 0], [0, 1, 0, -2, 0, 0, 0, 0], [-2, 1, -1, 0, 0, 0, 0, 0]],
      biases: [0, 0, 0, 2, 1, 1, 0, 0], thresholds: [1, 3, 2, 1, 2, 1, 1, Infinity],
    };
    const { spikes, causal } = firstSpikes(loadKernels(implementation), inputs, 'step', type);
    // The bias at 0 comes with the input at 0 (column 3) and alone (column 5).
    expect(spikes).toEqual([2, 1, 1, Infinity, 2, 0, Infinity, Infinity]);
    expect(causal).toEqual([4, 3, 3, 0, 4, 1, 0, 0]);
  });

  it('a spike up to the limit comes before the next input', () => {
    // 11/(11-1) = 1.1 comes after 1.09, but not after a limit 1 % later.
    const inputs: Inputs = { times: [0, LN(1.09), LN(1.2)], weights: [fill(11), fill(5), fill(-20)], biases: fill(0), thresholds: fill(1) };
    expect(firstSpikes(loadKernels(implementation), inputs, 'exponential', 'i16').spikes[0]).toBe((11 + 5 * Math.exp(LN(1.09))) / 15);
    expect(firstSpikes(loadKernels(implementation), inputs, 'exponential', 'i16', 1.01).spikes[0]).toBe(1.1);
  });

  it('nothing comes, but a bias', () => {
    const inputs: Inputs = { times: [Infinity], weights: [fill(1)], biases: fill(2), thresholds: [1, 2, ...fill(1).slice(2)] };
    expect(firstSpikes(loadKernels(implementation), inputs, 'exponential', 'i16').spikes).toEqual([2, Infinity, ...fill(2).slice(2)]);
    expect(firstSpikes(loadKernels(implementation), inputs, 'step', 'i16').spikes).toEqual(fill(0));
  });

  it('sorts stably and drops silence', () => {
    const kernels = loadKernels(implementation);
    fc.assert(fc.property(fc.array(fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.constantFrom(0, 1, 1, 2, Infinity)), { maxLength: 70 }), (times) => {
      const [records, spare] = [kernels.allocate(16 * times.length), kernels.allocate(16 * times.length)];
      const fired = kernels.sortTimes(placeF64(kernels, times), times.length, records, spare);
      const expected = times.map((time, index) => ({ time, index })).filter(({ time }) => time < Infinity).sort((a, b) => a.time - b.time || a.index - b.index);
      expect(Array.from({ length: fired }, (_, i) => ({ time: f64At(kernels, records + 16 * i, 1)[0]! + 0, index: i32At(kernels, records + 16 * i + 8, 1)[0]! })))
        .toEqual(expected.map(({ time, index }) => ({ time: time + 0, index })));
    }), { seed: 1, numRuns: 60 });
  });

  it('deals spikes out to positions in order, with the groups of each', () => {
    const kernels = loadKernels(implementation);
    const records = kernels.allocate(48), ranks = place(kernels, Int32Array.of(0, 0, 1));
    kernels.sortTimes(placeF64(kernels, [5, 1, 1]), 3, records, kernels.allocate(48));
    // Input 0 arrives at position 1; input 1 at both; input 2 at position 0 twice.
    const offsets = place(kernels, Int32Array.of(0, 1, 3, 5)), arrivals = place(kernels, Int32Array.of(1, 10, 0, 20, 1, 21, 0, 30, 0, 31));
    const [rows, groups, counts] = [kernels.allocate(4 * 2 * 4), kernels.allocate(8 * 2 * 4), kernels.allocate(16 * 2)];
    kernels.distributeSpikes(records, ranks, 3, offsets, arrivals, 2, 4, rows, groups, counts);
    expect(i32At(kernels, counts, 6).filter((_, i) => i % 4 < 2)).toEqual([3, 1, 2, 2]);
    expect(i32At(kernels, rows, 6)).toEqual([20, 30, 31, 0, 21, 10]);
    expect(i32At(kernels, groups, 12)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
  });
});

const inputsOf = (weight: fc.Arbitrary<number>): fc.Arbitrary<Inputs> => fc.integer({ min: 0, max: 40 }).chain((count) => fc.record({
  times: exactly(fc.oneof(fc.constantFrom(0, 0.5, 1, 1.25, Infinity), fc.double({ min: 0, max: 3, noNaN: true })), count),
  weights: exactly(exactly(weight, PANEL_FIRST_SPIKE), count),
  biases: exactly(fc.oneof(fc.constant(0), fc.integer({ min: -200, max: 200 })), PANEL_FIRST_SPIKE),
  thresholds: exactly(fc.constantFrom(1, 13.7, 100, 150.3, Infinity), PANEL_FIRST_SPIKE),
}));

describe('first spikes, generated', () => {
  it.each([
    ['exponential', 'i16', weightI16], ['exponential', 'f32', roughF32], ['step', 'i16', weightI16], ['step', 'f32', roughF32],
  ] as const)('wasm and twin leave the same bytes, %s %s', (response, type, weight) => {
    const leavesEqualMemory = memoryComparer();
    fc.assert(fc.property(inputsOf(weight), (inputs) => {
      expect(leavesEqualMemory((kernels) => void firstSpikes(kernels, inputs, response, type))).toBe(true);
    }), { seed: 2, numRuns: 150 });
  });

  it('a spike is the first crossing of the threshold by the membrane potential', () => {
    const kernels = loadKernels('wasm');
    fc.assert(fc.property(inputsOf(fc.integer({ min: -60, max: 90 })), (inputs) => {
      const { spikes } = firstSpikes(kernels, inputs, 'exponential', 'i16');
      spikes.forEach((z, column) => {
        const threshold = inputs.thresholds[column]!, bias = inputs.biases[column]!;
        const potential = (at: number): number => inputs.times.reduce((sum, t, i) => sum + (t < Math.log(at) ? inputs.weights[i]![column]! * (1 - Math.exp(t) / at) : 0), bias * (1 - 1 / at));
        if (threshold < Infinity && z < 1e6) expect(Math.abs(potential(z) - threshold)).toBeLessThan(1e-6 * Math.max(1, z));
        // Nowhere before: between two inputs the potential has no more than one turn, so the inputs are where it could be above.
        for (const t of inputs.times) if (Math.exp(t) < z * (1 - 1e-9)) expect(potential(Math.exp(t))).toBeLessThan(threshold * (1 + 1e-9));
      });
    }), { seed: 3, numRuns: 100 });
  });
});
