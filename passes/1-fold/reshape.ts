import { samePlanes } from '../../src/ir/geometry.ts';
import type { Network, Population, Projection } from '../../src/ir/network.ts';

/**
 * Lets vectors take the planes they are reshaped to or from, where nothing else depends on their being vectors: an input of 784
 * before a reshape to [1, 28, 28] becomes [1, 28, 28], a flattened population before a dense projection keeps its planes.
 */
export function adoptPlanes(network: Network): Network {
  let adopted = network;
  for (const projection of network.projections) {
    if (projection.kind !== 'one-to-one') continue;
    const [source, destination] = [projection.source, projection.destination].map((name) => adopted.populations.find((population) => population.name === name)!) as [Population, Population];
    if (samePlanes(source.shape, destination.shape)) continue;
    if (isFlexible(adopted, source, projection)) adopted = reshaped(adopted, source, destination.shape);
    else if (isFlexible(adopted, destination, projection)) adopted = reshaped(adopted, destination, source.shape);
  }
  return adopted;
}

/** Whether all projections of a vector but this one care for the number of its neurons only. */
function isFlexible(network: Network, population: Population, reshape: Projection): boolean {
  return population.shape.length === 1 && population.name !== network.output.population
    && network.projections.every((projection) => projection === reshape || !touches(projection, population)
      || projection.kind === 'one-to-one' || (projection.kind === 'dense' && (projection.source !== population.name || !projection.window)));
}

function touches(projection: Projection, { name }: Population): boolean {
  return projection.source === name || projection.destination === name;
}

function reshaped(network: Network, changed: Population, shape: readonly number[]): Network {
  return { ...network, populations: network.populations.map((population) => (population === changed ? { ...population, shape } : population)) };
}
