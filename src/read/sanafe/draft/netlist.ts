import { fail } from '../../../diagnostics/diagnostic.ts';
import { MOST_NEURONS } from '../../../ir/verify-network.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { attributeReader } from './attributes.ts';
import { newColumn, newDraft, setRun, type DraftGroup } from './draft.ts';
import { edgeReader } from './edges.ts';
import { findingsIn } from './findings.ts';
import { addGroup } from './groups.ts';
import { addEntry, readCore, type MappingEntry } from './mapping-entries.ts';
import type { DraftReading, Wanted } from './read-draft.ts';
import { indexIn, TOKEN, type Token, type Tokens } from '../yaml/tokens.ts';
import { parseTree } from '../yaml/tree.ts';
import { ensure, LONGEST_TOKEN_bytes, spanAt, withWindow, type Window } from '../yaml/window.ts';

const TAB = 9, NEWLINE = 10, RETURN = 13, SPACE = 32, HASH = 35, AMPERSAND = 38, DOT = 46, EQUALS = 61, AT = 64, OPEN_LIST = 91, OPEN_MAP = 123;
const EDGE = 101, GROUP = 103, NEURON = 110;

/** Whether a file is a netlist, the format of SANA-FE 1: its first line that is no comment declares a group, `g 3 threshold=1`. */
export function isNetlist(window: Window): boolean {
  const { bytes } = window;
  for (let at = window.at; at < window.end; at++) {
    const byte = bytes[at]!;
    if (byte === HASH) while (at < window.end && bytes[at] !== NEWLINE) at++;
    else if (byte > SPACE) return byte === GROUP && isGap(bytes[at + 1]!);
  }
  return false;
}

/**
 * Reads a netlist: lines `g count attributes`, `n group.neuron attributes`, `e group.neuron->group.neuron attributes` and
 * `& group.neuron@tile.core`. Groups are numbered from 0 in the order of the file; attributes are `name=value`, or YAML in braces.
 */
export function readNetlist(file: string, wanted: Wanted): DraftReading {
  const [draft, findings] = [newDraft(), findingsIn(file)];
  withWindow(file, (window) => {
    const line = lineTokens(window, file);
    const attributes = attributeReader(line, draft, findings);
    const edges = edgeReader(line, draft, findings);
    const entry: MappingEntry = { group: 0, first: 0, last: 0, tile: 0, core: 0, soma: -1, dendrite: -1, synapse: -1 };

    const group = (): void => {
      const neurons = indexIn(line.bytes, line.start, line.stop);
      if (neurons < 1) return malformed('the number of neurons behind g');
      if (neurons > MOST_NEURONS) return findings.report('S945', { what: `a group of ${neurons} neurons`, most: MOST_NEURONS }, { span: line.span() });
      const name = String(draft.groups.length);
      const made: DraftGroup = { id: draft.groupNames.idOfText(name), name, span: line.span(), neurons, attributes: new Map() };
      attributes.read(line.next(), (id, value) => { columnOf(made, id).group = value; });
      addGroup(draft, made, findings);
    };

    const neuron = (): void => {
      const at = readNeuron(line.start, line.stop);
      if (at) attributes.read(line.next(), (id, value) => setRun(columnOf(at.group, id), at.index, at.index, value));
    };

    const mapping = (): void => {
      let sign = line.start;
      while (sign < line.stop && line.bytes[sign] !== AT) sign++;
      if (!readCore(line.bytes, sign + 1, line.stop, entry)) return malformed('group.neuron@tile.core behind &');
      const at = readNeuron(line.start, sign);
      if (!at || !wanted.mappings) return;
      Object.assign(entry, { group: at.group.id, first: at.index, last: at.index });
      addEntry(wanted.mappings, entry, window.line);
    };

    const readNeuron = (start: number, stop: number): { readonly group: DraftGroup; readonly index: number } | null => {
      let dot = start;
      while (dot < stop && line.bytes[dot] !== DOT) dot++;
      const [id, index] = [indexIn(line.bytes, start, dot), indexIn(line.bytes, dot + 1, stop)];
      if (id < 0 || index < 0) malformed('group.neuron');
      const found = draft.groups[id];
      if (id >= 0 && index >= 0 && (!found || index >= found.neurons)) {
        findings.report('S944', { what: `neuron ${id}.${index}`, has: found ? `group ${id} has ${found.neurons} neurons` : `there are ${draft.groups.length} groups so far` }, { span: line.span() });
      }
      return found && index >= 0 && index < found.neurons ? { group: found, index } : null;
    };

    const malformed = (wanted: string): void => findings.report('S941', { what: 'a line of the netlist', wanted }, { span: line.span() });

    for (let kind = line.open(); kind >= 0; kind = line.open()) {
      if (kind === GROUP) group();
      else if (kind === NEURON) neuron();
      else if (kind === EDGE) { if (wanted.edges) edges.read(); }
      else if (kind === AMPERSAND) mapping();
      else malformed(`g, n, e or &, not '${printable(String.fromCharCode(kind))}'`);
      line.close();
    }
  });
  return { draft, findings };
}

