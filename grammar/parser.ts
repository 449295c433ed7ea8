import { EmbeddedActionsParser, tokenMatcher, type IToken } from 'chevrotain';
import type { Span } from '../src/ir/origin.ts';
import { expectations } from './expectations.ts';
import type {
  ArgumentSyntax, CallSyntax, ClauseSyntax, DocumentSyntax, FileSyntax, ListSyntax, NameSyntax, NetworkSyntax, NumbersSyntax, NumberSyntax,
  OutputSyntax, PopulationSyntax, ProjectionSyntax, SettingSyntax, StatementSyntax, StringSyntax, TensorSyntax, ValueSyntax,
} from './syntax.ts';
import * as t from './tokens.ts';

/**
 * The grammar, one rule a construct (EBNF in README.md). After a syntax error the parser skips to a place where it can go on, so
 * that all errors of a file are found; nodes of rules that met one are not whole or undefined. Rules take spans from tokens, never from the
 * nodes of other rules: after an error those are undefined.
 */
export class SynetParser extends EmbeddedActionsParser {
  /** @param errorLimit the parser throws TooManyErrors when it finds more */
  constructor(errorLimit: number) {
    super(t.tokens, { recoveryEnabled: true, errorMessageProvider: expectations(errorLimit), maxLookahead: 2 });
    this.performSelfAnalysis();
  }

  readonly document = this.RULE('document', (): DocumentSyntax => {
    const first = this.CONSUME(t.Synet);
    const version = this.CONSUME(t.NumberToken);
    const network = this.SUBRULE(this.network);
    return { version: number(version, null, spanOf(version)), network, span: this.since(first) };
  });

  private readonly network = this.RULE('network', (): NetworkSyntax => {
    const first = this.CONSUME(t.NetworkWord);
    const name = this.SUBRULE(this.name);
    const stage = this.OPTION(() => { this.CONSUME(t.Stage); return this.SUBRULE(this.word); }) ?? null;
    const bits = this.OPTION1(() => { this.CONSUME(t.Bits); return this.SUBRULE(this.quantity); }) ?? null;
    const statements: StatementSyntax[] = [];
    this.CONSUME(t.LeftBrace);
    this.MANY(() => { statements.push(this.SUBRULE(this.statement)); });
    this.CONSUME(t.RightBrace);
    return { name, stage, bits, statements, broken: [], span: this.since(first) };
  });

  private readonly statement = this.RULE('statement', (): StatementSyntax => this.OR<StatementSyntax>([
    { ALT: () => this.SUBRULE(this.setting) },
    { ALT: () => this.SUBRULE(this.population) },
    { ALT: () => this.SUBRULE(this.output) },
    { ALT: () => this.SUBRULE(this.projection) },
  ]));

  private readonly setting = this.RULE('setting', (): SettingSyntax => {
    const first = this.OR([{ ALT: () => this.CONSUME(t.STATEMENT_TOKENS.timesteps.key) }, { ALT: () => this.CONSUME(t.STATEMENT_TOKENS.dt.key) }, { ALT: () => this.CONSUME(t.STATEMENT_TOKENS.time_constant.key) }]);
    const value = this.SUBRULE(this.quantity);
    return { kind: first.image as SettingSyntax['kind'], value, span: this.since(first) };
  });

  private readonly population = this.RULE('population', (): PopulationSyntax => {
    const first = this.OR([{ ALT: () => this.CONSUME(t.STATEMENT_TOKENS.input.key) }, { ALT: () => this.CONSUME(t.STATEMENT_TOKENS.population.key) }]);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    const shape = this.SUBRULE(this.list);
    const model = this.SUBRULE(this.call);
    const clauses = this.SUBRULE(this.clauses);
    return { kind: first.image as PopulationSyntax['kind'], name, shape, model, clauses, span: this.since(first) };
  });

  private readonly output = this.RULE('output', (): OutputSyntax => {
    const first = this.CONSUME(t.STATEMENT_TOKENS.output.key);
    const population = this.SUBRULE(this.name);
    const readout = this.SUBRULE(this.word);
    return { kind: 'output', population, readout, span: this.since(first) };
  });

