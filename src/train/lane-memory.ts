import type { Kernels } from '../kernels/kernels.ts';
import type { Plan, PlannedProjection } from './plan.ts';

/** Where a projection and the population behind it lie in the memory of the kernels (byte offsets). */
export interface ProjectionMemory {
  readonly planned: PlannedProjection;
  readonly weights: number;
  readonly gradients: number;
  readonly totals: number;
  /** z of the sources as they are sent, the bias (z = 1) behind them. */
  readonly inputs: number;
  /** The list of spikes of the sources, in their order. */
  readonly spikes: number;
  readonly workspace: number;
  /** Convolutions: the lists of the patches, how long each is, and their tables. */
  readonly lists: number;
  readonly counts: number;
  readonly tapOffsets: number;
  readonly taps: number;
  readonly sourceOf: number;
  /** Of the outputs: z where they fire, the same as sent (jitter), 1 / (S - 1), spikes waited for, dL/dz. */
  readonly times: number;
  readonly sent: number;
  readonly slopes: number;
  readonly causal: number;
  readonly pulls: number;
  /** Gradient of the weights of all inputs that fire last. */
  readonly rest: number;
}

/**
 * Lays out everything that the passes over a sample need. Nothing is allocated later.
 * @param jitters whether times are sent otherwise than they are
 * @throws RangeError when the memory does not suffice
 */
export function layOut(kernels: Kernels, plan: Plan, jitters: boolean): readonly ProjectionMemory[] {
  const f32 = (length: number): number => kernels.allocate(4 * length);
  let inputs = sentRoom(kernels, plan.projections[0]!.sources);
  return plan.projections.map((planned) => {
    const { rows, columns, sources, patches, patch } = planned;
    const times = sentRoom(kernels, patches * columns), sent = jitters ? sentRoom(kernels, patches * columns) : times;
    const memory: ProjectionMemory = {
      planned, inputs, times, sent,
      weights: f32(rows * columns), gradients: f32(rows * columns), totals: f32(columns),
      spikes: kernels.allocate(8 * (sources + 1)), workspace: kernels.allocate(4096 + 8 * (sources + 1)),
      lists: patch ? kernels.allocate(8 * patches * rows) : 0, counts: patch ? f32(patches) : 0,
      tapOffsets: patch ? placed(kernels, patch.offsets) : 0, taps: patch ? placed(kernels, patch.taps) : 0, sourceOf: patch ? placed(kernels, patch.sourceOf) : 0,
      slopes: f32(patches * columns), causal: f32(patches * columns), pulls: f32(patches * columns + 1), rest: f32(columns),
    };
    inputs = sent;
    return memory;
  });
}

/** Times of a population with the bias, an input at t = 0, behind them. */
function sentRoom(kernels: Kernels, neurons: number): number {
  const pointer = kernels.allocate(4 * (neurons + 1));
  new Float32Array(kernels.buffer(), pointer, neurons + 1)[neurons] = 1;
  return pointer;
}

function placed(kernels: Kernels, table: Uint32Array): number {
  const pointer = kernels.allocate(table.byteLength);
  new Uint32Array(kernels.buffer(), pointer, table.length).set(table);
  return pointer;
}
