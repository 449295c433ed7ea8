import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Dataset } from '../../../../src/ir/dataset.ts';
import { neuronCount, populationNamed, type Network } from '../../../../src/ir/network.ts';
import { interpret } from '../../../../src/simulate/reference/interpret.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');

/** What ONNX Runtime gave for a model of `make-fixtures.py`. */
export interface Case {
  readonly timesteps: number;
  /** Whether the input changes from step to step. */
  readonly series: boolean;
  /** What `values` are: spikes of all steps, spike counts, or values after the last step. */
  readonly readout: 'count' | 'total' | 'last';
  readonly inputs: readonly (readonly number[])[];
  readonly values: readonly (readonly number[])[];
  /** Of a graph of one timestep: which output updates which input, without the batch; and the output that holds the spikes. */
  readonly states?: readonly { readonly input: string; readonly output: string; readonly shape: readonly number[] }[];
  readonly spikes?: string;
  /** Timesteps of the graph before the first one that is read; as many at the end have no effect. */
  readonly silent?: number;
}

export const CASES = Object.entries(JSON.parse(readFileSync(path.join(FIXTURES, 'expected.json'), 'utf8')) as Record<string, Case>);

export function fixture(name: string): string {
  return path.join(FIXTURES, `${name}.onnx`);
}

export function datasetOf(network: Network, { inputs, series, timesteps }: Pick<Case, 'inputs' | 'series' | 'timesteps'>): Dataset {
  const size = network.populations.filter(({ neuron }) => neuron.kind === 'input').reduce((sum, population) => sum + neuronCount(population), 0);
  return { file: 'samples', count: inputs.length, shape: [size], timesteps: series ? timesteps : null, labels: null, read: (index, out) => out.set(inputs[index]!) };
}

/** What the reference interpreter gives for the inputs of a case, in the form of its values. */
export function played(network: Network, one: Case): number[][] {
  const trains: number[][] = [];
  const { outputs, outputCount } = interpret(network, datasetOf(network, one), {
    timesteps: one.timesteps, onSample: (_, activity) => trains.push(Array.from(activity.get(network.output.population)!)),
  });
  if (one.readout === 'count') return trains;
  return one.inputs.map((_, sample) => Array.from(outputs.subarray(sample * outputCount, (sample + 1) * outputCount)));
}

/** Spike trains of all populations of neurons, by sample. */
export function trainsOf(network: Network, dataset: Dataset, limit: number): readonly string[] {
  const neurons = network.populations.filter(({ neuron }) => neuron.kind === 'if' || neuron.kind === 'lif');
  const trains: string[] = [];
  interpret(network, dataset, { limit, onSample: (_, activity) => trains.push(neurons.map(({ name }) => `${populationNamed(network, name).name}:${activity.get(name)!.join('')}`).join('\n')) });
  return trains;
}
