import { stopOnErrors } from '../../../diagnostics/diagnostic.ts';
import { neuronCount, type Network, type Population, type Projection } from '../../../ir/network.ts';
import type { Assumer } from '../../assumptions.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { networkNameFrom } from '../../names.ts';
import { addBiases } from './biases.ts';
import type { Values } from '../draft/columns.ts';
import type { Draft } from '../draft/draft.ts';
import type { Findings } from '../draft/findings.ts';
import { lastToSpeak } from './output.ts';
import { lowerSoma, type Steps } from './neurons.ts';
import { planOf, type PlannedGroup } from './plan.ts';
import { lowerEdges, TRANSPORT } from './projections.ts';

export interface LoweredDraft {
  readonly network: Network;
  readonly planned: readonly PlannedGroup[];
  /** What the file itself feeds the inputs that were added for groups that only their bias drives; by name of the input. */
  readonly drives: ReadonlyMap<string, Values>;
}

/** The network that a file describes. @throws DiagnosticError with all findings when one of them is an error */
export function lowerDraft(draft: Draft, findings: Findings, assume: Assumer): LoweredDraft {
  stopOnErrors(findings.found);
  if (draft.edgesWithoutWeight > 0) findings.report('S951', { count: draft.edgesWithoutWeight });
  const { file } = findings;
  const own = draft.groups.reduce((sum, { neurons, attributes }) => sum + neurons * [...attributes.values()].filter(({ values }) => values.length > 0).length, 0);
  if (own > MOST_OWN_VALUES) findings.report('S945', { what: `attributes of single neurons in large groups make ${own} values`, most: MOST_OWN_VALUES });
  stopOnErrors(findings.found);
  const planned = planOf(draft, findings);
  const { projections, shapes } = lowerEdges(draft, planned, findings);
  const steps = stepsInto(projections);
  const [biases, drives] = [new Map<string, Values>(), new Map<string, Values>()];
  const populations = planned.flatMap((one): Population[] => {
    const { group, population, ownInput } = one;
    const shape = shapes.get(group.id) ?? [group.neurons];
    const origin = { file, place: `group '${printable(group.name)}'`, span: group.span };
    if (one.soma === 'input') return [{ name: population, shape, neuron: { kind: 'input', coding: 'spikes' }, origin }];
    const { neuron, bias } = lowerSoma(one, steps(population), assume, findings);
    if (ownInput === null) {
      biases.set(population, bias);
      return [{ name: population, shape, neuron, origin }];
    }
    drives.set(ownInput, bias);
    return [{ name: ownInput, shape, neuron: { kind: 'input', coding: 'current' }, origin }, { name: population, shape, neuron, origin }];
  });
  const output = lastToSpeak(populations, projections);
  if (output === null) findings.report('S941', { what: "'groups'", wanted: 'a group of neurons besides inputs' });
  stopOnErrors(findings.found);
  state(assume, planned, projections, output!);
  const counts = new Map(populations.map((population) => [population.name, neuronCount(population)]));
  const network: Network = {
    stage: 'network', name: networkNameFrom(draft.name.trim()) || 'sanafe', dt_s: null, timesteps: null, populations,
    projections: [...planned.flatMap((one) => ownProjection(one, file)), ...addBiases(projections, biases, (population) => counts.get(population)!)],
    output: { population: output!, readout: 'count' }, bits: null,
  };
  return { network, planned, drives };
}

/** Most values of attributes that are kept for each neuron: one for all neurons of a group takes no memory, and a short text may ask for many others. */
const MOST_OWN_VALUES = 2 ** 25;

/** Which steps the weights into a population keep. */
function stepsInto(projections: readonly Projection[]): (population: string) => Steps {
  const found = new Map<string, Steps>();
  for (const projection of projections) {
    const { destination } = projection;
    const values = projection.kind === 'sparse' ? projection.values : projection.kind === 'dense' || projection.kind === 'convolution' ? projection.weights.data : [];
    let { whole, sixtyFourths } = found.get(destination) ?? { whole: true, sixtyFourths: true };
    for (let i = 0; i < values.length && sixtyFourths; i++) {
      const scaled = values[i]! * 64;
      sixtyFourths = Number.isInteger(scaled);
      whole &&= scaled % 64 === 0;
    }
    found.set(destination, { whole: whole && sixtyFourths, sixtyFourths });
  }
  return (population) => found.get(population) ?? { whole: true, sixtyFourths: true };
}

/** From the input of a group of its own: the drive of the same timestep. */
function ownProjection({ ownInput, population, group }: PlannedGroup, file: string): Projection[] {
  if (ownInput === null) return [];
  return [{ kind: 'one-to-one', name: `${ownInput}.drive`, source: ownInput, destination: population, delay: 0, origin: { file, place: `group '${printable(group.name)}'`, span: group.span } }];
}

function state(assume: Assumer, planned: readonly PlannedGroup[], projections: readonly Projection[], output: string): void {
  const list = (names: readonly string[]): string => `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''}`;
  assume.state({ key: 'order', text: 'a spike arrives in the timestep after it is sent, plus the delay of its edge (SANA-FE buffers before the soma)', option: null });
  if (projections.some(({ delay }) => delay > TRANSPORT)) {
    assume.state({ key: 'order', text: 'delays of edges act, as in dendrites of model accumulator_with_delay with their buffer inside; other dendrites of SANA-FE ignore them', option: null });
  }
  assume.state({ key: 'output', text: `the output is ${output}, the last group from which no edge leads to another; its spikes are counted`, option: null });
  const lif = planned.filter(({ soma }) => soma === 'leaky_integrate_fire').map(({ population }) => population);
  if (lif.length > 0) assume.state({ key: 'comparator', text: `somas of ${list(lif)} are of SANA-FE's model leaky_integrate_fire, to go by their attributes: they fire when the potential is > the threshold`, option: null });
  const driven = planned.filter(({ ownInput }) => ownInput !== null).map(({ ownInput }) => ownInput!);
  if (driven.length > 0) assume.state({ key: 'input', text: `groups that only their bias drives take it as data: ${list(driven)}`, option: null });
}

