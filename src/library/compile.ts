import { loadNonIdealities, loadTarget, withoutDevice } from '../../targets/load.ts';
import type { ChipGrid } from '../../targets/several-chips.ts';
import { compileInTurns, verify, type CompileOptions as PassOptions, type PassRecord } from '../compile.ts';
import { diagnose, fail, stopOnErrors, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import { checkGivenMapping } from '../ir/given-mapping.ts';
import type { NonIdealities } from '../ir/non-idealities.ts';
import { isNetwork, networkOf, STAGE_NAMES, type Stage } from '../ir/stage.ts';
import type { Target } from '../ir/target.ts';
import { checkOptions } from './check-options.ts';
import { lateOptions, passOptionsOf, type PassChoices } from './compile-options.ts';
import { firstSamples, openSamples, randomDataset, type Data, type SampleOptions } from './data.ts';
import { DEFAULTS } from './defaults.ts';
import { read, withStageFile, withTimesteps, type Model } from './model.ts';
import { observing, type Observed, type Observer } from './observer.ts';
import { profiler } from './profile.ts';
import { proveEquivalence } from './prove.ts';
import { withSide, type UnrollSides } from './unroll-loss.ts';

export interface CompileOptions extends PassChoices, SampleOptions, Observed {
  /** Hardware: a built-in name, NAME@DEVICE, or a JSON file. */
  readonly target: string;
  /** The samples that it will run on: they say how often neurons speak, how long a sample lasts where neither model nor `timesteps` does, and calibrate where `calibrate` is left out (S809). */
  readonly data?: Dataset & { readonly diagnostics?: readonly Diagnostic[] };
  /** Unlabelled samples that balance thresholds, correct biases and round weights: a file, or samples; null: none, whatever `data` is. */
  readonly calibrate?: string | Dataset | null;
  /** Non-idealities that it will run with; where they slice weights (`bitSlicing`) and `cellBits` is left out, the mapping leaves room for the cells. */
  readonly nonIdealities?: string | NonIdealities;
  /** Of everything random. Default 1. */
  readonly seed?: number;
  /** Compares reference(quantised), reference(unrolled) and simulate(configuration) spike for spike, on `data`, else the calibration samples, else drawn ones. */
  readonly verifyEach?: boolean;
  /** Called with every stage that was made and verified. */
  readonly onStage?: (stage: Stage) => void;
}

/** What a model was lowered to. */
export interface Compiled {
  /** File of the model. */
  readonly file: string;
  /** What was made: a configuration, or the stage of `stopAfter`. */
  readonly stage: Stage;
  /** What it was made from. */
  readonly from: Stage;
  readonly target: Target;
  readonly seed: number;
  readonly passes: readonly PassRecord[];
  /** Warnings and notes about model, data and compilation. */
  readonly diagnostics: readonly Diagnostic[];
  readonly calibration: Dataset | null;
  /** Networks before and after the pass unroll, as far as they are known. */
  readonly sides: UnrollSides;
  /** What `verifyEach` compared, in words; null where it was not asked for. */
  readonly proof: string | null;
  readonly compile_s: number;
}

/**
 * Lowers a model to the configuration of a chip, or to any stage before it. Every stage is verified.
 * @throws DiagnosticError with everything found: S993 and S994 for options, those of targets (S6xx), of the passes (S5xx, S7xx) and of calibration data; S709
 *   where the model is further than `stopAfter`, S710 for a damaged stage file, S711 where `verifyEach` finds a spike that differs
 */
export async function compile(model: Model, options: CompileOptions): Promise<Compiled> {
  checkOptions('compile', options);
  const observer = observing(options);
  const { data, seed = DEFAULTS.seed } = options;
  const passOptions = passOptionsOf(options);
  const { target, diagnostics: targetFindings } = loadTarget(options.target, options.chips, options.technology);
  const from = withDataTimesteps(withTimesteps(model.stage, options.timesteps), data);
  if (STAGE_NAMES.indexOf(from.stage) > STAGE_NAMES.indexOf(passOptions.stopAfter)) fail('S709', { from: from.stage, wanted: `--stop-after is ${passOptions.stopAfter}` }, { file: model.file });
  const cellBits = options.cellBits ?? cellBitsOf(options.nonIdealities, target);
  withStageFile(model.file, () => verify(from, target));
  const calibration = await calibrationOf(from, options);
  const early = [...lateOptions(from, options, model.file), ...targetFindings, ...calibration.diagnostics];
  observer.tell(early);
  const mapping = await givenMappingOf(options.mapping, from, target, observer);
  const started = performance.now();
  let sides = withSide({ quantised: null, unrolled: null }, from);
  const { output, diagnostics, passes } = await compileInTurns(from, { ...passOptions, ...(cellBits !== undefined && { cellBits }), ...mapping }, {
    target, calibration: calibration.samples, seed, progress: observer.update,
    profileOf: profiler(calibration.named ? calibration.samples : null, model.spikes, data ?? null),
  }, observer.searching, {
    onPass: (pass) => observer.start(`compiling: ${pass}`),
    onStage: (stage) => {
      sides = withSide(sides, stage);
      options.onStage?.(stage);
    },
  });
  const compile_s = (performance.now() - started) / 1000;
  observer.stop();
  observer.tell(diagnostics);
  const proof = options.verifyEach ? prove(output, sides, target, data ?? calibration.samples ?? drawn(from, seed), observer) : null;
  return {
    file: model.file, stage: output, from, target, seed, passes, calibration: calibration.samples, sides, proof, compile_s,
    diagnostics: [...model.diagnostics, ...(data?.diagnostics ?? []), ...early, ...diagnostics],
  };
}

/**
 * What is wrong with options before anything is read, for whoever wants to know early; `compile` asks it too.
 * @throws DiagnosticError S807, S993, S994, and as `mapperNamed`
 */
export function checkCompileOptions(options: CompileOptions): void {
  checkOptions('compile', options);
  passOptionsOf(options);
}

/** How a configuration is opened that was compiled before. */
export interface OpenOptions extends Observed {
  /** The target it was compiled for. Default: the name in the file. */
  readonly target?: string;
  /** Chips it was compiled for. */
  readonly chips?: ChipGrid;
  /** As for `compile`. */
  readonly technology?: string;
}

/**
 * Opens a configuration file (.tile) for simulation.
 * @throws DiagnosticError S812 for other stages, S806 for another target, S710 for a damaged file, those of targets, and S993, S994
 */
export async function openConfiguration(file: string, options: OpenOptions = {}): Promise<Compiled> {
  checkOptions('openConfiguration', options);
  const { stage, diagnostics } = await read(file);
  if (stage.stage !== 'configuration') return fail('S812', { stage: stage.stage }, { file });
  const { target, diagnostics: targetFindings } = loadTarget(options.target ?? stage.target, options.chips, options.technology);
  if (withoutDevice(target.name) !== withoutDevice(stage.target)) fail('S806', { configured: stage.target, given: target.name }, { file });
  const found = [...diagnostics, ...targetFindings, ...withStageFile(file, () => verify(stage, target))];
  observing(options).tell(found);
  return { file, stage, from: stage, target, seed: DEFAULTS.seed, passes: [], diagnostics: found, calibration: null, sides: { quantised: null, unrolled: null }, proof: null, compile_s: 0 };
}

/** Bits of the cells that non-idealities slice weights over; undefined where they do not. */
function cellBitsOf(nonIdealities: string | NonIdealities | undefined, target: Target): number | undefined {
  const effects = typeof nonIdealities === 'string' ? loadNonIdealities(nonIdealities, target) : nonIdealities;
  return effects?.bitSlicing?.bits;
}

/** Where neither the file nor the user says how long a sample lasts, data over time do. */
export function withDataTimesteps(stage: Stage, data: Dataset | undefined): Stage {
  return isNetwork(stage) && stage.timesteps === null ? withTimesteps(stage, data?.timesteps ?? undefined) : stage;
}

interface Calibration {
  readonly samples: Dataset | null;
  /** Whether the user named them. */
  readonly named: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Calibration data as named, or else the first samples, with a warning. */
async function calibrationOf(stage: Stage, options: CompileOptions): Promise<Calibration> {
  const { calibrate, data, calibrationSamples = DEFAULTS.calibrationSamples } = options;
  if (typeof calibrate === 'string') {
    const samples: Data = await openSamples(calibrate, options, stage, calibrationSamples);
    return { samples, named: true, diagnostics: samples.diagnostics };
  }
  if (calibrate) return { samples: calibrate, named: true, diagnostics: [] };
  const needed = isNetwork(stage) && stage.stage !== 'quantised' && stage.populations.some(({ neuron }) => neuron.kind === 'input' && neuron.coding !== 'spikes');
  if (calibrate === null || !data || !needed || data.timesteps !== null) return { samples: null, named: false, diagnostics: [] };
  const samples = firstSamples(data, calibrationSamples);
  return { samples, named: false, diagnostics: [diagnose('S809', { samples: samples.count }, { file: data.file })] };
}

/** The mapping that the user gives, held against network and target. @throws DiagnosticError S830, S831, S833, S835, and those of the reader */
async function givenMappingOf(file: string | undefined, stage: Stage, target: Target, observer: Observer): Promise<Pick<PassOptions, 'mapping'>> {
  if (file === undefined) return {};
  const { readGivenMapping } = await import('../read/sanafe/given-mapping.ts');
  const { mapping, diagnostics } = readGivenMapping(file, target);
  const network = networkOf(stage);
  observer.tell(stopOnErrors([...diagnostics, ...(network ? checkGivenMapping(mapping, network, target) : [])]));
  return { mapping };
}

function prove(output: Stage, { unrolled }: UnrollSides, target: Target, samples: Dataset | null, observer: Observer): string {
  observer.start('comparing stages spike for spike');
  const proof = proveEquivalence(unrolled, output, target, samples);
  observer.stop();
  return proof;
}

function drawn(stage: Stage, seed: number): Dataset | null {
  const network = networkOf(stage);
  return network && randomDataset(network, seed);
}
