import { describe, expect, it } from 'vitest';
import { integrateAndFire, type Network, type Population } from '../../src/ir/network.ts';
import type { SpikingNeuron } from '../../src/ir/neuron.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import { equationsOf } from '../../src/report/equations.ts';
import { interpret } from '../../src/simulate/reference/interpret.ts';
import { FAMILIES, type Family } from '../end-to-end/neuron-networks.ts';
import { drawFrom } from '../equivalence/networks.ts';
import { CURRENT, dense, network, population, samples } from '../ir/build.ts';
import { runPrinted } from './evaluate-equations.ts';

const STEPS = 12;

/** One neuron, driven by two inputs: the inhibitory one counts apart for conductances, else both are added. */
function one(neuron: SpikingNeuron): Network {
  return network([population('x', [1], CURRENT), population('z', [1], CURRENT), population('y', [1], neuron)],
    [dense('x', 'y', [[1]]), dense('z', 'y', [[1]], neuron.kind === 'conductance-lif' ? { receptor: 'inhibitory' } : {})],
    { dt_s: 1e-3, output: { population: 'y', readout: 'membrane' } });
}

function compare(neuron: SpikingNeuron, drives: readonly (readonly [number, number])[]): number {
  const from = one(neuron);
  expect(verifyNetwork(from)).toEqual([]);
  const data = samples([2], [drives.flat()], STEPS);
  let sent: number[] = [];
  const potentials = drives.map((_, step) => interpret(from, data, { timesteps: step + 1, onSample: (__, activity) => { sent = [...activity.get('y')!]; } }).outputs[0]!);
  const lines = equationsOf(from.populations[2]!, from);
  const found = runPrinted(lines, drives.map(([x, z]): Record<string, number> => (neuron.kind === 'conductance-lif' ? { X_e: x, X_h: z } : { X: x + z })));
  if (neuron.sends === 'spikes') expect({ lines, spikes: found.spikes }).toEqual({ lines, spikes: sent });
  found.potentials.forEach((potential, step) => expect({ lines, step, near: Math.abs(potential - potentials[step]!) <= 1e-3 * (1 + Math.abs(potentials[step]!)), potential }).toMatchObject({ near: true }));
  return sent.reduce((sum, spikes) => sum + spikes, 0);
}

describe('what inspect prints is what is computed', () => {
  it.each(Object.keys(FAMILIES) as Family[])('%s', (family) => {
    const largest = { 'Loihi integers': 40, Izhikevich: 1.5 }[family as string] ?? 3;
    let spikes = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const draw = drawFrom(seed);
      const shape: Population = population('y', [1], integrateAndFire());
      const neuron = FAMILIES[family].neuron(draw, shape);
      // Printed factors have six digits, so where they are rounded no potential should lie right at the threshold.
      const value = (): number => largest * 4 * (draw.real() - 0.3);
      const whole = (): number => (FAMILIES[family].exact ? Math.round(value()) : value()) / (family === 'Loihi integers' ? 1 : 4);
      const positive = (): number => Math.abs(whole());
      spikes += compare(neuron, Array.from({ length: STEPS }, () => (family === 'conductances' ? [positive(), positive()] : [whole(), whole()])));
    }
    expect(spikes).toBeGreaterThan(50);
  });

  it('several spikes a timestep, and potentials that are sent', () => {
    const drives = Array.from({ length: STEPS }, (_, step) => [step % 3, (step % 5) / 2 - 1] as const);
    expect(compare(integrateAndFire({ decay: 0.75, threshold: 0.5, spikesPerStep: 'floor', lowest: -1 }), drives)).toBeGreaterThan(12);
    expect(compare(integrateAndFire({ threshold: 0.5, spikesPerStep: 'floor', resetDelay: 1 }), drives)).toBeGreaterThan(12);
    compare(integrateAndFire({ decay: 0.75, initial: 2, reset: 'none', sends: 'potential' }), drives);
  });
});
