import { neuronCount, type Population } from '../../../ir/network.ts';
import { valueAt, type Values } from '../draft/columns.ts';
import type { InputStimulus, SpikeStimulus } from '../stimulus.ts';
import { numberText, type YamlText } from '../yaml/yaml-text.ts';

/** Writes a group: what all neurons share as its attributes, the rest at runs of neurons. */
export function writeNeurons(text: YamlText, name: string, neurons: number, attributes: Readonly<Record<string, Values | string>>): void {
  const shared: string[] = ['log_spikes: true'];
  const own: [key: string, values: Float64Array][] = [];
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value !== 'object') shared.push(`${key}: ${value}`);
    else if (value.every((one) => one === value[0])) shared.push(`${key}: ${value[0]}`);
    else own.push([key, value]);
  }
  head(text, name, shared);
  const same = (one: number, other: number): boolean => own.every(([, values]) => values[one] === values[other]);
  for (let first = 0; first < neurons;) {
    let stop = first + 1;
    while (stop < neurons && same(first, stop)) stop++;
    text.line(`        - ${rangeText(first, stop)}: {${own.map(([key, values]) => `${key}: ${valueAt(values, first)}`).join(', ')}}`);
    first = stop;
  }
}

/** Writes input neurons with the spikes that they send; silent ones without a stimulus. */
export function writeInput(text: YamlText, name: string, population: Population, stimulus: InputStimulus | null): void {
  const neurons = neuronCount(population);
  // `rate: 0` says that these are inputs, whatever they send.
  head(text, name, ['log_spikes: true', 'rate: 0']);
  if (!stimulus || stimulus.kind === 'current') return text.line(`        - ${rangeText(0, neurons)}: {}`);
  const { rates, poisson, offsets } = stimulus;
  const silent = (neuron: number): boolean => rates[neuron] === 0 && poisson[neuron] === 0 && offsets[neuron + 1] === offsets[neuron];
  for (let neuron = 0; neuron < neurons; neuron++) {
    let stop = neuron;
    while (stop < neurons && silent(stop)) stop++;
    if (stop > neuron) {
      text.line(`        - ${rangeText(neuron, stop)}: {}`);
      neuron = stop - 1;
      continue;
    }
    const parts = [
      ...(rates[neuron]! > 0 ? [`rate: ${numberText(rates[neuron]!)}`] : []), ...(poisson[neuron]! > 0 ? [`poisson: ${numberText(poisson[neuron]!)}`] : []),
      ...(offsets[neuron + 1]! > offsets[neuron]! ? [`spikes: [${trainOf(stimulus, neuron).join(', ')}]`] : []),
    ];
    text.line(`        - ${neuron}: {${parts.join(', ')}}`);
  }
}

function head(text: YamlText, name: string, attributes: readonly string[]): void {
  text.line(`    - name: ${name}`);
  text.line(`      attributes: {${attributes.join(', ')}}`);
  text.line('      neurons:');
}

function trainOf({ offsets, steps }: SpikeStimulus, neuron: number): Uint8Array {
  const listed = steps.subarray(offsets[neuron]!, offsets[neuron + 1]!);
  const train = new Uint8Array(listed.reduce((last, step) => Math.max(last, step), 0) + 1);
  for (const step of listed) train[step] = 1;
  return train;
}

/** `3`, or `0..7`. */
export function rangeText(first: number, stop: number): string {
  return stop === first + 1 ? String(first) : `${first}..${stop - 1}`;
}
