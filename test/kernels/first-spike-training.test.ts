import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_SPIKE_COLUMNS } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { IMPLEMENTATIONS, f32At, i32At, memoryComparer, place } from './arena.ts';
import { exactly, roughF32 } from './draws.ts';

const COLUMNS = FIRST_SPIKE_COLUMNS;
const padded = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flatMap((row) => [...row, ...new Array<number>(COLUMNS - row.length).fill(0)]));
const f32 = (...values: number[]): Float32Array => Float32Array.of(...values);

describe.each(IMPLEMENTATIONS)('first spikes by hand, %s', (implementation) => {
  it('two inputs at z = 1 and 4', () => {
    const kernels = loadKernels(implementation);
    const [spikes, workspace] = [kernels.allocate(64), kernels.allocate(8192)];
    expect(kernels.sortSpikesF32(place(kernels, f32(4, Infinity, 1)), 3, 1e5, spikes, workspace)).toBe(2);
    expect(i32At(kernels, spikes, 4).filter((_, i) => i % 2 === 0)).toEqual([2, 0]);
    // Columns: after the first input alone (2 / (2 - 1)); only with both ((1.5 + 4) / (2.5 - 1)); too late for the first (1.25 / 0.25 = 5 > 4), silent.
    const weights = place(kernels, padded([[-1, 1, 1, 0.25], [9, 9, 9, 9], [2, 1.5, 1.25, 0.5]]));
    const [times, slopes, causal] = [0, 1, 2].map(() => kernels.allocate(4 * COLUMNS));
    kernels.firstSpikesF32(spikes, 2, weights, COLUMNS, 4, 0, 0, 1e5, times!, slopes!, causal!);
    expect(f32At(kernels, times!, 4)).toEqual([2, 3, 4.2, Infinity].map(Math.fround));
    expect(f32At(kernels, slopes!, 4)).toEqual([1, 2, 0.8, 0].map(Math.fround));
    expect(i32At(kernels, causal!, 4)).toEqual([1, 1, 2, 0]);
  });

  it('the inputs that fire last come from the total', () => {
    const kernels = loadKernels(implementation);
    const weights = place(kernels, padded([[0.5], [0.5], [1]]));
    const totals = kernels.allocate(4 * COLUMNS);
    kernels.sumColumnsF32(weights, 3, COLUMNS, totals);
    expect(f32At(kernels, totals, 2)).toEqual([2, 0]);
    const spikes = place(kernels, new Int32Array([2, new Int32Array(f32(1).buffer)[0]!]));
    const [times, slopes, causal, pulls, rest, gradients] = [0, 1, 2, 3, 4, 5].map(() => kernels.allocate(12 * COLUMNS));
    kernels.firstSpikesF32(spikes, 1, weights, COLUMNS, 1, totals, 3, 1e5, times!, slopes!, causal!);
    expect([f32At(kernels, times!, 1), i32At(kernels, causal!, 1)]).toEqual([[4], [2]]);
    new Float32Array(kernels.buffer(), pulls!, 1)[0] = 1;
    kernels.firstSpikeGradientF32(spikes, 1, weights, COLUMNS, 3, Infinity, times!, slopes!, causal!, pulls!, rest!, gradients!, 0, 0);
    // dz/dw = (z_i - z) / (S - 1): 3 - 4 for all rows, and 1 - 3 more for the last.
    expect(f32At(kernels, rest!, 1)).toEqual([-1]);
    expect(f32At(kernels, gradients!, 3 * COLUMNS).filter((_, i) => i % COLUMNS === 0)).toEqual([0, 0, -2]);
  });

  it('levels: a half goes to the even one, and there is a largest', () => {
    const kernels = loadKernels(implementation);
    const weights = place(kernels, f32(0.25, 0.75, -0.3, 9)), scales = place(kernels, f32(0.5, 0.5, 0.5, 0.5)), result = kernels.allocate(16);
    kernels.roundWeightsF32(weights, 1, 4, scales, 3, result);
    expect(f32At(kernels, result, 4)).toEqual([0, 1, -0.5, 1.5]);
  });

  it('the first step of Adam is one rate long', () => {
    const kernels = loadKernels(implementation);
    const [weights, means, squares, gradients, terms] = [f32(1, 1, 1, 1), f32(0, 0, 0, 0), f32(0, 0, 0, 0), f32(2, -3, 0, 0, 2, -3, 0, 0), f32(0, 0, 1, 0)].map((array) => place(kernels, array));
    kernels.adamF32(weights!, means!, squares!, gradients!, 2, 16, 1, 4, terms!, 0.5, 0, 10, 0.9, 0.999, 0.01, Math.sqrt(1 - 0.9) === 0 ? 1 : 0.1 / Math.sqrt(1 - 0.999));
    const stepped = f32At(kernels, weights!, 4);
    [0.99, 1.01, 0.99, 1].forEach((expected, i) => expect(stepped[i]).toBeCloseTo(expected, 5));
  });
});

