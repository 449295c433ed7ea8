import { expect, test } from 'vitest';
import type { InputNeuron, Network } from '../../../src/ir/network.ts';
import { stimulusOfSample } from '../../../src/read/sanafe/sample-stimulus.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { CURRENT, dense, integrateAndFire, network, noise, population, samples, SPIKES } from '../../ir/build.ts';

const TIMESTEPS = 6;
const LEVELS = { scale: 1 / 255, low: 0, high: 255 };

function hearing(neuron: InputNeuron, stage: 'spiking' | 'quantised'): Network {
  const heard = { ...dense('x', 'y', [new Array<number>(12).fill(1)]), weights: { shape: [1, 12], data: stage === 'quantised' ? new Int8Array(12).fill(1) : new Float32Array(12).fill(1) } };
  return {
    ...network([population('x', [12], neuron), { ...population('y', [1], integrateAndFire()), scale: Float32Array.of(1) }], [heard], { timesteps: TIMESTEPS, bits: 8 }), stage,
  };
}

test.each([
  ['rates', { kind: 'input', coding: 'rate', levels: LEVELS }], ['rates of values above 1', { kind: 'input', coding: 'rate', amplitude: 0.6, levels: LEVELS }],
  ['latencies', { kind: 'input', coding: 'latency', levels: LEVELS }], ['latencies of values above 1', { kind: 'input', coding: 'latency', amplitude: 0.6, levels: LEVELS }],
] as const)('%s are sent to SANA-FE as the interpreter sends them', (_what, neuron) => {
  const data = samples([12], [noise(12, 5)]);
  for (const stage of ['spiking', 'quantised'] as const) {
    const from = hearing(neuron, stage);
    const [input] = stimulusOfSample(from, data, 0, TIMESTEPS).inputs;
    if (input?.kind !== 'spikes') throw new Error('no spikes');
    const found = Array.from({ length: 12 }, (_, value) => [...input.steps.subarray(input.offsets[value], input.offsets[value + 1])]);
    interpret(from, data, { onSample: (_sample, activity) => {
      const train = activity.get('x')!;
      expect(found).toEqual(Array.from({ length: 12 }, (_value, value) => Array.from({ length: TIMESTEPS }, (_step, step) => step).filter((step) => train[12 * step + value] === 1)));
    } });
    expect(input.steps.length).toBeGreaterThan(3);
  }
});

test('currents are values, spike trains are as they are', () => {
  expect(stimulusOfSample(hearing(CURRENT, 'spiking'), samples([12], [noise(12, 5)]), 0, TIMESTEPS).inputs).toMatchObject([{ kind: 'current', values: Float32Array.from(noise(12, 5)) }]);
  const train = samples([12], [Array.from({ length: 24 }, (_, at) => Number(at === 1 || at === 13))], 2);
  expect(stimulusOfSample(hearing(SPIKES, 'spiking'), train, 0, TIMESTEPS).inputs).toMatchObject([{ kind: 'spikes', steps: Int32Array.of(0, 1), offsets: Int32Array.of(0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2) }]);
});
