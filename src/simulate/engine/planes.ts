import type { CoupledSag, CrossbarConnections, ProgrammedPlane } from './crossbar-connections.ts';
import type { Arena, Block } from './memory.ts';

/** One set of columns of every crossbar, with what has been added up in it. */
export interface Plane {
  /** Levels that one unit of its columns stands for. */
  readonly worth: number;
  /** As that of a `ProgrammedPlane`. */
  readonly branch: 0 | 1;
  readonly signal: Accumulated;
  /** Variances of the columns from the noise of devices, levels squared; null without. */
  readonly variance: Accumulated | null;
  /** The same of a reference column; null for pairs. */
  readonly reference: Accumulated | null;
  /** What lowers them behind wires; null without. */
  readonly sag: PlaneSag | null;
  /** What else is added up: with the inputs themselves, and with their squares. */
  readonly linear: readonly Accumulated[];
  readonly squared: readonly Accumulated[];
}

/** Accumulations of a `CoupledSag`, and its tables. */
export interface PlaneSag extends Pick<CoupledSag, 'square' | 'turned'> {
  readonly current: Accumulated;
  readonly linear: { readonly positive: Accumulated; readonly negative: Accumulated };
}

/** What the rows of all crossbars add to their columns, laid out as the taps say. */
export interface Accumulated {
  /** Pointer to what each cell adds, f32. */
  readonly cells: number;
  /** Columns of every readout in this step, and what the current-coded inputs add to them in every step. */
  readonly sums: Block<Float32Array>;
  readonly drives: Block<Float32Array>;
}

export function reservePlanes(arena: Arena, { planes, readouts }: CrossbarConnections): () => readonly Plane[] {
  const reserved = planes.map((plane) => reservePlane(arena, plane, readouts.size));
  return () => reserved.map((fill) => fill());
}

function reservePlane(arena: Arena, { worth, branch, weights, variances, coupled }: ProgrammedPlane, size: number): () => Plane {
  const signal = reserve(arena, weights, size);
  const variance = variances && reserve(arena, variances, size);
  const reference = coupled?.reference ? reserve(arena, coupled.reference, size) : null;
  // Columns of one branch do not tell the currents of the arrays: their noise stays what it is without the other rows.
  const sag = coupled?.sag && branch === undefined ? reserveSag(arena, coupled.sag, size) : null;
  return () => {
    const found = { worth, branch: branch ?? 0 as const, signal: signal(), variance: variance && variance(), reference: reference && reference(), sag: sag && sag() };
    const linear = found.sag ? [found.sag.current, found.sag.linear.positive, found.sag.linear.negative] : [];
    return { ...found, linear, squared: [found.variance, found.reference].filter((one) => one !== null) };
  };
}

function reserveSag(arena: Arena, { current, linear, square, turned }: CoupledSag, size: number): () => PlaneSag {
  const [all, positive, negative] = [reserve(arena, current, size), reserve(arena, linear.positive, size), reserve(arena, linear.negative, size)];
  return () => ({ current: all(), linear: { positive: positive(), negative: negative() }, square, turned });
}

export function reserve(arena: Arena, cells: Float32Array, size: number): () => Accumulated {
  const pool = arena.f32(cells.length);
  const [sums, drives] = [arena.f32(size), arena.f32(size)];
  return () => {
    const block = pool();
    block.data.set(cells);
    return { cells: block.pointer, sums: sums(), drives: drives() };
  };
}
