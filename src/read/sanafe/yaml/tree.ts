import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Node, type Pair } from 'yaml';
import { DiagnosticError, diagnose, fail } from '../../../diagnostics/diagnostic.ts';
import type { Span } from '../../../ir/origin.ts';
import { DEEPEST } from './scan.ts';
import { TOKEN, type Token, type Tokens } from './tokens.ts';
import { printable } from '../../../diagnostics/printable.ts';

/** More errors of syntax are not listed: the first explains the others. */
const MOST_ERRORS = 10;

/** Aliases may make so many tokens of a text however short; beyond, twice as many as it has characters. */
const FREE_TOKENS = 2 ** 19;

/** Brackets inside each other: far more than `DEEPEST`, and far from the end of the stack of package `yaml`. */
const DEEPEST_BRACKETS = 500;

/**
 * The tokens of any YAML document, from its syntax tree. Scalars are texts as they stand (schema `failsafe`); aliases are followed, within a
 * budget that grows with the text.
 * @throws DiagnosticError S940: not YAML, nested too deeply, or aliases that multiply
 */
export function parseTree(text: string, file: string): Tokens {
  text = text.replace(/^\ufeff/, '');
  refuseDepth(text, file);
  const lines = new LineCounter();
  const document = parse(text, lines, file);
  const spanOf = (offset: number): Span => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), endLine: Math.max(1, line), endColumn: Math.max(1, col) + 1 };
  };
  const errors = document.errors.slice(0, MOST_ERRORS).map((error) =>
    diagnose('S940', { reason: printable(error.message.split(/ at line \d|\n/)[0]!) }, { file, span: spanOf(error.pos[0]) }));
  if (errors.length > 0) throw new DiagnosticError(errors);
  return walk(document.contents as Node | null, anchorsOf(document), 2 * text.length + FREE_TOKENS, file, spanOf);
}

function parse(text: string, lineCounter: LineCounter, file: string): ReturnType<typeof parseDocument> {
  try {
    return parseDocument(text, { schema: 'failsafe', uniqueKeys: false, prettyErrors: false, lineCounter });
  } catch (error) {
    if (error instanceof RangeError) return fail('S940', { reason: 'collections inside each other far too deep' }, { file });
    return fail('S940', { reason: printable(error instanceof Error ? error.message : 'no YAML') }, { file });
  }
}

function refuseDepth(text: string, file: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 91 || unit === 123) depth++;
    else if (unit === 93 || unit === 125) depth = Math.max(0, depth - 1);
    if (depth > DEEPEST_BRACKETS) fail('S940', { reason: `brackets inside each other more than ${DEEPEST_BRACKETS} deep` }, { file });
  }
}

/** All anchors by name; the last of a name. Looked up here because `resolve` of an alias walks the document every time. */
function anchorsOf(document: ReturnType<typeof parseDocument>): ReadonlyMap<string, Node> {
  const anchors = new Map<string, Node>();
  visit(document, { Node: (_, node) => { if (!isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node); } });
  return anchors;
}

interface Frame {
  readonly end: Token;
  /** Keys and values of a mapping in turn, or items. */
  readonly nodes: readonly (Node | null)[];
  next: number;
}

function walk(root: Node | null, anchors: ReadonlyMap<string, Node>, budget: number, file: string, spanOf: (offset: number) => Span): Tokens {
  const encoder = new TextEncoder();
  const frames: Frame[] = [];
  let bytes: Uint8Array = new Uint8Array(0), quoted = false, span = spanOf(root?.range?.[0] ?? 0), started = false;
  const enter = (node: Node | null): Token => {
    if (--budget < 0) fail('S940', { reason: 'aliases that multiply each other' }, { file, span });
    if (node?.range) span = spanOf(node.range[0]);
    if (isAlias(node)) return enter(anchors.get(node.source) ?? fail('S940', { reason: `no anchor '${printable(node.source)}' for this alias` }, { file, span }));
    if (frames.length === DEEPEST && (isMap(node) || isSeq(node))) fail('S940', { reason: `collections inside each other more than ${DEEPEST} deep` }, { file, span });
    if (isMap(node)) {
      frames.push({ end: TOKEN.mapEnd, nodes: (node.items as Pair<Node, Node | null>[]).flatMap(({ key, value }) => [key, value]), next: 0 });
      return TOKEN.mapStart;
    }
    if (isSeq(node)) {
      frames.push({ end: TOKEN.seqEnd, nodes: node.items as Node[], next: 0 });
      return TOKEN.seqStart;
    }
    quoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
    bytes = encoder.encode(isScalar(node) ? String(node.value ?? '') : '');
    return TOKEN.scalar;
  };
  const next = (): Token => {
    const frame = frames.at(-1);
    if (!frame) {
      if (started || root === null) return TOKEN.end;
      started = true;
      return enter(root);
    }
    if (frame.next === frame.nodes.length) {
      frames.pop();
      return frame.end;
    }
    const node = frame.nodes[frame.next++]!;
    if (frame.end === TOKEN.mapEnd && frame.next % 2 === 1 && !isScalar(isAlias(node) ? anchors.get(node.source) : node)) {
      fail('S940', { reason: 'a key that is a collection' }, { file, span: spanOf(node?.range?.[0] ?? 0) });
    }
    return enter(node);
  };
  return {
    next,
    get bytes() { return bytes; },
    start: 0,
    get stop() { return bytes.length; },
    get quoted() { return quoted; },
    span: () => span,
  };
}
