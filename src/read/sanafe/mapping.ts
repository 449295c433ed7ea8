import { stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import type { AttributeName } from './draft/attributes.ts';
import { valueAt, valuesOf, type Values } from './draft/columns.ts';
import type { Draft } from './draft/draft.ts';
import type { Findings } from './draft/findings.ts';
import { filled } from './draft/growing.ts';
import { newMappingEntries, type MappingEntries } from './draft/mapping-entries.ts';
import { populationNames } from './lower/population-names.ts';
import { readDraft } from './draft/read-draft.ts';

/** Which core computes each neuron, as SANA-FE's `mappings` say it. */
export interface SanafeMapping {
  readonly groups: readonly GroupMapping[];
  /** Names of hardware units. */
  readonly unitNames: readonly string[];
}

/** One entry a neuron; -1 where nothing is said. */
export interface GroupMapping {
  /** Name of the population; an input that the reader adds for biases has none of its own. */
  readonly population: string;
  /** Tile, and core within it. */
  readonly tiles: Int32Array;
  readonly cores: Int32Array;
  /** Rank of the neuron among all in the order of the file: SANA-FE updates the neurons of a core in this order. */
  readonly order: Int32Array;
  /** Indices into `unitNames`: soma, dendrite and synapse units that the mapping or the attributes name. */
  readonly somas: Int32Array;
  readonly dendrites: Int32Array;
  readonly synapses: Int32Array;
}

/**
 * Reads the mapping of a SANA-FE description, YAML or netlist.
 * @throws DiagnosticError S101, S940 to S945, S950, S954
 */
export function readSanafeMapping(file: string): { readonly mapping: SanafeMapping; readonly diagnostics: readonly Diagnostic[] } {
  const entries = newMappingEntries();
  const { draft, findings } = readDraft(file, { edges: false, mappings: entries });
  const mapping = resolve(entries, draft, findings);
  return { mapping, diagnostics: stopOnErrors(findings.found) };
}

/** What the entries say of each neuron; nothing where they are wrong. */
function resolve(entries: MappingEntries, draft: Draft, findings: Findings): SanafeMapping {
  checkMapping(entries, draft, findings);
  if (findings.failed()) return { groups: [], unitNames: [] };
  const names = populationNames(draft);
  const byId = new Map<number, GroupMapping>();
  const groups = draft.groups.map((group, index) => {
    const empty = (): Int32Array => new Int32Array(group.neurons).fill(-1);
    const unit = (name: AttributeName): Int32Array => Int32Array.from({ length: group.neurons }, valueIn(valuesOf(group, name, -1)));
    const made: GroupMapping = {
      population: names[index]!, tiles: empty(), cores: empty(), order: empty(),
      somas: unit('soma_hw_name'), dendrites: unit('dendrite_hw_name'), synapses: unit('synapse_hw_name'),
    };
    byId.set(group.id, made);
    return made;
  });
  let rank = 0;
  forEachRange(entries, draft, findings, (id, first, last, entry) => {
    const group = byId.get(id)!;
    fill(group, entries, entry, first, last + 1);
    for (let neuron = first; neuron <= last; neuron++) group.order[neuron] = rank++;
  });
  return { groups, unitNames: draft.units.list };
}

/** Calls `use` for the neurons of each entry that exist; those that do not are added to the findings. */
function forEachRange(entries: MappingEntries, draft: Draft, findings: Findings, use: (group: number, first: number, last: number, entry: number) => void): void {
  const sizes = new Map(draft.groups.map(({ id, neurons }) => [id, neurons]));
  for (let i = 0; i < entries.group.length; i++) {
    const id = entries.group.data[i]!;
    const size = sizes.get(id);
    const name = printable(draft.groupNames.list[id]!);
    const [line, first] = [entries.line.data[i]!, entries.first.data[i]!];
    const span = { line, column: 1, endLine: line, endColumn: 2 };
    const last = entries.last.data[i]! < 0 && size !== undefined ? size - 1 : entries.last.data[i]!;
    if (size === undefined) findings.report('S944', { what: `group '${name}'`, has: 'a mapping names it' }, { span });
    else if (last >= size) findings.report('S944', { what: `neuron ${name}.${last}`, has: `the group has ${size} neurons` }, { span });
    else use(id, first, last, i);
  }
}

/** Checks the entries without listing neurons: groups and neurons exist, and none has two cores. @returns how many cores they name */
export function checkMapping(entries: MappingEntries, draft: Draft, findings: Findings): { readonly cores: number } {
  const cores = new Set<string>();
  const ranges: { readonly group: number; readonly first: number; readonly last: number; readonly line: number }[] = [];
  forEachRange(entries, draft, findings, (group, first, last, entry) => {
    cores.add(`${entries.tile.data[entry]}.${entries.core.data[entry]}`);
    ranges.push({ group, first, last, line: entries.line.data[entry]! });
  });
  ranges.sort((a, b) => a.group - b.group || a.first - b.first);
  ranges.forEach(({ group, first, line }, i) => {
    const before = ranges[i - 1];
    if (before && before.group === group && before.last >= first) {
      findings.report('S943', { what: `neuron ${printable(draft.groupNames.list[group]!)}.${first} in the mapping` }, { span: { line, column: 1, endLine: line, endColumn: 2 } });
    }
  });
  return { cores: cores.size };
}

function fill(group: GroupMapping, entries: MappingEntries, entry: number, first: number, stop: number): void {
  group.tiles.fill(filled(entries.tile)[entry]!, first, stop);
  group.cores.fill(filled(entries.core)[entry]!, first, stop);
  for (const [unit, units] of [['soma', group.somas], ['dendrite', group.dendrites], ['synapse', group.synapses]] as const) {
    const named = entries.units[unit].data[entry]!;
    if (named >= 0) units.fill(named, first, stop);
  }
}

function valueIn(values: Values): (_: unknown, neuron: number) => number {
  return (_, neuron) => valueAt(values, neuron);
}
