import { isPlain, isSpiking, isSynaptic, populationNamed, type IntegrateAndFire, type Network, type Population, type SynapticProjection } from '../ir/network.ts';
import { cyclesAmong, forwardOrder, reachableFrom } from '../ir/population-graph.ts';
import { layoutOf, spread } from './layout.ts';
import type { Products } from './linear/product.ts';
import { biasInto, channelMeans, incomingOf, meanDrive, type Sent } from './population-drive.ts';
import { shifted } from './correct.ts';

/**
 * A spiking network as one of rates: a neuron without leak that is reset by subtraction fires clip(drive / threshold, 0, 1) spikes a timestep. Good
 * for comparing two sets of weights in no time; the noise of spikes is not in it.
 */
export interface RateNetwork {
  readonly network: Network;
  readonly products: Products;
  readonly samples: number;
  /** What every population sends with the weights as they are. */
  readonly rates: ReadonlyMap<string, Sent>;
}

/** From there on a threshold is never reached: an output that integrates. */
export const UNREACHABLE = 1e38;

/** Null for networks that it does not hold for, and for those with listed synapses. @param inputs what the inputs send over the samples */
export function rateNetwork(network: Network, inputs: ReadonlyMap<string, Sent>, samples: number, products: Products): RateNetwork | null {
  const counts = network.populations.every(({ neuron, name }) => (neuron.kind === 'input' ? inputs.has(name) : isSpiking(neuron) && isPlain(neuron) && neuron.decay === 1 && neuron.reset === 'subtract'));
  if (!counts || !network.projections.every((one) => isSynaptic(one) && one.kind !== 'listed') || cyclesAmong(network, () => true).length > 0) return null;
  const rates = new Map(inputs);
  for (const name of forwardOrder(network)) if (!rates.has(name)) rates.set(name, ratesOf(network, products, populationNamed(network, name), asTheyAre, null, rates, samples));
  return { network, products, samples, rates };
}

const asTheyAre = ({ weights }: SynapticProjection): Float32Array => weights.data as Float32Array;

/**
 * What the output sends when other weights lead into one population, with the mean of its drive kept: [samples x size] in the order of its layout.
 * @param weightsOf weights of a projection into `changed`, for values of its source
 */
export function outputsWith({ network, products, samples, rates }: RateNetwork, changed: Population, weightsOf: (projection: SynapticProjection) => Float32Array): Float32Array {
  const touched = reachableFrom(network, [changed.name]);
  const found = new Map(rates);
  for (const name of forwardOrder(network)) {
    if (!touched.has(name)) continue;
    const population = populationNamed(network, name);
    const isChanged = name === changed.name;
    found.set(name, ratesOf(network, products, population, isChanged ? weightsOf : asTheyAre, isChanged ? rates : null, found, samples));
  }
  return found.get(network.output.population)!.means;
}

/** @param before rates that keep the mean of the drive; null where there is nothing to keep */
function ratesOf(network: Network, products: Products, population: Population, weightsOf: (projection: SynapticProjection) => Float32Array, before: ReadonlyMap<string, Sent> | null, rates: ReadonlyMap<string, Sent>, samples: number): Sent {
  const layout = layoutOf(population);
  const incoming = incomingOf(network, population, weightsOf);
  const drive = meanDrive(products, population, incoming, rates, samples);
  let bias = biasInto(population, incoming);
  if (before) {
    const wanted = meanDrive(products, population, incomingOf(network, population, asTheyAre), before, samples);
    bias = shifted(bias, channelMeans(wanted.map((value, at) => value - drive[at]!), layout), layout);
  }
  const { threshold } = population.neuron as IntegrateAndFire;
  const integrates = typeof threshold === 'number' && threshold >= UNREACHABLE;
  const thresholds = spread(integrates ? 1 : threshold, population, layout, 1);
  // The output is only compared, and says more where it is not clipped.
  const [least, most] = population.name === network.output.population ? [-Infinity, Infinity] : [0, 1];
  for (let at = 0; at < drive.length; at++) {
    const place = at % layout.size;
    drive[at] = Math.min(most, Math.max(least, (drive[at]! + bias[place]!) / thresholds[place]!));
  }
  return { layout, means: drive, trains: null };
}
