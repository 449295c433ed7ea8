import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { integrateAndFire, isSpiking, type IntegrateAndFire, type Network, type Population } from '../../../src/ir/network.ts';
import { sizeOf } from '../../../src/ir/tensor.ts';
import { writeNir } from '../../../src/read/nir/write-nir.ts';
import { noise } from '../../ir/build.ts';
import { randomNetwork } from '../../ir/random-network.ts';
import { activityOf, newFile, read } from './files.ts';
import { DT_s, firings, networkOf, settingsOf, type Firing } from './random-neurons.ts';

const TIMESTEPS = 6;

const networks = fc.tuple(randomNetwork('spikes'), firings).map(([network, firing]) => ({ firing, network: withFiring(network, firing) }));

/** The network with one reset and comparison everywhere, from rest; its input takes currents, as that of NIR does. */
function withFiring(network: Network, { reset, compare }: Firing): Network {
  const populations = network.populations.map((population): Population => {
    const { neuron } = population;
    if (neuron.kind === 'input') return { ...population, neuron: { kind: 'input', coding: 'current' } };
    if (!isSpiking(neuron)) return population;
    const changes: Partial<IntegrateAndFire> = { compare, reset: reset === 'subtract-delayed' ? 'subtract' : reset, resetDelay: reset === 'subtract-delayed' ? 1 : 0, initial: 0, resetValue: 0 };
    return { ...population, neuron: integrateAndFire({ ...(neuron as IntegrateAndFire), ...changes }) };
  });
  return { ...network, dt_s: DT_s, populations };
}

/** As the file would be read again, without where it came from. */
function shown(network: Network): unknown {
  const bare = ({ origin: _, ...rest }: { readonly origin: unknown }): unknown => rest;
  return { ...network, name: '', populations: network.populations.map(bare), projections: network.projections.map(bare) };
}

/** Whether signals add up in a population that NIR has no node for: the matrix behind it then receives each of them. */
function addsUp({ populations, projections }: Network): boolean {
  return populations.some(({ name, neuron }) => neuron.kind === 'linear' && projections.filter(({ destination }) => destination === name).length > 1);
}

/** Factors of one value a neuron are rounded to 32 bits, one value for all is not. */
function close(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-5 * Math.max(1, Math.abs(other));
}

async function written(network: Network): Promise<{ readonly file: string; readonly codes: readonly string[] } | null> {
  const file = newFile();
  try {
    return { file, codes: (await writeNir(network, file)).map(({ code }) => code) };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    expect(error.diagnostics.filter(({ severity }) => severity === 'error').every(({ code }) => code === 'S920')).toBe(true);
    return null;
  }
}

describe('a network that is written as NIR and read again', () => {
  it('sends the same spikes, and is the same when that is done once more', async () => {
    let whole = 0;
    await fc.assert(fc.asyncProperty(networks, async ({ network, firing }) => {
      const first = await written(network);
      if (!first) return;
      whole++;
      const settings = settingsOf({ ...firing, rule: 'euler' });
      const { network: once } = await read(first.file, ...settings);
      const inputs = sizeOf(network.populations[0]!.shape);
      const data = noise(inputs * TIMESTEPS, 5).map((value) => Math.round(value * 4) / 4);
      const [before, after] = [network, once].map((one) => activityOf(one, data, TIMESTEPS).get(one.output.population));
      expect(after).toEqual(before);
      const second = await written(once);
      const { network: twice } = await read(second!.file, ...settings);
      expect(activityOf(twice, data, TIMESTEPS).get(twice.output.population)).toEqual(before);
      if (!addsUp(network)) expect(shown(twice)).toEqual(shown(once));
    }), { numRuns: 40, seed: 20261121 });
    expect(whole).toBeGreaterThan(15);
  });

  it('is the same network, whatever its neurons, delays and loops', async () => {
    await fc.assert(fc.asyncProperty(firings.chain((firing) => fc.tuple(fc.constant(firing), networkOf(firing))), async ([firing, network]) => {
      const { file } = (await written(network))!;
      const { network: once } = await read(file, ...settingsOf(firing));
      const steps = 12;
      const data = noise(3 * steps, 7).map((value) => Math.round(value * 4) / 2);
      const [before, after] = [network, once].map((one) => activityOf(one, data, steps));
      for (const name of ['a', 'b']) expect(after!.get(name)!.every((value, index) => close(value, before!.get(name)![index]!))).toBe(true);
      if (addsUp(network)) return;
      const again = await written(once);
      expect(shown((await read(again!.file, ...settingsOf(firing))).network)).toEqual(shown(once));
    }), { numRuns: 60, seed: 20261122 });
  });
});
