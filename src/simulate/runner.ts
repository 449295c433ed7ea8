import { DiagnosticError, fail } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import { NO_MITIGATIONS, type Mitigations } from '../ir/mitigations.ts';
import type { SomaCircuit } from '../ir/neuron-circuit.ts';
import { IDEAL, type NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { isTemporalConfiguration } from '../ir/temporal.ts';
import { loadKernels } from '../kernels/load.ts';
import type { Deviation } from './deviation/deviation.ts';
import { measureDeviation } from './deviation/lockstep.ts';
import { createEngine, type Engine, type EngineCounts } from './engine/engine.ts';
import type { Samples } from './engine/inputs.ts';
import { recordPotentials } from './engine/potentials.ts';
import { widened } from './engine/widen.ts';
import { somaCores } from './engine/wiring.ts';
import { valuesSent } from './ledger/count.ts';
import type { StepCounts } from './ledger/ledger.ts';
import { stepCounter } from './ledger/step-counts.ts';
import type { NetworkCounts } from './mesh/network-counts.ts';
import { collectActivity, type ActivityCollector } from './mesh/sample-activity.ts';
import { networkSimulator, type NetworkSimulator } from './mesh/simulate-network.ts';
import type { ConverterRanges } from './mitigation/calibrate-converters.ts';
import { writeAndTune } from './mitigation/tune.ts';
import type { PotentialChoice } from './potential-choice.ts';
import type { PopulationPotentials, PopulationRaster } from './result.ts';
import { temporalRunner } from './temporal/runner.ts';

/** A chip, and what of it is counted. */
export interface Setup extends Plant, Chip {}

/** What all chips have in common. */
export interface Plant {
  readonly configuration: Configuration;
  readonly target: Target;
  /** Samples that a chip may be calibrated with; null, or left out, where there are none. */
  readonly calibration?: Samples | null;
}

export interface Chip {
  readonly effects: NonIdealities;
  /** What is done about them; left out: nothing. */
  readonly mitigations?: Mitigations;
  /** What its somas are made of; null, or left out: they are as the network says. */
  readonly circuit?: SomaCircuit | null;
  readonly seed: number;
  /** Whether the very first sample is kept in detail: its spikes, and what it does in each timestep. */
  readonly detailed: boolean;
  /** Whose potentials are kept of the very first sample, where it is kept in detail; null, or left out: nobody's. */
  readonly potentials?: PotentialChoice | null;
  /** Which samples go over the mesh cycle by cycle: the first ones, unless they have more hops; null for none. */
  readonly network?: { readonly samples: number; readonly mostHops: number; readonly record?: boolean } | null;
}

/** Result of a run of neighbouring samples. */
export interface PartResult {
  readonly outputCount: number;
  /** Spike times of temporal networks need 64 bits. */
  readonly outputs: Float32Array | Float64Array;
  readonly counts: EngineCounts;
  /** Spikes of the very first sample, where it is among these. */
  readonly raster: readonly PopulationRaster[];
  readonly potentials: readonly PopulationPotentials[];
  /** The very first sample timestep by timestep, where it is among these. */
  readonly steps: StepCounts | null;
  /** How the column converters of the chip were set by calibration samples; empty where they were not. */
  readonly converters: readonly ConverterRanges[];
  /** What all weights of the chip were multiplied with when they were written (mitigations `range` and `pre-compensation`). */
  readonly weightScale: number;
  /** What those of its samples did in the mesh that were to go over it; null where there are none. */
  readonly network: NetworkCounts | null;
}

/** Runs parts of the data on one chip. */
export interface PartRunner {
  readonly count: (samples: Samples, first: number) => PartResult;
  /** What these samples do otherwise than on the ideal chip. */
  readonly deviate: (samples: Samples, first: number) => Deviation;
}

/**
 * Programs a chip, for part after part.
 * @throws DiagnosticError S805 when it does not fit the kernels' memory; as `temporalRunner`
 */
export function partRunner(setup: Setup): PartRunner {
  const { configuration } = setup;
  if (isTemporalConfiguration(configuration)) return orDiagnose(() => temporalRunner(setup));
  const idealEngine = (): Engine => engineOf({ ...setup, effects: IDEAL, mitigations: NO_MITIGATIONS }, null);
  const { engine, converters } = writeAndTune({ mitigations: setup.mitigations ?? NO_MITIGATIONS, effects: setup.effects, calibration: setup.calibration ?? null, ideal: idealEngine, write: (rates) => engineOf(setup, rates) });
  let mesh: NetworkSimulator | null = null;
  const count = (samples: Samples, first: number): PartResult => {
    const detailed = setup.detailed && first === 0;
    const steps = detailed ? stepCounter(configuration, setup.target, drivesByValues(configuration, setup.target, samples)) : null;
    const spikes: { timesteps: number[]; indices: number[] }[] = configuration.populations.map(() => ({ timesteps: [], indices: [] }));
    const potentials = detailed && setup.potentials ? recordPotentials(configuration, setup.potentials) : null;
    const watched = watchedSamples(setup, samples, first);
    const outputs = engine.run(samples, first, detailed || watched.length > 0 ? { samples: Math.max(detailed ? 1 : 0, watched.length), onSpikes: (population, sample, timestep, neurons) => {
      watched[sample - first]?.onSpikes(population, timestep, neurons);
      if (sample > 0 || !detailed) return;
      steps?.addSpikes(population, timestep, neurons);
      for (const neuron of neurons) {
        spikes[population]!.timesteps.push(timestep);
        spikes[population]!.indices.push(neuron);
      }
    }, onValues: (population, sample, neurons) => watched[sample - first]?.onValues(population, neurons), activeByCore: steps?.activeUpdates ?? null, potentials } : undefined);
    if (watched.length > 0) mesh ??= networkSimulator(configuration, setup.target, setup.network!.mostHops, setup.network!.record);
    watched.forEach((activity, i) => mesh!.run(activity.finish(), first + i));
    const raster = !detailed ? [] : configuration.populations.map(({ name, features, positions }, i) => ({
      population: name, neurons: features * positions,
      timesteps: Int32Array.from(spikes[i]!.timesteps), indices: Int32Array.from(spikes[i]!.indices),
    }));
    return { outputCount: engine.outputCount, outputs, counts: engine.takeCounts(), raster, potentials: potentials?.take() ?? [], steps: steps && steps.take(), converters, weightScale: engine.program.crossbars?.scale ?? 1, network: watched.length > 0 ? mesh!.takeCounts() : null };
  };
  let ideal: Engine | null = null;
  const deviate = (samples: Samples, first: number): Deviation => {
    ideal ??= idealEngine();
    const deviation = measureDeviation(engine.program, ideal.program, samples, first);
    // Not part of what the samples cost.
    engine.takeCounts();
    return deviation;
  };
  return {
    // The ideal chip is let go as soon as samples are counted again: both together may need twice the memory.
    count: (samples, first) => { ideal = null; return count(samples, first); },
    deviate,
  };
}

/** A chip that is programmed. @param rates how often each neuron drives its rows, where that is known @throws DiagnosticError S805 */
export function engineOf({ configuration, target, effects, mitigations = NO_MITIGATIONS, circuit = null, seed }: Setup, rates: Float64Array | null): Engine {
  const laidOut = target.core.crossbars ? configuration : widened(configuration);
  return orDiagnose(() => createEngine(laidOut, target, loadKernels(), { effects, mitigations, rates, circuit, seed, timesteps: configuration.timesteps, somaCore: somaCores(configuration) }));
}

/** A collector for each of these samples that is to go over the mesh. */
function watchedSamples({ configuration, network }: Setup, { count }: Samples, first: number): readonly ActivityCollector[] {
  return Array.from({ length: Math.max(0, Math.min(count, (network?.samples ?? 0) - first)) }, () => collectActivity(configuration));
}

/** Whether values drive synapses, which they do in every timestep. */
function drivesByValues(configuration: Configuration, target: Target, { timesteps }: Samples): boolean {
  if (timesteps !== null || !configuration.populations.some((population) => population.kind === 'input' && population.coding === 'current')) return false;
  const last = configuration.populations[configuration.populations.length - 1]!;
  const values = new Float64Array(last.firstNeuron + last.features * last.positions);
  for (const population of configuration.populations) {
    if (population.kind === 'input' && population.coding === 'current') values.fill(1, population.firstNeuron, population.firstNeuron + population.features * population.positions);
  }
  return valuesSent(configuration, target, values).some((value) => value > 0);
}

function orDiagnose<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError && !(error instanceof DiagnosticError)) return fail('S805', { reason: error.message });
    throw error;
  }
}
