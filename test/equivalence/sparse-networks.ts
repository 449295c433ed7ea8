import { listedSynapses } from '../../src/ir/listed.ts';
import { neuronCount, populationNamed, type ListedProjection, type Network, type Projection } from '../../src/ir/network.ts';
import { drawFrom, drawNetwork, type Draw } from './networks.ts';

/**
 * A drawn network most of whose dense projections are thinned out to listed synapses, some neurons hearing much more than others and some nothing, and further
 * listed projections beside what there is: into planes, beside other lists, back with a delay, with several synapses between one pair.
 */
export function drawSparseNetwork(seed: number): Network {
  const network = drawNetwork(seed);
  const draw = drawFrom(seed + 0.5);
  const projections: Projection[] = network.projections.map((projection): Projection => {
    if (projection.kind !== 'dense' || projection.window || draw.real() < 0.25) return projection;
    const [outputs, inputs] = projection.weights.shape as [number, number];
    const { name, source, destination, delay, bias, origin } = projection;
    return { kind: 'listed', name, source, destination, delay, bias, origin, window: null, ...drawLists(draw, inputs, outputs) };
  });
  const spiking = network.populations.filter(({ neuron }) => neuron.kind !== 'input');
  for (let i = draw.whole(0, 2); i > 0; i--) {
    const [from, to] = [draw.one(network.populations), draw.one(spiking)];
    projections.push(listedBetween(draw, network, from.name, to.name, `further${i}`));
  }
  return { ...network, projections };
}

function listedBetween(draw: Draw, network: Network, source: string, destination: string, name: string): ListedProjection {
  const [from, to] = [source, destination].map((one) => network.populations.findIndex((population) => population.name === one)) as [number, number];
  const lists = drawLists(draw, neuronCount(populationNamed(network, source)), neuronCount(populationNamed(network, destination)));
  return { kind: 'listed', name, source, destination, delay: from < to ? draw.whole(0, 1) : draw.whole(1, 2), bias: null, origin: { file: name, place: name }, window: null, ...lists };
}

function drawLists(draw: Draw, inputs: number, outputs: number): Pick<ListedProjection, 'offsets' | 'sources' | 'weights'> {
  const shares = Array.from({ length: outputs }, () => draw.one([0, 0.1, 0.3, 0.3, 0.9]));
  const offsets = new Int32Array(inputs + 1);
  const [destinations, values]: [number[], number[]] = [[], []];
  for (let input = 0; input < inputs; input++) {
    for (let output = 0; output < outputs; output++) {
      if (draw.real() >= shares[output]!) continue;
      for (let twins = draw.real() < 0.1 ? 2 : 1; twins > 0; twins--) {
        destinations.push(output);
        values.push(2 * draw.real() - 0.9);
      }
    }
    offsets[input + 1] = destinations.length;
  }
  return listedSynapses({ offsets, destinations: Int32Array.from(destinations), values: Float32Array.from(values), size: outputs });
}
