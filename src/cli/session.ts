import { diagnose, fail, stopOnErrors, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CompileOptions } from '../compile.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Configuration } from '../ir/configuration.ts';
import { checkGivenMapping } from '../ir/given-mapping.ts';
import { isNetwork, networkOf, STAGE_NAMES, type Stage, type StageName } from '../ir/stage.ts';
import type { Target } from '../ir/target.ts';
import { profileFromFile, type PopulationSpikes, type SpikeProfile } from '../ir/spike-profile.ts';
import type { Objective } from '../ir/objective.ts';
import { sizeOf } from '../ir/tensor.ts';
import { neuronCount, type Network } from '../ir/network.ts';
import { uniform } from '../ir/random.ts';
import type { ChipGrid } from '../../targets/several-chips.ts';
import { mapperNamed } from '../../passes/mappers.ts';
import { parseNormalise } from '../read/data/normalise.ts';
import { parseBin } from '../read/data/binning.ts';
import { readDataset, type DatasetOptions, type FileDataset } from '../read/data/dataset.ts';
import { measureProfile } from '../simulate/reference/profile.ts';
import { PROVEN_SAMPLES } from './prove.ts';
import { tell } from './terminal.ts';

/** Options that say how a model file is read. */
export interface ModelFlags {
  readonly assume: readonly string[];
  readonly onnxShape: readonly string[];
}

/** Options as commander parses them for everything that compiles. */
export interface CompileFlags extends ModelFlags {
  readonly bits?: number | 'mixed';
  readonly cellBits?: number;
  readonly budget?: CompileOptions['quantise']['budget'];
  readonly timesteps?: number | 'auto';
  readonly loss: number;
  readonly calibrate?: string;
  readonly mapper: string;
  readonly objective: Objective;
  readonly cores: number;
  readonly chips?: ChipGrid;
  readonly mapping?: string;
  readonly coding: CompileOptions['convert']['coding'];
  readonly readout: 'count' | 'membrane';
  readonly thresholds?: CompileOptions['convert']['thresholds'];
  readonly percentile: number;
  readonly corrections: CompileOptions['convert']['corrections'];
  readonly weights: 'fit' | 'keep';
  readonly calibrationSamples: number;
  readonly levels: 'mid-tread' | 'mid-rise';
  readonly scale: 'auto' | 'maximum' | 'least-squares';
  readonly scalePer: 'channel' | 'population';
  readonly rounding: 'error-feedback' | 'nearest';
  readonly unroll: 'exact' | 'spiking' | 'prune';
  readonly unitColumns: number;
  readonly placeRounds: number;
  readonly placeBudget: number;
  readonly routing: 'xy' | 'balanced';
  /** Names of the options the user gave. */
  readonly given: readonly string[];
  readonly verifyEach?: boolean;
  readonly timing?: boolean;
}

export function compileOptionsOf(flags: CompileFlags, stopAfter: StageName): CompileOptions {
  refuseIdle(flags);
  const { percentile, calibrationSamples: samples, corrections, coding, readout, loss } = flags;
  const mapper = mapperNamed(flags.mapper);
  const thresholds = flags.thresholds ?? (flags.given.includes('percentile') ? 'percentile' : 'mse');
  return {
    convert: { thresholds, percentile, samples, corrections, weights: flags.weights, coding, readout, timesteps: flags.timesteps ?? 32, loss },
    quantise: { bits: flags.bits ?? null, ...(flags.budget && { budget: flags.budget }), levels: flags.levels, scale: flags.scale, scalePer: flags.scalePer, rounding: flags.rounding, corrections, samples },
    unroll: { columns: flags.unitColumns, mode: flags.unroll },
    partition: { partitioner: mapper.partitioner, objective: flags.objective, cores: flags.cores },
    place: { placer: mapper.placer, rounds: flags.placeRounds, budget_s: flags.placeBudget },
    route: { routing: flags.routing },
    ...(flags.cellBits !== undefined && { cellBits: flags.cellBits }),
    stopAfter,
  };
}

/**
 * The options with the mapping that --mapping names, held against network and target.
 * @throws DiagnosticError S830, S831, S833, S835, and those of the reader
 */
export async function withMapping(options: CompileOptions, { mapping: file, given }: CompileFlags, stage: Stage, target: Target): Promise<CompileOptions> {
  if (file === undefined) return options;
  const idle = ['mapper', 'placeRounds', 'placeBudget'].filter((name) => given.includes(name));
  stopOnErrors(idle.map((name) => diagnose('S807', { option: optionOf(name), value: 'given', allowed: 'left out where --mapping says which core has each neuron' })));
  const { readGivenMapping } = await import('../read/sanafe/given-mapping.ts');
  const { mapping, diagnostics } = readGivenMapping(file, target);
  const network = networkOf(stage);
  tell(stopOnErrors([...diagnostics, ...(network ? checkGivenMapping(mapping, network, target) : [])]));
  return { ...options, mapping };
}

/** Options that mean nothing without another one. @throws DiagnosticError S807 */
function refuseIdle({ given, bits, timesteps, thresholds }: CompileFlags): void {
  const idle = [
    { name: 'budget', needs: '--bits mixed', has: bits === 'mixed' },
    { name: 'loss', needs: '--timesteps auto', has: timesteps === 'auto' },
    { name: 'percentile', needs: '--thresholds percentile', has: thresholds === undefined || thresholds === 'percentile' },
  ].filter(({ name, has }) => given.includes(name) && !has);
  stopOnErrors(idle.map(({ name, needs }) => diagnose('S807', { option: `--${name}`, value: 'given', allowed: `given together with ${needs}` })));
}

