import type { GroupMapping, SanafeMapping } from '../mapping.ts';
import { isTrueNorthName } from '../lower/plan.ts';
import { rangeText } from './groups.ts';
import type { UnitKind } from './somas.ts';
import type { YamlText } from '../yaml/yaml-text.ts';

/** The model of the somas that a mapping names for a population, as far as their names tell. */
export function unitKindOf({ groups, unitNames }: SanafeMapping, population: string): UnitKind | null {
  const group = groups.find((one) => one.population === population);
  const names = group ? [...new Set(group.somas)].map((unit) => unitNames[unit] ?? '') : [];
  if (names.length === 0 || names.includes('')) return null;
  if (names.every((name) => isTrueNorthName(name))) return 'truenorth';
  return names.every((name) => /lif|loihi/i.test(name)) ? 'leaky_integrate_fire' : null;
}

/**
 * Writes the section `mappings`, in the order that the mapping states; runs of neurons alike as one entry.
 * @param groups names of the groups by population
 * @param ownDendrites populations whose dendrite units are not named
 */
export function writeMappings(text: YamlText, mapping: SanafeMapping | null, groups: ReadonlyMap<string, string>, ownDendrites: ReadonlySet<string>): void {
  const entries = mapping ? entriesOf(mapping) : [];
  text.line(entries.length > 0 ? 'mappings:' : 'mappings: []');
  for (const { group, first, stop } of entries) {
    const name = groups.get(group.population);
    if (name === undefined) continue;
    const unit = (key: string, units: Int32Array): string => (units[first]! < 0 ? '' : `, ${key}: ${JSON.stringify(mapping!.unitNames[units[first]!]!)}`);
    text.line(`  - ${name}.${rangeText(first, stop)}: {core: ${group.tiles[first]}.${group.cores[first]}${unit('soma', group.somas)}${ownDendrites.has(group.population) ? '' : unit('dendrite', group.dendrites)}${unit('synapse', group.synapses)}}`);
  }
}

interface Entry {
  readonly group: GroupMapping;
  readonly first: number;
  readonly stop: number;
}

/** Runs of neurons on one core with the same units and ranks one after the other, by rank. */
function entriesOf({ groups }: SanafeMapping): readonly Entry[] {
  const entries: Entry[] = [];
  for (const group of groups) {
    const alike = (one: number, other: number): boolean => group.order[other] === group.order[one]! + other - one
      && [group.tiles, group.cores, group.somas, group.dendrites, group.synapses].every((list) => list[one] === list[other]);
    for (let first = 0; first < group.tiles.length;) {
      let stop = first + 1;
      if (group.tiles[first]! >= 0) {
        while (stop < group.tiles.length && alike(first, stop)) stop++;
        entries.push({ group, first, stop });
      }
      first = stop;
    }
  }
  return entries.sort((a, b) => a.group.order[a.first]! - b.group.order[b.first]!);
}
