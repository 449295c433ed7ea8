import { fitThresholds } from '../../../../passes/10-fit-circuit/fit-thresholds.ts';
import { patternSearch } from '../../../../passes/10-fit-circuit/pattern-search.ts';
import { swingsOf } from '../../../../passes/10-fit-circuit/swings.ts';
import type { Configuration } from '../../../ir/configuration.ts';
import type { SomaCircuit, SomaSetting, VoltageDomainCircuit } from '../../../ir/neuron-circuit.ts';
import type { Samples } from '../../engine/inputs.ts';
import type { NeuronState, Program } from '../../engine/program.ts';
import { voltageDomainSoma } from '../voltage-domain.ts';
import { recordDrives, type RecordedDrives } from './record-drives.ts';
import { costByChannel, deviationOf, type TriedSetting } from './replay.ts';

/** What was found, and how far the populations were from the ideal chip before and are now, by population; null for those that are not on the circuit. */
export interface FittedCircuit {
  readonly circuit: VoltageDomainCircuit;
  readonly settings: readonly (SomaSetting | null)[];
  readonly deviations: readonly ({ readonly before: number; readonly after: number } | null)[];
}

/** The chips that a fit runs samples on. */
export interface FitBench {
  readonly configuration: Configuration;
  /** A chip with these somas; null: the ideal one. Without crossbar non-idealities. */
  readonly program: (somas: SomaCircuit | null) => Program;
  readonly progress: (fraction: number) => void;
}

/** Swings tried besides the own one; neurons and samples that tell them apart, and that settings are searched with. */
const SWINGS = 8;
const COARSE = { neurons: 128, samples: 24 } as const;
const FINE = { neurons: 512, samples: 64 } as const;
const ALL_NEURONS = 4096;

const MIRROR = { start: 0, step: 0.25, least: Math.log(0.1), most: Math.log(10) } as const;

/**
 * Fits a nominal circuit (no mismatch) to the ideal chip: spike counts of every population, when it is driven by the same network, shall be those of the ideal one. First the place of the
 * swing, with populations that hear the ideal chip; then, in the order of the schedule and hearing what is fitted already, the two mirrors and the initial potential of each population,
 * and a threshold for each of its channels. No labels are used.
 */
export function fitCircuit(given: VoltageDomainCircuit, samples: Samples, bench: FitBench): FittedCircuit {
  const nominal = { ...given, stepMismatch: 0, thresholdMismatch: 0 };
  const ideal = bench.program(null);
  const heardIdeal = bench.program({ circuit: nominal, settings: null });
  const entries = bench.configuration.schedule.map((_, entry) => entry);
  const drives = entries.flatMap((entry) => recordDrives(heardIdeal, ideal, firstOf(samples, FINE.samples), entry, true, FINE.neurons));
  const circuit = { ...nominal, ...bestSwing(nominal, drives.map((one) => thinned(one, COARSE.neurons, COARSE.samples)), bench.progress) };
  const before = new Map(drives.map((one) => [one.population, deviationOf(one, nominal, UNFITTED)]));
  const chip = bench.program({ circuit, settings: null });
  const settings: (SomaSetting | null)[] = bench.configuration.populations.map(() => null);
  const deviations: ({ before: number; after: number } | null)[] = settings.map(() => null);
  entries.forEach((entry) => {
    for (const recorded of recordDrives(chip, ideal, samples, entry, false, ALL_NEURONS)) {
      const state = chip.populations[recorded.population] as NeuronState;
      const setting = settingOf(recorded, circuit, state.population.features);
      settings[recorded.population] = setting;
      deviations[recorded.population] = { before: before.get(recorded.population)!, after: deviationOf(recorded, circuit, setting) };
      setUp(chip, state, circuit, setting);
    }
    bench.progress(0.5 + (entry + 1) / (2 * entries.length));
  });
  return { circuit: { ...circuit, stepMismatch: given.stepMismatch, thresholdMismatch: given.thresholdMismatch }, settings, deviations };
}

const UNFITTED: TriedSetting = { up: 1, down: 1, initial: null, trims: null };