/** Options that say how samples are scaled, and how recorded events become spike trains. */
export interface DataFlags {
  readonly normalise?: string;
  readonly bin?: string;
  readonly binCounts?: boolean;
}

/**
 * Reads samples for a network: its inputs tell the shape, and whether an array is one of spike trains. What was noticed is told on stderr.
 * @param used samples that will be looked at; without it all
 */
export function openDataset(file: string, flags: DataFlags, stage: Stage, used?: number): Promise<FileDataset> {
  const { shape, spikes, timesteps, dt_s } = inputsOf(stage);
  return opened(file, {
    normalise: flags.normalise === undefined ? null : parseNormalise(flags.normalise),
    shapeHint: shape, spikes, binCounts: flags.binCounts ?? false,
    ...(timesteps === null ? {} : { timesteps }), ...(dt_s === null ? {} : { dt_s }), ...(used === undefined ? {} : { checked: used }),
    ...(flags.bin === undefined ? {} : { bin: parseBin(flags.bin) }),
  });
}

async function opened(file: string, options: DatasetOptions): Promise<FileDataset> {
  const dataset = await readDataset(file, options);
  tell(dataset.diagnostics);
  return dataset;
}

function inputsOf(stage: Stage): { shape: readonly number[]; spikes: boolean; timesteps: number | null; dt_s: number | null } {
  const network = networkOf(stage);
  const inputs = network
    ? network.populations.flatMap(({ shape, neuron }) => (neuron.kind === 'input' ? [{ shape, coding: neuron.coding }] : []))
    : (stage as Configuration).populations.flatMap((population) => (population.kind === 'input' ? [population] : []));
  return {
    shape: inputs.length === 1 ? inputs[0]!.shape : [inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0)],
    spikes: inputs.some(({ coding }) => coding === 'spikes'),
    timesteps: network ? network.timesteps : (stage as Configuration).timesteps,
    dt_s: network ? network.dt_s : (stage as Configuration).dt_s,
  };
}

/** The last stage whose making each option has a part in. */
const PART_IN: Readonly<Record<string, StageName>> = {
  coding: 'spiking', readout: 'spiking', thresholds: 'spiking', percentile: 'spiking', corrections: 'quantised', weights: 'spiking', loss: 'spiking',
  calibrationSamples: 'quantised', calibrate: 'quantised', bits: 'quantised', budget: 'quantised', levels: 'quantised', scale: 'quantised', scalePer: 'quantised', rounding: 'quantised',
  timesteps: 'unrolled', unroll: 'unrolled', unitColumns: 'unrolled', mapper: 'clustered', mapping: 'unrolled', placeRounds: 'placed', placeBudget: 'placed', routing: 'routed',
};

/** A warning for every option that was given and comes too late for this stage. */
export function lateOptions(stage: Stage, given: readonly string[], file: string): readonly Diagnostic[] {
  return given.flatMap((name) => {
    const last = PART_IN[name];
    if (last === undefined || STAGE_NAMES.indexOf(stage.stage) < STAGE_NAMES.indexOf(last)) return [];
    return [diagnose('S815', { option: optionOf(name), stage: stage.stage }, { file })];
  });
}

/** An option as the user writes it. */
function optionOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A number of timesteps where the user gave one. */
export function asTimesteps(timesteps: number | 'auto' | undefined): number | undefined {
  return timesteps === 'auto' ? undefined : timesteps;
}

/** --timesteps overrides what the network says; `auto` is up to the conversion. */
export function withTimesteps(stage: Stage, timesteps: number | 'auto' | undefined): Stage {
  const given = asTimesteps(timesteps);
  return given !== undefined && isNetwork(stage) ? { ...stage, timesteps: given } : stage;
}

/** The first `count` samples of a dataset. */
export function firstSamples(dataset: Dataset, count: number): Dataset {
  return { ...dataset, count: Math.min(count, dataset.count), read: (index, out) => dataset.read(index, out) };
}

/**
 * Does something with what was read from a file. A stage file may be damaged in ways that make any access fail; that is the
 * file's fault and is said so. @throws DiagnosticError S710
 */
export function withStageFile<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const isStageFile = file === '-' || /\.tile$/i.test(file);
    if (isStageFile && (error instanceof TypeError || error instanceof RangeError)) return fail('S710', { reason: 'its parts do not fit together' }, { file });
    throw error;
  }
}

/** How mapping learns how often neurons speak: from the calibration data the user named, else from the file of the model, else from any other data. */
export function profiler(named: Dataset | null, spikes: PopulationSpikes | null, other: Dataset | null): (network: Network) => SpikeProfile | null {
  return (network) => {
    if (named === null && spikes !== null) return profileFromFile(network, spikes);
    const data = named ?? other;
    return data && measureProfile(network, data);
  };
}

/** Seeded uniform values (or spikes) for checks without data. */
export function randomDataset(network: Network, seed: number): Dataset {
  const inputs = network.populations.filter(({ neuron }) => neuron.kind === 'input');
  const size = inputs.reduce((sum, population) => sum + neuronCount(population), 0);
  const timesteps = inputs.some(({ neuron }) => neuron.kind === 'input' && neuron.coding === 'spikes') ? network.timesteps : null;
  return {
    file: 'random samples', count: PROVEN_SAMPLES, shape: [size], timesteps, labels: null,
    read: (index, out) => { for (let i = 0; i < out.length; i++) out[i] = timesteps === null ? uniform(seed, index, i) : Number(uniform(seed, index, i) < 0.2); },
  };
}
