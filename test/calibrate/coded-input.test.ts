import { describe, expect, test } from 'vitest';
import { withRelays } from '../../passes/2-convert/latency-input.ts';
import { heardOf, sentOf } from '../../src/calibrate/coded-input.ts';
import { spikesAt } from '../../src/calibrate/trains.ts';
import type { InputNeuron, Network } from '../../src/ir/network.ts';
import { interpret } from '../../src/simulate/reference/interpret.ts';
import { CURRENT, dense, integrateAndFire, network, noise, population, samples } from '../ir/build.ts';

const TIMESTEPS = 9;
const VALUES = Array.from({ length: 3 }, (_, sample) => noise(40, sample + 3).map((value) => 1.3 * value));

/** Spikes of the population that is heard, [sample][timestep, value], by the interpreter. */
function judged(neuron: InputNeuron, heard: 'itself' | 'relays'): number[][] {
  const from: Network = {
    ...network([population('x', [40], neuron), population('y', [1], integrateAndFire())], [dense('x', 'y', [new Array<number>(40).fill(0)])], { timesteps: TIMESTEPS }), stage: 'spiking',
  };
  const found: number[][] = [];
  interpret(withRelays(from), samples([40], VALUES), { onSample: (_, activity) => found.push([...activity.get(heard === 'relays' ? 'x.relay' : 'x')!]) });
  return found;
}

describe('what an input sends', () => {
  test.each([['rate', 'itself', sentOf], ['rate', 'itself', heardOf], ['latency', 'itself', sentOf], ['latency', 'relays', heardOf]] as const)('%s, by %s, is what the interpreter sends', (coding, by, trainsOf) => {
    for (const amplitude of [1, 0.7, 1.25]) {
      const neuron: InputNeuron = { kind: 'input', coding, amplitude };
      const { means, trains } = trainsOf(neuron, Float32Array.from(VALUES.flat()), 40, TIMESTEPS);
      const ids = new Int32Array(64);
      const found = VALUES.map((_, sample) => Array.from({ length: TIMESTEPS }, (_step, timestep) => {
        const fired = ids.slice(0, spikesAt(trains!, sample, timestep, ids));
        return Array.from({ length: 40 }, (_value, place) => Number(fired.includes(place)));
      }).flat());
      expect(found).toEqual(judged(neuron, by));
      found.forEach((train, sample) => {
        for (let place = 0; place < 40; place++) {
          const spikes = train.filter((_, at) => at % 40 === place).reduce((sum, one) => sum + one, 0);
          expect(means[40 * sample + place]).toBeCloseTo(spikes / TIMESTEPS, 5);
        }
      });
    }
  });

  test('current: its value in every timestep', () => {
    const values = Float32Array.of(0.5, -2);
    expect(sentOf(CURRENT, values, 2, TIMESTEPS)).toEqual({ means: values, trains: null });
  });
});
