import { fail } from '../../../diagnostics/diagnostic.ts';
import type { Span } from '../../../ir/origin.ts';
import { columnOfContent, endOfLine, irregular, isBlank, isKey, nextLine, scanScalar, skipSpaces, type Scalar } from './scalars.ts';
import { TOKEN, type Token, type Tokens } from './tokens.ts';
import { ensure, spanAt, type Window } from './window.ts';

/** Most sequences and mappings inside each other; SANA-FE's files have 8. */
export const DEEPEST = 64;

/** Kinds of collections; those of the flow style come last. */
const SEQUENCE = 0, MAPPING = 1, FLOW_SEQUENCE = 2, FLOW_MAPPING = 3, FLOW_PAIR = 4;

/** What comes next in the document: a node, the key that was read already, the line after a node, something in a flow collection. */
const NODE = 0, KEY = 1, SETTLE = 2, FLOW = 3, DONE = 4;

/** What comes next in a flow collection. */
const ENTRY = 0, AFTER_ENTRY = 1, VALUE = 2;

const COMMA = 44, DASH = 45, OPEN_SEQUENCE = 91, CLOSE_SEQUENCE = 93, OPEN_MAPPING = 123, CLOSE_MAPPING = 125;

interface Scan {
  readonly window: Window;
  readonly file: string;
  /** Of the collections that are open, outermost first: kind, column (of the surrounding block for flow ones), and what comes next in flow ones. */
  readonly kinds: Uint8Array;
  readonly columns: Int32Array;
  readonly phases: Uint8Array;
  depth: number;
  expected: number;
  /** Column of the content that the window stands before at the beginning of a line, -1 at the end of the file; null inside a line. */
  fresh: number | null;
  readonly scalar: Scalar;
  tokenStart: number;
  /** Where the value that is left out would stand; null unless the last token is such a value. */
  missing: Span | null;
}

/**
 * The tokens of YAML of the regular kind, from a stream, without an object per token: block and flow collections, plain scalars on one line,
 * quoted scalars on one line without escapes, comments. All else (anchors, tags, block scalars, several documents, tabs, and everything that
 * is wrong) is thrown as `Irregular`: then package `yaml` has to judge. What is given agrees with `yaml`.
 * @throws DiagnosticError S940 when the document is nested too deeply
 */
export function scan(window: Window, file: string): Tokens {
  const state: Scan = {
    window, file, kinds: new Uint8Array(DEEPEST), columns: new Int32Array(DEEPEST), phases: new Uint8Array(DEEPEST), depth: 0, expected: NODE, fresh: null,
    scalar: { start: 0, stop: 0, quoted: false }, tokenStart: 0, missing: null,
  };
  const { scalar } = state;
  return {
    next: () => advance(state),
    bytes: window.bytes,
    get start() { return scalar.start; },
    get stop() { return scalar.stop; },
    get quoted() { return scalar.quoted; },
    span: () => state.missing ?? spanAt(window, state.tokenStart, 1),
  };
}

function advance(state: Scan): Token {
  if (state.expected === KEY) {
    state.expected = state.kinds[state.depth - 1]! >= FLOW_SEQUENCE ? FLOW : NODE;
    return TOKEN.scalar;
  }
  ensure(state.window);
  state.missing = null;
  switch (state.expected) {
    case NODE: return state.depth === 0 ? root(state) : blockNode(state);
    case SETTLE: return settle(state);
    case FLOW: return flow(state);
    default: return TOKEN.end;
  }
}

function root(state: Scan): Token {
  const { window } = state;
  skipSpaces(window);
  const column = endOfLine(window) ? nextLine(window) : columnOfContent(window);
  ensure(window);
  if (column < 0) throw irregular(window, 'an empty document');
  return collectionOrScalar(state, column, true);
}

/** The node behind `key:` or behind a dash. */
function blockNode(state: Scan): Token {
  const { window } = state;
  const parent = state.columns[state.depth - 1]!;
  const ofKey = state.kinds[state.depth - 1] === MAPPING;
  skipSpaces(window);
  if (!endOfLine(window)) return collectionOrScalar(state, window.at - window.lineStart, !ofKey);
  const missing = spanAt(window, window.at);
  const column = nextLine(window);
  ensure(window);
  if (column > parent || (column === parent && ofKey && isDash(window))) return collectionOrScalar(state, column, true);
  state.missing = missing;
  state.fresh = column;
  return emptyScalar(state);
}

function emptyScalar(state: Scan): Token {
  const { scalar } = state;
  scalar.start = scalar.stop = 0;
  scalar.quoted = false;
  state.expected = SETTLE;
  return TOKEN.scalar;
}

/** @param mayOpen whether block collections may begin here: not on the line of a key */
function collectionOrScalar(state: Scan, column: number, mayOpen: boolean): Token {
  const { window } = state;
  state.tokenStart = window.at;
  const byte = window.bytes[window.at]!;
  if (byte === OPEN_SEQUENCE || byte === OPEN_MAPPING) {
    if (state.depth === 0) throw irregular(window, 'a document in braces');
    return openFlow(state, byte);
  }
  if (isDash(window)) {
    if (!mayOpen) throw irregular(window, 'a sequence on the line of its key');
    window.at++;
    state.expected = NODE;
    return open(state, SEQUENCE, column);
  }
  scanScalar(window, state.scalar, false);
  if (isKey(window, state.scalar, false)) {
    if (!mayOpen) throw irregular(window, 'a mapping on the line of its key');
    state.expected = KEY;
    return open(state, MAPPING, column);
  }
  if (state.depth === 0) throw irregular(window, 'a document without collections');
  state.expected = SETTLE;
  return TOKEN.scalar;
}

