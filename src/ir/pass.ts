import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dataset } from './dataset.ts';
import type { Network } from './network.ts';
import type { SpikeProfile } from './spike-profile.ts';
import type { Target } from './target.ts';

/** A lowering: a value with a name, what holds after it, its options, and a pure `run`. */
export interface Pass<Input, Output, Options> {
  readonly name: string;
  /** What holds afterwards, one line. */
  readonly summary: string;
  readonly options: readonly OptionInfo<Options>[];
  readonly run: (input: Input, options: Options, context: PassContext) => PassResult<Output>;
}

/** One option of a pass, as listed by `synaptile passes`. */
export interface OptionInfo<Options> {
  readonly name: keyof Options & string;
  readonly help: string;
  readonly default: string;
}

export interface PassContext {
  /** null only for --target none, which stops before the passes that need one. */
  readonly target: Target | null;
  /** Unlabelled samples for calibration; null when the user gave none. */
  readonly calibration: Dataset | null;
  /** How often the neurons of a network speak on the user's data; null where there are none. */
  readonly profileOf: (network: Network) => SpikeProfile | null;
  readonly seed: number;
  /** Called with 0..1 during long work. */
  readonly progress: (fraction: number) => void;
  /** Whether the user wants what a search has found so far; left out: never. */
  readonly stopped?: () => boolean;
}

export interface PassResult<Output> {
  readonly output: Output;
  readonly diagnostics: readonly Diagnostic[];
  /** Printed by --timing and in the report. */
  readonly statistics: Readonly<Record<string, number | string>>;
}
