import type { Lists } from '../../src/ir/twins.ts';
import type { Series } from './step-series.ts';

/** What cores do in each timestep while pieces come and go. Lives during one run of `steady`. */
export interface StepLoads {
  /** The core where a piece that is nowhere costs least of those that take it; where none does, one that costs little, so that its limit can be named. */
  readonly cheapest: (piece: number, takes: (core: number) => boolean) => number;
  readonly add: (piece: number, core: number) => void;
  readonly remove: (piece: number, core: number) => void;
}

/**
 * Loads [core][timestep], apart for what messages bring and for what a core does for its own neurons, for a target may do both at once. A piece costs
 * what it adds to the sum of their sixth powers, and `price` for each message that the core does not hear yet. The sixth power is convex, so that its slope
 * times the load of the piece is a lower bound: only cores whose bound is below the best cost so far are looked at closely.
 */
export function stepLoadsOf(series: Series, bundles: number, cores: number, price: number): StepLoads {
  const { steps, arriving, leaving, message, perEvent, perSpike, update, spikes: { offsets, at, counts, ofBundle } } = series;
  const [received, own] = [sideOf(cores, steps), sideOf(cores, steps)];
  const heard = new Uint16Array(bundles * cores);
  // What the piece looked at last does on a core that hears none of its bundles, and lower bounds of what that costs on each core, messages included, where they are fresh.
  const [all, sent, some] = [new Float64Array(steps), new Float64Array(steps), new Float64Array(steps)];
  const [lowest, messages, fresh] = [new Float64Array(cores), new Float64Array(cores), new Uint8Array(cores)];
  const bounds = new Float64Array(cores);
  let last = -1;

  const addSpikes = (bundle: number, factor: number, into: Float64Array): void => {
    for (let i = offsets[bundle]!; i < offsets[bundle + 1]!; i++) into[at[i]!]! += factor * counts[i]!;
  };
  /** Sum of spikes x slope of a core. */
  const rise = (bundle: number, slopes: Float64Array, core: number): number => {
    const start = core * steps;
    let sum = 0;
    for (let i = offsets[bundle]!; i < offsets[bundle + 1]!; i++) sum += counts[i]! * slopes[start + at[i]!]!;
    return sum;
  };
  const lookAt = (piece: number): void => {
    sent.fill(update[piece]!);
    for (let i = leaving.offsets[piece]!; i < leaving.offsets[piece + 1]!; i++) addSpikes(leaving.items[i]!, perSpike[leaving.items[i]!]!, sent);
    // Channels of a position hear the same and come one after the other.
    if (last >= 0 && perEvent[last] === perEvent[piece] && hearAlike(arriving, last, piece)) return;
    last = piece;
    fresh.fill(0);
    all.fill(0);
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) addSpikes(arriving.items[i]!, perEvent[piece]! + message, all);
  };
  const refresh = (piece: number, core: number): void => {
    let sum = slopeTimes(received.slopes, core * steps, all);
    let more = 0;
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
      const bundle = arriving.items[i]!;
      if (heard[bundle * cores + core] === 0) more += ofBundle[bundle]!;
      else sum -= message * rise(bundle, received.slopes, core);
    }
    messages[core] = more;
    lowest[core] = sum + price * more;
    fresh[core] = 1;
  };
  const bound = (piece: number): void => {
    const silent = arriving.offsets[piece] === arriving.offsets[piece + 1];
    for (let core = 0; core < cores; core++) {
      if (!silent && fresh[core] === 0) refresh(piece, core);
      let sum = (silent ? 0 : lowest[core]!) + update[piece]! * own.steepness[core]!;
      for (let i = leaving.offsets[piece]!; i < leaving.offsets[piece + 1]!; i++) sum += perSpike[leaving.items[i]!]! * rise(leaving.items[i]!, own.slopes, core);
      bounds[core] = sum;
    }
  };
  const costOf = (piece: number, core: number): number => {
    const ofOwn = powersWith(own.loads, core, sent) - own.powers[core]!;
    if (arriving.offsets[piece] === arriving.offsets[piece + 1]) return ofOwn;
    some.set(all);
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) if (heard[arriving.items[i]! * cores + core]! > 0) addSpikes(arriving.items[i]!, -message, some);
    return powersWith(received.loads, core, some) - received.powers[core]! + ofOwn + price * messages[core]!;
  };
  const change = (piece: number, core: number, sign: 1 | -1): void => {
    lookAt(piece);
    some.set(all);
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
      const [bundle, pair] = [arriving.items[i]!, arriving.items[i]! * cores + core];
      // A message is the load of the first piece that hears it, and of the last.
      if (heard[pair] !== (sign > 0 ? 0 : 1)) addSpikes(bundle, -message, some);
      heard[pair]! += sign;
    }
    addLoad(received, core, some, sign);
    addLoad(own, core, sent, sign);
    fresh[core] = 0;
  };
  return {
    cheapest: (piece, takes) => {
      lookAt(piece);
      bound(piece);
      let [best, cost] = [-1, Infinity];
      let [first, least] = [0, Infinity];
      for (;;) {
        const core = smallest(bounds);
        if (!(bounds[core]! < cost)) return best < 0 ? first : best;
        bounds[core] = Infinity;
        const found = costOf(piece, core);
        if (found < least) [first, least] = [core, found];
        if (found < cost && takes(core)) [best, cost] = [core, found];
      }
    },
    add: (piece, core) => change(piece, core, 1),
    remove: (piece, core) => change(piece, core, -1),
  };
}

