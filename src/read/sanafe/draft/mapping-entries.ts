import { printable } from '../../../diagnostics/printable.ts';
import type { Draft } from './draft.ts';
import type { Findings } from './findings.ts';
import { readRange } from './groups.ts';
import { growingInts, push, type Growing } from './growing.ts';
import { collectNames, nameIn } from './interner.ts';
import { indexIn, skipNode, textOf, TOKEN, type Token, type Tokens } from '../yaml/tokens.ts';

/** The entries under `mappings` as they stand: neurons first .. last of a group; last -1 for all of them. */
export interface MappingEntries {
  readonly group: Growing<Int32Array>;
  readonly first: Growing<Int32Array>;
  readonly last: Growing<Int32Array>;
  readonly tile: Growing<Int32Array>;
  readonly core: Growing<Int32Array>;
  /** Hardware units, numbers in the draft's `units`; -1 where the entry names none. */
  readonly units: { readonly soma: Growing<Int32Array>; readonly dendrite: Growing<Int32Array>; readonly synapse: Growing<Int32Array> };
  readonly line: Growing<Int32Array>;
}

export function newMappingEntries(): MappingEntries {
  return {
    group: growingInts(), first: growingInts(), last: growingInts(), tile: growingInts(), core: growingInts(),
    units: { soma: growingInts(), dendrite: growingInts(), synapse: growingInts() }, line: growingInts(),
  };
}

/** Forgets the entries of an attempt that is begun anew. */
export function clearEntries({ group, first, last, tile, core, units, line }: MappingEntries): void {
  for (const list of [group, first, last, tile, core, units.soma, units.dendrite, units.synapse, line]) list.length = 0;
}

export interface MappingEntry {
  group: number;
  first: number;
  last: number;
  tile: number;
  core: number;
  soma: number;
  dendrite: number;
  synapse: number;
}

export function addEntry(entries: MappingEntries, entry: MappingEntry, line: number): void {
  for (const key of ['group', 'first', 'last', 'tile', 'core'] as const) push(entries[key], entry[key]);
  for (const key of ['soma', 'dendrite', 'synapse'] as const) push(entries.units[key], entry[key]);
  push(entries.line, line);
}

const KEYS = ['core', 'soma', 'dendrite', 'synapse'];
const CORE = 0;
const DOT = 46;

/** Reads the list under `mappings`: `group.3: {core: 0.1}`, `group.0..7: [core: 0.1, soma: lif]`, `group: {core: 0.1}`. */
export function readMappings(tokens: Tokens, entries: MappingEntries, draft: Draft, findings: Findings): void {
  const token = tokens.next();
  if (token !== TOKEN.seqStart) {
    findings.report('S941', { what: "'mappings'", wanted: 'a list of entries such as group.0: {core: 0.1}' }, { span: tokens.span() });
    return skipNode(tokens, token);
  }
  const names = collectNames(KEYS);
  const entry: MappingEntry = { group: 0, first: 0, last: 0, tile: -1, core: -1, soma: -1, dendrite: -1, synapse: -1 };
  const readInfo = (info: Token): void => {
    if (info === TOKEN.seqStart) for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next()) readInfo(item);
    else if (info === TOKEN.mapStart) while (tokens.next() === TOKEN.scalar) readKey(nameIn(names, tokens));
    else findings.report('S941', { what: 'an entry of mappings', wanted: 'a core, such as {core: 0.1}' }, { span: tokens.span() });
  };
  const readKey = (key: number): void => {
    const info = tokens.next();
    if (info !== TOKEN.scalar || key >= KEYS.length) return skipNode(tokens, info);
    if (key !== CORE) entry[KEYS[key] as 'soma'] = nameIn(draft.units, tokens);
    else if (!readCore(tokens.bytes, tokens.start, tokens.stop, entry)) {
      findings.report('S954', { what: printable(draft.groupNames.list[entry.group]!), reason: `'${printable(textOf(tokens))}' is no core` }, { span: tokens.span() });
      entry.tile = entry.core = 0;
    }
  };
  for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next()) {
    if (item !== TOKEN.mapStart) {
      findings.report('S941', { what: 'an entry of mappings', wanted: 'group.neuron: {core: ...}' }, { span: tokens.span() });
      skipNode(tokens, item);
      continue;
    }
    while (tokens.next() === TOKEN.scalar) {
      const span = tokens.span();
      const named = readNeurons(tokens, draft, entry, findings);
      Object.assign(entry, { tile: -1, core: -1, soma: -1, dendrite: -1, synapse: -1 });
      readInfo(tokens.next());
      if (!named) continue;
      if (entry.tile < 0) findings.report('S954', { what: printable(draft.groupNames.list[entry.group]!), reason: 'no core is named' }, { span });
      else addEntry(entries, entry, span.line);
    }
  }
}

/** `group`, `group.3`, `group.0..7`. */
function readNeurons(tokens: Tokens, draft: Draft, entry: MappingEntry, findings: Findings): boolean {
  const { bytes, start, stop } = tokens;
  let dot = start;
  while (dot < stop && bytes[dot] !== DOT) dot++;
  entry.group = draft.groupNames.idOf(bytes, start, dot);
  entry.first = 0;
  entry.last = -1;
  return dot === stop || readRange(tokens, entry, 0, findings, dot + 1);
}

/** `tile.core`. */
export function readCore(bytes: Uint8Array, start: number, stop: number, entry: MappingEntry): boolean {
  let dot = start;
  while (dot < stop && bytes[dot] !== DOT) dot++;
  const [tile, core] = [indexIn(bytes, start, dot), indexIn(bytes, dot + 1, stop)];
  if (!(tile >= 0 && core >= 0 && tile < 2 ** 31 && core < 2 ** 31)) return false;
  entry.tile = tile;
  entry.core = core;
  return true;
}
