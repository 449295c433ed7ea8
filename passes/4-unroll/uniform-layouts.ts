import { fail } from '../../src/diagnostics/diagnostic.ts';
import { levelsOf, mostBits, type WeightLevels } from '../../src/ir/levels.ts';
import { isSynaptic, neuronCount, populationNamed, type DenseProjection, type ListedProjection, type Network, type Projection, type SynapticProjection } from '../../src/ir/network.ts';
import { rowGeometry, synapsesOf } from '../../src/ir/rows.ts';
import type { Target } from '../../src/ir/target.ts';
import { allocate, elementType, tensor } from '../../src/ir/tensor.ts';
import { layoutOf } from '../../src/ir/unrolled.ts';
import { takesLists } from './takes-lists.ts';
import { forEachWeight, LARGEST, repeat } from './weights.ts';

/**
 * All projections into a population must have its layout. Where listed synapses are kept as such (`takesLists`) all others into the population are listed too;
 * else they become a matrix, and so do convolutions beside a matrix. All other projections pass unchanged.
 * @param kept populations whose lists must stay as they are
 */
export function withUniformLayouts(network: Network, target: Target, kept: ReadonlySet<string> = new Set()): Network {
  const lists = new Set(network.populations.filter(({ name }) => kept.has(name) || takesLists(network, name, target)).map(({ name }) => name));
  const decided = network.projections.map((projection): Projection => {
    if (!isSynaptic(projection)) return projection;
    if (lists.has(projection.destination)) return projection.kind === 'listed' ? projection : asList(network, projection);
    return projection.kind === 'listed' ? asMatrix(network, projection) : projection;
  });
  const settled = { ...network, projections: decided };
  const projections = decided.map((projection) => {
    if (projection.kind !== 'convolution') return projection;
    const destination = populationNamed(network, projection.destination);
    return layoutOf(settled, destination).positions === rowGeometry(network, projection).positions ? projection : asMatrix(network, projection);
  });
  return withMostBits(network, projections);
}

/** What does not say its levels has those of the network, so all must say theirs where a matrix has more bits. */
function withMostBits(network: Network, projections: readonly Projection[]): Network {
  const bits = mostBits({ ...network, projections });
  if (network.bits === null || bits <= network.bits) return { ...network, projections };
  return { ...network, bits, projections: projections.map((projection) => (isSynaptic(projection) ? { ...projection, levels: levelsOf(projection, network) } : projection)) };
}

function asMatrix(network: Network, projection: SynapticProjection): DenseProjection {
  const geometry = rowGeometry(network, projection);
  const outputs = neuronCount(populationNamed(network, projection.destination));
  refuseLarge(outputs * geometry.inputs, projection, 'weights of a projection written as a matrix', projection.kind === 'listed'
    ? 'use a target where every neuron has its own column, or split the population' : 'do not feed one population by a convolution and a dense projection at once');
  const weights = allocate(elementType(projection.weights.data), outputs * geometry.inputs);
  forEachWeight(network, projection, (input, output, weight) => { weights[output * geometry.inputs + input] = weight; });
  const { name, source, destination, delay, receptor, origin, window, levels } = projection;
  return {
    kind: 'dense', name, source, destination, delay, ...(receptor && { receptor }), origin, window, ...withZero(levelsOf(projection, network), levels),
    weights: tensor([outputs, geometry.inputs], weights), bias: projection.bias && repeat(projection.bias, outputs),
  };
}

/** The synapses neuron by neuron; there is no sum window (see `takesLists`). Taps in the padding of a convolution are none. */
function asList(network: Network, projection: SynapticProjection): ListedProjection {
  const geometry = rowGeometry(network, projection);
  const neurons = neuronCount(populationNamed(network, projection.destination));
  refuseLarge(synapsesOf(geometry), projection, 'synapses listed one by one', 'do not feed one population by this projection and by listed synapses at once');
  const offsets = new Int32Array(neurons + 1);
  forEachWeight(network, projection, (_input, output) => { offsets[output + 1]!++; });
  for (let neuron = 0; neuron < neurons; neuron++) offsets[neuron + 1]! += offsets[neuron]!;
  const next = offsets.slice(0, neurons);
  const sources = new Int32Array(offsets[neurons]!);
  const weights = allocate(elementType(projection.weights.data), sources.length);
  forEachWeight(network, projection, (input, output, weight) => {
    sources[next[output]!] = input;
    weights[next[output]!++] = weight;
  });
  const { name, source, destination, delay, receptor, origin, levels } = projection;
  return {
    kind: 'listed', name, source, destination, delay, ...(receptor && { receptor }), origin, window: null, ...(levels && { levels }),
    offsets, sources, weights: tensor([weights.length], weights), bias: projection.bias && repeat(projection.bias, neurons),
  };
}

function refuseLarge(demand: number, { destination }: SynapticProjection, limit: string, remedy: string): void {
  if (demand > LARGEST) fail('S703', { limit, demand, available: LARGEST, population: destination, remedy });
}

/** The matrix has cells without a synapse, whose level is 0: mid-rise levels become the mid-tread ones of one bit more, which go as far and have a 0. */
function withZero({ bits, rise }: WeightLevels, said: WeightLevels | undefined): { levels?: WeightLevels } {
  if (rise === 'mid-rise') return { levels: { bits: bits + 1, rise: 'mid-tread' } };
  return said ? { levels: said } : {};
}
