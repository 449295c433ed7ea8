import { collect, fail, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Network, Parameter, Readout } from '../../../ir/network.ts';
import { FIRING, type IntegrateAndFire, type SpikingNeuron } from '../../../ir/neuron.ts';
import { addPopulation, addProjection } from '../draft.ts';
import { growPopulation, populationShape, type Signal } from '../step.ts';
import { absorbed } from './absorb.ts';
import type { Assembly, Member } from './assembly.ts';
import { signalOf, signalOfAtom, stepFor } from './signals.ts';
import { valueOf } from './flow.ts';
import { parameterOf, sampleDims } from './parameters.ts';
import { weightedSum } from './weighted-sum.ts';

/** What of the graph is the answer of the network. */
export type Answer =
  | { readonly kind: 'spikes' | 'potential'; readonly chain: number }
  /** A value that is no population of neurons, seen in `time`; `summed` over all timesteps, times `factor`. */
  | { readonly kind: 'value'; readonly id: number; readonly time: number; readonly summed: boolean; readonly factor: number };

/**
 * Populations and projections of a graph whose neurons are known. Faults are added to `diagnostics`, which then holds an error.
 * @param timesteps of a sample, null where the graph does not tell
 */
export function assemble(assembly: Assembly, answer: Answer, name: string, timesteps: number | null, diagnostics: Diagnostic[]): Network {
  for (const member of assembly.members.values()) collect(diagnostics, () => addMember(assembly, member));
  const output = collect(diagnostics, () => readOut(assembly, answer)) ?? { population: '', readout: 'count' as const };
  const { populations, projections } = absorbed(assembly.draft, assembly.echoes, output.population);
  return { stage: 'network', name, dt_s: null, timesteps, populations, projections, output, bits: null };
}

function addMember(assembly: Assembly, { name, dims, found }: Member): void {
  const { form, where, time } = found;
  const node = valueOf(assembly.flow, found.potential).node;
  const terms = form.drives.map(({ atom, weight }) => ({ signal: signalOfAtom(assembly, atom, dims, time, where), factor: weight }));
  if (terms.length === 0) fail('S324', { part: `population "${name}"`, reason: 'nothing drives it' }, where);
  const step = { ...stepFor(assembly, node, dims, where), name: `${name}.input` };
  const drive = weightedSum(step, terms, form.bias, dims);
  const origin = { file: assembly.flow.file.path, place: where.place ?? 'the graph' };
  // The name was kept for this population.
  assembly.draft.names.delete(name);
  const population = addPopulation(assembly.draft, name, populationShape(sampleDims(dims)), neuronOf(found, name, dims), origin, where);
  addProjection(assembly.draft, { kind: 'one-to-one', source: drive.population, destination: population, origin });
}

/** The canonical neuron of a form, its parameters spread over the population. */
function neuronOf({ form, initial, where }: Member['found'], name: string, dims: readonly number[]): SpikingNeuron {
  const parameter = (grid: Parameters<typeof parameterOf>[0], what: string): Parameter => parameterOf(grid, dims, what, `"${name}"`, where);
  const { decay, gain, leakTarget, threshold, reset, lowest, echo, synapse } = form;
  const neuron: IntegrateAndFire = {
    ...FIRING, kind: decay === 1 ? 'if' : 'lif', decay: parameter(decay, 'the decay'), gain: parameter(gain, 'the gain'), leakTarget: parameter(leakTarget, 'the leak target'),
    synapse: synapse && { decay: parameter(synapse.decay, 'the decay of the synapse'), gain: 1, order: synapse.order }, adaptation: null, echo,
    reset: reset.mode, resetValue: parameter(reset.value, 'the reset value'), resetDelay: reset.delay, refractory: reset.refractory,
    initial: parameter(initial, 'the potential before the first step'), lowest: lowest === null ? null : parameter(lowest, 'the lowest potential'),
  };
  if (threshold === null) return { ...neuron, reset: 'none', resetDelay: 0, sends: 'potential' };
  return { ...neuron, threshold: parameter(threshold.value, 'the threshold'), compare: threshold.compare, spikesPerStep: threshold.counts ? 'floor' : 1 };
}

function readOut(assembly: Assembly, answer: Answer): { readonly population: string; readonly readout: Readout } {
  if (answer.kind !== 'value') return { population: assembly.members.get(answer.chain)!.name, readout: answer.kind === 'spikes' ? 'count' : 'membrane' };
  const signal = signalOf(assembly, answer.id, answer.time);
  const value = valueOf(assembly.flow, answer.id);
  const step = { ...stepFor(assembly, value.node, value.dims, { file: assembly.flow.file.path }), name: 'output' };
  if (answer.summed) return { population: summedUp(step, signal, answer.factor), readout: 'membrane' };
  const own = assembly.draft.populations.get(signal.population)!;
  if (own.neuron.kind === 'linear' && !assembly.echoes.has(own.name)) return { population: own.name, readout: 'value' };
  const population = growPopulation(step, signal.shape, { kind: 'linear' });
  addProjection(step.draft, { kind: 'one-to-one', source: signal.population, destination: population, origin: step.origin });
  return { population, readout: 'value' };
}

/** A sum over the timesteps is the potential of a neuron that neither leaks nor fires. */
function summedUp(step: Parameters<typeof growPopulation>[0], signal: Signal, factor: number): string {
  const neuron: IntegrateAndFire = { ...FIRING, kind: 'if', decay: 1, gain: factor, leakTarget: 0, synapse: null, adaptation: null, echo: false, reset: 'none', sends: 'potential' };
  const population = growPopulation(step, signal.shape, neuron);
  addProjection(step.draft, { kind: 'one-to-one', source: signal.population, destination: population, origin: step.origin });
  return population;
}
