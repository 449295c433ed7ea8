import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { IntegrateAndFire, Network, Population } from '../../ir/network.ts';
import { isTimeConstant } from '../../ir/neuron.ts';
import type { Hdf5Node } from '../hdf5/tree.ts';

/** Something of a neuron that NIR has no word for. */
interface Loss {
  readonly what: string;
  /** What a reader makes of the file. */
  readonly read: string;
  /** Under what key and value it is kept in the metadata; null where it is not. */
  readonly metadata: readonly [key: string, value: string | number] | null;
}

/** What NIR cannot say of a neuron and what changes its spikes. */
function lossesOf(neuron: IntegrateAndFire): readonly Loss[] {
  const losses: Loss[] = [];
  const add = (present: boolean, what: string, read: string, metadata: Loss['metadata'] = null): void => {
    if (present) losses.push({ what, read, metadata });
  };
  const { synapse, decay } = neuron;
  const exact = [decay, ...(synapse ? [synapse.decay] : [])].some((one) => isTimeConstant(one) && one.rule === 'exp');
  add(exact, 'that states decay exactly', 'read by forward Euler it decays a little faster', ['decay', 'exp']);
  add(synapse?.order === 'potential-first', 'that the membrane sees the synaptic current of before', 'it is read as seeing the new one', ['order', 'potential-first']);
  add(neuron.initial !== 0, 'the potential before the first step', 'it is read as 0');
  add(neuron.lowest !== null, 'a lowest potential', 'it is read without one');
  if (neuron.sends === 'potential' || isStateless(neuron)) return [...losses, ...comparisonOf(neuron)];
  const mechanism = RESETS[`${neuron.reset}${neuron.resetDelay}`];
  add(mechanism !== undefined, `the reset '${mechanism}'`, 'it is read with the hard reset to v_reset', ['reset_mechanism', mechanism ?? '']);
  add(neuron.refractory !== 0, 'a refractory period', 'it is read without one', typeof neuron.refractory === 'number' ? ['refractory', neuron.refractory] : null);
  add(neuron.adaptation !== null, 'an adaptation', 'it is read without one');
  add(neuron.spikesPerStep === 'floor', 'several spikes in a timestep', 'it is read as one at most', ['spikes', 'floor']);
  add(neuron.echo, 'the spike test of snnTorch without reset delay', 'it is read with the plain one');
  return [...losses, ...comparisonOf(neuron)];
}

/** A hard reset in the next step gives the same spikes as one at once. */
const RESETS: Readonly<Partial<Record<string, string>>> = { subtract0: 'subtract', subtract1: 'subtract_delayed', none0: 'none', none1: 'none' };

function comparisonOf(neuron: IntegrateAndFire): readonly Loss[] {
  if (neuron.sends === 'potential' || neuron.compare === '>') return [];
  return [{ what: 'the comparison >=', read: 'it is read as >', metadata: ['comparator', '>='] }];
}

/** Whether a neuron keeps nothing from one step to the next: the node Threshold. */
export function isStateless(neuron: IntegrateAndFire): boolean {
  return neuron.sends === 'spikes' && neuron.kind === 'lif' && neuron.decay === 0 && neuron.gain === 1 && neuron.leakTarget === 0 && !neuron.synapse && !neuron.adaptation
    && neuron.refractory === 0 && neuron.spikesPerStep === 1 && !(neuron.reset === 'subtract' && neuron.resetDelay === 1);
}

/** Metadata that keep what the node cannot say. */
export function metadataOf(neuron: IntegrateAndFire, dt_s: number): ReadonlyMap<string, Hdf5Node> {
  const kept = lossesOf(neuron).flatMap(({ metadata }) => (metadata ? [metadata] : []));
  return new Map([['dt', valueOf(dt_s)], ...kept.map(([key, value]) => [key, valueOf(value)] as const)]);
}

export function valueOf(value: string | number): Hdf5Node {
  return typeof value === 'string' ? { kind: 'text', shape: [], texts: [value] } : { kind: 'array', shape: [], data: Float64Array.of(value) };
}

/** A warning for each kind of thing that is lost, with the populations it concerns. */
export function warnOfLosses(network: Network): readonly Diagnostic[] {
  const found = new Map<string, { readonly loss: Loss; readonly populations: string[] }>();
  const note = (loss: Loss, population: string): void => {
    const entry = found.get(loss.what) ?? { loss, populations: [] };
    entry.populations.push(population);
    found.set(loss.what, entry);
  };
  for (const population of network.populations) for (const loss of lossesIn(population)) note(loss, population.name);
  for (const loss of lossesOfNetwork(network)) note(loss, network.output.population);
  return [...found.values()].map(({ loss: { what, read, metadata }, populations }) =>
    diagnose('S921', { what, populations, read, metadata: metadata && `${metadata[0]} = ${metadata[1]}` }, { place: network.name }));
}

function lossesIn({ neuron }: Population): readonly Loss[] {
  if (neuron.kind === 'if' || neuron.kind === 'lif') return lossesOf(neuron);
  if (neuron.kind !== 'input') return [];
  const { coding, amplitude = 1 } = neuron;
  const losses: Loss[] = [];
  if (coding === 'rate') losses.push({ what: 'that values are coded as spike rates', read: 'they are read as currents', metadata: ['input_coding', 'rate'] });
  if (coding === 'latency') losses.push({ what: 'that values are coded as the time of one spike', read: 'they are read as currents', metadata: ['input_coding', 'latency'] });
  if (amplitude !== 1) losses.push({ what: 'the value of an input that sends most spikes', read: 'it is read as 1', metadata: ['input_amplitude', amplitude] });
  return losses;
}

function lossesOfNetwork({ timesteps, output, populations }: Network): readonly Loss[] {
  const losses: Loss[] = [];
  if (timesteps !== null) losses.push({ what: `the number of timesteps`, read: 'a reader must be told', metadata: ['timesteps', timesteps] });
  const neuron = populations.find(({ name }) => name === output.population)?.neuron;
  if (output.readout === 'membrane' && (neuron?.kind === 'if' || neuron?.kind === 'lif') && neuron.sends === 'spikes') {
    losses.push({ what: 'that the membrane potential is read', read: 'spikes are counted', metadata: null });
  }
  return losses;
}
