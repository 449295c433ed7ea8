import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { IDEAL } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { sizeOf } from '../ir/tensor.ts';
import type { Unrolled } from '../ir/unrolled.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { interpretUnrolled } from './reference/interpret-unrolled.ts';
import { interpret, type Activity, type InterpretOptions } from './reference/interpret.ts';
import { temporalEngine } from './temporal/engine.ts';
import { loadTemporal } from './temporal/program.ts';

/** Spike times, by population and neuron number, of each sample. */
interface Execution {
  readonly name: string;
  readonly times: readonly Float64Array[];
}

/** Relative to a spike time from 1 on: what another order of f64 operations may leave of it. */
const ROUNDING = 1e-9;

/**
 * Law 1 for temporal networks: the spike times of reference(quantised) are those of reference(unrolled), to the last bit, and of simulate(configuration), but for what
 * another order of operations leaves of 53 bits. @returns S711 for the first that differs
 */
export function checkTemporalEquivalence(unrolled: Unrolled, configuration: Configuration, target: Target, kernels: Kernels, dataset: Dataset, count: number): readonly Diagnostic[] {
  const refer = (name: string, run: (options: InterpretOptions) => unknown): Execution => {
    const times: Float64Array[] = [];
    run({ limit: count, onSample: (_: number, activity: Activity) => times.push(joined(activity, configuration)) });
    return { name, times };
  };
  const judge = refer('reference(quantised)', (options) => interpret(unrolled.network, dataset, options));
  const other = refer('reference(unrolled)', (options) => interpretUnrolled(unrolled, dataset, options));
  const chip: Execution = { name: 'simulate(configuration)', times: simulated(configuration, target, kernels, dataset, count) };
  const found = difference(judge, other, configuration, 0) ?? difference(judge, chip, configuration, ROUNDING);
  return found ? [found] : [];
}

function joined(activity: Activity, { populations }: Configuration): Float64Array {
  return Float64Array.from(populations.flatMap(({ name }) => [...activity.get(name)!]));
}

function simulated(configuration: Configuration, target: Target, kernels: Kernels, dataset: Dataset, count: number): readonly Float64Array[] {
  const width = sizeOf(dataset.shape);
  const data = new Float32Array(count * width);
  for (let i = 0; i < count; i++) dataset.read(i, data.subarray(i * width, (i + 1) * width));
  const engine = temporalEngine(loadTemporal(configuration, target, kernels, { effects: IDEAL, circuit: null, seed: 0 }));
  const times: Float64Array[] = [];
  engine.run({ count, width, timesteps: null, data }, 0, (_, all) => times.push(all.slice()));
  return times;
}

function difference(a: Execution, b: Execution, { populations }: Configuration, rounding: number): Diagnostic | null {
  for (const [sample, times] of a.times.entries()) {
    for (const { name, firstNeuron, features, positions } of populations) {
      for (let neuron = 0; neuron < features * positions; neuron++) {
        const [one, two] = [times[firstNeuron + neuron]!, b.times[sample]![firstNeuron + neuron]!];
        if (one !== two && !(Math.abs(one - two) <= rounding * Math.max(1, one))) return diagnose('S711', { left: a.name, right: b.name, population: name, sample, timestep: 0, neuron });
      }
    }
  }
  return null;
}
