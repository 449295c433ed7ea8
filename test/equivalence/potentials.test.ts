import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadTarget } from '../../targets/load.ts';
import { compile, DEFAULT_OPTIONS } from '../../src/compile.ts';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import type { Configuration } from '../../src/ir/configuration.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import { isSpiking, type Network } from '../../src/ir/network.ts';
import { IDEAL } from '../../src/ir/non-idealities.ts';
import { unrolledOf } from '../../src/ir/stage.ts';
import { NEURON_FEATURES, type Target } from '../../src/ir/target.ts';
import { runReference } from '../../src/simulate/reference/run-reference.ts';
import type { PopulationPotentials } from '../../src/simulate/result.ts';
import { simulate, type SimulateOptions } from '../../src/simulate/simulate.ts';
import { drawModels } from './models.ts';
import { drawNetwork, drawSamples } from './networks.ts';
import { TARGETS } from './targets.ts';

const OPTIONS: SimulateOptions = { nonIdealities: IDEAL, trial: 0, seed: 0, workers: 1, limit: null, progress: () => {} };

function compiled(network: Network, target: Target, bits: number, seed: number): { quantised: Network; configuration: Configuration; data: Dataset } {
  const data = drawSamples(network, seed, 3);
  let quantised: Network | null = null;
  const { output } = compile(network, { ...DEFAULT_OPTIONS, quantise: { bits } }, { target, calibration: data, profileOf: () => null, seed, progress: () => {} }, {
    onStage: (stage) => { quantised = unrolledOf(stage)?.network ?? quantised; },
  });
  if (output.stage !== 'configuration' || !quantised) throw new Error('not compiled to the end');
  return { quantised, configuration: output, data };
}

function byName(potentials: readonly PopulationPotentials[]): Record<string, unknown> {
  return Object.fromEntries(potentials.map(({ population, ...rest }) => [population, rest]));
}

describe('membrane potentials of the first sample', () => {
  it.each(TARGETS.map((target) => [target.name, target] as const))('are those of the reference on %s, neuron for neuron and timestep for timestep', async (_name, target) => {
    await fc.assert(fc.asyncProperty(fc.nat(1e6), fc.constantFrom(8, 4, 2), fc.integer({ min: 1, max: 40 }), async (seed, bits, each) => {
      const { quantised, configuration, data } = compiled(drawNetwork(seed), target, bits, seed);
      const { potentials } = await simulate(configuration, target, data, { ...OPTIONS, potentials: { each } });
      const reference = await runReference(quantised, data, { limit: 1, workers: 1, progress: () => {}, potentials: { each } });
      expect(byName(potentials!)).toEqual(byName(reference.potentials));
      expect(potentials!.length).toBe(configuration.populations.filter(({ kind }) => kind === 'neurons').length);
    }), { seed: 17, numRuns: 3 });
  });

  it('are those of the reference for every neuron model', async () => {
    const kinds = new Set<string>();
    const [, , , , loihi] = TARGETS;
    const target = { ...loihi!, neurons: { ...loihi!.neurons!, features: NEURON_FEATURES } };
    await fc.assert(fc.asyncProperty(fc.nat(1e6), async (seed) => {
      const { quantised, configuration, data } = compiled(drawModels(seed, 8), target, 8, seed);
      for (const { neuron } of quantised.populations) if (isSpiking(neuron)) kinds.add(neuron.kind);
      const { potentials } = await simulate(configuration, target, data, { ...OPTIONS, potentials: { each: 1000 } });
      const reference = await runReference(quantised, data, { limit: 1, workers: 1, progress: () => {}, potentials: { each: 1000 } });
      expect(byName(potentials!)).toEqual(byName(reference.potentials));
    }), { seed: 11, numRuns: 12 });
    expect([...kinds].sort()).toEqual(['conductance-lif', 'if', 'izhikevich', 'lif', 'loihi-lif']);
  });

  it('cost nothing that is counted, and change nothing', async () => {
    for (const target of TARGETS) {
      const { configuration, data } = compiled(drawNetwork(5), target, 4, 5);
      const without = await simulate(configuration, target, data, OPTIONS);
      const { potentials, ...rest } = await simulate(configuration, target, data, { ...OPTIONS, potentials: { each: 3 } });
      expect(rest).toEqual({ ...without, potentials: undefined });
      expect(potentials!.length).toBeGreaterThan(0);
      expect(without.potentials).toEqual([]);
    }
  });

  it('are those of neurons that are named, and of as many others as asked for, evenly spaced', async () => {
    const { target } = loadTarget('loihi');
    const { configuration, data } = compiled(drawNetwork(5), target, 4, 5);
    const [one, ...others] = configuration.populations.filter(({ kind }) => kind === 'neurons');
    const { potentials } = await simulate(configuration, target, data, { ...OPTIONS, potentials: { each: 2, neurons: { [one!.name]: [0] } } });
    expect([...potentials![0]!.neurons]).toEqual([0]);
    others.forEach(({ features, positions }, i) => {
      const size = features * positions;
      expect([...potentials![i + 1]!.neurons]).toEqual(size === 1 ? [0] : [0, Math.floor(size / 2)]);
    });
  });

  it('are refused for populations and neurons that are not there (S643, S644), and in numbers that do not fit (S645)', async () => {
    const { target } = loadTarget('loihi');
    const { configuration, data } = compiled(drawNetwork(5), target, 4, 5);
    const { name } = configuration.populations.at(-1)!;
    const codes = async (potentials: SimulateOptions['potentials'], changes: Partial<Configuration> = {}): Promise<readonly string[]> => {
      try {
        await simulate({ ...configuration, ...changes }, target, data, { ...OPTIONS, potentials: potentials! });
        return [];
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        return error.diagnostics.map(({ code }) => code);
      }
    };
    expect(await codes({ each: 1, neurons: { nobody: [0], input0: [0], [name]: [10 ** 6] } })).toEqual(['S643', 'S643', 'S644']);
    expect(await codes({ each: 10 ** 6 }, { timesteps: 10 ** 7 })).toEqual(['S645']);
  });
});
