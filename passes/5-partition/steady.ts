import { usableCores } from '../../src/ir/mesh.ts';
import type { Objective } from '../../src/ir/objective.ts';
import { seriesOf, type Series } from './step-series.ts';
import { ClusterLoads } from './cluster-loads.ts';
import { multilevel } from './multilevel.ts';
import { addIfAllowed, withRoomForAxons, type Refusal } from './next-fit.ts';
import type { PartitionProblem } from './partitioners.ts';

/** What a message weighs against uneven steps: see `priceOfMessage`. */
const MESSAGES: Readonly<Record<Objective, number>> = { latency: 0.25, balanced: 8, energy: 20_000, cores: 20_000 };
/** How often pieces are taken out and put where they are best, after the first time. */
const PASSES = 3;

/**
 * Pieces one by one, the busiest first, each to the core where it lengthens the timesteps least: the sum over cores and timesteps of the sixth power of what a core does in
 * it, which comes close to the longest of each timestep, plus the messages that it adds. Work that is even over an inference may all fall into the same timesteps,
 * for neighbours in the plane see the same things at the same time. Without spikes step by step, or with too many pieces for them, as `multilevel`.
 * @throws DiagnosticError S703
 */
export function steady(problem: PartitionProblem): Int32Array {
  const working = usableCores(problem.target.mesh).length;
  const cores = problem.cores === 0 ? working : Math.min(working, problem.cores);
  const series = seriesOf(problem, cores);
  if (!series) return multilevel({ ...problem, objective: problem.objective === 'energy' ? 'latency' : problem.objective });
  return withRoomForAxons(problem, (loads, fill) => pack(problem, series, cores, loads, fill));
}

function pack(problem: PartitionProblem, series: Series, cores: number, loads: ClusterLoads, fill: number): Refusal | null {
  const { graph, objective, progress } = problem;
  for (let core = 0; core < cores; core++) loads.open();
  const state = stateOf(graph.bundles.count, series, cores, priceOfMessage(series, cores) * MESSAGES[objective]);
  const order = Int32Array.from(Array.from({ length: graph.pieces }, (_, piece) => piece).sort((a, b) => series.total[b]! - series.total[a]! || a - b));
  for (let pass = 0; pass <= PASSES; pass++) {
    for (const [rank, piece] of order.entries()) {
      const before = loads.clusterOf[piece]!;
      if (before >= 0) {
        loads.remove(piece);
        state.change(piece, before, -1);
      }
      const core = bestCore(state.costs(piece), (candidate) => !loads.broken(piece, candidate, fill));
      const refusal = addIfAllowed(loads, piece, core);
      if (refusal) return refusal;
      state.change(piece, core, 1);
      if (rank % 64 === 0) progress((pass + rank / order.length) / (PASSES + 1));
    }
  }
  return null;
}

/** The cheapest core that takes a piece; the cheapest of all where none does, so that its limit can be named. */
function bestCore(costs: Float64Array, takes: (core: number) => boolean): number {
  const ranked = [...costs.keys()].sort((a, b) => costs[a]! - costs[b]! || a - b);
  return ranked.find(takes) ?? ranked[0]!;
}

/** One message on this scale: as many as there are spikes weigh as much as all cores in all timesteps at the mean load. */
function priceOfMessage({ steps, spikes }: Series, cores: number): number {
  return (cores * steps) / Math.max(1, spikes);
}

interface State {
  /** What each core would cost for a piece that is nowhere. */
  readonly costs: (piece: number) => Float64Array;
  readonly change: (piece: number, core: number, sign: 1 | -1) => void;
}

function stateOf(bundles: number, series: Series, cores: number, message: number): State {
  const { steps, spikesOf, arriving } = series;
  // Loads in units of the mean load of a core in a timestep, [core][step].
  const [received, own] = [new Float64Array(cores * steps), new Float64Array(cores * steps)];
  const [receivedCost, ownCost] = [new Float64Array(cores), new Float64Array(cores)];
  const heard = new Uint16Array(cores * bundles);
  const costs = new Float64Array(cores);
  const [added, all, sent, work] = [new Float64Array(steps), new Float64Array(steps), new Float64Array(steps), new Float64Array(steps)];
  const costOf = (loads: Float64Array, core: number, more: Float64Array): number => {
    let sum = 0;
    for (let t = 0, at = core * steps; t < steps; t++, at++) {
      const square = (loads[at]! + more[t]!) ** 2;
      sum += square * square * square;
    }
    return sum;
  };
  /** Adds what a core (-1: one that hears nothing) does with messages of bundles that it does not hear yet; returns how many they are. */
  const addMessages = (piece: number, core: number, into: Float64Array): number => {
    let messages = 0;
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
      const bundle = arriving.items[i]!;
      if (core >= 0 && heard[core * bundles + bundle]! > 0) continue;
      for (let t = 0, at = bundle * steps; t < steps; t++, at++) into[t]! += spikesOf[at]! * series.message;
      messages += series.spikesOfBundle[bundle]!;
    }
    return messages;
  };
  const hearsSome = (piece: number, core: number): boolean => {
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) if (heard[core * bundles + arriving.items[i]!]! > 0) return true;
    return false;
  };
  return {
    costs: (piece) => {
      series.workOf(piece, work);
      series.ownWorkOf(piece, sent);
      // Most cores hear none of it yet: what they would do is worked out once.
      all.set(work);
      const most = addMessages(piece, -1, all);
      for (let core = 0; core < cores; core++) {
        let messages = most;
        let what = all;
        if (hearsSome(piece, core)) {
          added.set(work);
          messages = addMessages(piece, core, added);
          what = added;
        }
        costs[core] = costOf(received, core, what) - receivedCost[core]! + costOf(own, core, sent) - ownCost[core]! + message * messages;
      }
      return costs;
    },
    change: (piece, core, sign) => {
      series.workOf(piece, work);
      series.ownWorkOf(piece, sent);
      const hear = (by: number): void => { for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) heard[core * bundles + arriving.items[i]!]! += by; };
      if (sign < 0) hear(-1);
      addMessages(piece, core, work);
      if (sign > 0) hear(1);
      for (let t = 0, at = core * steps; t < steps; t++, at++) {
        received[at] = Math.max(0, received[at]! + sign * work[t]!);
        own[at] = Math.max(0, own[at]! + sign * sent[t]!);
      }
      added.fill(0);
      receivedCost[core] = costOf(received, core, added);
      ownCost[core] = costOf(own, core, added);
    },
  };
}