  private readonly projection = this.RULE('projection', (): ProjectionSyntax => {
    const first = this.CONSUME(t.STATEMENT_TOKENS.projection.key);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.Colon);
    const source = this.SUBRULE1(this.name);
    this.CONSUME(t.Arrow);
    const destination = this.SUBRULE2(this.name);
    const model = this.SUBRULE(this.call);
    const clauses = this.SUBRULE(this.clauses);
    return { kind: 'projection', name, source, destination, model, clauses, span: this.since(first) };
  });

  private readonly clauses = this.RULE('clauses', (): readonly ClauseSyntax[] => {
    const clauses: ClauseSyntax[] = [];
    this.MANY(() => { clauses.push(this.SUBRULE(this.clause)); });
    return clauses;
  });

  private readonly clause = this.RULE('clause', (): ClauseSyntax => {
    const first = this.LA(1);
    return this.OR<ClauseSyntax>([
      { ALT: () => { this.CONSUME(t.Delay); return { kind: 'delay', value: this.SUBRULE(this.quantity), span: this.since(first) }; } },
      { ALT: () => { this.CONSUME(t.Receptor); return { kind: 'receptor', value: this.SUBRULE(this.word), span: this.since(first) }; } },
      { ALT: () => { this.CONSUME(t.Scale); return { kind: 'scale', value: this.SUBRULE(this.value), span: this.since(first) }; } },
      { ALT: () => {
        const word = nameOf(this.CONSUME(t.Levels));
        const args = this.SUBRULE(this.arguments);
        const span = this.since(first);
        return { kind: 'levels', value: { kind: 'call', word, arguments: args, span }, span };
      } },
    ]);
  });

  private readonly call = this.RULE('call', (): CallSyntax => {
    const first = this.LA(1);
    const word = this.SUBRULE(this.word);
    const args = this.OPTION(() => this.SUBRULE(this.arguments)) ?? [];
    return { kind: 'call', word, arguments: args, span: this.since(first) };
  });

  private readonly arguments = this.RULE('arguments', (): readonly ArgumentSyntax[] => {
    const list: ArgumentSyntax[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => { list.push(this.SUBRULE(this.argument)); } });
    this.CONSUME(t.RightParenthesis);
    return list;
  });

  private readonly argument = this.RULE('argument', (): ArgumentSyntax => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.word);
    this.CONSUME(t.Equals);
    const value = this.SUBRULE(this.value);
    return { name, value, span: this.since(first) };
  });

  private readonly value = this.RULE('value', (): ValueSyntax => this.OR<ValueSyntax>({
    ERR_MSG: 'a value (a number, a word, a list, a quoted string or file "...")',
    DEF: [
      { ALT: () => this.SUBRULE(this.quantity) },
      { ALT: () => this.SUBRULE(this.call) },
      { ALT: () => this.SUBRULE(this.string) },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.tensor) },
      { ALT: () => this.SUBRULE(this.file) },
    ],
  }));

  private readonly tensor = this.RULE('tensor', (): TensorSyntax => {
    const first = this.CONSUME(t.ElementType);
    const { shape, content } = this.OR<Pick<TensorSyntax, 'shape' | 'content'>>({
      ERR_MSG: 'the values: a list or file "..."',
      DEF: [
        { ALT: () => ({ shape: null, content: this.SUBRULE(this.file) }) },
        { ALT: () => {
          const list = this.SUBRULE(this.list);
          const content = this.OPTION(() => this.OR1<TensorSyntax['content']>([
            { ALT: () => this.SUBRULE1(this.list) },
            { ALT: () => this.SUBRULE1(this.file) },
          ]));
          return content === undefined ? { shape: null, content: list } : { shape: list, content };
        } },
      ],
    });
    return { kind: 'tensor', type: nameOf(first), shape, content, span: this.since(first) };
  });

  private readonly file = this.RULE('file', (): FileSyntax => {
    const first = this.CONSUME(t.File);
    const file = this.SUBRULE(this.string);
    const tensor = this.OPTION(() => this.SUBRULE1(this.string)) ?? null;
    return { kind: 'file', file, tensor, span: this.since(first) };
  });

  private readonly list = this.RULE('list', (): ListSyntax | NumbersSyntax => this.OR<ListSyntax | NumbersSyntax>({
    ERR_MSG: "a list '[...]'",
    DEF: [
      { ALT: () => numbersOf(this.CONSUME(t.NumberList)) },
      { ALT: () => {
        const items: ListSyntax['items'][number][] = [];
        const first = this.CONSUME(t.LeftBracket);
        this.MANY_SEP({ SEP: t.Comma, DEF: () => {
          items.push(this.OR1<ListSyntax['items'][number]>({
            ERR_MSG: 'a number or a list',
            DEF: [{ ALT: () => this.SUBRULE(this.quantity) }, { ALT: () => this.SUBRULE(this.list) }],
          }));
        } });
        this.CONSUME(t.RightBracket);
        return { kind: 'list', items, span: this.since(first) };
      } },
    ],
  }));

  private readonly quantity = this.RULE('quantity', (): NumberSyntax => {
    const value = this.CONSUME(t.NumberToken);
    const unit = this.OPTION({
      GATE: () => !tokenMatcher(this.LA(1), t.Keyword),
      DEF: () => nameOf(this.CONSUME(t.Identifier)),
    }) ?? null;
    return number(value, unit, this.since(value));
  });

  private readonly string = this.RULE('string', (): StringSyntax => {
    const token = this.CONSUME(t.StringToken);
    return { kind: 'string', text: unquoted(token), span: spanOf(token) };
  });

  private readonly name = this.RULE('name', (): NameSyntax => this.OR<NameSyntax>({
    ERR_MSG: 'a name (quoted when it is not a plain word)',
    DEF: [
      { ALT: () => nameOf(this.CONSUME(t.Identifier)) },
      { ALT: () => { const token = this.CONSUME(t.StringToken); return { text: unquoted(token), span: spanOf(token) }; } },
    ],
  }));

  private readonly word = this.RULE('word', (): NameSyntax => nameOf(this.CONSUME(t.Identifier)));

  /** From a token to the last one that was read. */
  private since(first: IToken): Span {
    const last = this.LA(0);
    return { ...spanOf(first), endLine: last?.endLine ?? NaN, endColumn: (last?.endColumn ?? NaN) + 1 };
  }
}

export function spanOf(token: IToken): Span {
  return { line: token.startLine!, column: token.startColumn!, endLine: token.endLine!, endColumn: token.endColumn! + 1 };
}

function number(token: IToken, unit: NameSyntax | null, span: Span): NumberSyntax {
  return { kind: 'number', text: token.image, unit, span };
}

function nameOf(token: IToken): NameSyntax {
  return { text: token.image, span: spanOf(token) };
}

/** Lists and strings that recovery inserted have neither values nor text. */
function numbersOf(token: IToken): NumbersSyntax {
  return { kind: 'numbers', values: (token.payload as Float64Array | undefined) ?? new Float64Array(0), text: token.image, span: spanOf(token) };
}

function unquoted(token: IToken): string {
  return token.image.startsWith('"') ? JSON.parse(token.image) as string : '';
}
