/** An option of `synaptile run` as it is declared for the command line. */
export interface DeclaredOption {
  /** Without dashes: `scale-per`; of `--no-reference` it is `reference`. */
  readonly name: string;
  /** As the command's action receives it: `scalePer`. */
  readonly attribute: string;
  readonly takes: 'flag' | 'value' | 'list';
  readonly default: unknown;
  readonly required: boolean;
  /** The value of a text. @throws an error whose message says what is wrong with it */
  readonly parse: (text: string, before: unknown) => unknown;
}

/** Options that a plan cannot hold, and why. */
export const RESERVED: Readonly<Record<string, string>> = {
  json: 'the record of a point holds its report',
  html: 'see synaptile sweep plot',
  outputs: 'a point writes its record only',
  spikes: 'a point writes its record only',
  errors: 'a point writes its record only',
  trace: 'a point writes its record only',
  potentials: 'it belongs to trace and html',
  annotate: 'a point writes its record only',
  timing: 'times are in the logs under tasks/',
  workers: 'write threads at the top of the plan; they never change a result',
};

/** Options whose single settings can be axes, written behind a dot; the other ones stand before them in the same text. */
export const DOTTED: Readonly<Record<string, string>> = { 'non-idealities': ',', 'neuron-circuit': ',', assume: '' };

/** Names that a plan may use. */
export function namesOf(options: readonly DeclaredOption[]): readonly string[] {
  return ['model', ...options.map(({ name }) => name).filter((name) => !(name in RESERVED))];
}
