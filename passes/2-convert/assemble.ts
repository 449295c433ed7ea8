import { biasCarrier, compact, withShift } from '../../src/calibrate/bias-shift.ts';
import { integrateAndFire, isSynaptic, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import type { Balanced } from './calibrate.ts';
import { UNREACHABLE } from './normalise.ts';

/** The network with what calibration found for each population: its neurons, and the weights and biases of its projections. */
export function assemble(network: Network, found: ReadonlyMap<string, Balanced>, readout: 'count' | 'membrane'): Network {
  const { population: output } = network.output;
  const carriers = new Map([...found.keys()].map((name) => [name, biasCarrier(network, name)]));
  return {
    ...network,
    populations: network.populations.map((population) => {
      const balanced = found.get(population.name);
      return balanced ? { ...population, neuron: neuronOf(population, balanced, readout === 'membrane' && population.name === output) } : population;
    }),
    projections: network.projections.map((projection) => {
      const balanced = found.get(projection.destination);
      if (!balanced || !isSynaptic(projection)) return projection;
      const weighted = withWeights(projection, balanced.weights.get(projection.name)!, found.get(projection.source)?.amplitudes);
      return carriers.get(projection.destination) === projection ? withShift(weighted, balanced.shifts) : weighted;
    }),
    output: { population: output, readout },
  };
}

function neuronOf(population: Population, { amplitudes, initials }: Balanced, integrates: boolean): Population['neuron'] {
  if (integrates) return integrateAndFire({ threshold: UNREACHABLE, initial: compact(initials, population) });
  return integrateAndFire({ threshold: compact(amplitudes, population), initial: compact(initials, population) });
}

/** Weight levels of the file stand on a grid that a factor for all of them widens. @param amplitudes of the source; undefined for an input */
function withWeights(projection: SynapticProjection, data: Float32Array, amplitudes: Float32Array | undefined): SynapticProjection {
  const weights = { shape: projection.weights.shape, data };
  const { grid, ...rest } = projection;
  if (!grid) return { ...rest, weights };
  return { ...rest, weights, grid: { ...grid, scale: grid.scale.map((scale) => scale * (amplitudes?.[0] ?? 1)) } };
}
