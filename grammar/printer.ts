import type {
  ArgumentSyntax, CallSyntax, ClauseSyntax, DocumentSyntax, NameSyntax, NumbersSyntax, NumberSyntax, StatementSyntax, ValueSyntax,
} from './syntax.ts';
import { isPlainName } from './tokens.ts';

const WIDTH = 110;

/** Syntax tree -> text in canonical formatting: a statement a line, two spaces of indentation, what is too wide broken at commas. */
export function print(document: DocumentSyntax): string {
  const { name, stage, bits, statements } = document.network;
  const header = ['network', printName(name), ...(stage ? ['stage', stage.text] : []), ...(bits ? ['bits', printNumber(bits)] : []), '{'];
  return [
    `synet ${printNumber(document.version)}`,
    header.join(' '),
    ...statements.map((statement) => `  ${printStatement(statement)}`),
    '}',
    '',
  ].join('\n');
}

function printStatement(statement: StatementSyntax): string {
  switch (statement.kind) {
    case 'timesteps':
    case 'dt':
    case 'time_constant': return `${statement.kind} ${printNumber(statement.value)}`;
    case 'output': return `output ${printName(statement.population)} ${statement.readout.text}`;
    case 'input':
    case 'population':
      return printModel(`${statement.kind} ${printName(statement.name)} : ${printValue(statement.shape, 2, 0)}`, statement.model, statement.clauses);
    case 'projection': {
      const { name, source, destination, model, clauses } = statement;
      return printModel(`projection ${printName(name)} : ${printName(source)} -> ${printName(destination)}`, model, clauses);
    }
  }
}

function printModel(head: string, model: CallSyntax, clauses: readonly ClauseSyntax[]): string {
  const start = `${head} ${printValue(model, 2, head.length + 3)}`;
  return [start, ...clauses.map((clause) => printClause(clause))].join(' ');
}

function printClause(clause: ClauseSyntax): string {
  switch (clause.kind) {
    case 'delay': return `delay ${printNumber(clause.value)}`;
    case 'receptor': return `receptor ${clause.value.text}`;
    case 'scale': return `scale ${printValue(clause.value, 2, 8)}`;
    case 'levels': return printValue(clause.value, 2, 2);
  }
}

/** A value on one line, as in the middle of a sentence. */
export function printValueText(value: ValueSyntax): string {
  return printValue(value, 0, 0);
}

/** @param indent of the line the value begins on @param column where it begins on that line */
function printValue(value: ValueSyntax, indent: number, column: number): string {
  switch (value.kind) {
    case 'number': return printNumber(value);
    case 'string': return JSON.stringify(value.text);
    case 'file': return ['file', ...[value.file, value.tensor].flatMap((part) => part ? [JSON.stringify(part.text)] : [])].join(' ');
    case 'numbers': return printNumbers(value, indent, column);
    case 'list': return bracket('[', value.items.map((item) => (at) => printValue(item, at, at)), ']', indent, column);
    case 'call': return printCall(value, indent, column);
    case 'tensor': {
      const parts = [value.type.text, ...(value.shape ? [printValue(value.shape, indent, 0)] : [])].join(' ');
      return `${parts} ${printValue(value.content, indent, column + parts.length + 1)}`;
    }
  }
}

function printCall({ word, arguments: list }: CallSyntax, indent: number, column: number): string {
  if (list.length === 0) return word.text;
  const items = list.map((argument) => (at: number) => printArgument(argument, at));
  return `${word.text}${bracket('(', items, ')', indent, column + word.text.length)}`;
}

function printArgument({ name, value }: ArgumentSyntax, indent: number): string {
  return `${name.text} = ${printValue(value, indent, indent + name.text.length + 3)}`;
}

/** All items on the line where they fit, else one a line. */
function bracket(open: string, items: readonly ((indent: number) => string)[], close: string, indent: number, column: number): string {
  const inner = indent + 2;
  const printed = items.map((item) => item(inner));
  const flat = `${open}${printed.join(', ')}${close}`;
  if (column + flat.length <= WIDTH && !flat.includes('\n')) return flat;
  const margin = `\n${' '.repeat(inner)}`;
  return `${open}${margin}${printed.join(`,${margin}`)}\n${' '.repeat(indent)}${close}`;
}

function printNumbers({ values }: NumbersSyntax, indent: number, column: number): string {
  const texts = Array.from(values, printDecimal);
  const flat = `[${texts.join(', ')}]`;
  if (column + flat.length <= WIDTH) return flat;
  return `[\n${fill(texts, indent + 2)}\n${' '.repeat(indent)}]`;
}

/** Fills lines with numbers up to the width. */
function fill(texts: readonly string[], indent: number): string {
  const margin = ' '.repeat(indent);
  const lines: string[] = [];
  let line = margin;
  texts.forEach((text, index) => {
    const word = index === texts.length - 1 ? text : `${text},`;
    if (line.length > indent && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = margin;
    }
    line += line.length > indent ? ` ${word}` : word;
  });
  return [...lines, line].join('\n');
}

function printNumber({ text, unit }: NumberSyntax): string {
  return unit ? `${text} ${unit.text}` : text;
}

/** The shortest decimal that reads back as the same double. */
export function printDecimal(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Math.abs(value) === Infinity) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

function printName({ text }: NameSyntax): string {
  return isPlainName(text) ? text : JSON.stringify(text);
}
