import { diagnose, fail, stopOnErrors, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Network } from '../../../ir/network.ts';
import type { Assumer, Settings } from '../../assumptions.ts';
import type { ByteFile } from '../bytes.ts';
import { emptyDraft } from '../draft.ts';
import type { GraphHeader, ModelHeader } from '../model.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { candidateOf, chainsBehind, type Candidate } from './answers.ts';
import { assemble } from './assemble.ts';
import type { Assembly, Member } from './assembly.ts';
import { buildFlow } from './build-flow.ts';
import { brokenChains } from './broken-chains.ts';
import type { Building } from './building.ts';
import { emptyFlow, valueOf, type Flow } from './flow.ts';
import { stepMembers, unrolledMembers, type Members } from './members.ts';
import { neededValues } from './needed.ts';
import { pairsOf, type States } from './pairs.ts';
import { findPotentials } from './potentials.ts';
import { previousOf, whereIs } from './population.ts';
import { recordedSeries } from './recorded.ts';
import { recordOf, type Record } from './records.ts';
import { sameRuns } from './same-runs.ts';
import { sameSteps } from './same-steps.ts';
import { stepParts } from './step-cells.ts';
import { timelineOf, type Timeline } from './timeline.ts';

/**
 * Reads a graph of spiking neurons as a network: one timestep with its states as inputs and outputs, the body of a loop, or all timesteps
 * one after the other. What neurons compute is recognised by its arithmetic, never by names.
 * @throws DiagnosticError S301 to S337, with everything that was found
 */
export function readSpiking(file: ByteFile, { opset, graph, metadata }: ModelHeader, name: string, assume: Assumer): { readonly network: Network; readonly diagnostics: readonly Diagnostic[] } {
  if (graph.outputs.length > MOST_ENDS || graph.inputs.length - graph.initializers.length > MOST_ENDS) fail('S320', { what: 'inputs or outputs of a spiking graph', limit: MOST_ENDS }, { file: file.path });
  const { flow, building, parts: { members, timeline, states, records }, diagnostics } = recognised(file, opset!, graph);
  stopOnErrors(diagnostics);
  const draft = emptyDraft();
  for (const member of members.byChain.values()) draft.names.set(member.name, 0);
  const assembly: Assembly = {
    flow, timeline, draft, members: members.byChain, feedback: states.feedback(members.byChain), signals: new Map(), echoes: new Map(),
    coding: assume.choose('input', 'current', (value) => INPUTS[value]),
    note: (operator, where) => diagnostics.push(diagnose('S316', { operator }, where)),
  };
  const chosen = chosenAnswer(assembly, records, new Set(states.pairs.map(({ next }) => next)), diagnostics);
  const timesteps = timestepsOf(building, timeline, states, metadata, assume);
  const network = assemble(assembly, chosen.answer, name, timesteps, diagnostics);
  stateCircumstances(flow, states, assembly, chosen, assume);
  return { network, diagnostics: stopOnErrors(diagnostics) };
}

const INPUTS: { readonly [input in Settings['input']]: string } = {
  current: 'the inputs take values, in every timestep', rate: 'values enter the inputs as spikes, at the rate of the value',
  latency: 'values enter the inputs as one spike each, the earlier the larger', spikes: 'spike trains enter the inputs',
};

/** Every population has a few states. */
const MOST_ENDS = 4096;

interface Parts {
  readonly members: Members;
  readonly timeline: Timeline;
  readonly states: States;
  readonly records: readonly Record[];
}

interface Recognised {
  readonly flow: Flow;
  readonly building: Building;
  readonly parts: Parts;
  readonly diagnostics: Diagnostic[];
}

/** The neurons of the graph; where timesteps cannot be told apart, once more with first potentials kept apart. */
function recognised(file: ByteFile, opset: number, graph: GraphHeader): Recognised {
  const first = attempted(emptyFlow(file, opset), graph);
  if (!first.diagnostics.some(({ code }) => code === 'S326')) return first;
  const second = attempted(emptyFlow(file, opset, true), graph);
  return second.diagnostics.some(({ severity }) => severity === 'error') ? first : second;
}

