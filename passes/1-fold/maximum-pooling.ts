import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { slidShape } from '../../src/ir/geometry.ts';
import { freeName } from '../../src/ir/names.ts';
import { integrateAndFire, isSpiking, populationNamed, projectionsInto, type Activation, type Network, type Neuron } from '../../src/ir/network.ts';
import type { PoolingProjection, Population, Projection } from '../../src/ir/network.ts';

/** Fires in the very step in which at least one spike arrives and forgets everything else: the maximum of spikes. */
const OR_NEURON = integrateAndFire({ decay: 0, reset: 'hard' });

const RELU: Activation = { kind: 'relu', ceiling: null };

/**
 * Gives every maximum pooling a destination of its own with neurons: ReLU over values that are never negative (which changes
 * nothing), an OR neuron over spikes (and the pooling becomes a sum). A pooling before a ReLU moves behind one: relu(max(x)) = max(relu(x)).
 * Diagnostics: S534 where values may be negative.
 */
export function settleMaximumPooling(network: Network): { readonly network: Network; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  let settled = network;
  for (const { name } of network.projections) {
    const projection = settled.projections.find((candidate) => candidate.name === name)!;
    if (projection.kind !== 'pooling' || projection.method !== 'maximum') continue;
    const next = settle(settled, projection);
    if (next) settled = next;
    else diagnostics.push(diagnose('S534', { projection: name, source: projection.source }, projection.origin));
  }
  return { network: settled, diagnostics };
}

function settle(network: Network, pooling: PoolingProjection): Network | null {
  const source = populationNamed(network, pooling.source);
  const destination = populationNamed(network, pooling.destination);
  if (carriesSpikes(source)) {
    const sum: PoolingProjection = { ...pooling, method: 'sum' };
    return withNeuronBehind(replaced(network, pooling, sum), sum, OR_NEURON, () => false);
  }
  if (!mayBeNegative(source.neuron)) return withNeuronBehind(network, pooling, RELU, isRectifying);
  if (source.neuron.kind !== 'linear') return null;
  const name = freeName(`${pooling.name}.relu`, namesOf(network));
  if (isNeverNegative(network, source)) return settle(withReluBefore(network, pooling, name, RELU), { ...pooling, source: name });
  const alone = projectionsInto(network, destination.name).length === 1;
  return alone && destination.neuron.kind === 'relu' ? withReluBefore(network, pooling, name, destination.neuron) : null;
}

/** One spike a step at most: the maximum of numbers of spikes is no OR. */
function carriesSpikes({ neuron }: Population): boolean {
  return isSpiking(neuron) ? neuron.sends === 'spikes' && neuron.spikesPerStep === 1 : neuron.kind === 'input' && neuron.coding === 'spikes';
}

/** Input values are taken to be intensities from 0. */
function mayBeNegative(neuron: Neuron): boolean {
  if (isSpiking(neuron)) return neuron.sends === 'potential';
  return neuron.kind === 'linear' || (neuron.kind === 'quantised' && (neuron.bipolar || neuron.low < neuron.zeroPoint));
}

/** Changes no value from 0 up but by clipping and rounding. */
function isRectifying(neuron: Neuron): boolean {
  return neuron.kind === 'relu' || (neuron.kind === 'quantised' && !mayBeNegative(neuron));
}

/** Sums, averages, selections and copies of values that are never negative. */
function isNeverNegative(network: Network, { name, neuron }: Population, depth = network.populations.length): boolean {
  if (neuron.kind !== 'linear') return !mayBeNegative(neuron);
  return depth > 0 && projectionsInto(network, name).every(({ kind, source }) =>
    (kind === 'pooling' || kind === 'one-to-one' || kind === 'padding') && isNeverNegative(network, populationNamed(network, source), depth - 1));
}

/** Lets the destination have `neuron` when it is linear and this is all it receives; otherwise puts a population of its own before it. */
function withNeuronBehind(network: Network, pooling: PoolingProjection, neuron: Neuron, fits: (neuron: Neuron) => boolean): Network {
  const destination = populationNamed(network, pooling.destination);
  const alone = projectionsInto(network, destination.name).length === 1;
  if (alone && fits(destination.neuron)) return network;
  if (alone && destination.neuron.kind === 'linear' && destination.name !== network.output.population) {
    return { ...network, populations: network.populations.map((population) => (population === destination ? { ...population, neuron } : population)) };
  }
  const name = freeName(`${pooling.name}.maximum`, namesOf(network));
  const shape = slidShape(populationNamed(network, pooling.source).shape, pooling);
  const { receptor, origin } = pooling;
  const copy: Projection = { kind: 'one-to-one', name: `${name}.copy`, source: name, destination: destination.name, delay: 0, ...(receptor && { receptor }), origin };
  const settled = replaced(network, pooling, { ...pooling, destination: name });
  return { ...settled, populations: [...settled.populations, { name, shape, neuron, origin: pooling.origin }], projections: [...settled.projections, copy] };
}

/** Puts a ReLU population `name` between the source and the pooling. */
function withReluBefore(network: Network, pooling: PoolingProjection, name: string, neuron: Activation): Network {
  const source = populationNamed(network, pooling.source);
  const copy: Projection = { kind: 'one-to-one', name: `${name}.copy`, source: source.name, destination: name, delay: 0, origin: pooling.origin };
  const settled = replaced(network, pooling, { ...pooling, source: name });
  return { ...settled, populations: [...settled.populations, { name, shape: source.shape, neuron, origin: pooling.origin }], projections: [...settled.projections, copy] };
}

function replaced(network: Network, old: Projection, next: Projection): Network {
  return { ...network, projections: network.projections.map((projection) => (projection.name === old.name ? next : projection)) };
}

function namesOf(network: Network): Set<string> {
  return new Set([...network.populations, ...network.projections].map(({ name }) => name));
}
