import { printable } from '../../diagnostics/printable.ts';
import { INFINITE_WORDS } from './schema.ts';

/** An object of a JSON text. */
export type Keys = Readonly<Record<string, unknown>>;

export function isKeys(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number, or a word for an infinite one; null for anything else. */
export function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return INFINITE_WORDS.some((word) => word === value) ? Infinity : null;
}

/** A value as a message shows it: short. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'string' ? printable(value) : String(value);
}
