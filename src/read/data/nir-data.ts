import { fail, type Where } from '../../diagnostics/diagnostic.ts';
import type { TensorData } from '../../ir/tensor.ts';
import { hdf5Of } from '../hdf5/read-hdf5.ts';
import { groupIn, numberOf, textOf, type Hdf5Array, type Hdf5Group } from '../hdf5/tree.ts';
import { printable } from '../../diagnostics/printable.ts';
import type { BinOption } from './binning.ts';
import { bounded } from './events.ts';
import { spikeSamples, timedSamples, type Samples } from './samples.ts';

export interface NirDataOptions {
  /** Length of a timestep of the network; undefined where it has none. */
  readonly dt_s: number | undefined;
  /** Timesteps into which events fall; without it those of the network. */
  readonly bin: BinOption | undefined;
  /** Whether the events of a timestep are counted. */
  readonly counts: boolean;
  /** Whether the network takes spike trains. */
  readonly spikes: boolean;
}

/**
 * Samples of a NIRGraphData file (nir.write_data): the one node it holds, or the one named input, and of that the one observable, or spikes.
 * Signals on a grid stay as they are; events fall into timesteps, floor(time / length).
 * @throws DiagnosticError S901, S902, S938, S939, S208, S217, S218
 */
export async function decodeNirData(bytes: Uint8Array, file: string, options: NirDataOptions): Promise<Samples> {
  const root = await hdf5Of(bytes, file);
  if (groupIn(root, 'node')) fail('S938', { what: 'it is a NIR graph, a network' }, { file });
  if (typeOf(root) !== 'NIRGraphData') fail('S938', { what: 'its type is not NIRGraphData' }, { file });
  const [path, observable] = chosen(root, file);
  const where: Where = { file, place: path };
  switch (typeOf(observable)) {
    case 'TimeGriddedData': return griddedSamples(observable, options, where);
    case 'EventData': return eventSamples(observable, null, options, where);
    case 'ValuedEventData': return eventSamples(observable, arrayIn(observable, 'value', 2, where), options, where);
    default: return fail('S938', { what: `its type is ${printable(typeOf(observable))}` }, where);
  }
}

function typeOf(group: Hdf5Group): string {
  return textOf(group.attributes.get('__type__')) ?? 'not stated';
}

const DEEPEST = 32;

/** All nodes, those of nested graphs with the way to them. */
function nodesIn(group: Hdf5Group, path: string, depth: number): [path: string, node: Hdf5Group][] {
  if (depth > DEEPEST) return [];
  return [...groupIn(group, 'nodes')?.members ?? []].flatMap(([name, member]): [string, Hdf5Group][] => {
    if (member.kind !== 'group') return [];
    return typeOf(member) === 'NIRGraphData' ? nodesIn(member, `${path}${name}/`, depth + 1) : [[`${path}${name}`, member]];
  });
}

function chosen(root: Hdf5Group, file: string): readonly [place: string, observable: Hdf5Group] {
  const [path, node] = theOne(nodesIn(root, '', 0), 'input', 'nodes', { file });
  const observables = [...groupIn(node, 'observables')?.members ?? []].filter((entry): entry is [string, Hdf5Group] => entry[1].kind === 'group');
  const [name, observable] = theOne(observables, 'spikes', 'observables', { file, place: `node '${printable(path)}'` });
  return [`node '${printable(path)}', ${printable(name)}`, observable];
}

/** The one that there is, or the one of that name. */
function theOne<T>(entries: readonly (readonly [name: string, value: T])[], wanted: string, what: string, where: Where): readonly [name: string, value: T] {
  const named = entries.filter(([name]) => name.toLowerCase() === wanted);
  const [one, ...others] = entries.length > 1 && named.length > 0 ? named : entries;
  if (!one) return fail('S938', { what: `it has no ${what}` }, where);
  if (others.length === 0) return one;
  return fail('S938', { what: `it has ${entries.length} ${what} (${entries.slice(0, 5).map(([name]) => printable(name)).join(', ')}), and none is called ${wanted}` }, where);
}

function arrayIn(group: Hdf5Group, name: string, axes: number, where: Where): Hdf5Array {
  const member = group.members.get(name);
  if (member?.kind !== 'array') return fail('S938', { what: `it has no ${name}` }, where);
  return member.shape.length === axes ? member : fail('S938', { what: `${name} has ${member.shape.length} axes, not ${axes}` }, where);
}

