import type { ChipDetails, CoreDetail } from '../../chip/describe-chip.ts';
import type { CrossbarDetail } from '../../chip/crossbars.ts';
import type { LinkLoad } from '../../traffic.ts';
import type { StoredChip, StoredCore, StoredCrossbar } from './stored.ts';

/** More cores than this have no detail. */
const MOST_CORES = 4_000;

/** What the script shows of a chip and its cores. */
export function chipData({ limits, crossbar, cores }: ChipDetails, links: readonly LinkLoad[], perInference_J: number): StoredChip {
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  };
  const listed = cores.slice(0, MOST_CORES).map((one) => coreData(one, numberOf, limits.map(({ limit }) => limit)));
  return {
    populations: [...numbers.keys()], limits: limits.map(({ limit, available }) => [limit, available]), crossbar: crossbar && [crossbar.rows, crossbar.columns, crossbar.cellsOfWeight],
    energy: perInference_J, cores: listed, links: links.slice(0, 4 * MOST_CORES).map(({ x, y, direction, packets }) => [x, y, direction, packets]),
  };
}

function coreData(one: CoreDetail, numberOf: (name: string) => number, limits: readonly string[]): StoredCore {
  return [
    one.core, one.x, one.y, one.pieces.map(({ population, units, applications, columns, somas }) => [numberOf(population), units, applications, columns, somas]), one.used.map(short),
    one.tightest === null ? -1 : limits.indexOf(one.tightest.limit), one.neurons, one.axonsIn, one.axonsOut, short(one.energy_J), short(one.work_s), one.crossbars.map(crossbarData), one.moreCrossbars,
  ];
}

function crossbarData({ crossbar, units, rows, columns, cells, zeros, histogram, picture }: CrossbarDetail): StoredCrossbar {
  const facts = [crossbar, units, rows, columns, cells] as const;
  return picture === null || histogram === null ? facts : [...facts, zeros, histogram, picture.width, picture.height, picture.largest, picture.pixels];
}

function short(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(5));
}
