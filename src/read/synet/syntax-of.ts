import type { ArgumentSyntax, CallSyntax, ListSyntax, NameSyntax, NumbersSyntax, NumberSyntax, ValueSyntax } from '../../../grammar/syntax.ts';
import { printDecimal } from '../../../grammar/printer.ts';
import type { Span } from '../../ir/origin.ts';

/** Syntax that was made, not read, stands nowhere. */
export const NOWHERE: Span = { line: 0, column: 0, endLine: 0, endColumn: 0 };

export function nameSyntax(text: string): NameSyntax {
  return { text, span: NOWHERE };
}

export function numberSyntax(value: number | string, unit: string | null = null): NumberSyntax {
  return { kind: 'number', text: typeof value === 'string' ? value : printDecimal(value), unit: unit === null ? null : nameSyntax(unit), span: NOWHERE };
}

export function numbersSyntax(values: Iterable<number>): NumbersSyntax {
  return { kind: 'numbers', values: Float64Array.from(values), text: '', span: NOWHERE };
}

export function listSyntax(items: ListSyntax['items']): ListSyntax {
  return { kind: 'list', items, span: NOWHERE };
}

export function fileSyntax(file: string, tensor: string): ValueSyntax {
  return { kind: 'file', file: stringSyntax(file), tensor: stringSyntax(tensor), span: NOWHERE };
}

export function stringSyntax(text: string): Extract<ValueSyntax, { kind: 'string' }> {
  return { kind: 'string', text, span: NOWHERE };
}

/** Arguments that are null stand at their default and are left out. */
export function callSyntax(word: string, args: Readonly<Record<string, ValueSyntax | null>> = {}): CallSyntax {
  const given = Object.entries(args).flatMap(([name, value]): ArgumentSyntax[] => (value ? [{ name: nameSyntax(name), value, span: NOWHERE }] : []));
  return { kind: 'call', word: nameSyntax(word), arguments: given, span: NOWHERE };
}
