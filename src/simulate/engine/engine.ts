import { encodeInputs, sliceSamples, type Samples } from './inputs.ts';
import { indexOf, isPadding } from './layout.ts';
import { loadProgram, type NeuronState, type Program, type ProgramOptions } from './program.ts';
import { replay, type PotentialRecorder } from './potentials.ts';
import { runPanels } from './run-panels.ts';
import { runSteps, type Watch } from './run-steps.ts';
import type { Configuration } from '../../ir/configuration.ts';
import type { Target } from '../../ir/target.ts';
import type { Kernels } from '../../kernels/kernels.ts';

/** What was counted since the last `takeCounts`; sums over samples, so that parts from several workers just add up. */
export interface EngineCounts {
  /** Spikes of every neuron, by neuron number. */
  readonly spikes: Float64Array;
  /** Samples in which each current-coded input was not zero, by neuron number. */
  readonly values: Float64Array;
  /** Reads of every readout. */
  readonly reads: Float64Array;
  /** Updates in which each neuron was not at rest at 0 before and after, without a spike; null where the target asks for no such count. */
  readonly active: Float64Array | null;
  /** Of temporal networks alone. */
  readonly temporal?: SpikeTimeCounts;
}

/** What spike times tell, by neuron number. */
export interface SpikeTimeCounts {
  /** Spikes that were not after the earliest of the output; all of a sample in which the output was silent. */
  readonly early: Float64Array;
  /** Inputs that came before the spike of a neuron that fired, its causal set; the bias does not count. */
  readonly causal: Float64Array;
  /** Distinct times at which inputs came, whether or not it had fired. */
  readonly updates: Float64Array;
}

/** Sees the spikes of the first `samples` samples of a run: row-major neuron indices, in the engine's order. */
export interface SpikeObserver {
  readonly samples: number;
  readonly onSpikes: (population: number, sample: number, timestep: number, neurons: Int32Array) => void;
  /** Inputs of coding `current` whose value is not 0, ascending. */
  readonly onValues?: (population: number, sample: number, neurons: Int32Array) => void;
  /** Where active updates of the first sample are added, [timestep][core]. */
  readonly activeByCore?: Uint32Array | null;
  /** Sees the potentials of the first sample. */
  readonly potentials?: PotentialRecorder | null;
}

export interface Engine {
  /** The configuration as it is laid out; for those who step through it themselves. What they count is in the next `takeCounts`. */
  readonly program: Program;
  readonly outputCount: number;
  /** Runs samples through all timesteps; returns [samples x outputCount]. */
  readonly run: (samples: Samples, firstSample: number, observe?: SpikeObserver) => Float32Array;
  readonly takeCounts: () => EngineCounts;
}

/**
 * The event-driven simulator of a configuration. Spike for spike equal to the reference interpreter when all non-idealities are off.
 * @throws RangeError when the configuration does not fit the kernels' memory.
 */
export function createEngine(configuration: Configuration, target: Target, kernels: Kernels, options: ProgramOptions): Engine {
  const program = loadProgram(configuration, target, kernels, options);
  const values = new Float64Array(neuronTotal(configuration));
  const outputCount = sizeOfOutput(configuration);
  return {
    program, outputCount,
    run(samples, firstSample, observe) {
      const outputs = new Float32Array(samples.count * outputCount);
      for (let start = 0; start < samples.count; start += program.batch) {
        const part = sliceSamples(samples, start, Math.min(program.batch, samples.count - start));
        runBatch(program, part, firstSample + start, outputs.subarray(start * outputCount, (start + part.count) * outputCount), start === 0 && observe ? { activeByCore: observe.activeByCore ?? null, potentials: observe.potentials ?? null } : null);
        countValues(program, part.count, values);
        if (observe && start < observe.samples) observeBatch(program, Math.min(part.count, observe.samples - start), firstSample + start, observe);
      }
      return outputs;
    },
    takeCounts: () => takeCounts(program, values),
  };
}

