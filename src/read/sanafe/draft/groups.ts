import { MOST_NEURONS } from '../../../ir/verify-network.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { attributeReader, type AttributeReader } from './attributes.ts';
import { newColumn, setRun, type Draft, type DraftGroup } from './draft.ts';
import type { Findings } from './findings.ts';
import { filled, growingInts, push, type Growing } from './growing.ts';
import { nameIn } from './interner.ts';
import { indexIn, skipNode, textOf, TOKEN, type Tokens } from '../yaml/tokens.ts';
import type { Span } from '../../../ir/origin.ts';

/** Reads the list under `groups`. */
export function readGroups(tokens: Tokens, draft: Draft, findings: Findings): void {
  const token = tokens.next();
  if (token !== TOKEN.seqStart) {
    findings.report('S941', { what: "'groups'", wanted: 'a list of groups' }, { span: tokens.span() });
    return skipNode(tokens, token);
  }
  const attributes = attributeReader(tokens, draft, findings);
  for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next()) {
    if (item === TOKEN.mapStart) readGroup(tokens, draft, findings, attributes);
    else {
      findings.report('S941', { what: 'a group', wanted: 'a mapping with name and neurons' }, { span: tokens.span() });
      skipNode(tokens, item);
    }
  }
}

function readGroup(tokens: Tokens, draft: Draft, findings: Findings, attributes: AttributeReader): void {
  const span = tokens.span();
  const group: { -readonly [K in keyof DraftGroup]: DraftGroup[K] } = { id: -1, name: '', span, neurons: -1, attributes: new Map() };
  while (tokens.next() === TOKEN.scalar) {
    const keySpan = tokens.span();
    const key = textOf(tokens);
    const token = tokens.next();
    if (key === 'name' && token === TOKEN.scalar) {
      if (group.id >= 0) findings.report('S943', { what: "'name' of a group" }, { span: keySpan });
      group.span = tokens.span();
      group.id = nameIn(draft.groupNames, tokens);
      group.name = textOf(tokens);
    } else if (key === 'attributes') {
      attributes.read(token, (id, value) => { columnOf(group, id).group = value; });
    } else if (key === 'neurons' && token === TOKEN.seqStart) {
      if (group.neurons >= 0) findings.report('S943', { what: "'neurons' of a group" }, { span: keySpan });
      group.neurons = readNeurons(tokens, group, draft, findings, attributes);
    } else {
      if (key === 'name' || key === 'neurons') findings.report('S941', { what: `'${key}' of a group`, wanted: key === 'name' ? 'a name' : 'a list of neurons' }, { span: keySpan });
      else findings.report('S948', { attribute: printable(key), place: 'a group' }, { span: keySpan });
      skipNode(tokens, token);
    }
  }
  addGroup(draft, group, findings);
}

/** Checks a group and adds it to the draft. */
export function addGroup(draft: Draft, group: DraftGroup, findings: Findings): void {
  const { span } = group;
  if (group.id < 0 || group.name === '') findings.report('S941', { what: 'a group', wanted: "a 'name'" }, { span });
  else if (draft.groups.some(({ id }) => id === group.id)) findings.report('S943', { what: `group '${printable(group.name)}'` }, { span });
  if (group.neurons < 0) findings.report('S941', { what: `group '${printable(group.name)}'`, wanted: "a list 'neurons'" }, { span });
  if (group.neurons === 0) findings.report('S941', { what: `group '${printable(group.name)}'`, wanted: 'at least one neuron' }, { span });
  draft.groups.push(group);
}

/** Neurons met so far in all groups of a file. */
function neuronsOf(draft: Draft): number {
  return draft.groups.reduce((sum, { neurons }) => sum + Math.max(0, neurons), 0);
}

function columnOf(group: DraftGroup, id: number): ReturnType<typeof newColumn> {
  let column = group.attributes.get(id);
  if (!column) group.attributes.set(id, column = newColumn());
  return column;
}