function firstOf(samples: Samples, most: number): Samples {
  const count = Math.min(most, samples.count);
  return { ...samples, count, data: samples.data.subarray(0, count * samples.width * (samples.timesteps ?? 1)) };
}

/** The swing whose populations, each with the best mirrors for it, are nearest to the ideal chip. */
function bestSwing(circuit: VoltageDomainCircuit, drives: readonly RecordedDrives[], progress: (fraction: number) => void): { readonly reset_V: number; readonly threshold_V: number } {
  const swings = swingsOf(circuit, SWINGS);
  const costs = swings.map((swing, i) => {
    const cost = drives.reduce((sum, one) => sum + Math.log(1e-6 + searchMirrors(one, { ...circuit, ...swing }, 2).cost), 0);
    progress((0.5 * (i + 1)) / swings.length);
    return cost;
  });
  return swings[costs.indexOf(Math.min(...costs))]!;
}

function searchMirrors(drives: RecordedDrives, circuit: VoltageDomainCircuit, halvings: number): { readonly setting: TriedSetting; readonly cost: number } {
  const mean = drives.initial.reduce((sum, value) => sum + value, 0) / Math.max(1, drives.initial.length);
  const settingOfValues = ([up, down, initial]: readonly number[]): TriedSetting => ({ up: Math.exp(up!), down: Math.exp(down!), initial: initial!, trims: null });
  const unknowns = [MIRROR, MIRROR, { start: mean, step: 0.2, least: -circuit.reset_V / (circuit.threshold_V - circuit.reset_V), most: 0.95 }];
  const { values, cost } = patternSearch(unknowns, (tried) => deviationOf(drives, circuit, settingOfValues(tried)), halvings);
  return { setting: settingOfValues(values), cost };
}

function settingOf(drives: RecordedDrives, circuit: VoltageDomainCircuit, channels: number): SomaSetting {
  const { setting } = searchMirrors(thinned(drives, FINE.neurons, FINE.samples), circuit, 4);
  const swing_V = circuit.threshold_V - circuit.reset_V;
  const highest_V = Math.min(circuit.supply_V, circuit.earlyUp_V) * 0.98;
  const range = [-0.8, Math.max(0, (highest_V - circuit.threshold_V) / swing_V)] as const;
  const trims = fitThresholds(channels, range, (tried) => {
    const costs = new Float64Array(channels);
    costByChannel(drives, circuit, { ...setting, trims: tried }, costs);
    return costs;
  });
  return { ...setting, trims };
}

/** Some of the neurons and samples, spread over all. */
function thinned(drives: RecordedDrives, neurons: number, samples: number): RecordedDrives {
  const spread = (of: number, most: number): number[] => Array.from({ length: Math.min(of, most) }, (_, i) => Math.floor((i * of) / Math.min(of, most)));
  const [kept, seen] = [spread(drives.neurons.length, neurons), spread(drives.samples, samples)];
  const { timesteps } = drives;
  // [sample][steps][neuron]
  const over = (values: Float32Array, steps: number): Float32Array => {
    const out = new Float32Array(seen.length * steps * kept.length);
    seen.forEach((sample, s) => {
      for (let t = 0; t < steps; t++) kept.forEach((neuron, n) => { out[(s * steps + t) * kept.length + n] = values[(sample * steps + t) * drives.neurons.length + neuron]!; });
    });
    return out;
  };
  const pick = (values: Int32Array): Int32Array => Int32Array.from(kept, (neuron) => values[neuron]!);
  return {
    ...drives, samples: seen.length, neurons: pick(drives.neurons), channels: pick(drives.channels), initial: Float32Array.from(kept, (neuron) => drives.initial[neuron]!),
    positive: over(drives.positive, timesteps), negative: over(drives.negative, timesteps), wanted: over(drives.wanted, 1),
  };
}

/** From now on the chip runs this population as it was fitted. */
function setUp(chip: Program, state: NeuronState, circuit: VoltageDomainCircuit, setting: SomaSetting): void {
  const { population, layout, parameters } = state;
  const general = voltageDomainSoma(circuit, setting, { seed: chip.seed, population, layout }, parameters.potentials.data.subarray(0, layout.size));
  chip.populations[state.index] = { ...state, general };
}