function isDash({ bytes, at }: Window): boolean {
  return bytes[at] === DASH && isBlank(bytes[at + 1]!);
}

function open(state: Scan, kind: number, column: number): Token {
  if (state.depth === DEEPEST) fail('S940', { reason: `collections inside each other more than ${DEEPEST} deep` }, { file: state.file, span: spanAt(state.window, state.tokenStart) });
  state.kinds[state.depth] = kind;
  state.columns[state.depth] = column;
  state.phases[state.depth] = ENTRY;
  state.depth++;
  return kind === SEQUENCE || kind === FLOW_SEQUENCE ? TOKEN.seqStart : TOKEN.mapStart;
}

/** After a node: what the column of the next content says about the collections that are open. */
function settle(state: Scan): Token {
  const { window } = state;
  if (state.fresh === null) {
    skipSpaces(window);
    if (!endOfLine(window)) throw irregular(window, 'something behind a value');
    state.fresh = nextLine(window);
    ensure(window);
  }
  state.tokenStart = window.at;
  const column = state.fresh;
  const top = state.depth - 1;
  if (top < 0) {
    if (column >= 0) throw irregular(window, 'something behind the document');
    state.expected = DONE;
    return TOKEN.end;
  }
  const own = state.columns[top]!;
  const mapping = state.kinds[top] === MAPPING;
  if (column > own) throw irregular(window, 'a line that is indented further than its place allows');
  if (column < own || (!mapping && !isDash(window))) {
    if (column === own && !(top > 0 && state.kinds[top - 1] === MAPPING && state.columns[top - 1] === own)) throw irregular(window, 'a line that is no item');
    state.depth--;
    return mapping ? TOKEN.mapEnd : TOKEN.seqEnd;
  }
  state.fresh = null;
  if (!mapping) {
    window.at++;
    return blockNode(state);
  }
  if (isDash(window)) throw irregular(window, 'an item among keys');
  scanScalar(window, state.scalar, false);
  if (!isKey(window, state.scalar, false)) throw irregular(window, 'a line that is no key');
  state.expected = NODE;
  return TOKEN.scalar;
}

function openFlow(state: Scan, byte: number): Token {
  const floor = state.columns[state.depth - 1]!;
  state.window.at++;
  state.expected = FLOW;
  return open(state, byte === OPEN_SEQUENCE ? FLOW_SEQUENCE : FLOW_MAPPING, floor);
}

function closeFlow(state: Scan, token: Token): Token {
  state.depth--;
  if (state.kinds[state.depth - 1]! < FLOW_SEQUENCE) state.expected = SETTLE;
  return token;
}

function flow(state: Scan): Token {
  const { window } = state;
  const top = state.depth - 1;
  const kind = state.kinds[top]!;
  let byte = flowContent(state);
  if (state.phases[top] === AFTER_ENTRY && kind !== FLOW_PAIR && byte === COMMA) {
    window.at++;
    state.phases[top] = ENTRY;
    byte = flowContent(state);
  }
  state.tokenStart = window.at;
  if (state.phases[top] === VALUE) return flowValue(state, byte, top);
  if (kind === FLOW_PAIR) return closeFlow(state, TOKEN.mapEnd);
  if (byte === (kind === FLOW_SEQUENCE ? CLOSE_SEQUENCE : CLOSE_MAPPING)) {
    window.at++;
    return closeFlow(state, kind === FLOW_SEQUENCE ? TOKEN.seqEnd : TOKEN.mapEnd);
  }
  if (state.phases[top] === AFTER_ENTRY) throw irregular(window, 'entries that no comma parts');
  return kind === FLOW_SEQUENCE ? flowEntry(state, byte, top) : flowKey(state, top);
}

function flowEntry(state: Scan, byte: number, top: number): Token {
  const { window, scalar } = state;
  state.phases[top] = AFTER_ENTRY;
  if (byte === OPEN_SEQUENCE || byte === OPEN_MAPPING) return openFlow(state, byte);
  scanScalar(window, scalar, true);
  if (!isKey(window, scalar, true)) return TOKEN.scalar;
  const token = open(state, FLOW_PAIR, state.columns[top]!);
  state.phases[top + 1] = VALUE;
  state.expected = KEY;
  return token;
}

function flowKey(state: Scan, top: number): Token {
  scanScalar(state.window, state.scalar, true);
  if (!isKey(state.window, state.scalar, true)) throw irregular(state.window, 'a key without a value');
  state.phases[top] = VALUE;
  return TOKEN.scalar;
}

function flowValue(state: Scan, byte: number, top: number): Token {
  state.phases[top] = AFTER_ENTRY;
  if (byte === OPEN_SEQUENCE || byte === OPEN_MAPPING) return openFlow(state, byte);
  if (byte === COMMA || byte === CLOSE_SEQUENCE || byte === CLOSE_MAPPING) {
    const token = emptyScalar(state);
    state.expected = FLOW;
    return token;
  }
  scanScalar(state.window, state.scalar, true);
  return TOKEN.scalar;
}

/** Goes on to the next byte that is no space, line end or comment; such lines are indented further than the block they stand in. */
function flowContent(state: Scan): number {
  const { window } = state;
  skipSpaces(window);
  if (endOfLine(window)) {
    const column = nextLine(window);
    ensure(window);
    const floor = state.columns[state.depth - 1]!;
    const byte = window.bytes[window.at]!;
    const closes = byte === CLOSE_SEQUENCE || byte === CLOSE_MAPPING;
    if (column < floor || (column === floor && !closes)) throw irregular(window, column < 0 ? 'a list without end' : 'a list that is not indented');
  }
  return window.bytes[window.at]!;
}
