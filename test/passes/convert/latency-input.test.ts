import { describe, expect, test } from 'vitest';
import { withRelays } from '../../../passes/2-convert/latency-input.ts';
import type { InputNeuron, Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { checkEquivalence } from '../../../src/simulate/equivalence.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { loadTarget } from '../../../targets/load.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population, samples } from '../../ir/build.ts';
import { configured } from '../../simulate/engine/configured.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';

const LATENCY: InputNeuron = { kind: 'input', coding: 'latency' };

function hearing(shape: readonly number[], timesteps: number, coding = LATENCY): Network {
  const inputs = shape.reduce((product, extent) => product * extent, 1);
  return {
    ...network([population('x', shape, coding), population('y', [3], integrateAndFire({ threshold: 2, initial: 1 }))],
      [dense('x', 'y', Array.from({ length: 3 }, (_, row) => noise(inputs, row + 5)), { bias: Float32Array.of(0.1, 0, 0) })], { timesteps }),
    stage: 'spiking',
  };
}

describe('relays', () => {
  test('stand between an input and all that hears it, and hear themselves a timestep later', () => {
    const from = hearing([3], 4);
    const made = withRelays(from);
    expect(verifyNetwork(made)).toEqual([]);
    expect(made.populations.map(({ name, shape }) => [name, shape])).toEqual([['x', [3]], ['x.relay', [3]], ['y', [3]]]);
    expect(made.projections.map(({ name, source, destination, delay }) => [name, source, destination, delay])).toEqual([
      ['x->x.relay', 'x', 'x.relay', 0], ['x.relay->x.relay', 'x.relay', 'x.relay', 1], ['x-y', 'x.relay', 'y', 0],
    ]);
    expect(made.projections[0]).toMatchObject({ kind: 'convolution', groups: 3, weights: { shape: [3, 1, 1, 1], data: Float32Array.of(1, 1, 1) } });
  });

  test('fire in every timestep from the spike on, so that their number is that of the value', () => {
    const made = withRelays(hearing([4], 8));
    const sent: number[][] = [];
    interpret(made, samples([4], [[0, 0.05, 0.5, 1]]), { onSample: (_, activity) => sent.push([...activity.get('x.relay')!]) });
    const train = (value: number): number[] => sent[0]!.filter((_, at) => at % 4 === value);
    expect([0, 1, 2, 3].map(train)).toEqual([[0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1]]);
  });

  test('leave inputs of other codings and a network without any as they are', () => {
    const from = hearing([3], 4, CURRENT);
    expect(withRelays(from)).toBe(from);
  });

  test('take names that are free', () => {
    const from = hearing([3], 4);
    const taken = { ...from, populations: from.populations.map((one) => (one.name === 'y' ? { ...one, name: 'x.relay' } : one)), output: { population: 'x.relay', readout: 'count' as const } };
    const made = withRelays({ ...taken, projections: taken.projections.map((one) => ({ ...one, destination: 'x.relay' })) });
    expect(verifyNetwork(made)).toEqual([]);
    expect(made.populations.map(({ name }) => name)).toEqual(['x', 'x.relay.2', 'x.relay']);
  });
});

describe.each(TARGETS.map((target) => [target.name, target] as const))('relays on %s', (_name, target) => {
  test.each([[[20]], [[2, 5, 4]]])('law 1 for an input of shape %j', (shape) => {
    const from = withRelays(hearing(shape, 6));
    const data = noiseSamples(shape, 3);
    for (const bits of [8, 2]) {
      const { configuration, unrolled } = configured(from, target, data, bits);
      for (const implementation of ['wasm', 'typescript'] as const) expect(checkEquivalence(unrolled, configuration, target, loadKernels(implementation), data, 3)).toEqual([]);
    }
  });
});

test('planes that are heard by a convolution', () => {
  const from: Network = {
    ...network([population('x', [1, 6, 6], LATENCY), population('h', [2, 4, 4], integrateAndFire()), population('y', [2], integrateAndFire())],
      [convolution('x', 'h', [2, 1, 3, 3], noise(18)), dense('h', 'y', [noise(32, 2), noise(32, 3)])], { timesteps: 5 }),
    stage: 'spiking',
  };
  const data = noiseSamples([1, 6, 6], 2);
  const { target } = loadTarget('spikeflow-64');
  const { configuration, unrolled } = configured(withRelays(from), target, data);
  expect(checkEquivalence(unrolled, configuration, target, loadKernels(), data, 2)).toEqual([]);
});

test('S713: a target without recurrence', () => {
  const { target } = loadTarget('rram-128');
  const forward = { ...target, neurons: { ...target.neurons!, features: ['leak', 'hard-reset', 'subtract-reset'] as const } };
  expect(codesOf(() => configured(withRelays(hearing([3], 4)), forward, noiseSamples([3], 1)))).toEqual(['S713']);
});
