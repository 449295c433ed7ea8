import { diagnose, fail, stopOnErrors, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { OBJECTIVES } from '../ir/objective.ts';
import { STAGE_NAMES } from '../ir/stage.ts';
import type { CompareMappersOptions } from './compare-mappers.ts';
import type { CompareMitigationsOptions } from './compare-mitigations.ts';
import type { CompileOptions, OpenOptions } from './compile.ts';
import type { PassChoices } from './compile-options.ts';
import type { CrossbarOptions, VectorOptions } from './crossbar.ts';
import type { DataOptions, SampleOptions } from './data.ts';
import type { EstimateOptions } from './estimate-options.ts';
import type { InterpretOptions } from './interpret.ts';
import type { ReadOptions } from './model.ts';
import type { Observed } from './observer.ts';
import type { SimulateOptions } from './simulate.ts';
import type { TrainOptions } from './train.ts';

/** What an option of the library may be; types say it to TypeScript, this to everybody else. */
interface Rule {
  readonly allowed: string;
  readonly isLegal: (value: unknown) => boolean;
}

type Rules = Readonly<Record<string, Rule>>;

/** A rule for each option that a function has. */
type RulesOf<T> = Readonly<Record<keyof T, Rule>>;

const text: Rule = { allowed: 'a text', isLegal: (value) => typeof value === 'string' };
const texts: Rule = { allowed: 'a list of texts', isLegal: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string') };
const flag: Rule = { allowed: 'true or false', isLegal: (value) => typeof value === 'boolean' };
const object: Rule = { allowed: 'an object', isLegal: (value) => typeof value === 'object' && value !== null };
const callback: Rule = { allowed: 'a function', isLegal: (value) => typeof value === 'function' };
const share: Rule = { allowed: '{ of: area or energy, share: above 0, at most 1 }', isLegal: (value) => isBudget(value) };
const chips: Rule = { allowed: '{ across, down }: whole numbers from 1', isLegal: (value) => isGrid(value) };

function whole(least: number): Rule {
  return { allowed: `a whole number from ${least}`, isLegal: (value) => Number.isSafeInteger(value) && (value as number) >= least };
}

function between(least: number, most: number, above = false): Rule {
  return { allowed: `${above ? 'above' : 'from'} ${least} ${above ? 'and at most' : 'to'} ${most}`, isLegal: (value) => typeof value === 'number' && (above ? value > least : value >= least) && value <= most };
}

function oneOf(values: readonly string[]): Rule {
  return { allowed: values.length === 1 ? values[0]! : `one of ${values.join(', ')}`, isLegal: (value) => values.includes(value as string) };
}

function either(...rules: readonly Rule[]): Rule {
  return { allowed: rules.map(({ allowed }) => allowed).join(', or '), isLegal: (value) => rules.some(({ isLegal }) => isLegal(value)) };
}

function isBudget(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { of, share: part } = value as { of?: unknown; share?: unknown };
  return (of === 'area' || of === 'energy') && typeof part === 'number' && part > 0 && part <= 1;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((one) => ['number', 'string', 'boolean', 'undefined'].includes(typeof one));
}

function isGrid(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { across, down } = value as { across?: unknown; down?: unknown };
  return whole(1).isLegal(across) && whole(1).isLegal(down);
}

const values: Rule = { allowed: '{ name: a number, a text, true or false }', isLegal: (value) => isRecord(value) };

const OBSERVED: RulesOf<Observed> = { observer: object };
const SAMPLES: RulesOf<SampleOptions> = { normalise: text, bin: text, binCounts: flag };
const STEPS = { timesteps: either(whole(1), oneOf(['auto'])) };
const RUN = { seed: whole(0), workers: whole(1), limit: whole(1) };

const PASSES: RulesOf<PassChoices> = {
  ...STEPS, bits: either(whole(1), oneOf(['mixed'])), budget: share, cellBits: whole(1), loss: between(0, 100), coding: oneOf(['current', 'rate', 'latency']), readout: oneOf(['count', 'membrane']),
  thresholds: oneOf(['mse', 'percentile', 'maximum']), percentile: between(0, 100, true), corrections: oneOf(['both', 'bias', 'potential', 'none']), weights: oneOf(['fit', 'keep']),
  calibrationSamples: whole(1), levels: oneOf(['mid-tread', 'mid-rise']), scale: oneOf(['auto', 'maximum', 'least-squares']), scalePer: oneOf(['channel', 'population']),
  rounding: oneOf(['error-feedback', 'nearest']), unroll: oneOf(['exact', 'spiking', 'prune']), unitColumns: whole(0), mapper: text, objective: oneOf(OBJECTIVES), cores: whole(0), mapping: text,
  placeRounds: whole(0), placeBudget: between(0, 3600), routing: oneOf(['xy', 'balanced']), stopAfter: oneOf(STAGE_NAMES), chips, technology: text,
};

const COMPILE: RulesOf<CompileOptions> = { ...OBSERVED, ...SAMPLES, ...PASSES, target: text, data: object, calibrate: either(text, object, { allowed: 'null', isLegal: (value) => value === null }), nonIdealities: either(text, object), seed: whole(0), verifyEach: flag, onStage: callback };

/** Mappers are compared on whole configurations of ideal chips. */
const { mapper: _mapper, mapping: _mapping, stopAfter: _stopAfter, nonIdealities: _nonIdealities, verifyEach: _verifyEach, onStage: _onStage, ...COMPARE } = COMPILE;

interface Options {
  readonly read: ReadOptions;
  readonly readData: DataOptions;
  readonly compile: CompileOptions;
  readonly openConfiguration: OpenOptions;
  readonly simulate: SimulateOptions;
  readonly interpret: InterpretOptions;
  readonly train: TrainOptions;
  readonly readLayers: Observed;
  readonly estimate: EstimateOptions;
  readonly solveCrossbar: CrossbarOptions;
  readonly crossbarNetlist: VectorOptions;
  readonly compareMappers: CompareMappersOptions;
  readonly compareMitigations: CompareMitigationsOptions;
}

/** The options of each function. */
const OPTIONS: { readonly [F in keyof Options]: RulesOf<Options[F]> } = {
  read: { ...OBSERVED, ...STEPS, assume: texts, onnxShape: texts },
  readData: { ...OBSERVED, ...SAMPLES, labels: either(text, object), checked: whole(0) },
  compile: COMPILE,
  openConfiguration: { ...OBSERVED, target: text, chips, technology: text },
  simulate: {
    ...OBSERVED, ...SAMPLES, ...RUN, nonIdealities: either(text, object), trials: whole(1), errorSamples: whole(0), ablate: flag, mitigate: text, mitigationGain: flag, calibrate: either(text, object),
    neuronCircuit: text, calibrateCircuit: either(text, object), circuitSamples: whole(1), network: oneOf(['analytic', 'cycle']), networkSamples: whole(1), reference: flag, potentials: object, trace: flag,
  },
  interpret: { ...OBSERVED, ...RUN, potentials: object },
  train: {
    ...OBSERVED, ...RUN, assume: texts, onnxShape: texts, input: text, labels: text, validate: text, validateLabels: text, epochs: whole(0), batch: whole(1), learningRate: between(0, 10, true),
    bits: { allowed: '8, 4 or 2', isLegal: (value) => value === 8 || value === 4 || value === 2 }, weightNoise: between(0, 10), jitter: between(0, 10), inputTimes: oneOf(['linear', 'two-level']),
    checkpoint: text, checkpointInterval: between(0, 3600), resume: flag, name: text, onEpoch: callback,
  },
  readLayers: OBSERVED,
  estimate: {
    ...OBSERVED, ...SAMPLES, platform: text, mode: oneOf(['published', 'corrected']), set: either(texts, values), repair: texts, input: either(text, object), labels: either(text, object),
    calibrate: either(text, object), calibrationSamples: whole(1), limit: whole(1), targets: texts, nonIdealities: text,
  },
  solveCrossbar: { method: text, tolerance: between(1e-15, 0.1), vector: whole(0), effectiveMatrix: flag, file: text },
  crossbarNetlist: { vector: whole(0) },
  compareMappers: { ...COMPARE, ...RUN, mappers: texts },
  compareMitigations: { ...OBSERVED, ...RUN, nonIdealities: text, trials: whole(1), mitigate: texts, calibrate: object },
};

/**
 * Options as a program gives them; undefined counts as left out.
 * @throws DiagnosticError S993 for every name that is not known, S994 for every value that is not allowed
 */
export function checkOptions(of: keyof Options, options: object): void {
  const rules: Rules = OPTIONS[of];
  const names = Object.keys(rules);
  stopOnErrors(Object.entries(options).flatMap(([name, value]): readonly Diagnostic[] => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (value === undefined) return [];
    if (!rule) return [diagnose('S993', { of, name: name.slice(0, 40), meant: nearest(name, names), known: names.join(', ') })];
    return rule.isLegal(value) ? [] : [diagnose('S994', { of, name, value: shown(value), allowed: rule.allowed })];
  }));
}

/** A name that is none of those that are known; undefined where it was left out. @throws DiagnosticError S994 */
export function refuseName(of: keyof Options, name: string, value: string | undefined, known: readonly string[]): never {
  const meant = value === undefined ? null : nearest(value, known);
  return fail('S994', { of, name, value: value === undefined ? 'missing' : shown(value), allowed: `one of ${known.join(', ')}${meant === null ? '' : `; perhaps ${meant} is meant`}` });
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 ? `${value.slice(0, 40)}...` : value || 'empty';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
