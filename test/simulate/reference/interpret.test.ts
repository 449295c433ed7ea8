import { describe, expect, test } from 'vitest';
import type { IntegrateAndFire, Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, population, samples, SPIKES, sumWindow } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';

/** What population `name` sent during the first sample. */
function sent(from: Network, data: Parameters<typeof interpret>[1], name = 'y', timesteps?: number): number[] {
  expect(verifyNetwork(from)).toEqual([]);
  let values: number[] = [];
  interpret(from, data, { timesteps, limit: 1, onSample: (_, activity) => { values = [...activity.get(name)!]; } });
  return values;
}

/** One neuron that receives `weight` in every step. */
function single(weight: number, neuron: Partial<IntegrateAndFire>, changes: Partial<Network> = {}): Network {
  return network([population('x', [1], SPIKES), population('y', [1], integrateAndFire(neuron))], [dense('x', 'y', [[weight]])], { timesteps: 6, ...changes });
}

const always = samples([1], [[1, 1, 1, 1, 1, 1]], 6);

describe('one neuron, a spike in every step', () => {
  test('weight 0.5, threshold 1: every second step', () => expect(sent(single(0.5, {}), always)).toEqual([0, 1, 0, 1, 0, 1]));
  test('the threshold has to be passed with >', () => expect(sent(single(0.5, { compare: '>' }), always)).toEqual([0, 0, 1, 0, 1, 0]));
  test('half charged it fires earlier', () => expect(sent(single(0.25, { initial: 0.5 }), always)).toEqual([0, 1, 0, 0, 0, 1]));
  test('reset by subtraction keeps the rest', () => expect(sent(single(0.75, {}), always)).toEqual([0, 1, 1, 1, 0, 1]));
  test('a hard reset forgets it', () => expect(sent(single(0.75, { reset: 'hard' }), always)).toEqual([0, 1, 0, 1, 0, 1]));
  test('a hard reset to 0.25', () => expect(sent(single(0.75, { reset: 'hard', resetValue: 0.25 }), always)).toEqual([0, 1, 1, 1, 1, 1]));
  test('decay 0.5 never gathers more than 2', () => {
    expect(sent(single(1, { kind: 'lif', decay: 0.5, threshold: 1.75 }), always)).toEqual([0, 0, 1, 0, 0, 1]);
    expect(sent(single(1, { kind: 'lif', decay: 0.5, threshold: 2 }), always)).toEqual([0, 0, 0, 0, 0, 0]);
  });
  test('data that end early are followed by silence', () => expect(sent(single(1, {}), samples([1], [[1, 1]], 2))).toEqual([1, 1, 0, 0, 0, 0]));
});

describe('wiring', () => {
  const once = samples([1], [[1, 0, 0, 0, 0, 0]], 6);

  test('a delay of 2 and a recurrent projection that keeps a spike going', () => {
    const from = network([population('x', [1], SPIKES), population('y', [1], integrateAndFire())], [
      dense('x', 'y', [[1]], { delay: 2 }), dense('y', 'y', [[1]], { delay: 3 }),
    ], { timesteps: 6 });
    expect(sent(from, once)).toEqual([0, 0, 1, 0, 0, 1]);
  });

  test('a chain without delay passes a spike on within the step, in whatever order it is written', () => {
    const from = network([population('b', [1], integrateAndFire()), population('x', [1], SPIKES), population('y', [1], integrateAndFire())], [dense('b', 'y', [[1]]), dense('x', 'b', [[1]])], { timesteps: 6 });
    expect(sent(from, once)).toEqual([1, 0, 0, 0, 0, 0]);
  });

  test('bias acts in every step', () => {
    const from = single(0, {});
    expect(sent({ ...from, projections: [dense('x', 'y', [[0]], { bias: Float32Array.of(0.5), delay: 3 })] }, always)).toEqual([0, 1, 0, 1, 0, 1]);
  });

  test('several inputs lie in a sample one after the other', () => {
    const from = network(
      [population('a', [1], CURRENT), population('b', [2], CURRENT), population('y', [1], integrateAndFire({ threshold: 1e6 }))],
      [dense('b', 'y', [[10, 1]]), dense('a', 'y', [[100]])], { timesteps: 1, output: { population: 'y', readout: 'membrane' } },
    );
    expect([...interpret(from, samples([3], [[1, 2, 3]])).outputs]).toEqual([123]);
  });

  test('windows, groups, stride, dilation and padding of a convolution', () => {
    const from = network(
      [population('x', [2, 2, 6], CURRENT), population('y', [2, 1, 3], integrateAndFire({ threshold: 1e6 }))],
      [convolution('x', 'y', [2, 1, 1, 2], [1, 10, 100, 1000], { window: sumWindow([2, 1], [2, 1]), groups: 2, stride: [1, 2], dilation: [1, 2], padding: [0, 1, 0, 0] })],
      { timesteps: 1, output: { population: 'y', readout: 'membrane' } },
    );
    const rows = [1, 2, 3, 4, 5, 6, /**/ 0, 0, 0, 0, 0, 1, /**/ 1, 1, 1, 1, 1, 1, /**/ 2, 2, 2, 2, 2, 2];
    expect([...interpret(from, samples([2, 2, 6], [rows])).outputs]).toEqual([20, 42, 74, 3000, 3300, 3300]);
  });
});