function runBatch(program: Program, samples: Samples, firstSample: number, outputs: Float32Array, watch: Watch | null): void {
  const { configuration, populations } = program;
  const { population: read, readout } = configuration.output;
  const outputCount = sizeOfOutput(configuration);
  encodeInputs(program, samples);
  for (const members of configuration.schedule) {
    const states = members.map((index) => populations[index]!).filter((state): state is NeuronState => state.kind === 'neurons');
    if (states.length === 0) continue;
    if (states.length === 1 && states[0]!.panels) {
      runPanels(program, states[0]!, states[0]!.panels, samples.count);
      if (watch?.potentials) replay(program, states[0]!, firstSample, watch.potentials);
    } else runSteps(program, states, samples.count, firstSample, watch, (b) => {
      if (readout === 'membrane' && members.includes(read)) readPotentials(states.find(({ index }) => index === read)!, outputs.subarray(b * outputCount));
    });
  }
  if (readout === 'count') for (let b = 0; b < samples.count; b++) readSpikeCounts(program, b, outputs.subarray(b * outputCount));
}

function readPotentials({ layout, parameters }: NeuronState, out: Float32Array): void {
  for (let local = 0; local < layout.size; local++) {
    if (!isPadding(layout, local)) out[indexOf(layout, local)] = parameters.potentials.data[local]!;
  }
}

function readSpikeCounts({ configuration, populations, timesteps }: Program, b: number, out: Float32Array): void {
  const { layout, spikes, counts } = populations[configuration.output.population]!;
  for (let step = b * timesteps; step < (b + 1) * timesteps; step++) {
    const first = step * layout.size;
    for (let i = first; i < first + counts[step]!; i++) out[indexOf(layout, spikes.data[i]!)]!++;
  }
}

function observeBatch({ populations, timesteps }: Program, samples: number, firstSample: number, observe: SpikeObserver): void {
  for (const state of populations) {
    if (state.kind === 'input' && state.population.coding === 'current') {
      for (let b = 0; b < samples; b++) {
        observe.onValues?.(state.index, firstSample + b, state.ids.data.slice(b * state.layout.size, b * state.layout.size + state.valueCounts[b]!));
      }
      continue;
    }
    for (let step = 0; step < samples * timesteps; step++) {
      const first = step * state.layout.size;
      const neurons = state.spikes.data.subarray(first, first + state.counts[step]!).map((local) => indexOf(state.layout, local));
      observe.onSpikes(state.index, firstSample + Math.floor(step / timesteps), step % timesteps, neurons);
    }
  }
}

function countValues({ populations }: Program, samples: number, values: Float64Array): void {
  for (const state of populations) {
    if (state.kind !== 'input' || state.population.coding !== 'current') continue;
    for (let b = 0; b < samples; b++) {
      const first = b * state.layout.size;
      for (let i = first; i < first + state.valueCounts[b]!; i++) values[state.population.firstNeuron + state.ids.data[i]!]!++;
    }
  }
}

function takeCounts({ configuration, populations, reads, wiring, countsActivity }: Program, values: Float64Array): EngineCounts {
  const spikes = new Float64Array(neuronTotal(configuration));
  const active = countsActivity ? new Float64Array(spikes.length) : null;
  for (const { layout, spikeCounts, population, ...state } of populations) {
    const activity = 'activity' in state ? state.activity : null;
    for (let local = 0; local < layout.size; local++) {
      if (isPadding(layout, local)) continue;
      const neuron = population.firstNeuron + indexOf(layout, local);
      spikes[neuron] = spikeCounts.data[local]!;
      if (active && activity) active[neuron] = activity.counts[local]!;
    }
    spikeCounts.data.fill(0);
    activity?.counts.fill(0);
  }
  const counts = { spikes, values: values.slice(), reads: Float64Array.from(reads.data.subarray(0, wiring.readouts.count)), active };
  reads.data.fill(0);
  values.fill(0);
  return counts;
}

function neuronTotal({ populations }: Configuration): number {
  return populations.reduce((sum, { features, positions }) => sum + features * positions, 0);
}

function sizeOfOutput({ populations, output }: Configuration): number {
  const { features, positions } = populations[output.population]!;
  return features * positions;
}
