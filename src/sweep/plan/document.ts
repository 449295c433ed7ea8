import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { diagnose, DiagnosticError, fail } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import type { Span } from '../../ir/origin.ts';

/** A YAML document as plain data, and where each part of it stands. */
export interface LocatedDocument {
  readonly content: unknown;
  /** The place of a key, or of what comes nearest. */
  readonly spanOf: (path: readonly PropertyKey[]) => Span;
}

const MOST_ERRORS = 10;
/** Brackets inside each other: far more than a plan has, and far from the end of the stack of package `yaml`. */
const DEEPEST = 100;

/**
 * Parses a plan.
 * @throws DiagnosticError S620 for what is no YAML, S626 for a key that stands twice
 */
export function parseLocated(text: string, file: string): LocatedDocument {
  refuseDepth(text, file);
  const lines = new LineCounter();
  const spanAt = (offset: number): Span => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), endLine: Math.max(1, line), endColumn: Math.max(1, col) + 1 };
  };
  const document = parsed(text, lines, file);
  const errors = document.errors.slice(0, MOST_ERRORS).map(({ code, message, pos }) => {
    const where = { file, span: spanAt(pos[0]) };
    return code === 'DUPLICATE_KEY' ? diagnose('S626', { what: `the key ${printable(keyAt(text, pos[0]))}` }, where) : diagnose('S620', { reason: printable(message.split(/ at line \d|\n/)[0]!) }, where);
  });
  if (errors.length > 0) throw new DiagnosticError(errors);
  return { content: contentOf(document, file), spanOf: (path) => spanAt(offsetOf(document, path)) };
}

function parsed(text: string, lineCounter: LineCounter, file: string): Document {
  try {
    return parseDocument(text, { prettyErrors: false, lineCounter, uniqueKeys: true }) as unknown as Document;
  } catch (error) {
    return fail('S620', { reason: printable(error instanceof Error ? error.message : 'it cannot be read') }, { file });
  }
}

/** Aliases are followed within the budget of the package, so that a short text does not become an endless one. */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    return fail('S620', { reason: printable(error instanceof Error ? error.message : 'its aliases cannot be followed') }, { file });
  }
}

function refuseDepth(text: string, file: string): void {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) fail('S620', { reason: `brackets inside each other more than ${DEEPEST} deep` }, { file });
  }
}

function keyAt(text: string, offset: number): string {
  return /^[^:\n]*/.exec(text.slice(offset, offset + 200))![0].trim();
}

/** Follows a path as far as the document has it; the place of a key where there is one, else of its value. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: Node | null = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((one) => isPair(one) && isScalar(one.key) && String(one.key.value) === String(step));
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined;
      if (item === undefined) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return offset;
}
