import { diagnose, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Member } from './assembly.ts';
import type { Flow } from './flow.ts';
import type { AtomTable, Polynomial } from './polynomial.ts';
import { previousOf } from './population.ts';
import { agrees, cornerOf, rehearsed, scaleOf, understudy, type Corner } from './rehearsal.ts';
import type { StatePair } from './states.ts';

const RUNS = 8;
const CORNERS: readonly Corner[] = ['first', 'last'];

/**
 * Whether the populations of a graph of one timestep go the way of the graph when it runs several times on made-up currents, its states handed
 * on: what was recognised by its arithmetic is tried once more.
 * @returns S324 for each that does not
 */
export function sameRuns(flow: Flow, table: AtomTable, needed: Int32Array, pairs: readonly StatePair[], members: ReadonlyMap<number, Member>): readonly Diagnostic[] {
  const strayed = new Set<number>();
  for (const corner of CORNERS) run(flow, table, needed, pairs, members, corner, strayed);
  return [...strayed].map((chain) => {
    const { name, found } = members.get(chain)!;
    return diagnose('S324', { part: `population "${name}"`, reason: 'run beside the graph it has other potentials' }, found.where);
  });
}

function run(flow: Flow, table: AtomTable, needed: Int32Array, pairs: readonly StatePair[], members: ReadonlyMap<number, Member>, corner: Corner, strayed: Set<number>): void {
  const scale = scaleOf([...members.values()].map(({ found }) => found.form), corner);
  const neurons = new Map([...members].map(([chain, { found }]) => [chain, understudy(found.form, found.initial, corner)]));
  let states = new Map(pairs.map(({ old, initial }) => [old, cornerOf(initial, corner)]));
  let before: Float64Array | null = null;
  for (let step = 0; step < RUNS; step++) {
    const numbers: Float64Array = rehearsed(flow, needed, corner, step, scale, states);
    const stage: Stage = { table, numbers, before, corner };
    for (const [chain, { found }] of members) {
      const drive = found.form.drives.reduce((sum, { atom, weight }) => sum + cornerOf(weight, corner) * numberOf(stage, atom), 0);
      const { potential, isTie } = neurons.get(chain)!.step(drive);
      if (!agrees(found.form, corner, scale, potential, numbers[found.potential]!)) strayed.add(chain);
      if (isTie) return;
    }
    states = new Map(pairs.map(({ old, next }) => [old, numbers[next]!]));
    before = numbers;
  }
}

interface Stage {
  readonly table: AtomTable;
  readonly numbers: Float64Array;
  /** Of the run before; null in the first. */
  readonly before: Float64Array | null;
  readonly corner: Corner;
}

function numberOf(stage: Stage, number: number): number {
  const { table, numbers, before } = stage;
  const atom = table.atoms[number]!;
  if (atom.kind === 'value') return atom.value >= 0 ? numbers[atom.value]! : before?.[previousOf(atom.value)] ?? 0;
  const isFirst = before === null && reachesBefore(table, atom.of);
  const inner = isFirst ? -1 : sumOf(stage, atom.of);
  switch (atom.kind) {
    case 'step': return Number(!isFirst && (atom.strict ? inner > 0 : inner >= 0));
    case 'count': return Math.max(0, Math.floor(inner));
    case 'whole': return atom.down ? Math.floor(inner) : Math.trunc(inner);
    case 'positive': return Math.max(0, inner);
  }
}

function sumOf(stage: Stage, polynomial: Polynomial): number {
  return [...polynomial.values()].reduce((sum, { factor, atoms }) => sum + atoms.reduce((product, atom) => product * numberOf(stage, atom), cornerOf(factor, stage.corner)), 0);
}

function reachesBefore(table: AtomTable, polynomial: Polynomial): boolean {
  return [...polynomial.values()].some(({ atoms }) => atoms.some((number) => {
    const atom = table.atoms[number]!;
    return atom.kind === 'value' && atom.value < 0;
  }));
}
