import { MEASURE_COUNT, MEASURES, VAN_ROSSUM_TAU_STEPS, type Deviation, type PopulationDeviation } from '../simulate/deviation/deviation.ts';

/** How far the chip is from the ideal one (every non-ideality off), population by population and timestep by timestep. */
export interface ErrorOverTime {
  readonly samples: number;
  readonly chips: number;
  readonly timesteps: number;
  readonly vanRossumTau_steps: number;
  /** What each measure is. */
  readonly definitions: Readonly<Record<string, string>>;
  readonly perLayer: readonly PopulationError[];
}

export interface PopulationError {
  readonly name: string;
  readonly neurons: number;
  /** As the chip runs: each population hears the populations of the chip before it, and itself. */
  readonly running: ErrorSeries;
  /** Each population hears the spikes of the ideal chip: its own part, without what it inherits. */
  readonly fresh: ErrorSeries;
}

export interface ErrorSeries {
  readonly sums: ValueError;
  readonly potentials: ValueError;
  readonly spikes: SpikeError;
}

/** Each measure over all timesteps, and step by step. */
export interface ValueError {
  readonly relativeRms: number | null;
  readonly gain: number | null;
  readonly relativeBias: number | null;
  readonly perTimestep: {
    readonly idealRms_levels: readonly number[];
    readonly relativeRms: readonly (number | null)[];
    readonly gain: readonly (number | null)[];
    readonly relativeBias: readonly (number | null)[];
  };
}

export interface SpikeError {
  /** Mean spikes of a sample. */
  readonly ideal: number;
  readonly chip: number;
  readonly differing: number | null;
  readonly vanRossum: number;
  readonly perTimestep: {
    readonly ideal: readonly number[];
    readonly chip: readonly number[];
    readonly differing: readonly (number | null)[];
    readonly vanRossum: readonly number[];
  };
}

const DEFINITIONS = {
  samples: 'first samples, run on every chip and on the ideal one',
  running: 'each population hears what the populations before it send on this chip',
  fresh: 'each population hears what the ideal chip sends: own error, nothing inherited',
  sums: 'what the crossbars add up for a neuron in a timestep, without its bias, in weight levels',
  potentials: 'membrane potentials at the end of a timestep, after the reset, in weight levels; of neurons whose thresholds were re-fitted as shares of these',
  relativeRms: 'RMS(chip - ideal) / RMS(ideal), over neurons, samples and chips',
  gain: 'sum(chip x ideal) / sum(ideal^2): least-squares factor between both; below 1 is lost current',
  relativeBias: 'mean(chip - ideal) / RMS(ideal)',
  differing: 'spikes that only one of both has, as a share of the spikes of both: 0 the same, 1 nothing in common',
  vanRossum: `mean over neurons, samples and chips of 1/tau x integral (f - g)^2 dt, a spike an exponential of time constant tau = ${VAN_ROSSUM_TAU_STEPS} timesteps (van Rossum 2001); 1/2 for one spike more. A timestep has what its spikes add; below 0 where they make up for earlier ones`,
} as const;

/** Null where nothing was measured. @param chips whose deviations were added up */
export function describeError(deviation: Deviation | null, chips: number): ErrorOverTime | null {
  if (deviation === null) return null;
  return {
    samples: deviation.samples / chips, chips, timesteps: (deviation.populations[0]?.running.length ?? 0) / MEASURE_COUNT,
    vanRossumTau_steps: VAN_ROSSUM_TAU_STEPS, definitions: DEFINITIONS,
    perLayer: deviation.populations.map((one) => ({
      name: one.name, neurons: one.neurons, running: seriesOf(one, one.running, deviation.samples), fresh: seriesOf(one, one.fresh, deviation.samples),
    })),
  };
}

function seriesOf({ neurons, sums }: PopulationDeviation, cells: Float64Array, samples: number): ErrorSeries {
  return {
    sums: valueError(cells, MEASURES.sums, sums * samples),
    potentials: valueError(cells, MEASURES.potentials, neurons * samples),
    spikes: spikeError(cells, neurons, samples),
  };
}

/** @param count values in a timestep */
function valueError(cells: Float64Array, measure: number, count: number): ValueError {
  const [ideals, squares, signed, products] = [0, 1, 2, 3].map((offset) => columnOf(cells, measure + offset)) as [number[], number[], number[], number[]];
  const relativeRms = (ideal: number, square: number): number | null => share(Math.sqrt(square), Math.sqrt(ideal));
  const gain = (ideal: number, product: number): number | null => (ideal > 0 ? 1 + product / ideal : null);
  const relativeBias = (ideal: number, sum: number, values: number): number | null => share(sum / values, Math.sqrt(ideal / values));
  const [ideal, square, sum, product] = [total(ideals), total(squares), total(signed), total(products)];
  return {
    relativeRms: relativeRms(ideal, square), gain: gain(ideal, product), relativeBias: relativeBias(ideal, sum, count * ideals.length),
    perTimestep: {
      idealRms_levels: ideals.map((value) => Math.sqrt(value / count)),
      relativeRms: ideals.map((value, t) => relativeRms(value, squares[t]!)),
      gain: ideals.map((value, t) => gain(value, products[t]!)),
      relativeBias: ideals.map((value, t) => relativeBias(value, signed[t]!, count)),
    },
  };
}

function spikeError(cells: Float64Array, neurons: number, samples: number): SpikeError {
  const [ideal, chip, apart] = [0, 1, 2].map((offset) => columnOf(cells, MEASURES.spikes + offset)) as [number[], number[], number[]];
  const distances = columnOf(cells, MEASURES.vanRossum).map((value) => value / (neurons * samples));
  return {
    ideal: total(ideal) / samples, chip: total(chip) / samples, differing: share(total(apart), total(ideal) + total(chip)), vanRossum: total(distances),
    perTimestep: {
      ideal: ideal.map((value) => value / samples), chip: chip.map((value) => value / samples),
      differing: apart.map((value, t) => share(value, ideal[t]! + chip[t]!)), vanRossum: distances,
    },
  };
}

function columnOf(cells: Float64Array, measure: number): number[] {
  return Array.from({ length: cells.length / MEASURE_COUNT }, (_, t) => cells[t * MEASURE_COUNT + measure]!);
}

/** Nothing of nothing is 0; something of nothing is no share. */
function share(part: number, whole: number): number | null {
  if (whole === 0) return part === 0 ? 0 : null;
  return part / whole;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
