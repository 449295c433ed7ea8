/** How a statement or clause is written, and what it says: the reference page and the editors show this. */
export interface Form {
  readonly form: string;
  readonly help: string;
}

/** Words that begin a statement. */
export const STATEMENTS = {
  timesteps: { form: 'timesteps N', help: 'timesteps a sample is presented for' },
  dt: { form: 'dt TIME', help: 'length of a timestep' },
  time_constant: { form: 'time_constant TIME', help: 'of temporal coding: the synaptic time constant, which spike times are in units of' },
  input: { form: 'input NAME : SHAPE CODING', help: 'a population that is given the values of a sample' },
  population: { form: 'population NAME : SHAPE MODEL', help: 'neurons of one model' },
  output: { form: 'output NAME READOUT', help: 'the population that is read, and how' },
  projection: { form: 'projection NAME : SOURCE -> DESTINATION MODEL', help: 'synapses from one population to another or to itself' },
} as const satisfies Record<string, Form>;

/** Words that begin a clause behind a statement. */
export const CLAUSES = {
  delay: { form: 'delay N', help: 'of a projection: timesteps between a spike and its arrival (0: the same timestep)' },
  receptor: { form: 'receptor excitatory | inhibitory', help: 'of a projection: which conductance of a conductance_lif it drives (excitatory)' },
  scale: { form: 'scale VALUES', help: 'of a population at stage quantised: value of one level, for each channel' },
  levels: { form: 'levels(scale = .., low = .., high = ..)', help: 'of an input current or rate at stage quantised: values are round(x / scale), clipped to low..high' },
} as const satisfies Record<string, Form>;

/** Words of the first lines. */
export const HEADER = {
  synet: { form: 'synet 1', help: 'the language and its version' },
  network: { form: 'network NAME { ... }', help: 'one network' },
  stage: { form: 'stage network | folded | spiking | quantised', help: 'how far the network has been lowered (network)' },
  bits: { form: 'bits N', help: 'weight bits, 1 to 16, the most of any projection, from stage quantised on' },
} as const satisfies Record<string, Form>;

export type StatementWord = keyof typeof STATEMENTS;
export type ClauseWord = keyof typeof CLAUSES;

export const ELEMENT_TYPES = ['f32', 'f64', 'i8', 'i16', 'i32', 'u8'] as const;

/** Words that stand for something everywhere, and must be quoted to be names. */
export const RESERVED: readonly string[] = ['file', 'inf', 'nan', ...ELEMENT_TYPES];
