import type { AblationRuns } from '../simulate/ablation.ts';
import { plural } from './quantity.ts';
import { meanInterval } from './student-t.ts';

/** What each non-ideality has in the accuracy that all of them cost. */
export interface Ablation {
  /** `accuracy`; without labels `agreement`: share of predictions equal to the ideal chip's. */
  readonly measure: 'accuracy' | 'agreement';
  readonly samples: number;
  readonly chips: number;
  /** How `interval95` is made. */
  readonly interval: string;
  /** The same configuration with everything off. */
  readonly ideal: number;
  /** With all effects, mean over chips; and what that loses against `ideal`. */
  readonly all: number;
  readonly loss: number;
  readonly interval95: readonly [number, number];
  readonly effects: readonly EffectLoss[];
  /** `loss` minus the losses of all effects alone: how much worse they are together than one by one. */
  readonly interaction: number;
}

export interface EffectLoss {
  /** A key of the non-idealities. */
  readonly name: string;
  readonly alone: LossPart;
  /** Without this effect; its loss is what leaving it out wins. */
  readonly allBut: LossPart;
}

export interface LossPart {
  /** Mean over chips. */
  readonly value: number;
  readonly loss: number;
  readonly interval95: readonly [number, number];
  /** `loss` as a share of what all effects lose; null where they lose nothing. */
  readonly share: number | null;
}

/** Chips are compared pairwise: the same samples, the same seeds. */
export function describeAblation({ ideal, all, effects }: AblationRuns, labels: Int32Array | null): Ablation {
  const truth = labels ?? ideal;
  const right = (predictions: readonly Int32Array[]): readonly Uint8Array[] => predictions.map((one) => Uint8Array.from(one, (value, i) => (value === truth[i] ? 1 : 0)));
  const [rightIdeal, rightAll] = [right(all.map(() => ideal)), right(all)];
  const lost = difference(rightIdeal, rightAll);
  const part = (value: number, { loss, interval95 }: Difference): LossPart => ({ value, loss, interval95, share: lost.loss === 0 ? null : loss / lost.loss });
  const described = effects.map(({ effect, alone, allBut }): EffectLoss => {
    const [rightAlone, rightAllBut] = [right(alone), right(allBut)];
    return { name: effect, alone: part(meanShare(rightAlone), difference(rightIdeal, rightAlone)), allBut: part(meanShare(rightAllBut), difference(rightAllBut, rightAll)) };
  });
  return {
    measure: labels ? 'accuracy' : 'agreement', samples: ideal.length, chips: all.length,
    interval: all.length > 1 ? `Student's t over chips, ${plural(all.length - 1, 'degree')} of freedom` : 'normal, over the samples of the one chip, which are paired',
    ideal: meanShare(rightIdeal), all: meanShare(rightAll), ...lost, effects: described,
    interaction: lost.loss - described.reduce((sum, { alone }) => sum + alone.loss, 0),
  };
}

interface Difference {
  readonly loss: number;
  readonly interval95: readonly [number, number];
}

/** Share of right predictions before minus after: spread over chips where there are several, else over samples. */
function difference(before: readonly Uint8Array[], after: readonly Uint8Array[]): Difference {
  const losses = before.map((one, chip) => shareOf(one) - shareOf(after[chip]!));
  const { mean, interval95 } = meanInterval(losses);
  return { loss: mean, interval95: interval95 ?? overSamples(before[0]!, after[0]!, mean) };
}

/** Mean of paired differences -1, 0 or 1, plus and minus 1.96 standard errors. */
function overSamples(before: Uint8Array, after: Uint8Array, mean: number): readonly [number, number] {
  const squares = before.reduce((sum, value, i) => sum + (value - after[i]!) ** 2, 0) / before.length;
  const half = 1.959963984540054 * Math.sqrt(Math.max(0, squares - mean * mean) / before.length);
  return [mean - half, mean + half];
}

function meanShare(chips: readonly Uint8Array[]): number {
  return chips.reduce((sum, one) => sum + shareOf(one), 0) / chips.length;
}

function shareOf(right: Uint8Array): number {
  return right.reduce((sum, value) => sum + value, 0) / right.length;
}
