import type { SparseProjection } from '../../../ir/network.ts';
import { reportBoth, reportMissing, type Arguments } from '../arguments.ts';
import type { ValueType } from '../codec.ts';
import { report } from '../context.ts';
import { shortest } from '../decimals.ts';
import { elementsOf, type Elements } from '../elements.ts';
import type { Field } from '../fields.ts';
import type { Placer } from '../place.ts';
import { ANY, whole } from '../quantities.ts';
import { listSyntax, numbersSyntax } from '../syntax-of.ts';
import { ANY_LENGTH, exactly, indices, vector } from '../tensors.ts';
import type { ArgumentSyntax, ValueSyntax } from '../../../../grammar/syntax.ts';

export type SynapseLists = Pick<SparseProjection, 'offsets' | 'destinations' | 'values'>;

/** How large the two ends are; null and Infinity where that is not known. */
interface Sizes {
  readonly sources: number | null;
  readonly size: number;
}

const NONE: SynapseLists = { offsets: Int32Array.of(0), destinations: new Int32Array(0), values: new Float32Array(0) };

const LIST: ValueType = { kind: 'list', allowed: 'a list of [source neuron, destination neuron, weight]', dimension: 'none' };
const INDICES: ValueType = { kind: 'tensor', allowed: 'whole numbers from 0, as a list or file "name.npz" "tensor"', dimension: 'none', bounds: whole(0).bounds };
const VALUES: ValueType = { kind: 'vector', allowed: 'a number', dimension: 'none', bounds: ANY.bounds };
const ARRAYS = ['offsets', 'destinations', 'values'] as const;

/** `synapses = [[source, destination, weight], ...]`, or the three arrays of the vocabulary, which large lists have in a side file. */
export const synapses: Field<SynapseLists> = {
  entries: [
    { name: 'synapses', type: LIST, fallback: null, help: 'neurons count from 0, row-major', instead: 'offsets, destinations and values' },
    { name: 'offsets', type: INDICES, fallback: 'none', help: 'instead of synapses: those of source neuron i are entries offsets[i] .. offsets[i + 1] of the two others' },
    { name: 'destinations', type: INDICES, fallback: 'none', help: 'destination neuron of every synapse' },
    { name: 'values', type: VALUES, fallback: 'none', help: 'weight of every synapse' },
  ],
  read: (args, _rule, before) => readSynapses(args, before as Sizes),
  print: printSynapses,
};

function readSynapses(args: Arguments, sizes: Sizes): SynapseLists {
  const list = args.given('synapses');
  const arrays = ARRAYS.map(args.given);
  const first = arrays.find((one) => one !== null);
  if (list && first) reportBoth(args, 'synapses', first.name.text);
  if (list) return fromList(list, sizes, args);
  if (!first) {
    reportMissing(args, 'synapses', 'offsets, destinations and values');
    return NONE;
  }
  arrays.forEach((one, index) => { if (!one) reportMissing(args, ARRAYS[index]!); });
  return arrays.includes(null) ? NONE : fromArrays(arrays as ArgumentSyntax[], sizes, args);
}

/** Sorted by source, in the order of the list. */
function fromList({ value }: ArgumentSyntax, { sources, size }: Sizes, { context }: Arguments): SynapseLists {
  const empty = value.kind === 'numbers' && value.values.length === 0;
  const elements = empty ? null : elementsOf(value, 'synapses', ANY, context);
  if (elements && !(elements.shape.length === 2 && elements.shape[1] === 3)) {
    report(context, 'S420', { what: 'synapses', expected: '[count, 3]', found: `[${elements.shape.join(', ')}]` }, value.span);
    return NONE;
  }
  if ((!elements && !empty) || sources === null || (elements && badSynapse(elements, sources, size, context))) return NONE;
  if (sources + 1 > context.budget.offsets) {
    report(context, 'S428', { neurons: sources }, value.span);
    return NONE;
  }
  context.budget.offsets -= sources + 1;
  return sortedBySource(elements?.values ?? new Float64Array(0), sources);
}

