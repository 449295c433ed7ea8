import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dataset } from './dataset.ts';
import type { Network } from './network.ts';
import type { Search } from './search.ts';
import type { SpikeProfile } from './spike-profile.ts';
import type { Target } from './target.ts';

/** A lowering: a value with a name, what holds after it, its options, and a pure `run`. */
export interface Pass<Input, Output, Options> {
  readonly name: string;
  /** What holds afterwards, one line. */
  readonly summary: string;
  readonly options: readonly OptionInfo<Options>[];
  readonly run: (input: Input, options: Options, context: PassContext) => PassResult<Output>;
  /** The same in short steps, for a pass that searches: whoever runs it may end it between two steps and go on with what it has found. */
  readonly search?: (input: Input, options: Options, context: PassContext) => Search<PassResult<Output>>;
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
  /** Called with 0..1 during long work that is no search. */
  readonly progress: (fraction: number) => void;
}

export interface PassResult<Output> {
  readonly output: Output;
  readonly diagnostics: readonly Diagnostic[];
  /** Printed by --timing and in the report. */
  readonly statistics: Readonly<Record<string, number | string>>;
}