function attempted(flow: Flow, graph: GraphHeader): Recognised {
  const diagnostics: Diagnostic[] = [];
  const building = buildFlow(flow, graph, new Set(), diagnostics);
  stopOnErrors(diagnostics);
  return { flow, building, parts: readParts(flow, building, graph, diagnostics), diagnostics };
}

function readParts(flow: Flow, building: Building, graph: GraphHeader, diagnostics: Diagnostic[]): Parts {
  const outputs = graph.outputs.map((output) => ({ name: output.name, id: building.names.get(output.name) ?? missing(flow, output.name) }));
  const records = outputs.map(({ name, id }) => recordOf(flow, printable(name), id));
  const states = pairsOf(flow, building, graph, outputs);
  diagnostics.push(...states.diagnostics);
  const isStep = states.pairs.length > 0 || building.loops.length > 0;
  const roots = [...records.flatMap(({ elements }) => elements), ...states.pairs.map(({ next }) => next)];
  const needed = neededValues(flow, roots);
  const potentials = findPotentials(flow, needed, isStep ? states.recorded : recordedSeries(flow, records));
  const timeline = timelineOf(flow, needed, potentials, isStep);
  for (const id of potentials.strange) diagnostics.push(diagnose('S324', { part: 'a comparison', reason: 'it is not of a potential with a constant' }, whereIs(flow, id)));
  if (!isStep) for (const id of potentials.tangled) diagnostics.push(diagnose('S326', { reason: 'one potential follows on two, or two on one' }, whereIs(flow, id)));
  const taken = new Map<string, number>();
  if (timeline.chains.length === 0) diagnostics.push(diagnose('S330', { outputs: outputs.map(({ name }) => printable(name)) }, { file: flow.file.path }));
  const broken = isStep ? [] : brokenChains(flow, needed, timeline, taken);
  if (broken.length > 0) {
    diagnostics.push(...broken);
    return { members: { byChain: new Map(), diagnostics: [] }, timeline, states, records };
  }
  const members = isStep ? stepMembers(flow, timeline, stepParts(flow, timeline, states.pairs, () => null), taken) : unrolledMembers(flow, timeline, taken);
  diagnostics.push(...members.diagnostics);
  if (members.diagnostics.length === 0) {
    diagnostics.push(...(isStep ? sameRuns(flow, timeline.evaluate.table, needed, states.pairs, members.byChain) : stepDifferences(flow, timeline, needed, members.byChain)));
  }
  return { members, timeline, states, records };
}

function missing(flow: Flow, name: string): never {
  return fail('S319', { reason: `nothing produces '${printable(name)}'` }, { file: flow.file.path, place: `output '${printable(name)}'` });
}

/** Every population must compute the same in every timestep. */
function stepDifferences(flow: Flow, timeline: Timeline, needed: Int32Array, members: ReadonlyMap<number, Member>): readonly Diagnostic[] {
  return sameSteps(flow, timeline, needed, timeline.chains.map((chain) => {
    const { name, found } = members.get(chain.id)!;
    return { chain, name, time: found.time, form: found.form, initial: found.initial };
  }));
}