describe('first spikes, generated', () => {
  const time = fc.oneof({ weight: 4, arbitrary: fc.float({ min: 1, max: 30, noNaN: true }) }, { weight: 3, arbitrary: fc.constantFrom(1, 2, 20) }, fc.constantFrom(Infinity, 1e6));
  const weight = fc.oneof({ weight: 5, arbitrary: fc.float({ min: Math.fround(-0.4), max: Math.fround(0.8), noNaN: true }) }, { weight: 1, arbitrary: roughF32 });
  const draws = fc.record({ inputs: fc.integer({ min: 0, max: 12 }), panels: fc.integer({ min: 1, max: 2 }), rest: fc.boolean(), back: fc.boolean(), limit: fc.constantFrom(0.5, 1e30) })
    .chain((shape) => fc.record({
      shape: fc.constant(shape), times: exactly(time, shape.inputs), weights: exactly(weight, shape.inputs * shape.panels * COLUMNS), pulls: exactly(weight, shape.panels * COLUMNS),
    }));

  it('wasm and twin leave the same bytes, forward and back', () => {
    const leavesEqualMemory = memoryComparer();
    fc.assert(fc.property(draws, ({ shape: { inputs, panels, rest, back, limit }, times, weights, pulls }) => {
      const columns = panels * COLUMNS;
      expect(leavesEqualMemory((kernels) => {
        const z = place(kernels, Float32Array.from(times)), w = place(kernels, Float32Array.from(weights));
        const room = (bytes: number): number => kernels.allocate(bytes);
        const [spikes, outputs, slopes, causal, totals, restPulls, gradients, inputPulls] = [room(8 * inputs), ...[0, 1, 2, 3, 4].map(() => room(4 * columns)), room(4 * columns * inputs), room(4 * inputs)];
        const workspace = loadedWorkspace(kernels, inputs);
        const count = kernels.sortSpikesF32(z, inputs, 1e5, spikes!, workspace);
        new Uint8Array(kernels.buffer(), workspace, 4096 + 8 * inputs).fill(0);
        // The neurons of the last panel but five are used.
        kernels.sumColumnsF32(w, inputs, columns, totals!);
        kernels.firstSpikesF32(spikes!, count, w, columns, columns, rest ? totals! : 0, 40, 1e5, outputs!, slopes!, causal!);
        kernels.firstSpikeGradientF32(spikes!, count, w, columns, 40, limit, outputs!, slopes!, causal!, place(kernels, Float32Array.from(pulls)), rest ? restPulls! : 0, gradients!, 0, back ? inputPulls! : 0);
        return count;
      })).toBe(true);
    }), { seed: 7, numRuns: 300 });
  });

  it('dealing, rounding and stepping leave the same bytes', () => {
    const leavesEqualMemory = memoryComparer();
    fc.assert(fc.property(exactly(roughF32, 32), exactly(roughF32, 32), exactly(fc.float({ min: Math.fround(0.001), max: 3, noNaN: true }), 16), (a, b, scales) => {
      expect(leavesEqualMemory((kernels) => {
        const [w, g, s, m] = [a, b, scales, a.map(Math.abs)].map((values) => place(kernels, Float32Array.from(values)));
        kernels.roundWeightsF32(w!, 2, 16, s!, 3, kernels.allocate(128));
        kernels.adamF32(w!, g!, m!, g!, 1, 0, 2, 16, s!, 0.3, 0.01, 5, 0.9, 0.999, 0.01, 1.5);
        const [offsets, taps] = [Int32Array.of(0, 2, 3), Int32Array.of(0, 5, 1, 6, 1, 7)].map((values) => place(kernels, values));
        const spikes = place(kernels, Int32Array.of(1, 100, 0, 200));
        kernels.dealSpikes(spikes, 2, offsets!, taps!, kernels.allocate(64), 3, kernels.allocate(8));
      })).toBe(true);
    }), { seed: 8, numRuns: 200 });
  });
});

function loadedWorkspace(kernels: ReturnType<typeof loadKernels>, inputs: number): number {
  return kernels.allocate(4096 + 8 * inputs);
}
