import { describe, expect, test } from 'vitest';
import type { IntegrateAndFire, Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { dense, integrateAndFire, network, population, samples, SPIKES } from '../../ir/build.ts';

const WHOLE = { bits: 4, fraction: 0, decayBits: 1 };

/** One neuron at stage quantised; its weights are levels of 4 bits. */
function one(changes: Partial<IntegrateAndFire>, levels: readonly number[], bias: number | null = null): Network {
  const projection = dense('x', 'y', [levels], { bias: bias === null ? null : Float32Array.of(bias) });
  const neuron = integrateAndFire({ integer: WHOLE, ...changes });
  return network([population('x', [levels.length], SPIKES), { ...population('y', [1], neuron), scale: Float32Array.of(1) }],
    [{ ...projection, weights: { ...projection.weights, data: Int8Array.from(levels) } }], { stage: 'quantised', bits: 4, timesteps: 4, output: { population: 'y', readout: 'membrane' } });
}

/** Potentials after 1, 2 .. steps, and the spikes, where all inputs fire in every step. */
function run(from: Network, steps = 4): { potentials: number[]; spikes: number[] } {
  expect(verifyNetwork(from)).toEqual([]);
  const inputs = from.populations[0]!.shape[0]!;
  const data = samples([inputs], [Array<number>(inputs * steps).fill(1)], steps);
  let spikes: number[] = [];
  const potentials = Array.from({ length: steps }, (_, step) => interpret(from, data, { timesteps: step + 1, onSample: (__, activity) => { spikes = [...activity.get('y')!]; } }).outputs[0]!);
  return { potentials, spikes };
}

describe('by hand', () => {
  test('what is left of a potential is cut towards 0, and potentials saturate, both ways', () => {
    // 4; 2 + 4; 3 + 4; 3 + 4 of at most 7, which is not above 7.
    expect(run(one({ decay: 0.5, threshold: 7, compare: '>' }, [4]))).toEqual({ potentials: [4, 6, 7, 7], spikes: [0, 0, 0, 0] });
    expect(run(one({ decay: 0.5, threshold: 7, compare: '>' }, [5])).potentials).toEqual([5, 7, 7, 7]);
    // -5; -2 - 5; -3 - 5
    expect(run(one({ decay: 0.5, threshold: 7 }, [-5])).potentials).toEqual([-5, -7, -7, -7]);
  });

  test('what came on top of the largest potential is forgotten by a reset by subtraction', () => {
    // 12 counts as 7: 7 - 6 = 1, 1 + 12 as 7 ..
    expect(run(one({ threshold: 6 }, [7, 5]))).toEqual({ potentials: [1, 1, 1, 1], spikes: [1, 1, 1, 1] });
    expect(run(one({ threshold: 6, reset: 'hard', resetValue: -2 }, [7]))).toEqual({ potentials: [-2, 5, -2, 5], spikes: [1, 0, 1, 0] });
  });

  test('parts of a level: bias, threshold and leak count in quarters', () => {
    // In quarters: 4 + 1 = 5; 2 + 5 = 7 fires, 7 - 7; 5; 2 + 5 = 7
    const quarters = { integer: { bits: 4, fraction: 2, decayBits: 1 }, decay: 0.5, threshold: 1.75 };
    expect(run(one(quarters, [1], 0.25))).toEqual({ potentials: [1.25, 0, 1.25, 0], spikes: [0, 1, 0, 1] });
  });
});