describe('coding and readout', () => {
  const rate = { kind: 'input', coding: 'rate' } as const;

  test('rate: half charged, threshold 1', () => {
    const from = network([population('x', [2], rate), population('y', [1], integrateAndFire())], [dense('x', 'y', [[1, 0]])], { timesteps: 6 });
    expect(sent(from, samples([2], [[0.25, 1]]), 'x')).toEqual([0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1]);
  });

  test('counts, ties and the number of timesteps', () => {
    const from = network([population('x', [3], SPIKES), population('y', [3], integrateAndFire())], [dense('x', 'y', [[1, 0, 0], [0, 1, 0], [0, 0, 1]])]);
    const result = interpret(from, samples([3], [[0, 1, 1, 0, 1, 1], [0, 0, 0, 0, 0, 1]], 2));
    expect(result).toMatchObject({ samples: 2, timesteps: 2, outputCount: 3, outputs: Float64Array.of(0, 2, 2, 0, 0, 1), predictions: Int32Array.of(1, 2) });
    expect(interpret(from, samples([3], [[0, 1, 1, 0, 1, 1], [0, 0, 0, 0, 0, 1]], 2), { first: 1 }).predictions).toEqual(Int32Array.of(2));
  });
});

describe('stage quantised', () => {
  const scale = Float32Array.of(1);
  const quantised = (neuron: Partial<IntegrateAndFire>, weights: number[], changes: Partial<Network> = {}): Network => network(
    [population('x', [weights.length], SPIKES), { ...population('y', [1], integrateAndFire(neuron)), scale }],
    [dense('x', 'y', [weights], { weights: { shape: [1, weights.length], data: Int8Array.from(weights) }, bias: Float32Array.of(0.1) })],
    { stage: 'quantised', bits: 8, timesteps: 40, ...changes },
  );

  test('every operation is rounded to f32, parameters too', () => {
    const from = quantised({ kind: 'lif', decay: 0.9, threshold: 7.3 }, [1]);
    const f = Math.fround;
    let v = 0;
    const expected = Array.from({ length: 40 }, () => {
      v = f(f(f(0.9) * v) + f(1 + f(0.1)));
      if (v < f(7.3)) return 0;
      v = f(v - f(7.3));
      return 1;
    });
    expect(sent(from, samples([1], [Array<number>(40).fill(1)], 40))).toEqual(expected);
    expect(expected).toContain(1);
  });

  test('input values are rounded to levels and clipped', () => {
    const from = quantised({ threshold: 1e6 }, [1, 100], { timesteps: 1, output: { population: 'y', readout: 'membrane' } });
    const levels = { scale: 0.5, low: -2, high: 7 };
    const populations = [population('x', [2], { ...CURRENT, levels }), from.populations[1]!];
    expect([...interpret({ ...from, populations }, samples([2], [[1.7, -9]])).outputs]).toEqual([Math.fround(3 - 200 + Math.fround(0.1))]);
  });

  test('the rate encoder counts levels up to 1 / scale', () => {
    const from = quantised({ threshold: 1e6 }, [1], { timesteps: 4 });
    const populations = [population('x', [1], { kind: 'input', coding: 'rate', levels: { scale: 1 / 255, low: 0, high: 255 } }), from.populations[1]!];
    expect(sent({ ...from, populations }, samples([1], [[128 / 255]]), 'x')).toEqual([1, 0, 1, 0]);
  });
});

describe('what cannot be presented', () => {
  const from = single(1, {}, { timesteps: null });
  test('S561: samples of another size', () => expect(codesOf(() => interpret(from, samples([2], [[1, 1]], 1)))).toEqual(['S561']));
  test('S562: values for spike trains', () => expect(codesOf(() => interpret(from, samples([1], [[1]]), { timesteps: 1 }))).toEqual(['S562']));
  test('S564: for how long', () => {
    const current = { ...from, populations: [population('x', [1], CURRENT), from.populations[1]!] };
    expect(codesOf(() => interpret(current, samples([1], [[1]])))).toEqual(['S564']);
  });
  test('S544: for half a timestep', () => expect(codesOf(() => interpret(from, always, { timesteps: 0.5 }))).toEqual(['S544']));
});
