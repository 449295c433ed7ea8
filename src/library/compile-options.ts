import type { ChipGrid } from '../../targets/several-chips.ts';
import { mapperNamed } from '../../passes/mappers.ts';
import type { CompileOptions as PassOptions } from '../compile.ts';
import { diagnose, fail, stopOnErrors, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Objective } from '../ir/objective.ts';
import { STAGE_NAMES, type Stage, type StageName } from '../ir/stage.ts';
import { DEFAULTS } from './defaults.ts';

/** What the passes are told. Names and defaults are those of the command line: `scalePer` is --scale-per. */
export interface PassChoices {
  /** Bits of a weight, sign included, 1..16; `mixed`: 2 to 8, chosen for each population under the budget. Default: what the weight levels of the model need, 8 where it has none. */
  readonly bits?: number | 'mixed';
  /** Bits `mixed`: weight memory (area) or weights read (energy), as a share 0..1 of the most bits everywhere. Default: half the area. */
  readonly budget?: PassOptions['quantise']['budget'];
  /** Bits of a memory cell: a weight lies in several, and the mapping leaves room for all of them. */
  readonly cellBits?: number;
  /** Timesteps that a sample is presented for; `auto`: the fewest that keep the loss. Default: what the network says, else 32. */
  readonly timesteps?: number | 'auto';
  /** Timesteps `auto`: most points of accuracy (percent of changed predictions without labels) lost on the calibration samples. Default 0.5. */
  readonly loss?: number;
  /** How input values drive a converted network. Default `current`. */
  readonly coding?: PassOptions['convert']['coding'];
  /** How the output of a converted network is read. Default `count`. */
  readonly readout?: 'count' | 'membrane';
  /** What thresholds of a converted network are chosen by. Default `mse`, or `percentile` where `percentile` is given. */
  readonly thresholds?: PassOptions['convert']['thresholds'];
  /** Percentile of the positive activations that a threshold lies at. Default 99.9. */
  readonly percentile?: number;
  /** What is adjusted to the spikes that a population really hears. Default `both`. */
  readonly corrections?: PassOptions['convert']['corrections'];
  /** Whether weights are fitted to these spikes too. Default `fit`. */
  readonly weights?: 'fit' | 'keep';
  /** Most calibration samples. Default 1000. */
  readonly calibrationSamples?: number;
  /** Whether 0 is a weight level. Default `mid-tread`. */
  readonly levels?: 'mid-tread' | 'mid-rise';
  /** How the value of one weight level is chosen. Default `auto`. */
  readonly scale?: 'auto' | 'maximum' | 'least-squares';
  /** One value of a level for each channel, or one for all. Default `channel`. */
  readonly scalePer?: 'channel' | 'population';
  /** Whether the rounding error of one weight is made up by others. Default `error-feedback`. */
  readonly rounding?: 'error-feedback' | 'nearest';
  /** What becomes of a neuron with more inputs than the fan-in. Default `exact`. */
  readonly unroll?: 'exact' | 'spiking' | 'prune';
  /** Most columns of a unit; 0, the default: what a core holds. */
  readonly unitColumns?: number;
  /** Mapping strategy, see `MAPPERS`. Default `tiles`. */
  readonly mapper?: string;
  /** What the mapping should be good at. Default `energy`. */
  readonly objective?: Objective;
  /** Most cores to use; 0, the default: all that there are. */
  readonly cores?: number;
  /** A core for every neuron, from the mappings of a SANA-FE file: nothing is partitioned or placed. */
  readonly mapping?: string;
  /** Most rounds of placement swaps. Default 100. */
  readonly placeRounds?: number;
  /** Work of a placement search, in seconds of a reference machine. Default 2. */
  readonly placeBudget?: number;
  /** Ways of packets. Default `xy`. */
  readonly routing?: 'xy' | 'balanced';
  /** Last stage to make. Default `configuration`. */
  readonly stopAfter?: StageName;
  /** Joins the meshes of that many chips of the target. */
  readonly chips?: ChipGrid;
  /** Node that prices are scaled to, rule and supply voltages, such as `32nm,stillmaker-baas,65nm=1.1V`. Default: what the target says, else prices as their sources have them. */
  readonly technology?: string;
}

