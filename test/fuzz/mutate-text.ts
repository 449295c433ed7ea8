import { MOST_BYTES, mutateBytes, type Mutate } from './mutate-bytes.ts';
import type { Random } from './random.ts';

const WORD = /[A-Za-z_][A-Za-z0-9_.]*|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|"[^"\n]*"|\s+|[^\sA-Za-z0-9_]/g;
const NUMBER = /^[+-]?[\d.]/;
const NAME = /^[A-Za-z_]/;
const MOST_CHARACTERS = MOST_BYTES;

const NUMBERS = [
  '0', '-0', '1', '-1', '2', '0.5', '255', '65536', '1000000', '16777217', '2147483647', '2147483648', '-2147483649', '4294967296', '9007199254740993', '1e18', '1e39', '1e308', '1e309',
  '-1e309', '1e-320', '1e-45', '.5', '5.', '0x10', '0o7', '1_000', 'NaN', '.nan', 'inf', '-.inf', 'Infinity', '١', '9'.repeat(400), `0.${'0'.repeat(400)}1`, `1e${'9'.repeat(20)}`,
];
const ODDITIES = [
  '\0', '\t', '\r', '\r\n', '\u2028', '\ufeff', '\u202e', '\ud800', '😀', '\\', '\'', '"', '`', '#', '//', '/*', '*/', '---', '...', '%YAML 1.2\n', '!!', '!<x> ', '&a ', '*a', '<<: ', '? ', '| ', '>-\n', '[*]',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', '~', 'true', 'no', '{}', '[]', '()', '..', '../../etc/passwd', '/dev/zero', '-', ':', ': ', ',', '${x}', '%s',
];
const PAIRS = [['(', ')'], ['[', ']'], ['{', '}'], ['"', '"'], ['[*', ']'], ['- ', ''], ['{a: ', '}'], ['x(', ')'], ['[1, ', ']'], ['!a ', ''], ['-', ''], ['&x [', ']']] as const;

/** Changes of words, numbers, lines and brackets; now and then of bytes. */
export const mutateText: Mutate = (bytes, random, others) => {
  if (random.chance(0.1)) return mutateBytes(bytes, random, others);
  let text = decode(bytes);
  do text = random.pick(CHANGES)(text, random, others).slice(0, MOST_CHARACTERS);
  while (random.chance(0.5));
  return Buffer.from(text).subarray(0, 2 * MOST_BYTES);
};

type Change = (text: string, random: Random, others: readonly Uint8Array[]) => string;

const CHANGES: readonly Change[] = [
  byWords((words, at, random) => { words[at] = words[random.below(words.length)]!; }),
  byWords((words, at, random) => {
    const other = random.below(words.length);
    [words[at], words[other]] = [words[other]!, words[at]!];
  }),
  byWords((words, at) => { words.splice(at, 1); }),
  byWords((words, at) => { words.splice(at, 0, words[at]!); }),
  byWords((words, at, random, others) => { words[at] = random.pick(wordsOf(decode(random.pick(others)))); }),
  byWords((words, at, random, others) => { words.splice(at, 0, ` ${random.pick(wordsOf(decode(random.pick(others))))} `); }),
  byWords((words, at, random) => { words[at] = random.pick(ODDITIES); }),
  byWords((words, at, random) => { words.splice(at, 0, random.pick(ODDITIES)); }),
  byWords((words, at, random) => { words[at] = words[at]!.repeat(copies(1 + random.below(random.pick([4, 100, 5000])), words[at]!)); }),
  onNumber((_, random) => random.pick(NUMBERS)),
  onNumber((_, random) => random.pick(NUMBERS)),
  onNumber((_, random) => String(random.below(random.pick([4, 100, 100_000])))),
  onNumber((_, random, others) => random.pick(wordsLike(NUMBER, others, random))),
  onWord((_, random, others) => random.pick(wordsLike(NAME, others, random))),
  onWord((_, random, others) => random.pick(wordsLike(NAME, others, random))),
  onWord((word) => `${word}x`),
  onNumber((number, random) => number.replace(/\d/, String(random.below(10)))),
  onNumber((number, random) => `${number}${random.pick(['0', '000', '000000', 'e3', '.5', ' ms', '%', 'x'])}`),
  onNumber((number) => `-${number}`),
  byLines((lines, at) => { lines.splice(at, 1); }),
  byLines((lines, at, random) => { lines.splice(at, 0, ...new Array<string>(copies(1 + random.below(random.pick([2, 50, 3000])), lines[at]!)).fill(lines[at]!)); }),
  byLines((lines, at, random) => {
    const other = random.below(lines.length);
    [lines[at], lines[other]] = [lines[other]!, lines[at]!];
  }),
  byLines((lines, at, random, others) => { lines.splice(at, 0, random.pick(decode(random.pick(others)).split('\n'))); }),
  byLines((lines, at, random) => { lines[at] = `${random.pick([' ', '  ', '\t', '      ', '- '])}${lines[at]!}`; }),
  byLines((lines, at) => { lines[at] = lines[at]!.trimStart(); }),
  byLines((lines, at, random) => { lines[at] = lines[at]!.slice(0, random.below(lines[at]!.length + 1)); }),
  byLines((lines, at, random) => { lines.splice(at, random.below(lines.length)); }),
  block,
  nest,
  aliases,
  numbered,
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.replaceAll('\n', random.pick(['\r\n', '\r', ' ', '\n\n'])),
];

