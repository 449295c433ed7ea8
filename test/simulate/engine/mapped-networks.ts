import { compile, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import type { Configuration } from '../../../src/ir/configuration.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { GivenMapping } from '../../../src/ir/given-mapping.ts';
import { neuronCount, type Network } from '../../../src/ir/network.ts';
import type { Target } from '../../../src/ir/target.ts';
import { loadTarget } from '../../../targets/load.ts';
import { drawFrom } from '../../equivalence/networks.ts';

/** No limit but that of neurons, inputs on cores, and neurons of every kind. */
export const FREE: Target = { ...loadTarget('loihi-sanafe').target, neurons: loadTarget('rram-128').target.neurons!, partialSums: 'carried' };

/** A network compiled with a core drawn for every neuron, a few cores or many. */
export function mappedAtRandom(network: Network, data: Dataset, seed: number, target = FREE): Configuration {
  const draw = drawFrom(seed);
  const cores = draw.one([1, 2, 5, 100]);
  const mapping: GivenMapping = {
    file: 'drawn', cores: new Map(network.populations.map((population) => [population.name, Int32Array.from({ length: neuronCount(population) }, () => draw.whole(0, cores - 1))])),
  };
  const options = { ...DEFAULT_OPTIONS, quantise: { bits: 8, rounding: 'nearest', corrections: 'none' } as const, mapping };
  return compile(network, options, { target, calibration: data, profileOf: () => null, seed: 1, progress: () => {} }).output as Configuration;
}