/** Options of every pass. @throws DiagnosticError S807 for options that mean nothing without another one */
export function passOptionsOf(given: PassChoices): PassOptions {
  refuseIdle(given);
  const { bits, budget, cellBits, ...choices } = given;
  const { percentile, calibrationSamples: samples, corrections, coding, readout, loss, ...asked } = { ...DEFAULTS, ...present(choices) };
  const mapper = mapperNamed(asked.mapper);
  const thresholds = given.thresholds ?? (given.percentile === undefined ? 'mse' : 'percentile');
  return {
    convert: { thresholds, percentile, samples, corrections, weights: asked.weights, coding, readout, timesteps: asked.timesteps, loss },
    quantise: { bits: bits ?? null, ...(budget && { budget }), levels: asked.levels, scale: asked.scale, scalePer: asked.scalePer, rounding: asked.rounding, corrections, samples },
    unroll: { columns: asked.unitColumns, mode: asked.unroll },
    partition: { partitioner: mapper.partitioner, objective: asked.objective, cores: asked.cores },
    place: { placer: mapper.placer, rounds: asked.placeRounds, budget_s: asked.placeBudget },
    route: { routing: asked.routing },
    ...(cellBits !== undefined && { cellBits }),
    stopAfter: asked.stopAfter,
  };
}

/** Without the options that are there and undefined, which would hide their defaults. */
export function present<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function refuseIdle({ bits, budget, timesteps, loss, thresholds, percentile, mapping, ...others }: PassChoices): void {
  const idle = [
    { name: 'budget', given: budget !== undefined, needs: '--bits mixed', has: bits === 'mixed' },
    { name: 'loss', given: loss !== undefined, needs: '--timesteps auto', has: timesteps === 'auto' },
    { name: 'percentile', given: percentile !== undefined, needs: '--thresholds percentile', has: thresholds === undefined || thresholds === 'percentile' },
  ].filter(({ given, has }) => given && !has);
  stopOnErrors(idle.map(({ name, needs }) => diagnose('S807', { option: `--${name}`, value: 'given', allowed: `given together with ${needs}` })));
  const replaced = mapping === undefined ? [] : (['mapper', 'placeRounds', 'placeBudget'] as const).filter((name) => others[name] !== undefined);
  stopOnErrors(replaced.map((name) => diagnose('S807', { option: optionOf(name), value: 'given', allowed: 'left out where --mapping says which core has each neuron' })));
}

/** The last stage whose making each option has a part in. */
const PART_IN: Readonly<Record<string, StageName>> = {
  coding: 'spiking', readout: 'spiking', thresholds: 'spiking', percentile: 'spiking', corrections: 'quantised', weights: 'spiking', loss: 'spiking',
  calibrationSamples: 'quantised', calibrate: 'quantised', bits: 'quantised', budget: 'quantised', levels: 'quantised', scale: 'quantised', scalePer: 'quantised', rounding: 'quantised',
  timesteps: 'unrolled', unroll: 'unrolled', unitColumns: 'unrolled', mapper: 'clustered', mapping: 'unrolled', placeRounds: 'placed', placeBudget: 'placed', routing: 'routed',
};

/** A warning for every option that was given and comes too late for this stage. */
export function lateOptions(stage: Stage, given: object, file: string): readonly Diagnostic[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const last = PART_IN[name];
    if (value === undefined || value === null || last === undefined || STAGE_NAMES.indexOf(stage.stage) < STAGE_NAMES.indexOf(last)) return [];
    return [diagnose('S815', { option: optionOf(name), stage: stage.stage }, { file })];
  });
}

/** An option as it is written on the command line. */
export function optionOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** @throws DiagnosticError S807 */
export function stageNamed(option: string, name: string): StageName {
  if (!STAGE_NAMES.includes(name as StageName)) fail('S807', { option, value: name, allowed: `one of ${STAGE_NAMES.join(', ')}` });
  return name as StageName;
}