function attributeIn(group: Hdf5Group, name: string, where: Where): number {
  const value = numberOf(group.attributes.get(name));
  return value !== null && Number.isFinite(value) && value > 0 ? value : fail('S938', { what: `${name} is no number above 0` }, where);
}

/** Rounding of a time that was stored with 32 bits. */
const ROUNDING = 1e-6;

function griddedSamples(group: Hdf5Group, { dt_s, spikes }: NirDataOptions, where: Where): Samples {
  const { shape, data } = arrayIn(group, 'data', 3, where);
  const [count, timesteps, neurons] = shape as [number, number, number];
  const own_s = attributeIn(group, 'dt', where);
  if (dt_s !== undefined && Math.abs(own_s - dt_s) > ROUNDING * dt_s) fail('S939', { found: `timesteps of ${own_s} s`, wanted: `those of the network last ${dt_s} s` }, where);
  bounded(timesteps, [neurons], where.file!);
  const values: TensorData = data instanceof Uint16Array || data instanceof Uint32Array ? Float64Array.from(data) : data;
  return (spikes ? spikeSamples : timedSamples)(values, count, timesteps, [neurons], where.file!);
}

/** A share of a timestep by which an event may seem early: 3 x 0.1 ms is 2.9999... timesteps in floats. */
const TIME_TOLERANCE = 1e-6;

function eventSamples(group: Hdf5Group, value: Hdf5Array | null, { dt_s, bin, counts }: NirDataOptions, where: Where): Samples {
  const [index, time] = [arrayIn(group, 'idx', 2, where), arrayIn(group, 'time', 2, where)];
  const sizes = [index, time, ...(value ? [value] : [])].map(({ shape }) => shape.join(' x '));
  if (sizes.some((size) => size !== sizes[0])) fail('S938', { what: `idx, time and value have the shapes ${[...new Set(sizes)].join(' and ')}` }, where);
  const neurons = attributeIn(group, 'n_neurons', where);
  if (!Number.isInteger(neurons)) fail('S938', { what: `n_neurons is ${neurons}` }, where);
  const length_s = bin ? bin.length_us / 1e6 : dt_s ?? fail('S218', { missing: 'the length of a timestep (--bin)' }, { file: where.file! });
  const timesteps = bounded(Math.max(1, Math.floor(attributeIn(group, 't_max', where) / length_s + TIME_TOLERANCE)), [neurons], where.file!);
  const [count, events] = index.shape as [number, number];
  const places = placesOf(index, time, { neurons, timesteps, length_s }, where);
  const values = value && valuesOf(value, where);
  return {
    count, shape: [neurons], timesteps, spikes: values === null, labels: null, binned: bin !== undefined, counted: values === null,
    read: (sample, out) => {
      out.fill(0, 0, timesteps * neurons);
      for (let i = sample * events; i < (sample + 1) * events; i++) {
        const place = places[i]!;
        if (place >= 0) out[place] = values ? values[i]! : counts ? out[place]! + 1 : 1;
      }
    },
  };
}

interface Grid {
  readonly neurons: number;
  readonly timesteps: number;
  readonly length_s: number;
}

/** timestep x neurons + neuron of each event; -1 where there is none (index -1). */
function placesOf({ data: index, shape }: Hdf5Array, { data: time }: Hdf5Array, { neurons, timesteps, length_s }: Grid, { file, place }: Where): Int32Array {
  const places = new Int32Array(index.length).fill(-1);
  for (let i = 0; i < index.length; i++) {
    if (index[i] === -1) continue;
    const step = Math.floor(time[i]! / length_s + TIME_TOLERANCE);
    const where: Where = { file: file!, place: `${place}, sample ${Math.floor(i / shape[1]!)}, event ${i % shape[1]!}` };
    if (!(Number.isInteger(index[i]) && index[i]! >= 0 && index[i]! < neurons)) fail('S939', { found: `an event of neuron ${index[i]}`, wanted: `there are ${neurons}, counted from 0` }, where);
    if (!(time[i]! >= 0 && step < timesteps)) fail('S939', { found: `an event at ${time[i]} s`, wanted: `the recording lasts ${timesteps} timesteps of ${length_s} s` }, where);
    places[i] = step * neurons + index[i]!;
  }
  return places;
}

function valuesOf({ data }: Hdf5Array, where: Where): Float32Array {
  const values = Float32Array.from(data);
  const bad = values.findIndex((one) => !Number.isFinite(one));
  return bad < 0 ? values : fail('S208', { value: String(data[bad]) }, where);
}
