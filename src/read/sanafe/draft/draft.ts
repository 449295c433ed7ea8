import type { Span } from '../../../ir/origin.ts';
import { growingDoubles, growingInts, push, type Growing } from './growing.ts';
import { collectNames, type Names } from './interner.ts';

/** A file as it stands, before anything is made of it: groups in the order of the file, edges by the pair of groups they join. */
export interface Draft {
  name: string;
  /** Names of groups, wherever they occur. */
  readonly groupNames: Names;
  readonly groups: DraftGroup[];
  /** Edges between neurons; one bundle for each pair of groups. */
  readonly bundles: Bundle[];
  readonly hyperedges: Hyperedge[];
  edgesWithoutWeight: number;
  /** Whether neurons have attributes that are not known: those of a plug-in, or misspelt. */
  foreign: boolean;
  /** Names of hardware units; the attributes soma_hw_name and so on hold their numbers. */
  readonly units: Names;
  /** Spike trains of input neurons; the attribute `spikes` holds their numbers. Train t: steps[offsets[t] .. offsets[t + 1]), from 0. */
  readonly trains: { readonly offsets: Growing<Int32Array>; readonly steps: Growing<Int32Array>; longest: number };
}

export function newDraft(): Draft {
  const offsets = growingInts();
  push(offsets, 0);
  return {
    name: '', groupNames: collectNames(), groups: [], bundles: [], hyperedges: [], edgesWithoutWeight: 0, foreign: false, units: collectNames(),
    trains: { offsets, steps: growingInts(), longest: 0 },
  };
}

export interface DraftGroup {
  /** Number in `groupNames`. */
  readonly id: number;
  readonly name: string;
  readonly span: Span;
  neurons: number;
  /** Attributes of all neurons, and of single ones. */
  readonly attributes: Attributes;
}

/** Numbers of an attribute: one for the whole group, and runs of neurons with another; later runs overrule earlier ones. */
export interface Column {
  group: number;
  readonly first: Growing<Int32Array>;
  readonly last: Growing<Int32Array>;
  readonly values: Growing<Float64Array>;
}

/** By number of the attribute (attributes.ts). NaN stands for "not said". */
export type Attributes = Map<number, Column>;

export function newColumn(): Column {
  return { group: NaN, first: growingInts(), last: growingInts(), values: growingDoubles() };
}

export function setRun(column: Column, first: number, last: number, value: number): void {
  push(column.first, first);
  push(column.last, last);
  push(column.values, value);
}

/** Edges from one group to another, in the order of the file. */
export interface Bundle {
  readonly source: number;
  readonly destination: number;
  readonly span: Span;
  readonly sources: Growing<Int32Array>;
  readonly destinations: Growing<Int32Array>;
  readonly weights: Growing<Float32Array>;
  /** Empty until an edge states a delay other than 0; shorter than the others where the rest states none. */
  readonly delays: Growing<Int32Array>;
  /** Largest neuron numbers and where they stand; only of neurons that were not known to exist when they were read. */
  readonly most: { source: number; sourceSpan: Span; destination: number; destinationSpan: Span };
}

/** An edge between whole groups. */
export interface Hyperedge {
  readonly source: number;
  readonly destination: number;
  readonly text: string;
  readonly span: Span;
  type: string;
  readonly extents: Map<string, number>;
  weights: Float32Array | null;
  delays: Int32Array | null;
  /** Source and destination in turn. */
  pairs: Int32Array | null;
}
