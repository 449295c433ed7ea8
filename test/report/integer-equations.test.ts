import { describe, expect, it } from 'vitest';
import type { IntegrateAndFire, Network } from '../../src/ir/network.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import { equationsOf } from '../../src/report/equations.ts';
import { interpret } from '../../src/simulate/reference/interpret.ts';
import { drawFrom } from '../equivalence/networks.ts';
import { dense, integrateAndFire, network, population, samples } from '../ir/build.ts';
import { runPrinted } from './evaluate-equations.ts';

const STEPS = 16;

/** One neuron at stage quantised that hears one value, which is a whole number of levels. */
function one(neuron: IntegrateAndFire, bias: number): Network {
  const projection = dense('x', 'y', [[1]], { bias: Float32Array.of(bias) });
  return network([population('x', [1], { kind: 'input', coding: 'current', levels: { scale: 1, low: -300, high: 300 } }), { ...population('y', [1], neuron), scale: Float32Array.of(1) }],
    [{ ...projection, weights: { ...projection.weights, data: Int8Array.of(1) } }], { stage: 'quantised', bits: 2, output: { population: 'y', readout: 'membrane' } });
}

describe('whole-number neurons', () => {
  it('are printed in the unit of their potential', () => {
    const neuron = integrateAndFire({ decay: 3686 / 4096, threshold: Float32Array.of(100.5, 2), reset: 'hard', resetValue: -0.5, initial: 0.25, integer: { bits: 24, fraction: 7, decayBits: 12 } });
    expect(equationsOf(population('y', [2], neuron), { dt_s: null, stage: 'quantised' })).toEqual([
      'v\' = clip24(sign(v) ((|v| 3686) >> 12) + 128 X)      (whole numbers: a weight level is 128)', 'n = [v\' >= {256..12864}]', 'v\' = n > 0 ? -64 : v\'', 'v starts at 32',
    ]);
    expect(equationsOf(population('y', [2], integrateAndFire({ threshold: 8388544, integer: { bits: 24, fraction: 0, decayBits: 12 } })), { dt_s: null, stage: 'quantised' })).toEqual([
      'v\' = clip24(v + X)      (whole numbers: a weight level is 1)', 'n = [v\' >= 8388544]', 'v\' = v\' - n 8388544',
    ]);
  });

  it('compute what is printed', () => {
    let [spikes, saturated] = [0, 0];
    for (let seed = 1; seed <= 60; seed++) {
      const draw = drawFrom(seed);
      const integer = { bits: draw.whole(4, 10), fraction: draw.whole(0, 3), decayBits: draw.whole(1, 6) };
      const [level, most] = [2 ** integer.fraction, 2 ** (integer.bits - 1) - 1];
      const units = (low: number, high: number): number => draw.whole(low, high) / level;
      const leaks = draw.real() < 0.6;
      const neuron = integrateAndFire({
        kind: leaks ? 'lif' : 'if', decay: leaks ? draw.whole(1, 2 ** integer.decayBits) / 2 ** integer.decayBits : 1, threshold: units(1, most), initial: units(-most, most), compare: draw.one(['>=', '>'] as const),
        ...(draw.real() < 0.5 ? { reset: 'subtract' } : { reset: 'hard', resetValue: units(-most, most) }), integer,
      });
      const [bias, range] = [units(-most, most) / 8, Math.max(1, Math.floor(most / level / 2))];
      const from = one(neuron, Math.trunc(bias * level) / level);
      expect(verifyNetwork(from)).toEqual([]);
      const value = draw.whole(-range, range);
      let sent: number[] = [];
      const data = samples([1], [[value]]);
      const potentials = Array.from({ length: STEPS }, (_, step) => interpret(from, data, { timesteps: step + 1, onSample: (__, activity) => { sent = [...activity.get('y')!]; } }).outputs[0]!);
      const lines = equationsOf(from.populations[1]!, from);
      const found = runPrinted(lines, Array.from({ length: STEPS }, () => ({ X: value + Math.trunc(bias * level) / level })));
      expect({ lines, spikes: found.spikes, potentials: found.potentials.map((potential) => potential / level + 0) }).toEqual({ lines, spikes: sent, potentials: potentials.map((potential) => potential + 0) });
      spikes += sent.reduce((sum, n) => sum + n, 0);
      saturated += potentials.filter((potential) => Math.abs(potential * level) === most).length;
    }
    expect(spikes).toBeGreaterThan(50);
    expect(saturated).toBeGreaterThan(50);
  });
});
