import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** Watches long work; every function may be left out. */
export interface Observer {
  /** A part of the work begins, in a few words. */
  readonly start: (what: string) => void;
  /** How far that part is, 0..1. */
  readonly update: (fraction: number) => void;
  /** The same between two steps of a search (of a placement): true ends it, the best found so far is kept, and S841 says so. */
  readonly searching: (fraction: number) => boolean | Promise<boolean>;
  /** The part is over. */
  readonly stop: () => void;
  /** Warnings and notes as they are found; results carry the same ones. */
  readonly tell: (diagnostics: readonly Diagnostic[]) => void;
}

/** What all long work takes. */
export interface Observed {
  /** Watches the work; left out: nobody does. */
  readonly observer?: Partial<Observer>;
}

const NOBODY: Observer = { start: () => {}, update: () => {}, searching: () => false, stop: () => {}, tell: () => {} };

/** An observer with nothing left out. */
export function observing({ observer }: Observed): Observer {
  return { ...NOBODY, ...observer };
}
