import { createToken, Lexer, type TokenType } from 'chevrotain';
import { scanNumbers } from './numbers.ts';
import { ELEMENT_TYPES, RESERVED, STATEMENTS, type ClauseWord, type StatementWord } from './words.ts';

/**
 * The words of the network language. Keywords are contextual: each is also an identifier, so a population may be called
 * `input` or `output`. Only `file`, the element types, `inf` and `nan` are reserved.
 */
const skipped = { group: Lexer.SKIPPED } as const;
const WhiteSpace = createToken({ name: 'WhiteSpace', pattern: /[ \t\r\n]+/, line_breaks: true, ...skipped });
const Comment = createToken({ name: 'Comment', pattern: /#[^\r\n]*/, ...skipped });

/** A word that is free to be used as a name, the name of an argument, or a unit. */
export const Identifier = createToken({ name: 'Identifier', pattern: /[A-Za-z_][A-Za-z0-9_.]*/, label: 'a word' });
/** Words that begin a statement or a clause: never read as the unit of the number before them. */
export const Keyword = createToken({ name: 'Keyword', pattern: Lexer.NA, label: 'a keyword' });

/** A flat list of plain numbers is one token: lists of 100,000 entries stay cheap. Its payload is a Float64Array. */
export const NumberList = createToken({
  name: 'NumberList', label: 'a list of numbers', line_breaks: true, start_chars_hint: ['['],
  pattern: (text: string, offset: number) => {
    const list = scanNumbers(text, offset);
    return list && Object.assign<[string], { payload: Float64Array }>([text.slice(offset, list.end)], { payload: list.values });
  },
});

export const NumberToken = createToken({
  name: 'Number', label: 'a number',
  pattern: /[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|(?:inf|nan)(?![A-Za-z0-9_.]))/,
});
/** Strings are those of JSON. */
export const StringToken = createToken({
  name: 'String', label: 'a quoted string',
  pattern: /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/,
});

const keyword = (word: string, categories: TokenType[]): TokenType => createToken({
  name: `${word} keyword`, pattern: new RegExp(word), longer_alt: Identifier, categories, label: `'${word}'`,
});
export const Synet = keyword('synet', [Identifier]);
export const NetworkWord = keyword('network', [Identifier]);
export const Stage = keyword('stage', [Identifier]);
export const Bits = keyword('bits', [Identifier]);
const clause = (word: ClauseWord): TokenType => keyword(word, [Identifier, Keyword]);
export const Delay = clause('delay');
export const Receptor = clause('receptor');
export const Scale = clause('scale');
export const Levels = clause('levels');
export const File = keyword('file', []);
export const ElementType = createToken({
  name: 'ElementType', pattern: new RegExp(ELEMENT_TYPES.join('|')), longer_alt: Identifier, label: 'an element type',
});

/**
 * The words that begin statements, each as the grammar asks for it, as it stands in a text, where it may also be a name, and as it is
 * known to begin a statement: what follows an error is read with these, so that an unfinished statement cannot swallow the next one.
 */
const statement = (word: StatementWord): { readonly key: TokenType; readonly written: TokenType; readonly start: TokenType } => {
  const key = createToken({ name: `${word} keyword`, pattern: Lexer.NA, label: `'${word}'` });
  return {
    key,
    written: createToken({ name: `${word} written`, pattern: new RegExp(word), longer_alt: Identifier, categories: [Identifier, Keyword, key] }),
    start: createToken({ name: `${word} start`, pattern: Lexer.NA, categories: [Keyword, key] }),
  };
};
export const STATEMENT_TOKENS = Object.fromEntries((Object.keys(STATEMENTS) as StatementWord[]).map((word) => [word, statement(word)])) as
  Readonly<Record<StatementWord, ReturnType<typeof statement>>>;
const statementTokens = Object.values(STATEMENT_TOKENS);

const punctuation = (name: string, text: string): TokenType => createToken({ name, pattern: text, label: `'${text}'` });
export const Arrow = punctuation('Arrow', '->');
export const LeftBrace = punctuation('LeftBrace', '{');
export const RightBrace = punctuation('RightBrace', '}');
export const LeftBracket = punctuation('LeftBracket', '[');
export const RightBracket = punctuation('RightBracket', ']');
export const LeftParenthesis = punctuation('LeftParenthesis', '(');
export const RightParenthesis = punctuation('RightParenthesis', ')');
export const Colon = punctuation('Colon', ':');
export const Comma = punctuation('Comma', ',');
export const Equals = punctuation('Equals', '=');

/** In the order in which they are tried. */
export const tokens: TokenType[] = [
  WhiteSpace, Comment, NumberList, Arrow, NumberToken, StringToken, Keyword,
  Synet, NetworkWord, Stage, Bits, ...statementTokens.map(({ written }) => written), Delay, Receptor, Scale, Levels, File, ElementType,
  Identifier, LeftBrace, RightBrace, LeftBracket, RightBracket, LeftParenthesis, RightParenthesis, Colon, Comma, Equals,
  ...statementTokens.flatMap(({ key, start }) => [key, start]),
];

export const lexer = new Lexer(tokens, { positionTracking: 'full', ensureOptimizations: true });

/** Whether `text` can stand as a name without quotes. */
export function isPlainName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.]*$/.test(text) && !RESERVED.includes(text);
}
