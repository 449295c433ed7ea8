import type { ValueSyntax } from '../../../grammar/syntax.ts';
import type { Context } from './context.ts';
import type { Entry } from './fields.ts';
import type { Placer } from './place.ts';
import type { Bounds, Range } from './quantities.ts';
import type { ShapeRule } from './tensors.ts';

/** How values of one type are written and read; `read(print(value))` is `value`, bit for bit. */
export interface Codec<T> {
  readonly type: ValueType;
  /** What stands in for a value that is missing or wrong, once that has been reported. */
  readonly blank: T;
  /** @param what the argument, for messages @param rule which shape a tensor must have */
  readonly read: (value: ValueSyntax, what: string, rule: ShapeRule, context: Context) => T;
  readonly print: (value: T, place: Placer) => ValueSyntax;
}

/** What is written, for readers of the reference and for editors. */
export interface ValueType {
  readonly kind: 'number' | 'parameter' | 'vector' | 'tensor' | 'list' | 'word' | 'string' | 'call';
  /** Which values are allowed, in words. */
  readonly allowed: string;
  readonly dimension: Range['dimension'];
  /** Of numbers: which; of a list or tensor, those of its entries. */
  readonly bounds?: Bounds;
  /** Entries of a list. */
  readonly length?: number;
  /** Words to choose from. */
  readonly words?: readonly string[];
  /** Calls to choose from. */
  readonly calls?: readonly CallDescription[];
}

/** A call `word(argument = value, ...)`. */
export interface CallDescription {
  readonly word: string;
  readonly help: string;
  readonly arguments: readonly Entry[];
}
