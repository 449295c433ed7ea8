import { stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Dataset } from '../../ir/dataset.ts';
import { inputSlices } from '../../ir/inputs.ts';
import type { Network } from '../../ir/network.ts';
import { assumer } from '../assumptions.ts';
import type { Samples } from '../data/samples.ts';
import { states, valueAt, valuesOf, type Values } from './draft/columns.ts';
import type { Draft, DraftGroup } from './draft/draft.ts';
import { lowerDraft } from './lower/lower-draft.ts';
import { readDraft } from './draft/read-draft.ts';

/** What a SANA-FE file itself feeds the inputs of its network, in the order of the inputs. */
export interface SanafeStimulus {
  readonly inputs: readonly InputStimulus[];
  /** Timesteps of the longest spike list; 0 without one. */
  readonly timesteps: number;
}

export type InputStimulus = DriveStimulus | SpikeStimulus;

/** The biases of a group that only its bias drives, one a neuron. */
export interface DriveStimulus {
  readonly population: string;
  readonly kind: 'current';
  readonly values: Float32Array;
}

/**
 * Spikes of input neurons, in SANA-FE's terms; what is said together adds up to at most one spike a timestep. Neuron i spikes in the timesteps
 * steps[offsets[i] .. offsets[i + 1]), counted from 0; where its rate r is above 0 also in every floor(1 / r)-th timestep; and with
 * probability `poisson` in any.
 */
export interface SpikeStimulus {
  readonly population: string;
  readonly kind: 'spikes';
  readonly offsets: Int32Array;
  readonly steps: Int32Array;
  readonly rates: Float64Array;
  readonly poisson: Float64Array;
}

/**
 * Reads what a SANA-FE file feeds its inputs.
 * @throws DiagnosticError as `readSanafe`
 */
export function readSanafeStimulus(file: string): { readonly stimulus: SanafeStimulus; readonly network: Network; readonly diagnostics: readonly Diagnostic[] } {
  const { draft, findings } = readDraft(file, { edges: true, mappings: null });
  const { network, planned, drives } = lowerDraft(draft, findings, assumer({}));
  const groups = new Map(planned.map(({ population, group }) => [population, group]));
  const inputs = inputSlices(network).slices.map(({ name, length }): InputStimulus => {
    const drive = drives.get(name);
    return drive === undefined ? spikesOf(name, groups.get(name)!, draft) : { population: name, kind: 'current', values: Float32Array.from(filledWith(drive, length)) };
  });
  return { stimulus: { inputs, timesteps: draft.trains.longest }, network, diagnostics: stopOnErrors(findings.found) };
}

function spikesOf(population: string, group: DraftGroup, { trains }: Draft): SpikeStimulus {
  const train = states(group, 'spikes') ? valuesOf(group, 'spikes', -1) : -1;
  const offsets = new Int32Array(group.neurons + 1);
  const lengthOf = (t: number): number => (t < 0 ? 0 : trains.offsets.data[t + 1]! - trains.offsets.data[t]!);
  for (let neuron = 0; neuron < group.neurons; neuron++) offsets[neuron + 1] = offsets[neuron]! + lengthOf(valueAt(train, neuron));
  const steps = new Int32Array(offsets[group.neurons]!);
  for (let neuron = 0; neuron < group.neurons; neuron++) {
    const t = valueAt(train, neuron);
    if (t >= 0) steps.set(trains.steps.data.subarray(trains.offsets.data[t]!, trains.offsets.data[t + 1]!), offsets[neuron]!);
  }
  return {
    population, kind: 'spikes', offsets, steps,
    rates: filledWith(valuesOf(group, 'rate', 0), group.neurons), poisson: filledWith(valuesOf(group, 'poisson', 0), group.neurons),
  };
}

function filledWith(values: Values, length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => valueAt(values, i));
}

/** Timesteps of a stimulus of rates alone where nothing says how long to present it. */
const TIMESTEPS = 32;

/**
 * What a SANA-FE file feeds its inputs as the one sample of a dataset.
 * @param timesteps how long it is presented; without it as long as its longest spike list
 * @throws DiagnosticError as `readSanafe`
 */
export function sanafeSamples(file: string, timesteps: number | undefined): Samples {
  const { stimulus } = readSanafeStimulus(file);
  const { count, shape, timesteps: steps, read } = stimulusDataset(stimulus, file, timesteps ?? (stimulus.timesteps || TIMESTEPS), 1);
  return { count, shape, timesteps: steps, spikes: steps !== null && stimulus.inputs.every(({ kind }) => kind === 'spikes'), labels: null, read };
}

/**
 * The stimulus as one sample. Without spikes it is a sample of values, presented in every timestep; otherwise values and spikes for each of
 * `timesteps`. Random spikes (`poisson`) are drawn from `seed`: they are not those of SANA-FE's own generator.
 */
export function stimulusDataset({ inputs }: SanafeStimulus, file: string, timesteps: number, seed: number): Dataset {
  const neurons = inputs.reduce((sum, input) => sum + neuronsOf(input), 0);
  const timed = inputs.some(({ kind }) => kind === 'spikes');
  const read = (_: number, out: Float32Array): void => {
    out.fill(0);
    let offset = 0;
    inputs.forEach((input, index) => {
      for (let step = 0; step < (timed ? timesteps : 1); step++) {
        const row = out.subarray(step * neurons + offset, step * neurons + offset + neuronsOf(input));
        if (input.kind === 'current') row.set(input.values);
        else addRegular(input, step, row, seed + 0x1000193 * index);
      }
      if (input.kind === 'spikes') addListed(input, timesteps, neurons, offset, out);
      offset += neuronsOf(input);
    });
  };
  return { file, count: 1, shape: [neurons], timesteps: timed ? timesteps : null, labels: null, read };
}

function neuronsOf(input: InputStimulus): number {
  return input.kind === 'current' ? input.values.length : input.rates.length;
}

function addListed({ offsets, steps }: SpikeStimulus, timesteps: number, neurons: number, offset: number, out: Float32Array): void {
  for (let neuron = 0; neuron + 1 < offsets.length; neuron++) {
    for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) if (steps[i]! < timesteps) out[steps[i]! * neurons + offset + neuron] = 1;
  }
}

function addRegular({ rates, poisson }: SpikeStimulus, step: number, row: Float32Array, seed: number): void {
  for (let neuron = 0; neuron < row.length; neuron++) {
    const rate = rates[neuron]!;
    if (rate > 0 && (step + 1) % Math.max(1, Math.floor(1 / rate)) === 0) row[neuron] = 1;
    if (poisson[neuron]! > 0 && uniform(seed, step, neuron) < poisson[neuron]!) row[neuron] = 1;
  }
}

/** A number in 0..1 for each step and neuron, the same for the same seed (a mixing of the three, as in MurmurHash3). */
function uniform(seed: number, step: number, neuron: number): number {
  let mixed = Math.imul(seed ^ Math.imul(step + 1, 0x9e3779b1) ^ Math.imul(neuron + 1, 0x85ebca77), 0xc2b2ae3d);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
