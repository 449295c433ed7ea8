import { COUNT_NAMES, ENERGY_PARTS, isCovered, type CountName, type EnergyPart, type Price, type StaticPower, type Target } from '../ir/target.ts';
import type { Counts, Ledger } from '../simulate/ledger/ledger.ts';
import { formatCount } from './quantity.ts';

export interface Energy {
  readonly perInference_J: number;
  /** Over all samples. */
  readonly total_J: number;
  /** Per inference; sums to `perInference_J`. */
  readonly parts_J: EnergyParts;
  /** Per inference and population; together with `static_J` and `unattributed_J` sums to `perInference_J`. */
  readonly perLayer: readonly PopulationEnergy[];
  /** Static power times the duration of one inference. */
  readonly static_J: number;
  /** Priced counts that no population owns. */
  readonly unattributed_J: number;
  /** Parts on which the target books no price: their zero means "not separate", not "free". */
  readonly partsWithoutPrice: readonly EnergyPart[];
}

export type EnergyParts = Readonly<Record<EnergyPart, number>>;

export interface PopulationEnergy {
  readonly name: string;
  readonly energy_J: number;
  readonly parts_J: EnergyParts;
}

/** Prices what was counted. `inference_s` is how long one inference lasts, for the static power (null: not known, a gap of the report); `somas_W` what of it flows in somas that have a price of their own. */
export function priceEnergy(target: Target, ledger: Ledger, coresUsed: number, inference_s: number | null, somas_W = 0): Energy {
  const static_J = (staticPower_W(target.staticPower, coresUsed) + somas_W) * (inference_s ?? 0);
  const dynamic_J = priceCounts(ledger.total, target.prices, ledger.samples);
  const parts_J = { ...dynamic_J, static: dynamic_J.static + static_J };
  const perInference_J = sumOf(parts_J);
  return {
    perInference_J,
    total_J: perInference_J * ledger.samples,
    parts_J,
    perLayer: ledger.populations.map(({ name, counts }) => {
      const own_J = priceCounts(counts, target.prices, ledger.samples);
      return { name, energy_J: sumOf(own_J), parts_J: own_J };
    }),
    static_J,
    unattributed_J: sumOf(priceCounts(unownedCounts(ledger), target.prices, ledger.samples)),
    partsWithoutPrice: ENERGY_PARTS.filter((part) => !isPriced(part, target) && !(part === 'static' && somas_W > 0)),
  };
}

/** One line for every count that occurred and has no price: the target's reason, or that it gives none. `elsewhere`: counts that something else speaks of. */
export function findUnpricedCounts(target: Target, ledger: Ledger, elsewhere: (count: CountName) => boolean = () => false): string[] {
  const priced = new Set<string>(target.prices.flatMap(({ count, includes = [] }) => [count, ...includes]));
  return COUNT_NAMES.filter((name) => ledger.total[name] > 0 && !isCovered(name, priced) && !elsewhere(name)).map((name) => {
    const reason = target.unpriced[name] ?? `target ${target.name} has neither a price nor a reason for having none`;
    return `energy of ${name}: ${reason} (occurred ${formatCount(ledger.total[name])} times, left out of the energy)`;
  });
}

function priceCounts(counts: Counts, prices: readonly Price[], samples: number): Record<EnergyPart, number> {
  const parts_J = Object.fromEntries(ENERGY_PARTS.map((part) => [part, 0])) as Record<EnergyPart, number>;
  for (const { part, count, energy_pJ } of prices) parts_J[part] += (energy_pJ.value * 1e-12 * counts[count]) / samples;
  return parts_J;
}

function unownedCounts(ledger: Ledger): Counts {
  const owned = (name: CountName) => ledger.populations.reduce((sum, { counts }) => sum + counts[name], 0);
  return Object.fromEntries(COUNT_NAMES.map((name) => [name, ledger.total[name] - owned(name)])) as Counts;
}

function staticPower_W(power: StaticPower | null, coresUsed: number): number {
  if (power === null) return 0;
  return power.per === 'core' ? power.power_W.value * coresUsed : power.power_W.value;
}

function isPriced(part: EnergyPart, target: Target): boolean {
  return (part === 'static' && target.staticPower !== null) || target.prices.some((price) => price.part === part);
}

function sumOf(parts_J: EnergyParts): number {
  return ENERGY_PARTS.reduce((sum, part) => sum + parts_J[part], 0);
}
