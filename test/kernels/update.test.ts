import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadKernels } from '../../src/kernels/load.ts';
import { anyI32, exactly, roughF32 } from './draws.ts';
import { IMPLEMENTATIONS, f32At, i32At, memoryComparer, place } from './arena.ts';

const HARD = 1, SUBTRACT = 0;

describe.each(IMPLEMENTATIONS)('update by hand, %s', (implementation) => {
  const floats = (...values: number[]): Float32Array => Float32Array.from(values);

  it('leaks, integrates, fires at a tie, resets and clears the accumulators', () => {
    const kernels = loadKernels(implementation);
    const run = (hard: number, resetValue: number) => {
      const accumulators = place(kernels, Int32Array.of(4, 4, -2, 100)), drives = place(kernels, Int32Array.of(1, 0, 0, 0));
      const potentials = place(kernels, floats(10, 10, 10, 10)), thresholds = place(kernels, floats(10, 10, 10, 10));
      const fires = place(kernels, floats(10, 10, 2, Infinity)); // the last one is padding
      const spikes = kernels.allocate(16), counts = place(kernels, Uint32Array.of(5, 5, 5, 5));
      const fired = kernels.updateI32(accumulators, drives, place(kernels, floats(0, 0.5, 0, 0)), potentials,
        place(kernels, floats(0.5, 0.5, 0.5, 0.5)), fires, thresholds, hard, resetValue, 4, 40, spikes, counts);
      expect(i32At(kernels, accumulators, 4)).toEqual([0, 0, 0, 0]);
      return { spikes: i32At(kernels, spikes, fired), counts: i32At(kernels, counts, 4), potentials: f32At(kernels, potentials, 4) };
    };
    // Raised potentials: 5 + 5 = 10 (a tie), 5 + 4.5, 5 - 2 = 3, 5 + 100.
    expect(run(SUBTRACT, 0)).toEqual({ spikes: [40, 42], counts: [6, 5, 6, 5], potentials: [0, 9.5, -7, 105] });
    expect(run(HARD, 0.25)).toEqual({ spikes: [40, 42], counts: [6, 5, 6, 5], potentials: [0.25, 9.5, 0.25, 105] });
  });

  it('adds accumulator, drive and bias in that order, one rounding each', () => {
    const kernels = loadKernels(implementation);
    const zeros = kernels.allocate(16), never = place(kernels, floats(Infinity, Infinity, Infinity, Infinity));
    const none = kernels.allocate(16);
    const potentials = kernels.allocate(16);
    const drives = place(kernels, floats(1, 16777216, 0.2, 0)), biases = place(kernels, floats(-16777216, 1, 0.3, 0));
    kernels.updateF32(place(kernels, floats(16777216, 1, 0.1, 0)), drives, biases, potentials, zeros, never, never, 0, 0, 4, 0, none, none);
    const f = Math.fround;
    expect(f32At(kernels, potentials, 4)).toEqual([0, 16777216, f(f(f(0.1) + f(0.2)) + f(0.3)), 0]);
    // 2^24 + 1 is exact as an i32 sum and rounds only when it becomes a float.
    kernels.updateI32(place(kernels, Int32Array.of(16777216, 16777216, 0, 0)), place(kernels, Int32Array.of(2, 1, 0, 0)), zeros,
      potentials, zeros, never, never, 0, 0, 4, 0, none, none);
    expect(f32At(kernels, potentials, 4)).toEqual([16777218, 16777216, 0, 0]);
  });

  it('never fires on NaN', () => {
    const kernels = loadKernels(implementation);
    const potentials = place(kernels, floats(NaN, 1, NaN, -Infinity)), ones = place(kernels, floats(1, 1, 1, 1));
    const zeros = kernels.allocate(16), spikes = kernels.allocate(16), counts = kernels.allocate(16), accumulators = kernels.allocate(16);
    expect(kernels.updateF32(accumulators, zeros, zeros, potentials, ones, ones, ones, 0, 0, 4, 7, spikes, counts)).toBe(1);
    expect(i32At(kernels, spikes, 1)).toEqual([8]);
    expect(f32At(kernels, potentials, 4)).toEqual([NaN, 0, NaN, -Infinity]);
  });

  it('keeps potentials within the largest, before they are compared', () => {
    const kernels = loadKernels(implementation);
    const run = (type: 'I32' | 'F32', most?: number): number[] => {
      const drives = [9, -9, 5, 6];
      const potentials = place(kernels, floats(1, -1, 2, 0)), ones = place(kernels, floats(1, 1, 1, 1)), sevens = place(kernels, floats(7, 7, 7, 7));
      const zeros = kernels.allocate(16), spikes = kernels.allocate(16), counts = kernels.allocate(16);
      const sums = place(kernels, type === 'I32' ? Int32Array.from(drives) : Float32Array.from(drives));
      const fired = kernels[`update${type}`](sums, zeros, zeros, potentials, ones, sevens, sevens, 0, 0, 4, 0, spikes, counts, most);
      return [...i32At(kernels, spikes, fired), ...f32At(kernels, potentials, 4)];
    };
    for (const type of ['I32', 'F32'] as const) {
      expect(run(type, 8)).toEqual([0, 2, 1, -8, 0, 6]);
      expect(run(type, 5)).toEqual([5, -5, 5, 5]);
      expect(run(type)).toEqual([0, 2, 3, -10, 0, 6]);
      expect(run(type, Infinity)).toEqual(run(type));
    }
  });

  it('does nothing for no neurons', () => {
    const kernels = loadKernels(implementation);
    expect(kernels.updateI32(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(0);
  });
});

describe('update, generated', () => {
  const size = 20;
  const population = fc.record({
    accumulators: exactly(anyI32, size), drives: exactly(anyI32, size),
    floatAccumulators: exactly(roughF32, size), floatDrives: exactly(roughF32, size),
    biases: exactly(roughF32, size), potentials: exactly(roughF32, size), thresholds: exactly(roughF32, size),
    decays: exactly(fc.oneof(fc.constantFrom(0, 1, Math.fround(0.9)), fc.float({ min: 0, max: 1, noNaN: true })), size),
    hard: fc.constantFrom(HARD, SUBTRACT), resetValue: roughF32, length: fc.constantFrom(0, 4, 12, size),
  });

  it('wasm and twin leave the same bytes over three steps', () => {
    const leavesEqualMemory = memoryComparer();
    fc.assert(fc.property(population, ({ hard, resetValue, length, ...drawn }) => {
      expect(leavesEqualMemory((kernels) => {
        const wholes = (values: number[]) => place(kernels, Int32Array.from(values));
        const floats = (values: number[]) => place(kernels, Float32Array.from(values));
        const accumulators = wholes(drawn.accumulators), drives = wholes(drawn.drives);
        const floatAccumulators = floats(drawn.floatAccumulators), floatDrives = floats(drawn.floatDrives), biases = floats(drawn.biases);
        const potentials = floats(drawn.potentials), floatPotentials = floats(drawn.potentials);
        const neuron = [floats(drawn.decays), floats(drawn.thresholds), floats(drawn.thresholds), hard, resetValue, length] as const;
        let fired = 0;
        for (let step = 0; step < 3; ++step) {
          const results = [kernels.allocate(4 * size), kernels.allocate(4 * size)] as const;
          fired += kernels.updateI32(accumulators, drives, biases, potentials, ...neuron, 100 * step, ...results);
          fired += kernels.updateF32(floatAccumulators, floatDrives, biases, floatPotentials, ...neuron, 50, results[0], results[1]);
        }
        return fired;
      })).toBe(true);
    }), { seed: 3, numRuns: 300 });
  });
});
