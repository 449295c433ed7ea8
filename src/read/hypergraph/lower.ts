import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { FIRING, type Firing } from '../../ir/neuron.ts';
import { integrateAndFire, type InputNeuron, type Network, type OneToOneProjection, type Population, type SparseProjection } from '../../ir/network.ts';
import type { PopulationSpikes } from '../../ir/spike-profile.ts';
import type { Assumer } from '../assumptions.ts';
import { identifierFrom } from '../names.ts';
import { countUnreached, type Connectivity } from './connectivity.ts';
import { cutIntoLevels, type Part, type Parts } from './levels.ts';

/** How a set of connections becomes a network. */
export interface Lowering {
  readonly file: string;
  readonly name: string;
  readonly coding: InputNeuron['coding'];
  /** Weight of the synapse with this number. */
  readonly weightOf: (synapse: number, target: number) => number;
}

export interface LoweredConnectivity {
  readonly network: Network;
  readonly parts: Parts;
  /** Notes on neurons that take no part. */
  readonly notes: readonly Diagnostic[];
}

/**
 * A network of integrate-and-fire neurons over these connections; what they do not tell is assumed. Populations are the parts of `cutIntoLevels`; a spike
 * arrives in the same timestep, within `hidden` in the next. Where every neuron is reached by others, an input is added that drives those of `hidden`
 * one to one.
 * @param connectivity at least one synapse
 */
export function lowerConnectivity(connectivity: Connectivity, { file, name, coding, weightOf }: Lowering, assume: Assumer): LoweredConnectivity {
  const cut = cutIntoLevels(connectivity);
  const firing = chooseFiring(assume);
  const neuronsOf = (part: Part): Population => ({
    name: part.name, shape: [part.members.length], neuron: part.name === 'input' ? { kind: 'input', coding } : integrateAndFire(firing), origin: { file, place: placeOf(part) },
  });
  const populations = cut.parts.map(neuronsOf);
  const projections = cut.parts.flatMap((_, part) => projectionsFrom(part, cut, connectivity, weightOf, file));
  const added = populations.some(({ neuron }) => neuron.kind === 'input') ? null : addedInput(populations[0]!, coding);
  const output = populations.at(-1)!.name;
  stateWhatIsMeant(cut, added !== null, output, assume);
  const network: Network = {
    stage: 'network', name: identifierFrom(name) || 'network', dt_s: null, timesteps: null, populations: [...(added ? [added.input] : []), ...populations],
    projections: [...(added ? [added.drive] : []), ...projections], output: { population: output, readout: 'count' }, bits: null,
  };
  return { network, parts: cut, notes: notesOn(connectivity, cut, added !== null, file) };
}

/** Spikes of neurons by the population they are in. */
export function spikesByPopulation({ parts }: Parts, counts: Float64Array): PopulationSpikes {
  return new Map(parts.map(({ name, members }) => [name, Float64Array.from(members, (neuron) => counts[neuron]!)]));
}

function notesOn(connectivity: Connectivity, { leftOut }: Parts, added: boolean, file: string): readonly Diagnostic[] {
  const unreached = added ? 0 : countUnreached(connectivity);
  return [
    ...(leftOut > 0 ? [diagnose('S958', { what: 'neurons have no synapse and are left out', count: leftOut }, { file })] : []),
    ...(unreached > 0 ? [diagnose('S958', { what: 'neurons form loops that no input reaches, and stay silent', count: unreached }, { file })] : []),
  ];
}

function chooseFiring(assume: Assumer): Firing {
  const reset = assume.choose('reset', 'subtract', (value) => `neurons are integrate-and-fire with threshold 1, without leak; reset: ${value}`);
  const compare = assume.choose('comparator', '>=', (value) => `a neuron fires when its potential is ${value} the threshold`);
  const [mode, delayed] = reset.split('-') as [Firing['reset'], string?];
  return { ...FIRING, reset: mode, resetDelay: delayed ? 1 : 0, compare };
}

/** The projections that leave a part, one for each part that it reaches. */
function projectionsFrom(part: number, cut: Parts, { offsets, targets }: Connectivity, weightOf: Lowering['weightOf'], file: string): readonly SparseProjection[] {
  const { members, name } = cut.parts[part]!;
  const counts = new Int32Array(cut.parts.length);
  for (const neuron of members) for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) counts[cut.partOf[targets[i]!]!]!++;
  const filled = new Int32Array(cut.parts.length);
  const made = cut.parts.map((other, index): SparseProjection | null => (counts[index] === 0 ? null : {
    kind: 'sparse', name: `${name}_${other.name}`, source: name, destination: other.name, delay: index === part ? 1 : 0, size: other.members.length,
    offsets: new Int32Array(members.length + 1), destinations: new Int32Array(counts[index]!), values: new Float32Array(counts[index]!), bias: null,
    origin: { file, place: `synapses of ${placeOf(cut.parts[part]!)}` },
  }));
  members.forEach((neuron, position) => {
    for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) {
      const target = targets[i]!;
      const index = cut.partOf[target]!;
      const place = filled[index]!++;
      made[index]!.destinations[place] = cut.indexIn[target]!;
      made[index]!.values[place] = weightOf(i, target);
    }
    made.forEach((projection, index) => { if (projection) projection.offsets[position + 1] = filled[index]!; });
  });
  return made.filter((projection) => projection !== null);
}

function addedInput({ name, shape, origin }: Population, coding: InputNeuron['coding']): { readonly input: Population; readonly drive: OneToOneProjection } {
  return {
    input: { name: 'input', shape, neuron: { kind: 'input', coding }, origin },
    drive: { kind: 'one-to-one', name: `input_${name}`, source: 'input', destination: name, delay: 0, origin },
  };
}

/** `neurons 0 to 9`, or where they have gaps `20 neurons from 0 to 41`. */
function placeOf({ members }: Part): string {
  const [first, last] = [members[0]!, members.at(-1)!];
  if (members.length === 1) return `neuron ${first}`;
  return last - first + 1 === members.length ? `neurons ${first} to ${last}` : `${members.length} neurons from ${first} to ${last}`;
}

function stateWhatIsMeant({ parts }: Parts, added: boolean, output: string, assume: Assumer): void {
  const text = parts.map((part) => `${part.name}: ${placeOf(part)}`);
  const shown = text.length > 6 ? [...text.slice(0, 4), `${text.length - 5} more`, text.at(-1)!] : text;
  assume.state({ key: 'populations', text: `populations follow from the connections alone, ${shown.join('; ')}; within a population neurons keep the order of their numbers`, option: null });
  if (added) assume.state({ key: 'input', text: `every neuron is reached by others, so an input was added that drives ${parts[0]!.name} one to one`, option: null });
  const loops = parts.some(({ name }) => name === 'hidden');
  assume.state({ key: 'feedback', text: `a spike arrives in the timestep it is sent in${loops ? ', within hidden in the next' : ''}`, option: null });
  assume.state({ key: 'output', text: `the output is ${output}; its spikes are counted`, option: null });
}