/** Whether the same bundles arrive at two pieces. */
function hearAlike({ offsets, items }: Lists, one: number, other: number): boolean {
  const size = offsets[one + 1]! - offsets[one]!;
  if (offsets[other + 1]! - offsets[other]! !== size) return false;
  for (let i = 0; i < size; i++) if (items[offsets[one]! + i] !== items[offsets[other]! + i]) return false;
  return true;
}

/** One side of what cores do. */
interface Side {
  /** [core][timestep], and the slope of its sixth power, 6 load^5. */
  readonly loads: Float64Array;
  readonly slopes: Float64Array;
  /** Sums of the slopes and of the sixth powers of each core. */
  readonly steepness: Float64Array;
  readonly powers: Float64Array;
}

function sideOf(cores: number, steps: number): Side {
  return { loads: new Float64Array(cores * steps), slopes: new Float64Array(cores * steps), steepness: new Float64Array(cores), powers: new Float64Array(cores) };
}

function addLoad({ loads, slopes, steepness, powers }: Side, core: number, load: Float64Array, sign: 1 | -1): void {
  let [steep, sum] = [0, 0];
  for (let t = 0, at = core * load.length; t < load.length; t++, at++) {
    const now = Math.max(0, loads[at]! + sign * load[t]!);
    const square = now * now;
    const slope = 6 * square * square * now;
    loads[at] = now;
    slopes[at] = slope;
    steep += slope;
    sum += square * square * square;
  }
  steepness[core] = steep;
  powers[core] = sum;
}

// Both loops run over every timestep for most pairs of piece and core. Two sums each let additions overlap.

function slopeTimes(slopes: Float64Array, start: number, load: Float64Array): number {
  let [even, odd] = [0, 0];
  const pairs = load.length & ~1;
  for (let t = 0, at = start; t < pairs; t += 2, at += 2) {
    even += slopes[at]! * load[t]!;
    odd += slopes[at + 1]! * load[t + 1]!;
  }
  return pairs < load.length ? even + odd + slopes[start + pairs]! * load[pairs]! : even + odd;
}

/** Sum of the sixth powers of what a core would do with this besides. */
function powersWith(loads: Float64Array, core: number, more: Float64Array): number {
  let [even, odd] = [0, 0];
  const start = core * more.length;
  const pairs = more.length & ~1;
  for (let t = 0, at = start; t < pairs; t += 2, at += 2) {
    const [one, other] = [loads[at]! + more[t]!, loads[at + 1]! + more[t + 1]!];
    const [square, next] = [one * one, other * other];
    even += square * square * square;
    odd += next * next * next;
  }
  return pairs < more.length ? even + odd + (loads[start + pairs]! + more[pairs]!) ** 6 : even + odd;
}

function smallest(values: Float64Array): number {
  let found = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! < values[found]!) found = i;
  return found;
}
