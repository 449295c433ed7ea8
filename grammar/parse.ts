import { tokenMatcher, type ILexingError, type IRecognitionException, type IToken } from 'chevrotain';
import { diagnose, type Diagnostic } from '../src/diagnostics/diagnostic.ts';
import type { Span } from '../src/ir/origin.ts';
import { TooManyErrors } from './expectations.ts';
import { SynetParser, spanOf } from './parser.ts';
import { isName, isStart, markStarts, wholeStatements } from './recover.ts';
import { printable } from '../src/diagnostics/printable.ts';
import type { DocumentSyntax } from './syntax.ts';
import { Keyword, LeftBracket, LeftParenthesis, lexer, NumberToken, RightBrace, RightBracket, RightParenthesis, Synet } from './tokens.ts';

/** The one version of the language this parser reads. */
export const VERSION = 1;
/** Text beyond this is refused before it is read word by word: its numbers belong in a side file. */
export const TEXT_LIMIT_bytes = 64 * 1024 * 1024;
const NESTING_LIMIT = 50;
const REPORTED_ERRORS = 20;

export interface Parsed {
  /** With errors, what the statements without one say (see `broken`); null when nothing can be understood. */
  readonly document: DocumentSyntax | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Text of the network language -> syntax tree. All syntax errors are reported, each with line and column; `file` names the text. */
export function parse(text: string, file: string): Parsed {
  const { tokens, errors } = lexer.tokenize(text);
  const refusal = refuseVersion(tokens, file) ?? refuseNesting(tokens, file);
  if (refusal) return { document: null, diagnostics: [refusal] };
  const parsed = errors.length === 0 ? parseTokens(tokens) : null;
  if (parsed?.document && parsed.errors.length === 0) return { document: parsed.document, diagnostics: [] };
  return parseBroken(tokens, errors.slice(0, REPORTED_ERRORS).map((error) => unreadableText(error, text, file)), file);
}

/** As parse, of a text with errors: the beginnings of statements are marked first, so that none is lost in an unfinished one before it. */
function parseBroken(tokens: readonly IToken[], unreadable: readonly Diagnostic[], file: string): Parsed {
  const marked = markStarts(tokens);
  const parsed = unreadable.length >= REPORTED_ERRORS ? { document: null, errors: [] } : parseTokens(marked);
  const trailing = parsed.errors.filter(isTrailing);
  const unexpected = parsed.errors.map((error) => syntaxError(error, file));
  const inside = [...unreadable, ...unexpected.filter((_, index) => !trailing.includes(parsed.errors[index]!))].sort(byPlace);
  const document = wholeStatements(parsed.document ?? undefined, marked, inside.map(({ where }) => where.span!));
  const diagnostics = firstOfUnreadableLines([...unreadable, ...unexpected].sort(byPlace));
  if (diagnostics.length >= REPORTED_ERRORS) diagnostics.push(diagnose('S407', { count: diagnostics.length }, { file }));
  return { document, diagnostics };
}

/** What stands behind the end of the network belongs to no statement. */
function isTrailing(error: IRecognitionException): boolean {
  return error.name === 'NotAllInputParsedException';
}

/** A file of another version would only give a shower of syntax errors. */
function refuseVersion([first, second]: readonly IToken[], file: string): Diagnostic | null {
  if (!first || !second || !tokenMatcher(first, Synet) || !tokenMatcher(second, NumberToken)) return null;
  return Number(second.image) === VERSION ? null : diagnose('S403', { version: printable(second.image), known: VERSION }, { file, span: spanOf(second) });
}

/**
 * The parser calls itself once a bracket: a text must not be able to exhaust the stack. A keyword and a name begin a statement, so
 * that brackets left open in one statement do not add up over the file.
 */
function refuseNesting(tokens: readonly IToken[], file: string): Diagnostic | null {
  let depth = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.tokenType === LeftBracket || token.tokenType === LeftParenthesis) depth++;
    else if (token.tokenType === RightBracket || token.tokenType === RightParenthesis) depth = Math.max(0, depth - 1);
    else if (tokenMatcher(token, Keyword) && index + 1 < tokens.length && isName(tokens[index + 1]!)) depth = 0;
    if (depth > NESTING_LIMIT) return diagnose('S405', { limit: NESTING_LIMIT }, { file, span: spanOf(token) });
  }
  return null;
}

function parseTokens(tokens: IToken[]): { document: DocumentSyntax | null; errors: readonly IRecognitionException[] } {
  const parser = new SynetParser(REPORTED_ERRORS);
  parser.input = tokens;
  try {
    return { document: parser.document(), errors: parser.errors };
  } catch (error) {
    if (error instanceof TooManyErrors) return { document: null, errors: parser.errors };
    throw error;
  }
}

function unreadableText(error: ILexingError, text: string, file: string): Diagnostic {
  const found = text.slice(error.offset, error.offset + Math.min(error.length, 20));
  const line = error.line ?? 1;
  const column = error.column ?? 1;
  return diagnose('S402', { found }, { file, span: { line, column, endLine: line, endColumn: column + error.length } });
}

function syntaxError(exception: IRecognitionException, file: string): Diagnostic {
  const { token } = exception;
  const atEnd = Number.isNaN(token.startOffset);
  const previous = (exception as { previousToken?: IToken }).previousToken;
  // What an unfinished statement lacks is missing behind its last word, not at the beginning of the next or at the end of the network.
  const unfinished = (isStart(token) || token.tokenType === RightBrace) && !isTrailing(exception);
  const span = atEnd || unfinished ? afterToken(previous) : spanOf(token);
  return diagnose('S401', { expected: exception.message, found: atEnd ? null : printable(token.image.slice(0, 40).replace(/\s+/g, ' ')) }, { file, span });
}

function afterToken(token: IToken | undefined): Span {
  if (!token || Number.isNaN(token.startOffset)) return { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const { endLine, endColumn } = spanOf(token);
  return { line: endLine, column: endColumn, endLine, endColumn };
}

/** What cannot be read as words makes the parser stumble in the same line: one error for both. */
function firstOfUnreadableLines(sorted: readonly Diagnostic[]): Diagnostic[] {
  const unreadable = new Set(sorted.filter((one) => one.code === 'S402').map((one) => one.where.span!.line));
  return sorted.filter((one, index) => !unreadable.has(one.where.span!.line) || one.where.span!.line !== sorted[index - 1]?.where.span!.line);
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.where.span!.line - b.where.span!.line || a.where.span!.column - b.where.span!.column;
}
