import type { CrossbarConnections, ProgrammedPlane } from './crossbar-connections.ts';
import type { Arena, Block } from './memory.ts';

/** One set of columns of every crossbar, with what has been added up in it. */
export interface Plane {
  /** Levels that one unit of its columns stands for. */
  readonly worth: number;
  readonly signal: Accumulated;
  /** Variances of the columns from the noise of devices, levels squared; null without. */
  readonly variance: Accumulated | null;
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

function reservePlane(arena: Arena, { worth, weights, variances }: ProgrammedPlane, size: number): () => Plane {
  const signal = reserve(arena, weights, size);
  const variance = variances && reserve(arena, variances, size);
  return () => ({ worth, signal: signal(), variance: variance && variance() });
}

function reserve(arena: Arena, cells: Float32Array, size: number): () => Accumulated {
  const pool = arena.f32(cells.length);
  const [sums, drives] = [arena.f32(size), arena.f32(size)];
  return () => {
    const block = pool();
    block.data.set(cells);
    return { cells: block.pointer, sums: sums(), drives: drives() };
  };
}
