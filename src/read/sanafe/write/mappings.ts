import type { GroupMapping, SanafeMapping } from '../mapping.ts';
import { rangeText } from './groups.ts';
import type { YamlText } from '../yaml/yaml-text.ts';

/** Writes the section `mappings`, in the order that the mapping states; runs of neurons alike as one entry. */
export function writeMappings(text: YamlText, mapping: SanafeMapping | null, groups: ReadonlyMap<string, string>): void {
  const entries = mapping ? entriesOf(mapping) : [];
  text.line(entries.length > 0 ? 'mappings:' : 'mappings: []');
  for (const { group, first, stop } of entries) {
    const name = groups.get(group.population);
    if (name === undefined) continue;
    const unit = (key: string, units: Int32Array): string => (units[first]! < 0 ? '' : `, ${key}: ${JSON.stringify(mapping!.unitNames[units[first]!]!)}`);
    text.line(`  - ${name}.${rangeText(first, stop)}: {core: ${group.tiles[first]}.${group.cores[first]}${unit('soma', group.somas)}${unit('dendrite', group.dendrites)}${unit('synapse', group.synapses)}}`);
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