function columnOf(group: DraftGroup, id: number): ReturnType<typeof newColumn> {
  let column = group.attributes.get(id);
  if (!column) group.attributes.set(id, column = newColumn());
  return column;
}

function isGap(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN;
}

interface LineTokens extends Tokens {
  /** Goes to the next entry; its second field is the scalar then, its attributes are the tokens that follow. @returns its letter, -1 at the end of the file */
  readonly open: () => number;
  readonly close: () => void;
}

/** The attributes of one line as tokens. */
function lineTokens(window: Window, file: string): LineTokens {
  const { bytes } = window;
  let start = 0, stop = 0, end = 0, at = 0, expected = 0;
  let inner: Tokens | null = null;
  const START = 0, KEY = 1, VALUE = 2, DONE = 3;

  const field = (): boolean => {
    while (at < end && isGap(bytes[at]!)) at++;
    start = at;
    while (at < end && !isGap(bytes[at]!)) at++;
    stop = at;
    return stop > start;
  };

  const open = (): number => {
    for (;;) {
      ensure(window);
      if (window.at >= window.end) return -1;
      end = window.at;
      while (bytes[end] !== NEWLINE && end < window.end) end++;
      if (end === window.end && !window.ended) fail('S940', { reason: `a line of more than ${LONGEST_TOKEN_bytes} bytes` }, { file, span: spanAt(window, window.at) });
      at = window.at;
      expected = START;
      inner = null;
      if (field() && bytes[start] !== HASH) {
        const letter = bytes[start]!;
        if (stop > start + 1) at = stop = start + 1;
        field();
        return letter;
      }
      close();
    }
  };

  const close = (): void => {
    window.at = Math.min(end + 1, window.end);
    window.line++;
    window.lineStart = window.at;
  };

  const next = (): Token => {
    if (inner) return inner.next();
    if (expected === START) {
      while (at < end && isGap(bytes[at]!)) at++;
      if (bytes[at] === OPEN_LIST || bytes[at] === OPEN_MAP) {
        inner = parseTree(new TextDecoder().decode(bytes.subarray(at, end)), file);
        return inner.next();
      }
      expected = KEY;
      return TOKEN.mapStart;
    }
    if (expected === VALUE) {
      start = stop + 1;
      stop = at;
      expected = KEY;
      return TOKEN.scalar;
    }
    if (expected === DONE || !field()) {
      const token = expected === DONE ? TOKEN.end : TOKEN.mapEnd;
      expected = DONE;
      return token;
    }
    stop = start;
    while (stop < at && bytes[stop] !== EQUALS) stop++;
    expected = VALUE;
    return TOKEN.scalar;
  };

  return {
    open, close, next,
    get bytes() { return inner?.bytes ?? bytes; },
    get start() { return inner?.start ?? start; },
    get stop() { return inner?.stop ?? stop; },
    quoted: false,
    span: () => spanAt(window, inner ? at : start),
  };
}
