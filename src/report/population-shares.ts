import type { Configuration } from '../ir/configuration.ts';
import { tileOf } from '../ir/placed.ts';
import type { Area, Mesh } from '../ir/target.ts';
import { length } from '../ir/unrolled.ts';
import type { CoreLoads } from './core-loads.ts';

/** How much of each kind of thing in use is a population's. */
export type OwnShares = Readonly<Record<Area['per'], number>>;

/** A crossbar, core or tile that several populations use is divided by their columns and neurons there. One entry a population; an input has no neurons of its own. */
export function sharesOfPopulations(configuration: Configuration, loads: CoreLoads, mesh: Mesh): OwnShares[] {
  const { populations } = configuration;
  const count = populations.length;
  const inCores = loads.byPopulation;
  const inTiles = new Float64Array(mesh.width * mesh.height * count);
  inCores.forEach((amount, i) => (inTiles[tileOf(mesh, Math.floor(i / count)) * count + (i % count)]! += amount));
  const [crossbar, core, tile] = [columnsInCrossbars(configuration), inCores, inTiles].map((amounts) => divide(amounts, count));
  return populations.map(({ kind, features, positions }, i) => ({ crossbar: crossbar![i]!, core: core![i]!, tile: tile![i]!, neuron: kind === 'neurons' ? features * positions : 0 }));
}

/** [crossbar in use * populations + population] */
function columnsInCrossbars({ applications, units, populations }: Configuration): Float64Array {
  const numbers = new Map<string, number>();
  const found: { crossbar: number; population: number; columns: number }[] = [];
  applications.crossbar.forEach((crossbar, application) => {
    if (crossbar < 0) return;
    const key = `${applications.core[application]} ${crossbar}`;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    const { population, columns } = units[applications.unit[application]!]!;
    found.push({ crossbar: numbers.get(key)!, population, columns: length(columns) });
  });
  const amounts = new Float64Array(numbers.size * populations.length);
  for (const { crossbar, population, columns } of found) amounts[crossbar * populations.length + population]! += columns;
  return amounts;
}

/** Every thing counts 1, divided as its amounts are; sums over things, by population. */
function divide(amounts: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let first = 0; first < amounts.length; first += count) {
    const own = amounts.subarray(first, first + count);
    const all = own.reduce((sum, one) => sum + one, 0);
    if (all > 0) own.forEach((amount, population) => (sums[population]! += amount / all));
  }
  return sums;
}
