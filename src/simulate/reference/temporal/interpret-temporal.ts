import { fail } from '../../../diagnostics/diagnostic.ts';
import { temporalPass, type SummingMaker } from '../../../forward/temporal/temporal-pass.ts';
import type { Dataset } from '../../../ir/dataset.ts';
import { fitInputs } from '../../../ir/inputs.ts';
import { neuronCount, populationNamed, type Network } from '../../../ir/network.ts';
import { earliest } from '../../../ir/readout.ts';
import type { Interpretation, InterpretOptions } from '../interpret.ts';

/**
 * The judge of temporal networks, of every stage: sample by sample the pass of `forward/temporal`, plain f64 and slow.
 * @throws DiagnosticError S561 when the data do not fit the inputs, S802 for spike trains, S614 for values that are no times
 */
export function interpretTemporal(network: Network, dataset: Dataset, options: InterpretOptions, summing?: SummingMaker): Interpretation {
  const inputs = fitInputs(network, dataset);
  if (dataset.timesteps !== null) fail('S802', { input: inputs.slices[0]!.name, coding: 'time', mixed: false }, { file: dataset.file });
  const pass = temporalPass(network, summing);
  const output = populationNamed(network, network.output.population);
  const outputCount = neuronCount(output);
  const first = options.first ?? 0;
  const samples = Math.max(0, Math.min(dataset.count - first, options.limit ?? Infinity));
  const outputs = new Float64Array(samples * outputCount);
  const predictions = new Int32Array(samples);
  const sample = new Float32Array(inputs.neurons);
  for (let index = 0; index < samples; index++) {
    dataset.read(first + index, sample);
    const times = pass(sample, dataset.file);
    const answer = times.get(output.name)!;
    outputs.set(answer, index * outputCount);
    predictions[index] = earliest(answer);
    options.onSample?.(first + index, times);
  }
  return { samples, timesteps: 1, outputCount, outputs, predictions };
}
