import { parameterAt } from '../../../ir/network.ts';
import { encodeInputs, sliceSamples, type Samples } from '../../engine/inputs.ts';
import { indexOf, isPadding, valueAt, type EngineLayout } from '../../engine/layout.ts';
import type { NeuronState, Program } from '../../engine/program.ts';
import { runPanels } from '../../engine/run-panels.ts';
import { addUp, runSteps, startSample } from '../../engine/run-steps.ts';
import { isOnCircuit } from '../circuit-somas.ts';

/** What some neurons of a population were driven with, and how often they fired on the ideal chip. */
export interface RecordedDrives {
  readonly population: number;
  readonly samples: number;
  readonly timesteps: number;
  /** Local ids of the neurons, and the channel of each. */
  readonly neurons: Int32Array;
  readonly channels: Int32Array;
  /** Drives with biases, shares of the threshold: [sample][timestep][neuron]. */
  readonly positive: Float32Array;
  readonly negative: Float32Array;
  /** Potential before the first step, shares of the threshold; of each neuron. */
  readonly initial: Float32Array;
  /** Spikes on the ideal chip: [sample][neuron]. */
  readonly wanted: Float32Array;
}

/** Bytes that recorded drives of a population may take. */
const MOST_BYTES = 96 * 2 ** 20;

/**
 * What the populations of one entry of the schedule hear: entries before it run on the chip as it is set up by then, or are heard from the ideal one (`fresh`). Populations of the
 * entry itself always hear the ideal chip, so that a cycle has a beginning.
 * @param chip whose positive and negative drives come apart
 * @param most neurons of a population, spread over it
 */
export function recordDrives(chip: Program, ideal: Program, samples: Samples, entry: number, fresh: boolean, most: number): readonly RecordedDrives[] {
  const states = statesOf(chip, chip.configuration.schedule[entry]!).filter(({ population }) => isOnCircuit(population, chip.circuit?.circuit));
  const recorded = states.map((state) => reserve(state, samples.count, chip.timesteps, most));
  for (let start = 0; start < samples.count; start += chip.batch) {
    const part = sliceSamples(samples, start, Math.min(chip.batch, samples.count - start));
    for (const program of [chip, ideal]) encodeInputs(program, part);
    runAll(ideal, part.count);
    const before = fresh ? 0 : entry;
    for (let earlier = 0; earlier < before; earlier++) runEntry(chip, earlier, part.count);
    const heard = new Set(chip.configuration.schedule.slice(0, before).flat());
    ideal.populations.forEach((state, index) => { if (state.kind === 'neurons' && !heard.has(index)) copySpikes(state, chip.populations[index] as NeuronState, part.count * chip.timesteps); });
    states.forEach((state, i) => {
      for (let b = 0; b < part.count; b++) record(chip, state, ideal.populations[state.index] as NeuronState, recorded[i]!, b, start + b);
    });
  }
  return recorded;
}

function statesOf({ populations }: Program, members: readonly number[]): readonly NeuronState[] {
  return members.map((index) => populations[index]!).filter((state): state is NeuronState => state.kind === 'neurons');
}

function runAll(program: Program, samples: number): void {
  program.configuration.schedule.forEach((_, entry) => runEntry(program, entry, samples));
}

function runEntry(program: Program, entry: number, samples: number): void {
  const states = statesOf(program, program.configuration.schedule[entry]!);
  if (states.length === 1 && states[0]!.panels) runPanels(program, states[0]!, states[0]!.panels, samples);
  else if (states.length > 0) runSteps(program, states, samples, 0, null, () => {});
}

function copySpikes(from: NeuronState, to: NeuronState, steps: number): void {
  for (let step = 0; step < steps; step++) {
    const first = step * from.layout.size;
    to.spikes.data.set(from.spikes.data.subarray(first, first + from.counts[step]!), first);
    to.counts[step] = from.counts[step]!;
  }
}

function reserve({ index, layout, population: { neuron, shape } }: NeuronState, samples: number, timesteps: number, most: number): RecordedDrives {
  const all = Array.from({ length: layout.size }, (_, local) => local).filter((local) => !isPadding(layout, local));
  const fitting = Math.max(1, Math.min(all.length, most, Math.floor(MOST_BYTES / (8 * samples * timesteps))));
  const neurons = Int32Array.from({ length: fitting }, (_, i) => all[Math.floor((i * all.length) / fitting)]!);
  const length = samples * fitting * timesteps;
  const initial = Float32Array.from(neurons, (local) => parameterAt(neuron.initial, shape, indexOf(layout, local)) / parameterAt(neuron.threshold, shape, indexOf(layout, local)));
  return {
    population: index, samples, timesteps, neurons, channels: neurons.map((local) => channelOf(layout, local)),
    positive: new Float32Array(length), negative: new Float32Array(length), initial, wanted: new Float32Array(samples * fitting),
  };
}

function channelOf(layout: EngineLayout, local: number): number {
  return Math.floor(indexOf(layout, local) / layout.positions);
}

/** The drives of one sample, without firing: what the population hears does not depend on it. */
function record(chip: Program, state: NeuronState, ideal: NeuronState, into: RecordedDrives, b: number, sample: number): void {
  const { population: { neuron, shape, bias }, layout, accumulators, drive } = state;
  const { neurons, timesteps, positive, negative, wanted } = into;
  startSample(chip, state, b, sample);
  const perLevel = Float64Array.from(neurons, (local) => 1 / parameterAt(neuron.threshold, shape, indexOf(layout, local)));
  const biases = Float64Array.from(neurons, (local) => valueAt(bias, layout, local));
  for (let t = 0; t < timesteps; t++) {
    addUp(chip, state, b, t, sample);
    const [sums, constant] = [accumulators.data, drive.data];
    neurons.forEach((local, i) => {
      const at = (sample * timesteps + t) * neurons.length + i;
      positive[at] = (sums[local]! + constant[local]! + Math.max(0, biases[i]!)) * perLevel[i]!;
      negative[at] = (sums[layout.size + local]! + constant[layout.size + local]! + Math.max(0, -biases[i]!)) * perLevel[i]!;
    });
    sums.fill(0, 0, state.sums);
  }
  const counts = new Float32Array(layout.size);
  for (let step = b * timesteps; step < (b + 1) * timesteps; step++) {
    const first = step * layout.size;
    for (let i = first; i < first + ideal.counts[step]!; i++) counts[ideal.spikes.data[i]!]!++;
  }
  neurons.forEach((local, i) => { wanted[sample * neurons.length + i] = counts[local]!; });
}
