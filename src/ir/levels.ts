import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { isSynaptic, type Network, type SynapticProjection } from './network.ts';
import type { Target } from './target.ts';

/** Levels with one at 0 (-n..n), or between them (odd multiples of half a step: -n, .., -1, 1, .., n). */
export type LevelRise = 'mid-tread' | 'mid-rise';

/** Which levels weights have. Mid-rise levels need no code for 0, so all 2^bits codes serve: 2 bits are -3, -1, 1, 3, and 1 bit is -1, 1. */
export interface WeightLevels {
  readonly bits: number;
  readonly rise: LevelRise;
}

/** Bits that levels of each kind may have; a level is stored in 16 bits at most, sign included. */
export const LEVEL_BITS: Readonly<Record<LevelRise, { readonly least: number; readonly most: number }>> = {
  'mid-tread': { least: 2, most: 16 },
  'mid-rise': { least: 1, most: 15 },
};

/** The n of levels -n..n: 2^(bits-1) - 1 mid-tread, 2^bits - 1 (with odd levels alone) mid-rise. */
export function largestLevel(bits: number, rise: LevelRise): number {
  return rise === 'mid-tread' ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
}

/** Levels -most..most, or the odd numbers among them. */
export interface LevelRange {
  readonly most: number;
  readonly rise: LevelRise;
}

export function rangeOf({ bits, rise }: WeightLevels): LevelRange {
  return { most: largestLevel(bits, rise), rise };
}

/** Conductances that one device of a pair must tell apart: those of levels 0..n, evenly spaced (0 where the other of the pair conducts). */
export function conductancesFor({ bits, rise }: WeightLevels): number {
  return largestLevel(bits, rise) + 1;
}

/** The levels of a quantised projection: its own, or those of the network, mid-tread. */
export function levelsOf({ levels }: Pick<SynapticProjection, 'levels'>, network: Pick<Network, 'bits'>): WeightLevels {
  return levels ?? { bits: network.bits!, rise: 'mid-tread' };
}

/** Whether such levels fit 8 bits with their sign; all others are stored in 16. */
export function areBytes({ bits, rise }: WeightLevels): boolean {
  return largestLevel(bits, rise) <= 127;
}

/** Whether a whole number within -n..n is one of the levels. */
export function isLevel(value: number, rise: LevelRise): boolean {
  return rise === 'mid-tread' || value % 2 !== 0;
}

/** As a message names them: `-7..7`, `the odd numbers of -3..3`. */
export function printLevels({ bits, rise }: WeightLevels): string {
  const most = largestLevel(bits, rise);
  return `${rise === 'mid-tread' ? '' : 'the odd numbers of '}-${most}..${most}`;
}

/** Why there are no such levels; null when there are. */
export function badLevels({ bits, rise }: WeightLevels): string | null {
  if (!Object.hasOwn(LEVEL_BITS, rise)) return 'levels are mid-tread or mid-rise';
  const { least, most } = LEVEL_BITS[rise];
  return Number.isInteger(bits) && bits >= least && bits <= most ? null : `${rise} levels have ${least} to ${most} bits, not ${bits}`;
}

/** Most bits of any projection. */
export function mostBits(network: Network): number {
  return network.projections.filter(isSynaptic).reduce((most, projection) => Math.max(most, levelsOf(projection, network).bits), 0);
}

/**
 * Levels of weights that the target does not store, S551, or its devices do not tell apart, S557: each kind once, at the first projection that has it.
 * Mid-tread levels that it stores are told apart by its design rules.
 */
export function unsupportedLevels(network: Network, { name, weightBits: { minimum, maximum }, device }: Target): readonly Diagnostic[] {
  const kinds = new Map<string, SynapticProjection[]>();
  for (const projection of network.projections.filter(isSynaptic)) {
    const { bits, rise } = levelsOf(projection, network);
    kinds.set(`${bits} ${rise}`, [...(kinds.get(`${bits} ${rise}`) ?? []), projection]);
  }
  return [...kinds.values()].flatMap(([first, ...others]) => {
    const levels = levelsOf(first!, network);
    if (levels.bits < minimum || levels.bits > maximum) return [diagnose('S551', { bits: levels.bits, target: name, minimum, maximum }, first!.origin)];
    const needed = conductancesFor(levels);
    if (!device || levels.rise === 'mid-tread' || needed <= device.levels.value) return [];
    return [diagnose('S557', { projection: first!.name, others: others.length, bits: levels.bits, needed, device: device.name, available: device.levels.value }, first!.origin)];
  });
}
