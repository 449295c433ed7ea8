import { TOKEN_CLASSES, type Expression, type Rule } from './rules.ts';

const WIDTH = 110;

/** The grammar in EBNF (ISO 14977 without its commas): `[ ]` once or not at all, `{ }` any number of times, also none. */
export function ebnf(rules: readonly Rule[]): string {
  const names = [...rules.map(({ name }) => name), ...Object.keys(TOKEN_CLASSES)];
  const column = Math.max(...names.map((name) => name.length));
  const lines = [
    ...rules.map(({ name, expression }) => line(name, column, alternatives(expression))),
    '',
    ...Object.entries(TOKEN_CLASSES).map(([name, text]) => line(name, column, [text])),
  ];
  return lines.join('\n');
}

/** The right side of a rule, on one line. */
export function ebnfText(expression: Expression): string {
  return alternatives(expression).join(' | ');
}

/** Alternatives that do not fit on the line stand one below the other. */
function line(name: string, column: number, parts: readonly string[]): string {
  const head = `${name.padEnd(column)} = `;
  const flat = `${head}${parts.join(' | ')} ;`;
  if (flat.length <= WIDTH) return flat;
  return `${head}${parts.join(`\n${' '.repeat(column)} | `)} ;`;
}

function alternatives(expression: Expression): readonly string[] {
  return expression.kind === 'choice' ? expression.parts.map((part) => print(part, false)) : [print(expression, false)];
}

/** @param tight whether it stands beside something else, so that alternatives need brackets */
function print(expression: Expression, tight: boolean): string {
  switch (expression.kind) {
    case 'word': return `"${expression.text}"`;
    case 'class':
    case 'rule': return expression.name;
    case 'option': return `[ ${print(expression.part, false)} ]`;
    case 'sequence': return expression.parts.map((part) => print(part, true)).join(' ');
    case 'choice': {
      const text = expression.parts.map((part) => print(part, false)).join(' | ');
      return tight ? `( ${text} )` : text;
    }
    case 'many': {
      const { part, separator } = expression;
      if (separator === null) return `{ ${print(part, false)} }`;
      const one = print(part, true);
      return `[ ${one} { ${print(separator, true)} ${one} } ]`;
    }
  }
}