/** Whether there is an entry that cannot be; the first is reported. */
function badSynapse({ values, spanOf }: Elements, sources: number, size: number, context: Arguments['context']): boolean {
  const neuron = (most: number): ReturnType<typeof whole> => whole(0, most - 1);
  const columns = [['source', neuron(sources)], ['destination', neuron(size)], ['weight', { holds: (weight: number) => Number.isFinite(Math.fround(weight)), words: 'a finite f32 number' }]] as const;
  for (let index = 0; index < values.length; index++) {
    const [part, range] = columns[index % 3]!;
    if (range.holds(values[index]!)) continue;
    report(context, 'S418', { what: `the ${part} of synapse ${Math.floor(index / 3)}`, value: String(values[index]), expected: range.words }, spanOf(index));
    return true;
  }
  return false;
}

function sortedBySource(values: Elements['values'], sources: number): SynapseLists {
  const count = values.length / 3;
  const offsets = new Int32Array(sources + 1);
  for (let i = 0; i < count; i++) offsets[values[3 * i]! + 1]!++;
  for (let source = 0; source < sources; source++) offsets[source + 1]! += offsets[source]!;
  const next = offsets.slice();
  const lists = { offsets, destinations: new Int32Array(count), values: new Float32Array(count) };
  for (let i = 0; i < count; i++) {
    const at = next[values[3 * i]!]!++;
    lists.destinations[at] = values[3 * i + 1]!;
    lists.values[at] = values[3 * i + 2]!;
  }
  return lists;
}

function fromArrays([offsets, destinations, weights]: readonly ArgumentSyntax[], { sources, size }: Sizes, { context }: Arguments): SynapseLists {
  const from = indices(offsets!.value, 'offsets', sources === null ? ANY_LENGTH : exactly([sources + 1]), whole(0), context);
  const to = indices(destinations!.value, 'destinations', ANY_LENGTH, whole(0, size - 1), context);
  if (!from || !to) return NONE;
  const values = vector(weights!.value, 'values', exactly([to.length]), ANY, context);
  const reason = badOffsets(from, to.length);
  if (reason !== null) report(context, 'S429', { reason }, offsets!.value.span);
  return { offsets: from, destinations: to, values };
}

function badOffsets(offsets: Int32Array, count: number): string | null {
  if (offsets[0] !== 0) return `the first is ${offsets[0]}, not 0`;
  for (let i = 1; i < offsets.length; i++) if (offsets[i]! < offsets[i - 1]!) return `offset ${i} is ${offsets[i]}, below the one before it`;
  const last = offsets[offsets.length - 1]!;
  return last === count ? null : `the last is ${last}, and there are ${count} destinations`;
}

/** Beyond this many source neurons a list of synapses would be short in the text and long in memory: the arrays are written instead. */
const LISTED_SOURCES = 2 ** 14;

function printSynapses({ offsets, destinations, values }: SynapseLists, place: Placer): Readonly<Record<string, ValueSyntax | null>> {
  const arrays = { offsets, destinations, values };
  const fits = place.fits(values.length);
  if (!fits || offsets.length > LISTED_SOURCES) {
    const tensors = ARRAYS.map((name) => {
      const tensor = { shape: [arrays[name].length], data: arrays[name] };
      return [name, fits ? place.inside(name).tensor(tensor) : place.inside(name).aside(tensor)];
    });
    return { synapses: null, ...Object.fromEntries(tensors) as Record<string, ValueSyntax> };
  }
  const rows: ValueSyntax[] = [];
  for (let source = 0; source + 1 < offsets.length; source++) {
    for (let i = offsets[source]!; i < offsets[source + 1]!; i++) rows.push(numbersSyntax([source, destinations[i]!, shortest(values[i]!)]));
  }
  return { synapses: rows.length === 0 ? numbersSyntax([]) : listSyntax(rows as Parameters<typeof listSyntax>[0]), offsets: null, destinations: null, values: null };
}
