import { tokenLabel, tokenMatcher, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain';
import { CLAUSES, STATEMENTS } from './words.ts';
import { Colon, LeftBrace, LeftBracket, LeftParenthesis, NetworkWord, RightBrace, RightBracket, RightParenthesis, Synet } from './tokens.ts';

const STATEMENT = `a statement (${Object.keys(STATEMENTS).join(', ')})`;
const CLAUSE = `a clause (${Object.keys(CLAUSES).join(', ')})`;

/** Stops the parser, which else would try to recover from every error of a file that is something else altogether. */
export class TooManyErrors extends Error {}

/** What the parser would have read on, in plain words: the `expected` of S401. @throws TooManyErrors beyond `limit` errors */
export function expectations(limit: number): IParserErrorMessageProvider {
  let count = 0;
  const counted = (text: string): string => {
    if (++count > limit) throw new TooManyErrors();
    return text;
  };
  return {
    buildMismatchTokenMessage: ({ expected, previous, ruleName }) => counted(describe(expected, previous, ruleName)),
    buildNotAllInputParsedMessage: () => counted("nothing more after the closing '}' of the network"),
    buildNoViableAltMessage: ({ customUserDescription }) => counted(customUserDescription ?? 'another word'),
    buildEarlyExitMessage: ({ customUserDescription }) => counted(customUserDescription ?? 'another word'),
  };
}

function describe(expected: TokenType, previous: IToken, rule: string): string {
  switch (expected) {
    case Synet: return "the first line 'synet 1'";
    case NetworkWord: return "'network NAME {'";
    case LeftBrace: return "'{', or first 'stage STAGE' and 'bits N'";
    case RightBrace: return `${STATEMENT}${tokenMatcher(previous, LeftBrace) ? '' : `, ${CLAUSE}`} or '}'`;
    case RightBracket: return tokenMatcher(previous, LeftBracket) ? "a number, a list or ']'" : "',' or ']'";
    case RightParenthesis: return tokenMatcher(previous, LeftParenthesis) ? "an argument 'name = value' or ')'" : "',' or ')'";
    case Colon: return rule === 'projection' ? "': SOURCE -> DESTINATION'" : "': SHAPE'";
    default: return tokenLabel(expected);
  }
}
