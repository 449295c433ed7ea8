import { MEASURES, VAN_ROSSUM_TAU_STEPS } from './deviation.ts';

type Numbers = Int32Array | Float32Array;

const DECAY = Math.exp(-1 / VAN_ROSSUM_TAU_STEPS);

/** Adds what the sums of one step are apart: accumulators and constant drives of both chips, at the places `ids`. */
export function compareSums(ids: Int32Array, accumulators: Numbers, drive: Numbers, idealAccumulators: Numbers, idealDrive: Numbers, into: Float64Array, cell: number): void {
  let [ideals, squares, signed, products] = [0, 0, 0, 0];
  for (let at = 0; at < ids.length; at++) {
    const k = ids[at]!;
    const ideal = idealAccumulators[k]! + idealDrive[k]!;
    const difference = accumulators[k]! + drive[k]! - ideal;
    ideals += ideal * ideal;
    squares += difference * difference;
    signed += difference;
    products += difference * ideal;
  }
  addFour(into, cell + MEASURES.sums, ideals, squares, signed, products);
}

/** Adds what the potentials after one step are apart. @param scales by local id, of the chip's potentials; null for 1 */
export function comparePotentials(ids: Int32Array, potentials: Float32Array, scales: Float64Array | null, idealPotentials: Float32Array, into: Float64Array, cell: number): void {
  let [ideals, squares, signed, products] = [0, 0, 0, 0];
  for (let at = 0; at < ids.length; at++) {
    const k = ids[at]!;
    const ideal = idealPotentials[k]!;
    const difference = (scales ? scales[k]! * potentials[k]! : potentials[k]!) - ideal;
    ideals += ideal * ideal;
    squares += difference * difference;
    signed += difference;
    products += difference * ideal;
  }
  addFour(into, cell + MEASURES.potentials, ideals, squares, signed, products);
}

/**
 * Adds what the spikes of one step are apart. Lists are of local ids, ascending, `count` from `first` on. `traces` (by local id) are the differences x
 * of both filtered spike trains: they decay by one timestep, then take in the spikes. A trace left alone from now on is worth x^2 / 2 of the van
 * Rossum distance, so a spike that only one of both has adds ((x +- 1)^2 - x^2) / 2.
 */
export function compareSpikes(
  spikes: Int32Array, count: number, idealSpikes: Int32Array, idealCount: number, first: number, traces: Float64Array, into: Float64Array, cell: number,
): void {
  for (let k = 0; k < traces.length; k++) traces[k] = traces[k]! * DECAY;
  const [end, idealEnd] = [first + count, first + idealCount];
  let [a, b, differing, distance] = [first, first, 0, 0];
  while (a < end || b < idealEnd) {
    const own = a < end ? spikes[a]! : 2 ** 31;
    const ideal = b < idealEnd ? idealSpikes[b]! : 2 ** 31;
    if (own <= ideal) a++;
    if (ideal <= own) b++;
    if (own === ideal) continue;
    differing++;
    if (own < ideal) distance += 0.5 + traces[own]!++;
    else distance += 0.5 - traces[ideal]!--;
  }
  into[cell + MEASURES.spikes]! += idealCount;
  into[cell + MEASURES.spikes + 1]! += count;
  into[cell + MEASURES.spikes + 2]! += differing;
  into[cell + MEASURES.vanRossum]! += distance;
}

function addFour(into: Float64Array, at: number, ideals: number, squares: number, signed: number, products: number): void {
  into[at]! += ideals;
  into[at + 1]! += squares;
  into[at + 2]! += signed;
  into[at + 3]! += products;
}
