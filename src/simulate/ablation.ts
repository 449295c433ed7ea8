import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { IDEAL, type NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { predictChips, type ChipChoice, type ChipsOptions } from './simulate.ts';

/** What chips with other sets of non-idealities predict; a class for each sample, chip by chip. */
export interface AblationRuns {
  /** The same configuration with everything off; the same on every chip. */
  readonly ideal: Int32Array;
  /** With all effects that are on. */
  readonly all: readonly Int32Array[];
  readonly effects: readonly EffectRuns[];
}

export interface EffectRuns {
  /** A key of `NonIdealities`. */
  readonly effect: string;
  /** With this effect and no other, and with all others. */
  readonly alone: readonly Int32Array[];
  readonly allBut: readonly Int32Array[];
}

/** The effects that are on: keys that are not null. */
export function activeEffects(nonIdealities: NonIdealities): readonly string[] {
  return Object.entries(nonIdealities).filter(([, effect]) => effect !== null).map(([name]) => name);
}

/**
 * Runs every effect alone, and all but each one. Chips have the seeds of `all`, so what is drawn for an effect is the same with and without the others.
 * @param chip with all effects, and what is done about them
 * @param all what the chips with all effects predicted
 * @throws DiagnosticError as `simulate`
 */
export async function ablate(
  configuration: Configuration, target: Target, dataset: Dataset, chip: Omit<ChipChoice, 'trial'>, all: readonly Int32Array[], options: ChipsOptions,
): Promise<AblationRuns> {
  const { nonIdealities } = chip;
  const names = activeEffects(nonIdealities);
  const own = nonIdealities as unknown as Readonly<Record<string, unknown>>;
  const alone = names.map((name) => ({ ...IDEAL, [name]: own[name] }) as NonIdealities);
  const allBut = names.map((name) => ({ ...nonIdealities, [name]: null }) as NonIdealities);
  const variants = distinct([...alone, ...allBut].filter((one) => keyOf(one) !== keyOf(IDEAL) && keyOf(one) !== keyOf(nonIdealities)));
  const chips = [{ nonIdealities: IDEAL, trial: 0 }, ...variants.flatMap((one) => all.map((_, trial): ChipChoice => ({ ...chip, nonIdealities: one, trial })))];
  const [ideal, ...predicted] = await predictChips(configuration, target, dataset, chips, options);
  const found = new Map(variants.map((one, i) => [keyOf(one), predicted.slice(i * all.length, (i + 1) * all.length)] as const));
  found.set(keyOf(IDEAL), all.map(() => ideal!)).set(keyOf(nonIdealities), [...all]);
  return {
    ideal: ideal!, all,
    effects: names.map((effect, i) => ({ effect, alone: found.get(keyOf(alone[i]!))!, allBut: found.get(keyOf(allBut[i]!))! })),
  };
}

function distinct(variants: readonly NonIdealities[]): readonly NonIdealities[] {
  return [...new Map(variants.map((one) => [keyOf(one), one] as const)).values()];
}

/** The same for the same effects, whatever their order. */
function keyOf(nonIdealities: NonIdealities): string {
  return JSON.stringify(Object.entries(nonIdealities).filter(([, effect]) => effect !== null).sort(([a], [b]) => (a < b ? -1 : 1)));
}
