import { stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printable } from '../onnx/names.ts';
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

function resolve(entries: MappingEntries, draft: Draft, findings: Findings): SanafeMapping {
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
  for (let i = 0; i < entries.group.length; i++) {
    const group = byId.get(entries.group.data[i]!);
    const name = printable(draft.groupNames.list[entries.group.data[i]!]!);
    const [line, first] = [entries.line.data[i]!, entries.first.data[i]!];
    const span = { line, column: 1, endLine: line, endColumn: 2 };
    const last = entries.last.data[i]! < 0 && group ? group.tiles.length - 1 : entries.last.data[i]!;
    if (!group) findings.report('S944', { what: `group '${name}'`, has: 'a mapping names it' }, { span });
    else if (last >= group.tiles.length) findings.report('S944', { what: `neuron ${name}.${last}`, has: `the group has ${group.tiles.length} neurons` }, { span });
    else {
      fill(group, entries, i, first, last + 1);
      for (let neuron = first; neuron <= last; neuron++) group.order[neuron] = rank++;
    }
  }
  return { groups, unitNames: draft.units.list };
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
