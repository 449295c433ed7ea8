import type { StuckPairs } from './pairs.ts';
import { preCompensate, type WiredCrossbar } from './pre-compensate.ts';

/** Relative root mean square of what weights may still miss. */
export const SHARE_ERROR = 0.01;

/** Shares between which one is looked for, and how finely. */
const LEAST = 0.01;
const HALVINGS = 7;

/** A crossbar whose weights (shares of the range of a device, row-major) are to be reached. */
export interface CompensatedCrossbar {
  readonly weights: Float64Array;
  /** Devices that cannot be written; null for none. */
  readonly stuck: StuckPairs | null;
  readonly crossbar: WiredCrossbar;
}

/**
 * The largest share of the weights that pre-compensation reaches in all these crossbars together within `SHARE_ERROR`: less of the range of the devices would be used,
 * and noise would count for more, than need be. Found by halving the interval of its logarithm; the least share where none is small enough.
 */
export function chooseShare(crossbars: readonly CompensatedCrossbar[]): number {
  if (errorOfShare(crossbars, 1) <= SHARE_ERROR) return 1;
  let [reached, missed] = [Math.log(LEAST), 0];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (reached + missed) / 2;
    if (errorOfShare(crossbars, Math.exp(middle)) <= SHARE_ERROR) reached = middle;
    else missed = middle;
  }
  return Math.exp(reached);
}

/** What the weights miss when so much of them is asked for: root mean square over that of the weights. */
export function errorOfShare(crossbars: readonly CompensatedCrossbar[], share: number): number {
  let [missed, wanted] = [0, 0];
  for (const { weights, stuck, crossbar } of crossbars) {
    const aimed = weights.map((weight) => weight * share);
    const { positive, negative } = preCompensate(aimed, stuck, crossbar);
    const { off_S, span_S } = crossbar;
    const inSiemens = (side: Float64Array): Float64Array => side.map((part) => off_S + part * span_S);
    const acting = crossbar.effective({ positive: inSiemens(positive), negative: inSiemens(negative) });
    aimed.forEach((weight, cell) => {
      missed += ((acting.positive[cell]! - acting.negative[cell]!) / span_S - weight) ** 2;
      wanted += weight * weight;
    });
  }
  return wanted === 0 ? 0 : Math.sqrt(missed / wanted);
}
