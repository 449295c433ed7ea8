import { printValueText } from '../../../grammar/printer.ts';
import type { CallSyntax, ValueSyntax } from '../../../grammar/syntax.ts';
import { argumentsOf, reportMissing, type Arguments } from './arguments.ts';
import type { Codec, ValueType } from './codec.ts';
import type { Context } from './context.ts';
import { STANDS_ALONE, type Placer } from './place.ts';
import type { ShapeRule } from './tensors.ts';

/**
 * One property of the vocabulary and the argument or arguments that say it. Reader, printer, reference page and editors all work
 * from fields, so that none can know an argument that another does not.
 */
export interface Field<T> {
  readonly entries: readonly Entry[];
  /** @param before the properties read so far, for defaults that follow another property */
  read(args: Arguments, rule: ShapeRule, before: object): T;
  /** Arguments at their default are null. @param whole the thing the property is of */
  print(value: T, place: Placer, whole: object): Readonly<Record<string, ValueSyntax | null>>;
}

/** An argument as the reference page lists it. */
export interface Entry {
  readonly name: string;
  readonly type: ValueType;
  /** As written; null where the argument must be given. */
  readonly fallback: string | null;
  readonly help: string;
  /** What may be given in its place. */
  readonly instead?: string;
}

/** A field for every property, in the order in which they are read and printed. */
export type Fields<T> = { readonly [K in keyof Required<T>]: Field<T[K]> };

/** An argument that must be given. */
export function required<T>(name: string, codec: Codec<T>, help: string): Field<T> {
  return {
    entries: [{ name, type: codec.type, fallback: null, help }],
    read: (args, rule) => {
      const given = args.given(name);
      if (given) return codec.read(given.value, name, rule, args.context);
      reportMissing(args, name);
      return codec.blank;
    },
    print: (value, place) => ({ [name]: codec.print(value, place.inside(name)) }),
  };
}

/** An argument with a default, which is a plain value. */
export function optional<T>(name: string, codec: Codec<T>, fallback: T & (number | string | boolean | readonly number[]), help: string): Field<T> {
  const written = codec.print(fallback, STANDS_ALONE);
  return depending(name, codec, { text: printValueText(written), of: () => fallback }, help);
}

/** An argument that is null where it is not given. */
export function orNone<T>(name: string, codec: Codec<T>, help: string): Field<T | null> {
  return {
    entries: [{ name, type: codec.type, fallback: 'none', help }],
    read: (args, rule) => {
      const given = args.given(name);
      return given && codec.read(given.value, name, rule, args.context);
    },
    print: (value, place) => ({ [name]: value === null ? null : codec.print(value, place.inside(name)) }),
  };
}

/** As orNone, of a property that is absent where it is not given. */
export function orAbsent<T>(name: string, codec: Codec<T>, help: string): Field<T | undefined> {
  const { entries, read, print } = orNone(name, codec, help);
  return { entries, read: (...given) => read(...given) ?? undefined, print: (value, ...others) => print(value ?? null, ...others) };
}

/** An argument that is the value of another property where it is not given. @param text the default, in words */
export function following<T>(name: string, codec: Codec<T>, property: string, help: string, text = property): Field<T> {
  return depending(name, codec, { text, of: (whole) => (whole as Readonly<Record<string, T>>)[property]! }, help);
}

/** A property that has one value only and no argument. */
export function fixed<T>(value: NoInfer<T> & (number | string | null)): Field<T> {
  return {
    entries: [],
    read: () => value,
    print: (found) => {
      if (found !== value) throw new Error(`${String(found)} cannot be written where only ${String(value)} has a meaning`);
      return {};
    },
  };
}

/** A default that depends on properties that are read before. */
export interface Fallback<T> {
  /** In words. */
  readonly text: string;
  readonly of: (before: object) => T;
}

/** An argument whose default depends on other properties. */
export function depending<T>(name: string, codec: Codec<T>, fallback: Fallback<T>, help: string): Field<T> {
  return {
    entries: [{ name, type: codec.type, fallback: fallback.text, help }],
    read: (args, rule, before) => {
      const given = args.given(name);
      return given ? codec.read(given.value, name, rule, args.context) : fallback.of(before);
    },
    print: (value, place, whole) => ({ [name]: isSame(value, fallback.of(whole)) ? null : codec.print(value, place.inside(name)) }),
  };
}

/** Bit for bit: -0 is not 0. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isList(a) || !isList(b) || a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!Object.is(a[index], b[index])) return false;
  return true;
}

function isList(value: unknown): value is readonly number[] | Float32Array {
  return Array.isArray(value) || value instanceof Float32Array;
}

export function entriesOf<T>(fields: Fields<T>): readonly Entry[] {
  return (Object.values(fields) as Field<unknown>[]).flatMap(({ entries }) => entries);
}

export function namesOf<T>(fields: Fields<T>): readonly string[] {
  return entriesOf(fields).map(({ name }) => name);
}

/** The arguments of a call as properties. */
export function readFields<T>(fields: Fields<T>, call: CallSyntax, rule: ShapeRule, context: Context): T {
  return readArguments(fields, argumentsOf(call, namesOf(fields), context), rule);
}

/** @param before what defaults may follow when it is not a property of the thing itself */
export function readArguments<T>(fields: Fields<T>, args: Arguments, rule: ShapeRule, before?: object): T {
  const found: Record<string, unknown> = {};
  for (const [property, field] of Object.entries(fields) as [string, Field<unknown>][]) {
    const value = field.read(args, rule, before ?? found);
    if (value !== undefined) found[property] = value;
  }
  return found as T;
}

/** Properties -> arguments; null stands at its default. @param whole as `before` of readArguments */
export function printFields<T extends object>(fields: Fields<T>, value: T, place: Placer, whole: object = value): Readonly<Record<string, ValueSyntax | null>> {
  const keys = Object.keys(fields) as (keyof T)[];
  return Object.assign({}, ...keys.map((property) => fields[property].print(value[property], place, whole))) as Record<string, ValueSyntax | null>;
}
