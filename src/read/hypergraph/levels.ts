import { fanIns, type Connectivity } from './connectivity.ts';

/** A population of neurons that stand equally far from the inputs. */
export interface Part {
  readonly name: string;
  /** Numbers of its neurons in the file, ascending. */
  readonly members: Int32Array;
}

export interface Parts {
  readonly parts: readonly Part[];
  /** Of each neuron: its part, and its place there; -1 for neurons without any synapse. */
  readonly partOf: Int32Array;
  readonly indexIn: Int32Array;
  readonly leftOut: number;
}

/** Deeper levels share a population: each level is a population, and most networks have a few. */
const MOST_LEVELS = 64;

/**
 * Cuts a set of neurons into populations: `input`, those that nobody reaches; `output`, those that reach nobody; between them one for each level, the
 * longest way from an input; and `hidden`, those in or behind loops and those on levels beyond the 64th. A part without neurons is left out, and so are
 * neurons without any synapse.
 */
export function cutIntoLevels(connectivity: Connectivity): Parts {
  const { neurons, offsets } = connectivity;
  const counts = fanIns(connectivity);
  const levels = levelsOf(connectivity, counts);
  const levelled = Math.min(MOST_LEVELS, levels.reduce((deepest, level) => Math.max(deepest, level), 0));
  const names = ['input', ...Array.from({ length: levelled }, (_, i) => `hidden_${i + 1}`), 'hidden', 'output'];
  const partOf = Int32Array.from({ length: neurons }, (_, neuron) => {
    const reachesNobody = offsets[neuron] === offsets[neuron + 1];
    if (counts[neuron] === 0) return reachesNobody ? -1 : 0;
    if (reachesNobody) return names.length - 1;
    return levels[neuron]! >= 1 && levels[neuron]! <= MOST_LEVELS ? levels[neuron]! : names.length - 2;
  });
  return withoutEmpty(names, partOf);
}

/** The longest way from a neuron without inputs, by taking away such neurons again and again; -1 in and behind loops. */
function levelsOf({ neurons, offsets, targets }: Connectivity, counts: Int32Array): Int32Array {
  const levels = new Int32Array(neurons).fill(-1);
  const open = counts.slice();
  const queue = new Int32Array(neurons);
  const longest = new Int32Array(neurons);
  let queued = 0;
  for (let neuron = 0; neuron < neurons; neuron++) if (open[neuron] === 0) queue[queued++] = neuron;
  for (let at = 0; at < queued; at++) {
    const source = queue[at]!;
    levels[source] = longest[source]!;
    for (let i = offsets[source]!; i < offsets[source + 1]!; i++) {
      const target = targets[i]!;
      longest[target] = Math.max(longest[target]!, levels[source]! + 1);
      if (--open[target]! === 0) queue[queued++] = target;
    }
  }
  return levels;
}

function withoutEmpty(names: readonly string[], partOf: Int32Array): Parts {
  const sizes = new Int32Array(names.length);
  partOf.forEach((part) => { if (part >= 0) sizes[part]!++; });
  const kept = names.map((_, part) => part).filter((part) => sizes[part]! > 0);
  const renumbered = new Int32Array(names.length);
  kept.forEach((part, index) => { renumbered[part] = index; });
  const parts = kept.map((part) => ({ name: names[part]!, members: new Int32Array(sizes[part]!) }));
  const [final, indexIn] = [new Int32Array(partOf.length).fill(-1), new Int32Array(partOf.length).fill(-1)];
  const next = new Int32Array(parts.length);
  partOf.forEach((part, neuron) => {
    if (part < 0) return;
    const index = final[neuron] = renumbered[part]!;
    indexIn[neuron] = next[index]!;
    parts[index]!.members[next[index]!++] = neuron;
  });
  return { parts, partOf: final, indexIn, leftOut: partOf.length - next.reduce((sum, count) => sum + count, 0) };
}
