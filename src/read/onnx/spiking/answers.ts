import { fail } from '../../../diagnostics/diagnostic.ts';
import { atomsOf, type Polynomial } from './polynomial.ts';
import { isElementwise } from './expressions.ts';
import { isConstant, valueOf, type Flow } from './flow.ts';
import { isOldState, operandsOf } from './needed.ts';
import type { Answer } from './assemble.ts';
import type { Member } from './assembly.ts';
import type { Record } from './records.ts';
import { isSpikeOf } from './threshold.ts';
import type { Timeline } from './timeline.ts';

/** An output that the network can answer with. */
export interface Candidate {
  readonly record: Record;
  readonly answer: Answer;
  /** Whether it shows nothing but a part: the spikes of the last timestep. */
  readonly partial: boolean;
  /** Timesteps at the start in which nothing can fire, so that exporters leave constants of them. */
  readonly silent: number;
}

/** What an output holds: spikes of a population, its potential, or something else that populations drive; null where it holds no such thing. */
export function candidateOf(flow: Flow, timeline: Timeline, members: ReadonlyMap<number, Member>, record: Record): Candidate | null {
  const { evaluate: { table, polynomial }, potentialAt } = timeline;
  const last = record.elements.at(-1)!;
  const partial = record.mode === 'one' && timeline.steps > 1;
  const of = polynomial(last);
  const spiking = chainsIn(of, (number) => spikingChain(timeline, number));
  const isSum = of.size >= 1 && [...of.values()].every(({ atoms }) => atoms.length === 1 && (isSpikes(atoms[0]!) || isCarried(atoms[0]!)));
  const firing = spiking.length === 1 ? members.get(spiking[0]!)?.found.form.threshold ?? null : null;
  if (isSum && firing !== null) return { record, answer: { kind: 'spikes', chain: spiking[0]! }, partial: partial && of.size === 1, silent: silentSteps(flow, timeline, record) };
  const potentials = chainsIn(of, (number) => {
    const atom = table.atoms[number]!;
    return atom.kind === 'value' ? potentialAt(atom.value)?.chain ?? null : null;
  });
  if (potentials.length === 1 && members.has(potentials[0]!) && (isElementwise(valueOf(flow, last)) || potentialAt(last))) {
    return { record, answer: { kind: 'potential', chain: potentials[0]! }, partial: false, silent: 0 };
  }
  const time = timeline.timeOf(last);
  if (!drives(flow, timeline, members, [last])) return null;
  return { record, answer: { kind: 'value', id: last, time: Math.max(0, time), summed: record.mode === 'sum', factor: record.factor }, partial: false, silent: 0 };

  function isSpikes(number: number): boolean {
    return spikingChain(timeline, number) !== null;
  }
  /** A sum so far, which a step hands to the next. */
  function isCarried(number: number): boolean {
    const atom = table.atoms[number]!;
    return atom.kind === 'value' && of.size === 2 && valueOf(flow, atom.value).operands.length === 0;
  }
}

/** Constants before the first spikes of an output. @throws DiagnosticError S326 where it holds not one value a timestep */
function silentSteps(flow: Flow, { steps }: Timeline, { output, elements, mode }: Record): number {
  if (mode === 'one' || steps === 1) return 0;
  const silent = elements.findIndex((id) => !isConstant(valueOf(flow, id)));
  if (elements.length - silent !== steps) {
    fail('S326', { reason: `output '${output}' holds ${elements.length} values, the populations have ${steps} potentials` }, { file: flow.file.path, place: `output '${output}'` });
  }
  return silent;
}

function chainsIn(of: Polynomial, chainOf: (atom: number) => number | null): readonly number[] {
  return [...new Set(atomsOf(of).map(chainOf).filter((chain) => chain !== null))];
}

/** The population whose spikes an atom is. */
function spikingChain({ evaluate: { table }, potentialAt }: Timeline, number: number): number | null {
  const atom = table.atoms[number]!;
  if (atom.kind !== 'step' && atom.kind !== 'count') return null;
  const [base] = atomsOf(atom.of);
  const inner = base === undefined ? null : table.atoms[base]!;
  if (inner?.kind !== 'value' || !isSpikeOf(table, number, base!)) return null;
  const potential = potentialAt(inner.value);
  return potential && !potential.after ? potential.chain : null;
}

/** Whether populations stand behind any of these values. */
function drives(flow: Flow, timeline: Timeline, members: ReadonlyMap<number, Member>, roots: readonly number[]): boolean {
  return [...chainsBehind(flow, timeline, roots)].some((chain) => members.has(chain));
}

/** Populations whose spikes or potentials reach these values without passing other potentials. */
export function chainsBehind(flow: Flow, { potentialAt }: Timeline, roots: readonly number[]): ReadonlySet<number> {
  const chains = new Set<number>();
  const seen = new Set<number>();
  const open = [...roots];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const potential = potentialAt(id);
    const value = valueOf(flow, id);
    // The potential of the first step may be the very current.
    if (potential && (isElementwise(value) || isOldState(value))) chains.add(potential.chain);
    else open.push(...operandsOf(value));
  }
  return chains;
}
