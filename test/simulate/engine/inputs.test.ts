import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { InputNeuron, Network } from '../../../src/ir/network.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { checkEquivalence } from '../../../src/simulate/equivalence.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { dense, integrateAndFire, network, noiseSamples, population, samples } from '../../ir/build.ts';
import { configured, runEngine } from './configured.ts';

/** An input of four values and a neuron that hears the first. */
function listening(neuron: InputNeuron, timesteps: number): Network {
  return { ...network([population('x', [4], neuron), population('y', [1], integrateAndFire())], [dense('x', 'y', [[1, 0, 0, 0]])], { timesteps }), stage: 'spiking' };
}

/** Timesteps in which each value sends a spike, of a train of [timesteps, values]. */
function times(train: ArrayLike<number>, values: number): number[][] {
  return Array.from({ length: values }, (_, value) => Array.from({ length: train.length / values }, (_step, step) => step).filter((step) => train[step * values + value] === 1));
}

/** The same by the interpreter before and after quantisation and by the engine. */
function spikeTimes(neuron: InputNeuron, values: readonly number[], timesteps: number): number[][] {
  const from = listening(neuron, timesteps);
  const data = samples([values.length], [values]);
  const target = TARGETS[0]!;
  const { configuration, unrolled } = configured(from, target, data);
  const found: number[][][] = [times(runEngine(configuration, target, data).trains['x']!, values.length)];
  for (const one of [from, unrolled.network]) interpret(one, data, { onSample: (_, activity) => { found.push(times(activity.get('x')!, values.length)); } });
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
  return found[0]!;
}

describe('a value as the time of one spike', () => {
  test('the larger the earlier; 0 and what rounds to it never', () => {
    expect(spikeTimes({ kind: 'input', coding: 'latency' }, [0, 0.05, 0.5, 1], 8)).toEqual([[], [], [4], [0]]);
    expect(spikeTimes({ kind: 'input', coding: 'latency' }, [0.07, 0.3, 0.6, 0.94], 8)).toEqual([[7], [6], [3], [0]]);
  });

  test('values below 0 never, values above the amplitude as that', () => {
    expect(spikeTimes({ kind: 'input', coding: 'latency', amplitude: 2 }, [-1, 1, 2, 3], 4)).toEqual([[], [2], [0], [0]]);
  });

  test('S802: spike trains have their own times', () => {
    const trains = samples([4], [[1, 0, 0, 0]], 1);
    expect(() => interpret(listening({ kind: 'input', coding: 'latency' }, 1), trains)).toThrow(DiagnosticError);
    expect(() => interpret(listening({ kind: 'input', coding: 'latency' }, 1), trains)).toThrow(/input x takes values \(coding latency\), the data are spike trains/);
  });
});

describe('a value as a rate', () => {
  test('half charged, one spike a timestep at most', () => {
    expect(spikeTimes({ kind: 'input', coding: 'rate' }, [-1, 0.25, 0.5, 1], 4)).toEqual([[], [1], [0, 2], [0, 1, 2, 3]]);
  });

  test('values above 1 are counted in amplitudes', () => {
    expect(spikeTimes({ kind: 'input', coding: 'rate', amplitude: 2.5 }, [0.625, 1.25, 2.5, 5], 4)).toEqual([[1], [0, 2], [0, 1, 2, 3], [0, 1, 2, 3]]);
  });

  test('an encoder that starts half charged may fire in no first step before half its threshold is there', () => {
    expect(spikeTimes({ kind: 'input', coding: 'rate' }, [0.49, 0.5, 0, 0], 1)).toEqual([[], [0], [], []]);
  });
});

test.each(TARGETS.map((target) => [target.name, target] as const))('law 1 for inputs of every coding side by side, on %s', (_name, target) => {
  const codings: readonly InputNeuron[] = [{ kind: 'input', coding: 'current' }, { kind: 'input', coding: 'rate', amplitude: 0.7 }, { kind: 'input', coding: 'latency' }];
  const from: Network = {
    ...network(
      [...codings.map((coding) => population(coding.coding, [5], coding)), population('y', [2], integrateAndFire())],
      codings.map(({ coding }) => dense(coding, 'y', [[0.5, -0.2, 0.3, 0.4, 0.1], [-0.3, 0.6, 0.2, 0.1, 0.5]], { name: `${coding}-y` })), { timesteps: 9 },
    ),
    stage: 'spiking',
  };
  const data = noiseSamples([15], 3);
  const { configuration, unrolled } = configured(from, target, data);
  for (const implementation of ['wasm', 'typescript'] as const) expect(checkEquivalence(unrolled, configuration, target, loadKernels(implementation), data, 3)).toEqual([]);
});
