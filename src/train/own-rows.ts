import type { Kernels } from '../kernels/kernels.ts';
import { columnBases } from './board.ts';
import type { LaneSetup, Show } from './lane.ts';
import type { ProjectionMemory } from './lane-memory.ts';
import type { Plan } from './plan.ts';
import { weightNoise } from './weight-noise.ts';

/** The rows of a projection that a lane steps: first and end. */
export type OwnedRows = readonly { readonly first: number; readonly end: number }[];

/** A step of Adam (Kingma & Ba, arXiv 1412.6980). */
export interface Step {
  readonly shards: number;
  /** 1 / samples of the batch. */
  readonly share: number;
  /** Factor on means / sqrt(squares), bias corrections included: rate / (1 - meanKept^t). */
  readonly rate: number;
  /** 1 / sqrt(1 - squareKept^t). */
  readonly correction: number;
  /** Weight-sum cost: of a projection, on the mean over neurons of max(0, 1 - sum of weights). */
  readonly sumCost: number;
  /** Of a projection, on the mean square of its weights. */
  readonly squareCost: number;
  /** Largest gradient of a weight. */
  readonly limit: number;
}

export const MEAN_KEPT = 0.9;
export const SQUARE_KEPT = 0.999;

export function ownedRows({ projections }: Plan, lane: number, lanes: number): OwnedRows {
  return projections.map(({ rows }) => ({ first: Math.floor((rows * lane) / lanes), end: Math.floor((rows * (lane + 1)) / lanes) }));
}

interface Rows {
  readonly load: () => void;
  readonly show: (show: Show) => void;
  readonly step: (step: Step, show: Show) => void;
  readonly collect: () => void;
}

/** The weights of some rows, with Adam's memory of them. What is done to a weight does not depend on which lane has it. */
export function ownRows(kernels: Kernels, setup: LaneSetup, memories: readonly ProjectionMemory[], owned: OwnedRows): Rows {
  const { board, mostLevel, shards, noisy, seed } = setup;
  const bases = columnBases(board.plan);
  const noise = noisy ? weightNoise(seed) : null;
  const rows = memories.map(({ planned, totals }, i) => {
    const { columns, offset } = planned, { first, end } = owned[i]!;
    const count = (end - first) * columns, room = (times = 1): number => kernels.allocate(4 * count * times);
    return {
      planned, totals, columns, first, count, rowCount: end - first, at: offset + first * columns, scaleBase: bases[i]!, index: i,
      weights: room(), means: room(), squares: room(), shown: mostLevel === null ? 0 : room(), gradients: room(shards), terms: kernels.allocate(4 * columns), scales: kernels.allocate(4 * columns),
    };
  });
  type Part = (typeof rows)[number];
  const view = (pointer: number, length: number): Float32Array => new Float32Array(kernels.buffer(), pointer, length);
  const each = (part: Part): readonly (readonly [number, Float32Array])[] => [[part.weights, board.weights], [part.means, board.means], [part.squares, board.squares]];

  const clearEmpty = ({ planned, first, rowCount, columns }: Part, weights: Float32Array): void => {
    for (const row of planned.emptyRows) if (row >= first && row < first + rowCount) weights.fill(0, (row - first) * columns, (row - first + 1) * columns);
  };
  const showPart = (part: Part, { noise: drawn }: Show): void => {
    const { count, at, columns } = part;
    if (mostLevel !== null) {
      view(part.scales, columns).set(board.scales.subarray(part.scaleBase, part.scaleBase + columns));
      kernels.roundWeightsF32(part.weights, part.rowCount, columns, part.scales, mostLevel, part.shown);
    }
    const out = board.shown.subarray(at, at + count);
    out.set(view(mostLevel === null ? part.weights : part.shown, count));
    if (drawn) {
      noise!(out, part.planned, part.first, drawn.draw, drawn.sigmas[part.index]!);
      clearEmpty(part, out);
    }
  };
  const stepPart = (part: Part, step: Step): void => {
    const { count, at, columns, planned: { used, inputs } } = part;
    for (let shard = 0; shard < step.shards; shard++) {
      view(part.gradients + 4 * count * shard, count).set(board.gradients.subarray(shard * board.plan.parameters + at, shard * board.plan.parameters + at + count));
    }
    const totals = view(part.totals, columns), terms = view(part.terms, columns);
    for (let column = 0; column < used; column++) terms[column] = totals[column]! < 1 ? -step.sumCost / used : 0;
    kernels.adamF32(part.weights, part.means, part.squares, part.gradients, step.shards, 4 * count, part.rowCount, columns, part.terms,
      step.share, (2 * step.squareCost) / ((inputs + 1) * used), step.limit, MEAN_KEPT, SQUARE_KEPT, step.rate, step.correction);
    clearEmpty(part, view(part.weights, count));
  };
  return {
    load: () => rows.forEach((part) => each(part).forEach(([pointer, all]) => view(pointer, part.count).set(all.subarray(part.at, part.at + part.count)))),
    collect: () => rows.forEach((part) => each(part).forEach(([pointer, all]) => all.set(view(pointer, part.count), part.at))),
    show: (show) => rows.forEach((part) => showPart(part, show)),
    step: (step, show) => rows.forEach((part) => {
      stepPart(part, step);
      showPart(part, show);
    }),
  };
}