/** Entries `0: {...}`, `0..9: [...]` or a bare `0..9`. @returns the number of neurons: the sum of the entries, as SANA-FE counts */
function readNeurons(tokens: Tokens, group: DraftGroup, draft: Draft, findings: Findings, attributes: AttributeReader): number {
  const range: Range = { first: 0, last: 0 };
  const before = neuronsOf(draft);
  const entries = { first: growingInts(), last: growingInts(), mostSpan: tokens.span(), most: -1 };
  let count = 0;
  const set = (id: number, value: number): void => setRun(columnOf(group, id), range.first, range.last, value);
  const enter = (): boolean => {
    const span = tokens.span();
    if (!readRange(tokens, range, before + count, findings)) return false;
    count += range.last - range.first + 1;
    push(entries.first, range.first);
    push(entries.last, range.last);
    if (range.last > entries.most) Object.assign(entries, { most: range.last, mostSpan: span });
    return true;
  };
  for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next()) {
    if (item === TOKEN.scalar) enter();
    else if (item === TOKEN.mapStart) {
      while (tokens.next() === TOKEN.scalar) {
        if (enter()) attributes.read(tokens.next(), set);
        else skipNode(tokens, tokens.next());
      }
    } else {
      findings.report('S941', { what: 'an entry of neurons', wanted: 'a number or a range such as 0..9, with attributes' }, { span: tokens.span() });
      skipNode(tokens, item);
    }
  }
  if (!findings.failed()) checkCoverage(entries, count, group.name, findings);
  return count;
}

interface Range {
  first: number;
  last: number;
}

const DOT = 46;

/** `7`, `0..9` or `[0..9]`, the last scalar from byte `from` on. @returns false when it is no range of neurons; that is reported */
export function readRange(tokens: Tokens, range: Range, before: number, findings: Findings, from = tokens.start): boolean {
  const { bytes } = tokens;
  let [start, stop] = [from, tokens.stop];
  if (bytes[start] === 91 && bytes[stop - 1] === 93) { start++; stop--; }
  let dots = start;
  while (dots < stop && bytes[dots] !== DOT) dots++;
  range.first = indexIn(bytes, start, dots);
  range.last = dots === stop ? range.first : bytes[dots + 1] === DOT ? indexIn(bytes, dots + 2, stop) : -1;
  if (range.first < 0 || range.last < range.first || !Number.isSafeInteger(range.last)) {
    findings.report('S942', { what: 'the number of a neuron', value: printable(textOf(tokens)), allowed: 'a whole number from 0, or a range such as 0..9' }, { span: tokens.span() });
    return false;
  }
  if (range.last - range.first + 1 + before > MOST_NEURONS) {
    findings.report('S945', { what: `${printable(textOf(tokens))} makes ${before + range.last - range.first + 1} neurons`, most: MOST_NEURONS }, { span: tokens.span() });
    return false;
  }
  return true;
}

interface Entries {
  readonly first: Growing<Int32Array>;
  readonly last: Growing<Int32Array>;
  readonly most: number;
  readonly mostSpan: Span;
}

/** The entries are the neurons 0 .. count - 1, each once. */
function checkCoverage(entries: Entries, count: number, name: string, findings: Findings): void {
  if (entries.most >= count) {
    return findings.report('S944', { what: `neuron ${entries.most} of group '${printable(name)}'`, has: `its entries are ${count} neurons, so the last is ${count - 1}` }, { span: entries.mostSpan });
  }
  const [first, last] = [filled(entries.first), filled(entries.last)];
  let next = 0;
  for (let i = 0; i < first.length && next >= 0; i++) next = first[i] === next ? last[i]! + 1 : -1;
  if (next >= 0) return;
  const met = new Uint8Array(count);
  for (let i = 0; i < first.length; i++) {
    for (let neuron = first[i]!; neuron <= last[i]!; neuron++) {
      if (met[neuron]) return findings.report('S943', { what: `neuron ${neuron} of group '${printable(name)}'` }, { span: entries.mostSpan });
      met[neuron] = 1;
    }
  }
}