/** The output that the network answers with: spikes of a population that no other reads, else a value behind all, else a potential. */
function chosenAnswer(assembly: Assembly, records: readonly Record[], states: ReadonlySet<number>, diagnostics: Diagnostic[]): Candidate {
  const { flow, timeline, members } = assembly;
  const candidates = records.map((record) => candidateOf(flow, timeline, members, record)).filter((candidate) => candidate !== null)
    .filter(({ answer }) => answer.kind !== 'value' || !states.has(answer.id));
  const inner = innerChains(assembly, candidates);
  const isOuter = ({ answer }: Candidate): boolean => answer.kind === 'value' || !inner.has(answer.chain);
  const ranks: readonly ((candidate: Candidate) => boolean)[] = [
    (one) => isOuter(one) && one.answer.kind === 'spikes', ({ answer }) => answer.kind === 'value', isOuter, () => true,
  ];
  const chosen = ranks.map((rank) => candidates.find(rank)).find((candidate) => candidate !== undefined);
  if (!chosen) return fail('S330', { outputs: records.map(({ output }) => output) }, { file: flow.file.path });
  const others = candidates.filter((other) => isOuter(other) && chainOf(other) !== chainOf(chosen)).map(({ record }) => record.output);
  const where = { file: flow.file.path, place: `output '${chosen.record.output}'` };
  if (others.length > 0) diagnostics.push(diagnose('S315', { taken: chosen.record.output, others }, where));
  const { factor } = chosen.record;
  if (chosen.answer.kind !== 'value' && factor !== 1) diagnostics.push(diagnose('S316', { operator: `a factor of ${Number(factor.toPrecision(6))}` }, where));
  for (const { operator, where: place } of chosen.record.dropped) diagnostics.push(diagnose('S316', { operator }, place));
  return chosen;
}

function chainOf({ answer }: Candidate): number {
  return answer.kind === 'value' ? -1 - answer.id : answer.chain;
}

/** Populations whose spikes drive others, or a value that is an output. */
function innerChains({ flow, timeline, members }: Assembly, candidates: readonly Candidate[]): ReadonlySet<number> {
  const inner = new Set<number>();
  for (const { chain, found } of members.values()) {
    const roots = found.form.drives.flatMap(({ atom }) => valuesIn(timeline, atom));
    for (const other of chainsBehind(flow, timeline, roots)) if (other !== chain) inner.add(other);
  }
  for (const { answer } of candidates) if (answer.kind === 'value') for (const chain of chainsBehind(flow, timeline, [answer.id])) inner.add(chain);
  return inner;
}

function valuesIn(timeline: Timeline, number: number): readonly number[] {
  const { table } = timeline.evaluate;
  const atom = table.atoms[number]!;
  return atom.kind === 'value' ? [atom.value < 0 ? previousOf(atom.value) : atom.value] : [...atom.of.values()].flatMap(({ atoms }) => atoms.flatMap((inner) => valuesIn(timeline, inner)));
}

/** Timesteps of a sample: those of the graph or its loop, else what the metadata say. */
function timestepsOf({ loops }: Building, { steps }: Timeline, { isStep }: States, metadata: ReadonlyMap<string, string>, assume: Assumer): number | null {
  const [loop] = loops;
  if (loop?.timesteps) return loop.timesteps;
  if (!isStep && !loop) return steps;
  const stated = Number(metadata.get('timesteps') ?? NaN);
  const known = Number.isInteger(stated) && stated >= 1 && stated <= MOST_TIMESTEPS;
  const text = known ? `a sample lasts ${stated} timesteps, as the metadata of the file say` : 'the graph is one timestep and does not say how many a sample lasts';
  assume.state({ key: 'timesteps', text, option: '--timesteps N' });
  return known ? stated : null;
}

const MOST_TIMESTEPS = 65_536;

function stateCircumstances(flow: Flow, states: States, { feedback, members }: Assembly, { record, partial, silent }: Candidate, assume: Assumer): void {
  if (states.isStep) assume.state({ key: 'state', text: 'the state inputs of the graph are 0 before the first timestep', option: null });
  for (const [input, chain] of feedback) {
    assume.state({ key: 'feedback', text: `input '${printable(valueOf(flow, input).name)}' holds the spikes of "${members.get(chain)!.name}" of the timestep before`, option: null });
  }
  if (silent > 0) assume.state({ key: 'output', text: `the first ${silent === 1 ? 'timestep' : `${silent} timesteps`} of the graph, in which nothing can fire, ${silent === 1 ? 'is' : 'are'} left out`, option: null });
  if (partial) assume.state({ key: 'output', text: `output '${record.output}' shows the spikes of the last timestep; the spikes of all timesteps are counted`, option: null });
}
