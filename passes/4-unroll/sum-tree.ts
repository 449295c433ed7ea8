import type { Unit } from '../../src/ir/unrolled.ts';

/** What the units of one tree share: their population, columns and positions. */
export type Frame = Pick<Unit, 'population' | 'columns' | 'positions'>;

/**
 * Adds the leaves of each drive up by sum units of at most `fanIn` inputs, level by level; the last unit holds the somas. Somas with two drives take in one sum
 * for each; they are not added to each other. Drives without leaves are left out.
 */
export function addTrees(drives: readonly (readonly Unit[])[], frame: Frame, fanIn: number, units: Unit[]): void {
  const driven = drives.filter((leaves) => leaves.length > 0);
  if (driven.length === 1) return addTree(driven[0]!, frame, fanIn, units);
  units.push({ ...frame, soma: true, input: { kind: 'sums', units: driven.map((leaves) => addPartial(leaves, frame, fanIn, units)) } });
}

function addTree(leaves: readonly Unit[], frame: Frame, fanIn: number, units: Unit[]): void {
  if (leaves.length === 1) {
    units.push({ ...leaves[0]!, soma: true });
    return;
  }
  let level = leaves.map((leaf) => units.push(leaf) - 1);
  do {
    const parts = Math.max(1, Math.ceil(level.length / fanIn));
    const below = level;
    level = Array.from({ length: parts }, (_, i) => {
      const inputs = below.slice(Math.floor((i * below.length) / parts), Math.floor(((i + 1) * below.length) / parts));
      return units.push({ ...frame, soma: parts === 1, input: { kind: 'sums', units: inputs } }) - 1;
    });
  } while (level.length > 1);
}

/** As `addTree`, but without somas: the unit that has the whole sum. */
function addPartial(leaves: readonly Unit[], frame: Frame, fanIn: number, units: Unit[]): number {
  addTree(leaves, frame, fanIn, units);
  const last = units.length - 1;
  units[last] = { ...units[last]!, soma: false };
  return last;
}

/** 0 and further cuts of `extent` into the fewest nearly equal parts of at most `most`. */
export function balancedCuts(extent: number, most: number): number[] {
  const parts = Math.max(1, Math.ceil(extent / most));
  return Array.from({ length: parts }, (_, i) => Math.floor((i * extent) / parts));
}
