import { tokenMatcher, type IToken, type TokenType } from 'chevrotain';
import type { Span } from '../src/ir/origin.ts';
import { spanOf } from './parser.ts';
import type { BrokenSyntax, DocumentSyntax, NameSyntax, StatementSyntax } from './syntax.ts';
import { Colon, Identifier, NumberToken, RightBrace, STATEMENT_TOKENS, StringToken } from './tokens.ts';

/**
 * The tokens of a text with errors, with those that surely begin a statement marked: they are no names any more. That is a keyword at
 * the beginning of a line, or one with what only follows a keyword behind it. In a sound text it is the grammar that tells them apart.
 */
export function markStarts(tokens: readonly IToken[]): IToken[] {
  return tokens.map((token, index) => {
    const type = STARTS.get(token.tokenType);
    return type && begins(tokens, index) ? { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx! } : token;
  });
}

const STARTS: ReadonlyMap<TokenType, TokenType> = new Map(Object.values(STATEMENT_TOKENS).map(({ written, start }) => [written, start]));
const MARKS: ReadonlySet<TokenType> = new Set(STARTS.values());
const SETTINGS: readonly TokenType[] = [STATEMENT_TOKENS.timesteps.written, STATEMENT_TOKENS.dt.written, STATEMENT_TOKENS.time_constant.written];

/** What stands behind a keyword whose name is missing. */
const BEHIND_KEYWORD: readonly TokenType[] = [Colon, RightBrace];

function begins(tokens: readonly IToken[], index: number): boolean {
  const token = tokens[index]!;
  const [previous, next, third] = [tokens[index - 1], tokens[index + 1], tokens[index + 2]];
  const [numbered, named] = [next?.tokenType === NumberToken, next !== undefined && isName(next)];
  if (!previous || previous.endLine! < token.startLine!) return !next || numbered || named || BEHIND_KEYWORD.includes(next.tokenType);
  return SETTINGS.includes(token.tokenType) ? numbered : named && third?.tokenType === Colon;
}

export function isName(token: IToken): boolean {
  return tokenMatcher(token, Identifier) || tokenMatcher(token, StringToken);
}

export function isStart(token: IToken): boolean {
  return MARKS.has(token.tokenType);
}

type Place = Pick<Span, 'line' | 'column'>;

/**
 * What is left of a text with errors: its statements without an error, and of the others what they said before theirs. null when the
 * errors stand in the first lines, by whose light all else is read.
 * @param tokens as marked @param errors where they stand, in order
 */
export function wholeStatements(document: DocumentSyntax | undefined, tokens: readonly IToken[], errors: readonly Place[]): DocumentSyntax | null {
  const network = document?.network;
  if (!network) return null;
  const end = { line: network.span.endLine, column: network.span.endColumn };
  const starts = tokens.flatMap((token, index) => (isStart(token) && byPlace(spanOf(token), end) < 0 ? [{ token, name: tokens[index + 1] }] : []));
  const found = new Map(network.statements.filter((statement) => statement?.span).map((statement) => [keyOf(statement.span), statement]));
  const places = [...starts.map(({ token }) => spanOf(token)), ...Array.from(found.values(), ({ span }) => span)].sort(byPlace);
  const firstErrors = new Map<string, Place>();
  for (const error of [...errors].reverse()) {
    const start = places.findLast((place) => byPlace(place, error) <= 0);
    if (!start) return null;
    firstErrors.set(keyOf(start), error);
  }
  const statements = [...found].filter(([key, statement]) => !firstErrors.has(key) && isWhole(statement)).map(([, statement]) => statement);
  const whole = new Set(statements.map(({ span }) => keyOf(span)));
  const broken = starts.filter(({ token }) => !whole.has(keyOf(spanOf(token)))).map(({ token, name }): BrokenSyntax => {
    const key = keyOf(spanOf(token));
    return brokenSyntax(token, name, found.get(key), firstErrors.get(key));
  });
  return { ...document, network: { ...network, statements, broken } };
}

function brokenSyntax(start: IToken, name: IToken | undefined, statement: StatementSyntax | undefined, error: Place | undefined): BrokenSyntax {
  const isSaid = (span: Span | undefined): boolean => span !== undefined && error !== undefined && byPlace({ line: span.endLine, column: span.endColumn }, error) <= 0;
  const said: NameSyntax | null = name && isName(name) && isSaid(spanOf(name)) ? { text: textOf(name), span: spanOf(name) } : null;
  const shape = said && statement && 'shape' in statement && isSaid(statement.shape?.span) && isWhole(statement.shape) ? statement.shape : null;
  return { kind: start.image as StatementSyntax['kind'], name: said, shape, span: spanOf(start) };
}

export function textOf(name: IToken): string {
  return name.image.startsWith('"') ? JSON.parse(name.image) as string : name.image;
}

/** Whether no rule gave up on any part of the tree, and no token in it was made up. */
function isWhole(node: unknown): boolean {
  if (node === undefined || Number.isNaN(node)) return false;
  if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return true;
  return Object.values(node).every(isWhole);
}

function keyOf({ line, column }: Place): string {
  return `${line}:${column}`;
}

function byPlace(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}
