import { createToken, Lexer, type TokenType } from 'chevrotain';
import { scanNumbers } from './numbers.ts';

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
export const Timesteps = keyword('timesteps', [Identifier, Keyword]);
export const Dt = keyword('dt', [Identifier, Keyword]);
export const Input = keyword('input', [Identifier, Keyword]);
export const PopulationWord = keyword('population', [Identifier, Keyword]);
export const Output = keyword('output', [Identifier, Keyword]);
export const ProjectionWord = keyword('projection', [Identifier, Keyword]);
export const Delay = keyword('delay', [Identifier, Keyword]);
export const Scale = keyword('scale', [Identifier, Keyword]);
export const Levels = keyword('levels', [Identifier, Keyword]);
export const File = keyword('file', []);
export const ElementType = createToken({
  name: 'ElementType', pattern: /f32|f64|i8|i16|i32|u8/, longer_alt: Identifier, label: 'an element type',
});

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
  Synet, NetworkWord, Stage, Bits, Timesteps, Dt, Input, PopulationWord, Output, ProjectionWord, Delay, Scale, Levels, File, ElementType,
  Identifier, LeftBrace, RightBrace, LeftBracket, RightBracket, LeftParenthesis, RightParenthesis, Colon, Comma, Equals,
];

export const lexer = new Lexer(tokens, { positionTracking: 'full', ensureOptimizations: true });

/** Whether `text` can stand as a name without quotes. */
export function isPlainName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.]*$/.test(text) && !/^(?:file|f32|f64|i8|i16|i32|u8|inf|nan)$/.test(text);
}
