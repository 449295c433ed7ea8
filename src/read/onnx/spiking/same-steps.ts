import { diagnose, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { isElementwise } from './expressions.ts';
import { isConstant, valueOf, type Flow } from './flow.ts';
import type { Grid } from './grid.ts';
import type { NeuronForm } from './neuron-form.ts';
import { atomNumber, type Polynomial } from './polynomial.ts';
import { isTest } from './element-functions.ts';
import { whereIs } from './population.ts';
import { agrees, cornerOf, rehearsed, scaleOf, understudy, type Corner, type Understudy } from './rehearsal.ts';
import { sameValue, type Comparison } from './same-currents.ts';
import { sameThreshold, thresholdOf } from './threshold.ts';
import type { Chain, Timeline } from './timeline.ts';
import { spikesIn } from './unrolled-cells.ts';

/** A population of a graph of all timesteps, and the step that tells what it is. */
export interface Exemplar {
  readonly chain: Chain;
  readonly name: string;
  readonly time: number;
  readonly form: NeuronForm;
  /** Potential before the first step. */
  readonly initial: Grid;
}

/**
 * Whether every timestep computes what the exemplary ones do. Currents are compared by structure: the same operators on the same weights, of
 * spikes and inputs that lie as many steps apart. Neurons are compared by what they do: the recognised ones run beside the graph on
 * made-up currents and must have the same potential in every step. So it does not matter how an exporter folded the first steps.
 * @returns S325 for the first step of each population that differs; S326 where there are but two, and the first starts from folded states
 */
export function sameSteps(flow: Flow, timeline: Timeline, needed: Int32Array, exemplars: readonly Exemplar[]): readonly Diagnostic[] {
  const comparison: Comparison = { flow, timeline, initials: new Map(exemplars.map(({ chain, initial }) => [chain.id, initial])), known: new Map(), keys: new Map() };
  const faults = new Map<number, Fault>();
  const sources = exemplars.map((exemplar) => sourcesOf(comparison, exemplar, faults));
  for (const [seed, corner] of REHEARSALS.entries()) {
    if (faults.size === 0) rehearse(flow, timeline, needed, exemplars, sources, corner, seed, faults);
  }
  return exemplars.flatMap(({ chain, name, time }) => {
    const fault = faults.get(chain.id);
    if (!fault) return [];
    const potential = chain.potentials[fault.step]!;
    if (timeline.steps < 3) return [diagnose('S326', { reason: `what every timestep of "${name}" computes does not show in two of them` }, whereIs(flow, potential.tests[0] ?? potential.id))];
    return [diagnose('S325', { step: fault.step, what: `${fault.what} of "${name}"`, found: 'another computation', expected: `that of timestep ${time}` }, whereIs(flow, potential.tests[0] ?? potential.id))];
  });
}

/** Each with other currents. */
const REHEARSALS: readonly Corner[] = ['first', 'last', 'first'];

interface Fault {
  readonly step: number;
  readonly what: string;
}

/** By timestep: the value that stands where the exemplar has another; null: nothing does, before the first step. */
type Sources = readonly ReadonlyMap<number, number | null>[];

/** The currents of every step of a population, and a check of its thresholds. */
function sourcesOf(comparison: Comparison, { chain, form, time }: Exemplar, faults: Map<number, Fault>): Sources {
  const { timeline } = comparison;
  const wanted = [...new Set(form.drives.flatMap(({ atom }) => currentsIn(timeline, atom)))];
  return chain.potentials.map((potential, step) => {
    if (!sameThresholds(timeline, form, potential.id, potential.tests)) note(faults, chain.id, { step, what: 'the threshold' });
    const candidates = wanted.length === 0 ? [] : currentsAt(comparison, potential.id, step, wanted);
    return new Map(wanted.map((id): [number, number | null] => {
      const found = candidates.find((candidate) => (time >= step ? sameValue(comparison, id, candidate, time - step, 0) : sameValue(comparison, candidate, id, step - time, 0)));
      if (found === undefined && timeline.timeOf(id) - (time - step) >= 0) note(faults, chain.id, { step, what: 'the current' });
      return [id, found ?? null];
    }));
  });
}

function note(faults: Map<number, Fault>, chain: number, fault: Fault): void {
  if (fault.step < (faults.get(chain)?.step ?? Infinity)) faults.set(chain, fault);
}

function sameThresholds(timeline: Timeline, { threshold }: NeuronForm, potential: number, tests: readonly number[]): boolean {
  const { table } = timeline.evaluate;
  const now = atomNumber(table, { kind: 'value', value: potential });
  return spikesIn(timeline, tests, now).every((spike) => {
    const other = thresholdOf(table, spike, now);
    return other !== null && threshold !== null && sameThreshold(other, threshold);
  });
}

/** Values of an atom that are currents; potentials and spikes are known by their time. */
function currentsIn(timeline: Timeline, number: number): readonly number[] {
  const atom = timeline.evaluate.table.atoms[number]!;
  if (atom.kind !== 'value') return [...atom.of.values()].flatMap(({ atoms }) => atoms.flatMap((inner) => currentsIn(timeline, inner)));
  const potential = timeline.potentialAt(atom.value);
  return potential && (potential.time > 0 || timeline.timeOf(atom.value) > 0) ? [] : [atom.value];
}

/** What no arithmetic gives among the parts of a potential, up to the states of the step before; of what is `wanted`, also arithmetic that is the same in every step. */
function currentsAt({ flow, timeline: { potentialAt, stepOf, timeOf } }: Comparison, potential: number, step: number, wanted: readonly number[]): readonly number[] {
  const found = new Set<number>();
  const isShared = (id: number): boolean => timeOf(id) < 0 && wanted.includes(id);
  const open = [potential];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const value = valueOf(flow, id);
    if (!isElementwise(value) || isShared(id)) {
      if (!isConstant(value)) found.add(id);
      continue;
    }
    for (const operand of value.operands) {
      const inner = valueOf(flow, operand);
      const isEarlier = isElementwise(inner) && !isShared(operand) && (potentialAt(operand) !== undefined || isTest(inner) || stepOf(operand) < step);
      if (!isEarlier && !found.has(operand)) open.push(operand);
    }
  }
  return [...found];
}

