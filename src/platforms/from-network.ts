import { fail } from '../diagnostics/diagnostic.ts';
import { neuronCount, planeShape, populationNamed, type ConvolutionProjection, type DenseProjection, type ListedProjection, type Network, type Pair, type PoolingProjection, type Population, type Projection, type SparseProjection, type SumWindow } from '../ir/network.ts';
import { updateOrder } from '../ir/population-graph.ts';
import { windowOutput, type Layer, type LayerList, type Pool } from './layer-list.ts';

/** A layer list, and what each layer hears. */
export interface NetworkLayers {
  readonly list: LayerList;
  readonly heard: readonly Heard[];
}

/** The spikes of a population, through a sum window where there is one, and the population whose neurons hear them. */
export interface Heard {
  readonly population: string;
  readonly window: SumWindow | null;
  readonly destination: string;
}

/**
 * The layers of a folded network: one for each projection with weights, in the order of the populations. Sum windows and maximum pooling belong to
 * the layer before them; one-to-one connections beside others are residual ones. Of several layers into one population the last that hears
 * populations before it has the neurons. Listed synapses are a dense layer that knows how many there are.
 * @throws DiagnosticError S489 for what no layer can say
 */
export function fromNetwork(network: Network): NetworkLayers {
  const making: Making = { network, layers: [], heard: [], layerOf: new Map(), late: [] };
  for (const name of updateOrder(network)) addPopulation(populationNamed(network, name), making);
  const { layers, layerOf } = making;
  making.late.forEach(({ layer, source }) => { layers[layer] = { ...layers[layer]!, input: layerOf.get(source) ?? null }; });
  return { list: { name: network.name, timesteps: network.timesteps, layers: making.layers }, heard: making.heard };
}

interface Making {
  readonly network: Network;
  readonly layers: Layer[];
  readonly heard: Heard[];
  /** Layer that made a population; null for inputs. */
  readonly layerOf: Map<string, number | null>;
  /** Layers that hear a population which has none yet. */
  readonly late: { readonly layer: number; readonly source: string }[];
}

type Weighted = DenseProjection | ConvolutionProjection | ListedProjection | SparseProjection;

function addPopulation(population: Population, making: Making): void {
  const incoming = making.network.projections.filter(({ destination }) => destination === population.name);
  for (const projection of incoming) refuse(population, projection, making);
  const [first, ...rest] = incoming;
  if (first === undefined || population.neuron.kind === 'input') making.layerOf.set(population.name, null);
  else if (isPooling(first) && rest.length === 0) making.layerOf.set(population.name, making.layerOf.get(first.source)!);
  else addLayers(population, incoming as readonly Weighted[], making);
}

function addLayers(population: Population, incoming: readonly Weighted[], making: Making): void {
  const isLate = ({ source }: Weighted): boolean => !making.layerOf.has(source);
  const weighted = incoming.filter((projection) => isLate(projection) || !isIdentity(projection, making.network));
  const main = weighted.findLast((projection) => !isLate(projection)) ?? weighted[weighted.length - 1] ?? incoming[0]!;
  const others = weighted.filter((projection) => projection !== main).map((projection) => push(projection, population, null, making));
  const identities = incoming.filter((projection) => projection !== main && !weighted.includes(projection)).flatMap(({ source }) => making.layerOf.get(source) ?? []);
  making.layerOf.set(population.name, push(main, population, [...others, ...identities], making));
}

/** @param residual layers whose sums come to the neurons of this one; null where it has none */
function push(projection: Weighted, population: Population, residual: readonly number[] | null, making: Making): number {
  const { network, layers, heard, layerOf, late } = making;
  const source = populationNamed(network, projection.source);
  const recurrent = !layerOf.has(source.name);
  if (recurrent) late.push({ layer: layers.length, source: source.name });
  const base = {
    name: projection.name, input: layerOf.get(source.name) ?? null, recurrent, neurons: residual !== null, residual: residual ?? [],
    spikeSparsity: null, systolic: null, place: `projection ${projection.name}`,
  };
  heard.push({ population: source.name, window: 'window' in projection ? projection.window : null, destination: population.name });
  if (projection.kind !== 'convolution') {
    const [outFeatures, inFeatures] = [neuronCount(population), projection.kind === 'dense' ? projection.weights.shape[1]! : neuronCount(source)];
    const synapses = projection.kind === 'dense' ? null : projection.offsets[projection.offsets.length - 1]!;
    return layers.push({ ...base, kind: 'dense', inFeatures, outFeatures, readout: population.name === network.output.population, synapses }) - 1;
  }
  const [outChannels, height, width] = planeShape(population.shape);
  const [inChannels, ...plane] = planeShape(source.shape);
  const { stride, padding, dilation, groups, window, weights } = projection;
  const pool = poolAfter(population, network);
  const outSize: Pair = [height, width];
  return layers.push({
    ...base, kind: 'conv', inChannels, outChannels, kernel: [weights.shape[2]!, weights.shape[3]!], stride, padding, dilation, groups,
    inSize: window ? windowOutput(plane, window.kernel, window.stride, window.padding) : plane, outSize, pool: pool && { method: pool.method, kernel: pool.kernel, stride: pool.stride },
    pooledSize: pool ? windowOutput(outSize, pool.kernel, pool.stride, pool.padding) : outSize,
  }) - 1;
}

/** How all that hear a population pool it; null where they do not, or not alike. */
function poolAfter({ name }: Population, { projections }: Network): (Pool & Pick<SumWindow, 'padding'>) | null {
  const pools = projections.filter(({ source }) => source === name).map((projection) => {
    if (isPooling(projection)) return { method: 'max' as const, kernel: projection.kernel, stride: projection.stride, padding: projection.padding };
    const window = projection.kind === 'dense' || projection.kind === 'convolution' ? projection.window : null;
    return window && { method: 'average' as const, kernel: window.kernel, stride: window.stride, padding: window.padding };
  });
  return pools.every((pool) => JSON.stringify(pool) === JSON.stringify(pools[0])) ? pools[0] ?? null : null;
}

/** Neuron i to neuron i, whatever its weight, as folding leaves a skip connection. */
function isIdentity(projection: Weighted, network: Network): boolean {
  if (projection.kind !== 'convolution' || projection.window !== null) return false;
  const [channels] = planeShape(populationNamed(network, projection.source).shape);
  const { groups, weights: { shape }, stride, padding } = projection;
  return groups === channels && shape[0] === channels && shape[2] === 1 && shape[3] === 1 && stride.every((one) => one === 1) && padding.every((one) => one === 0);
}

function isPooling(projection: Projection): projection is PoolingProjection {
  return projection.kind === 'pooling';
}

function refuse(population: Population, projection: Projection, { layerOf, network }: Making): void {
  const wrong = (what: string): never => fail('S489', { population: population.name, what }, projection.origin);
  if (!isPooling(projection)) return;
  if (!layerOf.has(projection.source)) wrong('pools what it sends itself');
  if (network.projections.filter(({ destination }) => destination === population.name).length > 1) wrong('adds pooled values to others');
}
