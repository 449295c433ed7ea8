import { fail } from '../../diagnostics/diagnostic.ts';
import type { Dataset } from '../../ir/dataset.ts';
import { neuronCount, populationNamed, type Network, type Population } from '../../ir/network.ts';
import { fitInputs, type InputSlice } from '../../ir/inputs.ts';
import { updateOrder } from '../../ir/population-graph.ts';
import { largest } from '../../ir/readout.ts';
import { isTemporal } from '../../ir/temporal.ts';
import { MOST_TIMESTEPS } from '../../ir/verify-network.ts';
import { driveByProjections, sentIn, type Activity, type DriveMaker } from './drive.ts';
import { encoderOf, type Presentation } from './samples.ts';
import { somaOf } from './soma/soma.ts';
import { interpretTemporal } from './temporal/interpret-temporal.ts';

export type { Activity } from './drive.ts';

export interface InterpretOptions {
  /** Index of the first sample; 0 without it. */
  readonly first?: number;
  /** Most samples to run; all without it. */
  readonly limit?: number;
  /** Overrides the network's timesteps. */
  readonly timesteps?: number;
  /** Called after every sample, with its index in the data; of a temporal network with the spike time of every neuron (Infinity: silent). */
  readonly onSample?: (sample: number, activity: Activity) => void;
  /** Called after every timestep of every population that is no input, with its potentials; of networks in timesteps alone. */
  readonly onPotentials?: (sample: number, timestep: number, population: string, potentials: () => Float64Array) => void;
}

export interface Interpretation {
  readonly samples: number;
  readonly timesteps: number;
  readonly outputCount: number;
  /** [samples x outputCount]: spike counts, potentials after the last step, values of the last step, or spike times, as the readout says. */
  readonly outputs: Float64Array;
  readonly predictions: Int32Array;
}

/**
 * The judge: runs a network timestep by timestep exactly as `src/ir/network.ts` says, by direct loops over what is active. Stage `quantised` in its
 * fixed arithmetic, all others in f64. Networks of any stage run, populations without neurons passing their drive on.
 * @throws DiagnosticError S561, S562 when the data do not fit the inputs, S564 or S544 without a sound number of timesteps.
 */
export function interpret(network: Network, dataset: Dataset, options: InterpretOptions = {}): Interpretation {
  return isTemporal(network) ? interpretTemporal(network, dataset, options) : interpretWith(network, dataset, options, driveByProjections);
}

/** As `interpret`, with drives formed in another way. */
export function interpretWith(network: Network, dataset: Dataset, options: InterpretOptions, driveOf: DriveMaker): Interpretation {
  const inputs = fitInputs(network, dataset);
  const timesteps = timestepsOf(network, dataset, options);
  const presentation: Presentation = { neurons: inputs.neurons, timesteps, dataTimesteps: dataset.timesteps, fixed: network.stage === 'quantised' };
  const machines = updateOrder(network).map((name) => machineOf(network, populationNamed(network, name), inputs.slices, presentation, driveOf));
  const output = machines.find(({ name }) => name === network.output.population)!;
  const first = options.first ?? 0;
  const samples = Math.max(0, Math.min(dataset.count - first, options.limit ?? Infinity));
  const outputs = new Float64Array(samples * output.neurons);
  const predictions = new Int32Array(samples);
  const sample = new Float32Array(inputs.neurons * (dataset.timesteps ?? 1));
  const activity = new Map(machines.map(({ name, neurons }) => [name, new Float64Array(timesteps * neurons)]));
  for (let index = 0; index < samples; index++) {
    dataset.read(first + index, sample);
    for (const machine of machines) machine.start(sample);
    for (let step = 0; step < timesteps; step++) {
      for (const machine of machines) machine.advance(step, activity);
      if (options.onPotentials) for (const { name, potentials } of machines) options.onPotentials(first + index, step, name, potentials);
    }
    const answer = readOut(network, output, activity.get(output.name)!, timesteps);
    outputs.set(answer, index * output.neurons);
    predictions[index] = largest(answer);
    options.onSample?.(first + index, activity);
  }
  return { samples, timesteps, outputCount: output.neurons, outputs, predictions };
}

function timestepsOf(network: Network, dataset: Dataset, options: InterpretOptions): number {
  const timesteps = options.timesteps ?? network.timesteps ?? dataset.timesteps;
  if (timesteps === null) return fail('S564', { network: network.name });
  if (!Number.isInteger(timesteps) || timesteps < 1 || timesteps > MOST_TIMESTEPS) {
    fail('S544', { option: 'timesteps', value: timesteps, allowed: `a whole number from 1 to ${MOST_TIMESTEPS}` });
  }
  return timesteps;
}

/** A population while it runs. */
interface Machine {
  readonly name: string;
  readonly neurons: number;
  readonly start: (sample: Float32Array) => void;
  readonly advance: (step: number, activity: Activity) => void;
  readonly potentials: () => Float64Array;
}

function machineOf(network: Network, population: Population, slices: readonly InputSlice[], presentation: Presentation, driveOf: DriveMaker): Machine {
  const { name } = population;
  const neurons = neuronCount(population);
  const slice = slices.find((candidate) => candidate.name === name);
  if (slice) {
    const encoder = encoderOf(slice, presentation);
    const advance = (step: number, activity: Activity): void => encoder.emit(step, sentIn(activity, name, step, neurons));
    return { name, neurons, start: encoder.start, advance, potentials: () => new Float64Array(neurons) };
  }
  const soma = somaOf(population, network.stage === 'quantised', network.dt_s);
  const drives = driveOf(network, population, soma);
  const advance = (step: number, activity: Activity): void => soma.update(drives(step, activity), sentIn(activity, name, step, neurons));
  return { name, neurons, start: soma.start, advance, potentials: soma.potentials };
}

function readOut(network: Network, output: Machine, sent: Float64Array, timesteps: number): Float64Array {
  if (network.output.readout === 'membrane') return output.potentials();
  if (network.output.readout === 'value') return sent.slice((timesteps - 1) * output.neurons);
  const counts = new Float64Array(output.neurons);
  for (let index = 0; index < sent.length; index++) counts[index % output.neurons]! += sent[index]!;
  return counts;
}
