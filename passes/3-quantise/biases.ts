import { isSynaptic, neuronCount, planeShape, type Network, type SynapticProjection } from '../../src/ir/network.ts';
import { projectionsByDrive } from '../../src/ir/receptors.ts';

/**
 * Adds the biases of all projections that add to one drive of a population up in one of them (f64, rounded once): a dense or listed one where there
 * is one, as its bias has a value for every neuron; else the first.
 */
export function addUpBiases(network: Network): Network {
  const replaced = new Map<string, SynapticProjection>();
  const drives = network.populations.flatMap((population) => projectionsByDrive(network, population).map((incoming) => ({ population, incoming })));
  for (const { population, incoming } of drives) {
    const biased = incoming.filter((projection): projection is SynapticProjection => isSynaptic(projection) && projection.bias !== null);
    if (biased.length < 2) continue;
    const carrier = biased.find(({ kind }) => kind !== 'convolution') ?? biased[0]!;
    const [, height, width] = planeShape(population.shape);
    const length = carrier.bias!.length;
    const repeat = (projection: SynapticProjection): number => (projection.kind === 'convolution' && length === neuronCount(population) ? height * width : 1);
    const sum = Float32Array.from({ length }, (_, index) =>
      biased.reduce((total, projection) => total + projection.bias![Math.floor(index / repeat(projection))]!, 0));
    for (const projection of biased) replaced.set(projection.name, { ...projection, bias: projection === carrier ? sum : null });
  }
  return { ...network, projections: network.projections.map((projection) => replaced.get(projection.name) ?? projection) };
}
