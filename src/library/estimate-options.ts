import { loadNonIdealities, loadTarget } from '../../targets/load.ts';
import { diagnose, fail, stopOnErrors } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Mode, Platform } from '../platforms/estimate.ts';
import { PLATFORMS } from '../platforms/platforms.ts';
import { parseRepairs, parseSettings, type Settings, type Switches } from '../platforms/settings.ts';
import { checkOptions, refuseName } from './check-options.ts';
import type { SampleOptions } from './data.ts';
import { DEFAULTS } from './defaults.ts';
import type { Observed } from './observer.ts';

export interface EstimateOptions extends SampleOptions, Observed {
  /** Hardware platform, see `PLATFORMS`: `spikesim` or `sata`. */
  readonly platform: string;
  /** `published`: digit for digit what the published tool gives; `corrected`: its defects repaired. Default `published`. */
  readonly mode?: Mode;
  /** Parameters of the platform by name, units in the names, and `repair.NAME` (true or false) in mode `corrected`; or texts of `key=value`. Default: those of the published tool. */
  readonly set?: Readonly<Record<string, number | string | boolean>> | readonly string[];
  /** Mode `corrected`: these repairs only. Default: all. */
  readonly repair?: readonly string[];
  /** Samples on which the spike sparsity of every layer of a model is measured: a file, opened for the timesteps of the estimate, or samples. Default: the sparsity that the platform assumes. */
  readonly input?: string | Dataset;
  /** Class of each sample, for the accuracy on `targets`: a file, or numbers from 0 on. Default: what the samples themselves say. */
  readonly labels?: string | ArrayLike<number>;
  /** Unlabelled samples that a network of activations is converted on: a file, or samples. Default: `input`. */
  readonly calibrate?: string | Dataset;
  /** Most of them. Default 1000. */
  readonly calibrationSamples?: number;
  /** Samples that are measured, the first ones. Default 8. */
  readonly limit?: number;
  /** Tile targets that the model also runs on, on the same samples: beside the platforms, layer by layer. Default: none. */
  readonly targets?: readonly string[];
  /** What devices and converters do to the model on these targets: a built-in name, or a JSON file. Default: that is not looked at. */
  readonly nonIdealities?: string;
}

/** What options come to. */
export interface EstimateChoices {
  readonly platform: Platform;
  readonly mode: Mode;
  readonly settings: Settings;
  readonly switches: Switches;
  readonly targets: readonly AskedTarget[];
}

/** A tile target that was asked for; no non-idealities where it has no crossbars that they could say anything about. */
export interface AskedTarget {
  readonly name: string;
  readonly nonIdealities: string | null;
}

/**
 * What is wrong with options before anything is read, for whoever wants to know early; `estimate` asks it too.
 * @throws DiagnosticError S481, S483..S485, S487, S492, S993, S994, those of targets (S6xx) and of non-idealities
 */
export function checkEstimateOptions(options: EstimateOptions): void {
  estimateChoicesOf(options);
}

/** @throws DiagnosticError as `checkEstimateOptions` */
export function estimateChoicesOf(options: EstimateOptions): EstimateChoices {
  checkOptions('estimate', options);
  const platform = platformNamed(options.platform);
  refuseIdle(options);
  const targets = targetsOf(options);
  const { mode = DEFAULTS.estimateMode } = options;
  return { platform, mode, targets, ...settingsOf(platform, mode, options) };
}

function platformNamed(name: string | undefined): Platform {
  return PLATFORMS.find((platform) => platform.name === name) ?? refuseName('estimate', 'platform', name, PLATFORMS.map((platform) => platform.name));
}

/** Options that say something about data or targets that are not there. @throws DiagnosticError S492 with all of them */
function refuseIdle({ input, labels, targets, nonIdealities, calibrate, calibrationSamples, normalise, bin, binCounts, limit }: EstimateOptions): void {
  const needs = (other: string, given: object): readonly (readonly [string, string])[] => Object.entries(given).flatMap(([option, value]) => (value === undefined ? [] : [[option, other] as const]));
  const idle = [
    ...(targets === undefined ? needs('--targets', { '--labels': labels, '--non-idealities': nonIdealities }) : []),
    ...(input === undefined ? needs('--input', { '--calibrate': calibrate, '--calibration-samples': calibrationSamples, '--targets': targets, '--normalise': normalise, '--bin': bin, '--bin-counts': binCounts, '--limit': limit }) : []),
  ];
  stopOnErrors(idle.map(([option, other]) => diagnose('S492', { option, needs: other })));
}

/** @throws DiagnosticError as `loadTarget` and `loadNonIdealities` */
function targetsOf({ targets = [], nonIdealities }: EstimateOptions): readonly AskedTarget[] {
  return [...new Set(targets)].map((name) => {
    const { target } = loadTarget(name);
    if (nonIdealities === undefined || target.core.crossbars === null) return { name, nonIdealities: null };
    loadNonIdealities(nonIdealities, target);
    return { name, nonIdealities };
  });
}

/** @throws DiagnosticError S481, S483..S485, S487 */
function settingsOf(platform: Platform, mode: Mode, { set = [], repair }: EstimateOptions): { readonly settings: Settings; readonly switches: Switches } {
  const { settings, switches } = parseSettings(textsOf(set), platform.name, platform.parameters, platform.repairs);
  if (mode === 'published' && (switches.size > 0 || repair !== undefined)) {
    fail('S487', { option: repair !== undefined ? '--repair' : '--set repair', reason: 'mode published has no repairs, it is the published tool as it is; use --mode corrected' });
  }
  return { settings, switches: repair === undefined ? switches : new Map([...parseRepairs(repair.join(','), platform.repairs), ...switches]) };
}

function textsOf(set: NonNullable<EstimateOptions['set']>): readonly string[] {
  if (Array.isArray(set)) return set;
  return Object.entries(set).flatMap(([key, value]: readonly [string, unknown]) => (value === undefined ? [] : [`${key}=${typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)}`]));
}
