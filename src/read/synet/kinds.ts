import type { ValueSyntax } from '../../../grammar/syntax.ts';

/** What a value is, for messages. */
export function kindOf(value: ValueSyntax): string {
  switch (value.kind) {
    case 'number': return `the number ${value.text}`;
    case 'string': return `the string ${JSON.stringify(value.text)}`;
    case 'call': return `the word '${value.word.text}'`;
    case 'numbers': return `a list of ${value.values.length} numbers`;
    case 'list': return 'a list';
    case 'tensor':
    case 'file': return 'a tensor';
  }
}
