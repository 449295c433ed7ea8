import { fail } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import { earliest } from '../../ir/readout.ts';
import type { Configuration } from '../../ir/configuration.ts';
import { inputTime } from '../../ir/first-spike.ts';
import type { EngineCounts } from '../engine/engine.ts';
import type { Samples } from '../engine/inputs.ts';
import { fireAll, workOf, type Work } from './fire.ts';
import type { TemporalProgram } from './program.ts';

/** Sees the spike times of a sample by neuron number; Infinity: silent. */
export type TimeObserver = (sample: number, times: Float64Array) => void;

export interface TemporalEngine {
  readonly outputCount: number;
  /** Runs samples; returns the spike times of the output population, [samples x outputCount]. */
  readonly run: (samples: Samples, firstSample: number, observe?: TimeObserver) => Float64Array;
  readonly takeCounts: () => EngineCounts;
}

/** One event-driven pass a sample, population after population. */
export function temporalEngine(program: TemporalProgram): TemporalEngine {
  const { configuration: { populations, schedule, output }, times: { data: times } } = program;
  const read = populations[output.population]!;
  const outputCount = read.features * read.positions;
  const work = workOf(program);
  return {
    outputCount,
    run(samples, firstSample, observe) {
      const outputs = new Float64Array(samples.count * outputCount);
      for (let b = 0; b < samples.count; b++) {
        encodeTimes(program, samples, b, times);
        for (const [population] of schedule) if (populations[population!]!.kind === 'neurons') fireAll(program, work, population!, firstSample + b);
        const decided = outputs.subarray(b * outputCount, (b + 1) * outputCount);
        decided.set(times.subarray(read.firstNeuron, read.firstNeuron + outputCount));
        countSpikes(times, decided[earliest(decided)]!, work);
        observe?.(firstSample + b, times);
      }
      return outputs;
    },
    takeCounts: () => takeCounts(program.configuration, work),
  };
}

/** Times later than this have exponentials beyond f64. */
const LATEST = 700;

/** @throws DiagnosticError S614 */
function encodeTimes({ configuration: { populations } }: TemporalProgram, { data, width }: Samples, b: number, times: Float64Array): void {
  let column = b * width;
  for (const population of populations) {
    if (population.kind !== 'input') continue;
    const neurons = population.features * population.positions;
    for (let i = 0; i < neurons; i++) {
      const time = inputTime(population.times!, data[column + i]!);
      if (!(time >= 0 && (time <= LATEST || time === Infinity))) fail('S614', { input: printable(population.name), value: data[column + i]!, time, latest: LATEST });
      times[population.firstNeuron + i] = time;
    }
    column += neurons;
  }
}

/** An output without a spike decides nothing: all that happens then counts as before the decision. */
function countSpikes(times: Float64Array, decision: number, { spikes, early }: Work): void {
  for (let neuron = 0; neuron < times.length; neuron++) {
    const time = times[neuron]!;
    if (time === Infinity) continue;
    spikes[neuron]!++;
    if (time <= decision) early[neuron]!++;
  }
}

function takeCounts({ populations }: Configuration, { spikes, early, causal, updates, reads }: Work): EngineCounts {
  const take = (counts: Float64Array): Float64Array => {
    const taken = counts.slice();
    counts.fill(0);
    return taken;
  };
  const neurons = populations.reduce((sum, { features, positions }) => sum + features * positions, 0);
  return { spikes: take(spikes), values: new Float64Array(neurons), reads: take(reads), active: null, temporal: { early: take(early), causal: take(causal), updates: take(updates) } };
}
