import type { ListSyntax, NumbersSyntax, TensorSyntax, ValueSyntax } from '../../../grammar/syntax.ts';
import { spanOfEntry } from '../../../grammar/numbers.ts';
import { printShape } from '../../ir/geometry.ts';
import type { Span } from '../../ir/origin.ts';
import { elementType, sizeOf, type ElementType, type TensorData } from '../../ir/tensor.ts';
import { report, type Context } from './context.ts';
import { kindOf } from './kinds.ts';
import { whole, withoutUnit, withUnit, type Range } from './quantities.ts';
import { sideTensor } from './side-files.ts';

/** Values as written or as read from a side file, before they become elements of the wanted type. */
export interface Elements {
  readonly shape: readonly number[];
  /** f64 for values written in the text: not yet rounded. */
  readonly values: TensorData;
  /** The type that the text states. */
  readonly stated: ElementType | null;
  /** The type of the side file they came from. */
  readonly stored: ElementType | null;
  readonly spanOf: (index: number) => Span;
}

/** A list, nested list, typed tensor or side file as values with a shape; null for anything else, which is reported. */
export function elementsOf(value: ValueSyntax, what: string, range: Range, context: Context): Elements | null {
  switch (value.kind) {
    case 'numbers':
      if (range.dimension === 'time' && value.values.length > 0) return withoutUnit(what, spanOfEntry(value.text, value.span, 0), context);
      return { ...INLINE, shape: [value.values.length], values: value.values, spanOf: (index) => spanOfEntry(value.text, value.span, index) };
    case 'list':
      return value.items.some((item) => item.kind === 'number') ? quantities(value, what, range, context) : nested(value, what, range, context);
    case 'file': {
      const tensor = sideTensor(value, context);
      return tensor && { shape: tensor.shape, values: tensor.data, stated: null, stored: elementType(tensor.data), spanOf: () => value.span };
    }
    case 'tensor':
      return typed(value, what, range, context);
    default:
      report(context, 'S417', { what, expected: 'a list or a tensor', found: kindOf(value) }, value.span);
      return null;
  }
}

const INLINE = { stated: null, stored: null } as const;

/** [10 ms, 20 ms] */
function quantities({ items, span }: ListSyntax, what: string, range: Range, context: Context): Elements | null {
  const values = items.map((item) => {
    if (item.kind === 'number') return withUnit(item, what, range, context);
    report(context, 'S417', { what, expected: 'a list of numbers or a list of lists', found: 'a mixture of both' }, item.span);
    return null;
  });
  if (values.includes(null)) return null;
  return { ...INLINE, shape: [values.length], values: Float64Array.from(values as number[]), spanOf: (index) => items[index]?.span ?? span };
}

/** [[1, 2], [3, 4]] has the shape [2, 2]. */
function nested(list: ListSyntax, what: string, range: Range, context: Context): Elements | null {
  const parts = list.items.map((item) => elementsOf(item, what, range, context));
  if (parts.includes(null)) return null;
  const rows = parts as Elements[];
  const [first] = rows;
  const odd = rows.findIndex((row) => printShape(row.shape) !== printShape(first!.shape));
  if (odd >= 0) {
    const found = `${printShape(first!.shape)} in the first and ${printShape(rows[odd]!.shape)} in another`;
    report(context, 'S417', { what, expected: 'a list of lists of one length', found }, list.items[odd]!.span);
    return null;
  }
  const values = new Float64Array(rows.reduce((sum, row) => sum + row.values.length, 0));
  rows.forEach((row, index) => values.set(row.values, index * first!.values.length));
  const length = first!.values.length;
  return { ...INLINE, shape: [rows.length, ...first!.shape], values, spanOf: (index) => rows[Math.floor(index / length)]!.spanOf(index % length) };
}

function typed({ type, shape, content, span }: TensorSyntax, what: string, range: Range, context: Context): Elements | null {
  const elements = elementsOf(content, what, range, context);
  const extents = shape && extentsOf(shape, `the shape of ${what}`, context);
  if (elements === null) return null;
  const fits = extents === null || (elements.stored === null ? sizeOf(extents) === elements.values.length : printShape(extents) === printShape(elements.shape));
  if (!fits) {
    report(context, 'S420', { what, expected: printShape(extents), found: elements.stored ? printShape(elements.shape) : `${elements.values.length} values` }, span);
    return null;
  }
  return { ...elements, shape: extents ?? elements.shape, stated: type.text as ElementType };
}

/** A list of whole numbers from 1; null for anything else, which is reported. */
export function extentsOf(value: ListSyntax | NumbersSyntax, what: string, context: Context): readonly number[] | null {
  const range = whole(1);
  const bad = value.kind === 'numbers' ? value.values.findIndex((extent) => !range.holds(extent)) : 0;
  if (value.kind === 'numbers' && bad < 0) return Array.from(value.values);
  if (value.kind === 'numbers') {
    report(context, 'S418', { what: `an extent of ${what}`, value: String(value.values[bad]), expected: range.words }, spanOfEntry(value.text, value.span, bad));
  } else {
    report(context, 'S417', { what, expected: 'a list of whole numbers such as [1, 28, 28]', found: kindOf(value) }, value.span);
  }
  return null;
}