export function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [''];
}

type Edit = (parts: string[], at: number, random: Random, others: readonly Uint8Array[]) => void;

function byWords(edit: Edit): Change {
  return byParts(wordsOf, '', edit);
}

function byLines(edit: Edit): Change {
  return byParts((text) => text.split('\n'), '\n', edit);
}

function byParts(split: (text: string) => string[], glue: string, edit: Edit): Change {
  return (text, random, others) => {
    const parts = split(text);
    edit(parts, random.below(parts.length), random, others);
    return parts.join(glue);
  };
}

type EditWord = (word: string, random: Random, others: readonly Uint8Array[]) => string;

function onNumber(change: EditWord): Change {
  return onKind(NUMBER, change);
}

/** Changes a name or a keyword, so that the text mostly keeps its form. */
function onWord(change: EditWord): Change {
  return onKind(NAME, change);
}

function onKind(kind: RegExp, change: EditWord): Change {
  return (text, random, others) => {
    const words = wordsOf(text);
    const places = words.flatMap((word, at) => (kind.test(word) ? [at] : []));
    if (places.length === 0) return text;
    const at = random.pick(places);
    words[at] = change(words[at]!, random, others);
    return words.join('');
  };
}

/** Words of one kind of another file; never none. */
function wordsLike(kind: RegExp, others: readonly Uint8Array[], random: Random): readonly string[] {
  const words = wordsOf(decode(random.pick(others))).filter((word) => kind.test(word));
  return words.length > 0 ? words : ['0'];
}

/** Repeats a run of lines. */
function block(text: string, random: Random): string {
  const lines = text.split('\n');
  const start = random.below(lines.length);
  const run = lines.slice(start, start + 1 + random.below(10)).join('\n');
  const times = copies(1 + random.below(random.pick([2, 20, 500])), run);
  return [...lines.slice(0, start), ...new Array<string>(times).fill(run), ...lines.slice(start)].join('\n');
}

/** Brackets in brackets. */
function nest(text: string, random: Random): string {
  const [open, close] = random.pick(PAIRS);
  const depth = random.pick([2, 40, 1000, 20_000]);
  const start = random.below(text.length + 1);
  const end = Math.min(text.length, start + random.below(20));
  return `${text.slice(0, start)}${open.repeat(depth)}${text.slice(start, end)}${random.chance(0.8) ? close.repeat(depth) : ''}${text.slice(end)}`;
}

/** Aliases of aliases: ten in each of up to twelve rounds. */
function aliases(text: string, random: Random): string {
  const rounds = 2 + random.below(11);
  const lines = Array.from({ length: rounds }, (_, i) => (i === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]' : `a${i}: &a${i} [${new Array<string>(10).fill(`*a${i - 1}`).join(', ')}]`));
  const all = text.split('\n');
  const at = random.below(all.length);
  const indent = /^\s*/.exec(all[at]!)![0];
  return [...all.slice(0, at), ...lines.map((line) => indent + line), ...all.slice(at)].join('\n');
}

/** Many copies of a line, each with its number behind its last number or word. */
function numbered(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at]!;
  let end = line.length;
  while (end > 0 && !LETTER.test(line[end - 1]!)) end--;
  const made = Array.from({ length: copies(random.pick([3, 100, 4000]), line) }, (_, i) => `${line.slice(0, end)}${i}${line.slice(end)}`);
  return [...lines.slice(0, at), ...made, ...lines.slice(at)].join('\n');
}

const LETTER = /[A-Za-z0-9]/;

/** No more copies than fill an input: what is longer is cut anyway. */
function copies(wanted: number, text: string): number {
  return Math.min(wanted, 1 + Math.floor(MOST_CHARACTERS / (text.length + 1)));
}