/** Runs every population beside the graph; those that go other ways are noted. */
function rehearse(flow: Flow, timeline: Timeline, needed: Int32Array, exemplars: readonly Exemplar[], sources: readonly Sources[], corner: Corner, seed: number, faults: Map<number, Fault>): void {
  const scale = scaleOf(exemplars.map(({ form }) => form), corner);
  const numbers = rehearsed(flow, needed, corner, seed, scale);
  const order = exemplars.map((_, index) => index).sort((a, b) => exemplars[a]!.chain.potentials[0]!.id - exemplars[b]!.chain.potentials[0]!.id);
  const played = new Map<number, Play>(exemplars.map(({ chain, form, initial }) => [chain.id, { neuron: understudy(form, initial, corner), potentials: [], spikes: [] }]));
  for (let step = 0; step < timeline.steps; step++) {
    for (const index of order) {
      const { chain, form, time } = exemplars[index]!;
      const stage: Stage = { timeline, numbers, played, corner, shift: time - step, sources: sources[index]![step]! };
      const drive = form.drives.reduce((sum, { atom, weight }) => sum + cornerOf(weight, corner) * numberOf(stage, atom), 0);
      const { neuron, potentials, spikes } = played.get(chain.id)!;
      const result = neuron.step(drive);
      potentials.push(result.potential);
      spikes.push(result.spikes);
      if (!agrees(form, corner, scale, result.potential, numbers[chain.potentials[step]!.id]!)) note(faults, chain.id, { step, what: 'the update' });
      if (result.isTie) return;
    }
  }
}

interface Play {
  readonly neuron: Understudy;
  readonly potentials: number[];
  readonly spikes: number[];
}

interface Stage {
  readonly timeline: Timeline;
  readonly numbers: Float64Array;
  readonly played: ReadonlyMap<number, Play>;
  readonly corner: Corner;
  /** Timesteps between the exemplar and the step that is played. */
  readonly shift: number;
  readonly sources: ReadonlyMap<number, number | null>;
}

/** The number of an atom of the exemplar in the step that is played. */
function numberOf(stage: Stage, number: number): number {
  const { timeline: { evaluate: { table }, potentialAt }, numbers, played, shift, sources } = stage;
  const atom = table.atoms[number]!;
  if (atom.kind === 'value') {
    const source = sources.get(atom.value);
    if (source !== undefined) return source === null ? 0 : numbers[source]!;
    const potential = potentialAt(atom.value);
    return potential ? played.get(potential.chain)?.potentials[potential.time - shift] ?? 0 : 0;
  }
  const inner = sumOf(stage, atom.of);
  switch (atom.kind) {
    case 'step': return Number(isEarly(stage, atom.of) ? 0 : atom.strict ? inner > 0 : inner >= 0);
    case 'count': return isEarly(stage, atom.of) ? 0 : Math.max(0, Math.floor(inner));
    case 'whole': return atom.down ? Math.floor(inner) : Math.trunc(inner);
    case 'positive': return Math.max(0, inner);
  }
}

function sumOf(stage: Stage, polynomial: Polynomial): number {
  return [...polynomial.values()].reduce((sum, { factor, atoms }) => sum + atoms.reduce((product, atom) => product * numberOf(stage, atom), cornerOf(factor, stage.corner)), 0);
}

/** Whether a spike would have to be of before the first step. */
function isEarly({ timeline: { evaluate: { table }, potentialAt }, shift }: Stage, polynomial: Polynomial): boolean {
  return [...polynomial.values()].some(({ atoms }) => atoms.some((number) => {
    const atom = table.atoms[number]!;
    const potential = atom.kind === 'value' ? potentialAt(atom.value) : undefined;
    return potential !== undefined && potential.time - shift < 0;
  }));
}
