import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlain, isSpiking, type Network } from '../../src/ir/network.ts';
import { featuresOf } from '../../src/ir/neuron-features.ts';
import { NEURON_FEATURES, type Target } from '../../src/ir/target.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import type { Configuration } from '../../src/ir/configuration.ts';
import { interpret } from '../../src/simulate/reference/interpret.ts';
import { loadTarget } from '../../targets/load.ts';
import { codesOf } from '../ir/expect-diagnostics.ts';
import { realTarget } from '../ir/integer-target.ts';
import { configured, runEngine } from '../simulate/engine/configured.ts';
import { drawData, drawFamily, FAMILIES, type Family } from './neuron-networks.ts';

/** Chips whose neurons can do everything, in real numbers as the network that was read, and whose weights have bits enough for all that is drawn. */
const TARGETS = ['rram-128', 'spikeflow-64', 'loihi'].map((name): Target => {
  const target = realTarget(loadTarget(name).target);
  return { ...target, weightBits: { minimum: 2, maximum: 16 }, neurons: { ...target.neurons!, features: NEURON_FEATURES } };
});

const SAMPLES = 2;

/** Spikes of every population [sample, timestep, neuron] and what is read of the output, by the judge on the network as it was read. */
function judged(network: Network, data: Dataset): { trains: Record<string, number[]>; outputs: number[] } {
  const trains: Record<string, number[]> = {};
  const { outputs } = interpret(network, data, { onSample: (_, activity) => {
    for (const [name, sent] of activity) for (const spikes of sent) (trains[name] ??= []).push(spikes);
  } });
  return { trains, outputs: [...outputs] };
}

/** Potentials of plain neurons count levels. */
function unitsOf(configuration: Configuration, network: Network, index: number): number {
  const output = configuration.populations[configuration.output.population]!;
  if (configuration.output.readout !== 'membrane' || output.kind !== 'neurons' || !isPlain(output.neuron)) return 1;
  const { scale } = network.populations.find(({ name }) => name === output.name)!;
  return scale![Math.floor((index % (output.features * output.positions)) / ((output.features * output.positions) / scale!.length))]!;
}

describe('the chip fires as the network does that was read', () => {
  for (const family of Object.keys(FAMILIES) as Family[]) {
    it(`${family}, on every target`, () => {
      const found = { spikes: 0, populations: 0, differ: 0, features: new Set<string>(), loops: 0, delays: 0 };
      fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS.keys()), (seed, index) => {
        const target = TARGETS[index]!;
        const network = drawFamily(family, seed);
        expect(verifyNetwork(network)).toEqual([]);
        const data = drawData(network, seed, SAMPLES);
        const wanted = judged(network, data);
        const { configuration, unrolled } = configured(network, target, data, 12);
        const { trains, outputs } = runEngine(configuration, target, data);
        for (const { name, neuron } of network.populations) {
          if (!isSpiking(neuron)) continue;
          const differ = wanted.trains[name]!.some((spikes, index) => spikes !== trains[name]![index]);
          if (FAMILIES[family].exact) expect([seed, name, [...trains[name]!]]).toEqual([seed, name, wanted.trains[name]]);
          found.differ += Number(differ);
          found.populations++;
          found.spikes += wanted.trains[name]!.reduce((sum, spikes) => sum + spikes, 0);
          for (const feature of featuresOf(neuron)) found.features.add(feature);
        }
        // The value of a level, f32, is what potentials are read with.
        const read = outputs.map((value, output) => value * unitsOf(configuration, unrolled.network, output));
        if (FAMILIES[family].exact) expect(read.findIndex((value, output) => Math.abs(value - wanted.outputs[output]!) > 1e-6 * Math.abs(value))).toBe(-1);
        found.loops += Number(network.projections.some(({ name }) => name === 'recurrent'));
        found.delays += Number(network.projections.some(({ delay }) => delay > 1));
      }), { seed: 17, numRuns: 10 });
      // Nothing is drawn in vain.
      expect(found.spikes).toBeGreaterThan(100);
      expect(Math.min(found.loops, found.delays)).toBeGreaterThan(0);
      // Where f32 rounds what f64 does not, a spike may move; it rarely does.
      expect(found.differ / found.populations).toBeLessThan(0.03);
      expect([...found.features].sort()).toMatchSnapshot();
    });
  }
});

it.each([['conductances', 'rram-128'], ['Izhikevich', 'spikeflow-64'], ['Loihi integers', 'rram-128'], ['adaptive and CubaLIF', 'loihi']] as const)('S713: no %s on %s', (family, name) => {
  const network = drawFamily(family, 4);
  const { target } = loadTarget(name);
  const codes = codesOf(() => configured(network, { ...target, weightBits: { minimum: 2, maximum: 16 } }, drawData(network, 4, 1), 12));
  expect(codes).toContain('S713');
});
