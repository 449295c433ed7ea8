import type { Span } from '../src/ir/origin.ts';

/** A JSON text with the place of every value. */
export interface LocatedJson {
  readonly value: unknown;
  /** The stretch of the value at `path`; of its nearest parent where there is none. */
  readonly spanOf: (path: readonly PropertyKey[]) => Span;
  /** The stretch of the key that ends `path`. */
  readonly keySpanOf: (path: readonly PropertyKey[]) => Span;
}

/** What is wrong with a JSON text, and where. */
export class JsonSyntaxError extends Error {
  constructor(message: string, readonly span: Span) {
    super(message);
  }
}

interface Reader {
  readonly text: string;
  at: number;
  readonly values: Map<string, [start: number, end: number]>;
  readonly keys: Map<string, [start: number, end: number]>;
}

type Path = readonly (string | number)[];

const DEPTH_LIMIT = 100;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([['true', true], ['false', false], ['null', null]]);

/** Parses JSON (RFC 8259); a key may stand once in an object. @throws JsonSyntaxError */
export function parseLocated(text: string): LocatedJson {
  const reader: Reader = { text, at: text.startsWith('\ufeff') ? 1 : 0, values: new Map(), keys: new Map() };
  const value = readValue(reader, []);
  skipBlanks(reader);
  if (reader.at < text.length) stop(reader, `expected the end of the text, found ${found(reader)}`);
  return {
    value,
    spanOf: (path) => spanIn(text, ...nearestKnown(reader.values, path)),
    keySpanOf: (path) => spanIn(text, ...(reader.keys.get(keyOf(path)) ?? nearestKnown(reader.values, path))),
  };
}

function readValue(reader: Reader, path: Path): unknown {
  skipBlanks(reader);
  if (path.length > DEPTH_LIMIT) stop(reader, `nested deeper than ${DEPTH_LIMIT}`);
  const start = reader.at;
  const value = readPlain(reader, path);
  reader.values.set(keyOf(path), [start, reader.at]);
  return value;
}

function readPlain(reader: Reader, path: Path): unknown {
  switch (reader.text[reader.at]) {
    case '{': return readObject(reader, path);
    case '[': return readArray(reader, path);
    case '"': return readString(reader);
  }
  const number = match(reader, NUMBER);
  if (number !== null) return Number(number);
  const start = reader.at;
  const word = match(reader, WORD);
  if (word !== null && WORDS.has(word)) return WORDS.get(word);
  reader.at = start;
  return stop(reader, `expected a value, found ${found(reader)}`);
}

function readObject(reader: Reader, path: Path): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  readItems(reader, '}', () => {
    skipBlanks(reader);
    if (reader.text[reader.at] !== '"') stop(reader, `expected a key in double quotes, found ${found(reader)}`);
    const start = reader.at;
    const key = readString(reader);
    const own = [...path, key];
    if (entries.has(key)) stop({ ...reader, at: start }, `the key ${JSON.stringify(key)} stands twice`);
    reader.keys.set(keyOf(own), [start, reader.at]);
    skipBlanks(reader);
    if (reader.text[reader.at] !== ':') stop(reader, `expected ':' after the key, found ${found(reader)}`);
    reader.at++;
    entries.set(key, readValue(reader, own));
  });
  return Object.fromEntries(entries);
}

function readArray(reader: Reader, path: Path): unknown[] {
  const items: unknown[] = [];
  readItems(reader, ']', () => items.push(readValue(reader, [...path, items.length])));
  return items;
}

function readItems(reader: Reader, close: string, readItem: () => void): void {
  reader.at++;
  skipBlanks(reader);
  if (reader.text[reader.at] === close) {
    reader.at++;
    return;
  }
  for (;;) {
    readItem();
    skipBlanks(reader);
    const next = reader.text[reader.at];
    if (next !== ',' && next !== close) stop(reader, `expected ',' or '${close}', found ${found(reader)}`);
    reader.at++;
    if (next === close) return;
  }
}

function readString(reader: Reader): string {
  const start = reader.at;
  const literal = match(reader, STRING);
  if (literal === null) stop({ ...reader, at: start }, 'a string is not closed, or holds a character or escape that JSON does not allow');
  return JSON.parse(literal!) as string;
}

function match(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at;
  const result = pattern.exec(reader.text);
  if (!result) return null;
  reader.at = pattern.lastIndex;
  return result[0];
}

function skipBlanks(reader: Reader): void {
  while (reader.at < reader.text.length && ' \t\r\n'.includes(reader.text[reader.at]!)) reader.at++;
}

function found({ text, at }: Reader): string {
  return at >= text.length ? 'the end of the text' : `'${String.fromCodePoint(text.codePointAt(at)!)}'`;
}

function stop({ text, at }: Reader, message: string): never {
  throw new JsonSyntaxError(message, spanIn(text, at, at + 1));
}

function keyOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

function nearestKnown(values: Reader['values'], path: readonly PropertyKey[]): [number, number] {
  for (let length = path.length; length >= 0; length--) {
    const range = values.get(keyOf(path.slice(0, length)));
    if (range) return range;
  }
  return [0, 1];
}

function spanIn(text: string, start: number, end: number): Span {
  const [line, column] = positionIn(text, start);
  const [endLine, endColumn] = positionIn(text, end);
  return { line, column, endLine, endColumn };
}

function positionIn(text: string, at: number): [line: number, column: number] {
  const before = text.slice(0, at);
  return [before.split('\n').length, at - before.lastIndexOf('\n')];
}
