import type { Span } from '../src/ir/origin.ts';

/** The typed syntax tree of the network language: what stands in the text and where, nothing about what it means. */
export interface Spanned {
  readonly span: Span;
}

export interface DocumentSyntax extends Spanned {
  readonly version: NumberSyntax;
  readonly network: NetworkSyntax;
}

export interface NetworkSyntax extends Spanned {
  readonly name: NameSyntax;
  readonly stage: NameSyntax | null;
  readonly bits: NumberSyntax | null;
  readonly statements: readonly StatementSyntax[];
  /** Statements with a syntax error, by what is left of them; empty when the text has none. */
  readonly broken: readonly BrokenSyntax[];
}

/** What a statement with a syntax error said before the error. */
export interface BrokenSyntax extends Spanned {
  readonly kind: StatementSyntax['kind'];
  /** null when the error stands before it or in it. */
  readonly name: NameSyntax | null;
  readonly shape: ListSyntax | NumbersSyntax | null;
}

export type StatementSyntax = SettingSyntax | PopulationSyntax | OutputSyntax | ProjectionSyntax;

/** `timesteps 32`, `dt 1 ms`, `time_constant 1 us`. */
export interface SettingSyntax extends Spanned {
  readonly kind: 'timesteps' | 'dt' | 'time_constant';
  readonly value: NumberSyntax;
}

/** `population NAME : SHAPE MODEL CLAUSES`, and the same with `input`. */
export interface PopulationSyntax extends Spanned {
  readonly kind: 'input' | 'population';
  readonly name: NameSyntax;
  readonly shape: ListSyntax | NumbersSyntax;
  readonly model: CallSyntax;
  readonly clauses: readonly ClauseSyntax[];
}

export interface OutputSyntax extends Spanned {
  readonly kind: 'output';
  readonly population: NameSyntax;
  readonly readout: NameSyntax;
}

/** `projection NAME : SOURCE -> DESTINATION MODEL CLAUSES`. */
export interface ProjectionSyntax extends Spanned {
  readonly kind: 'projection';
  readonly name: NameSyntax;
  readonly source: NameSyntax;
  readonly destination: NameSyntax;
  readonly model: CallSyntax;
  readonly clauses: readonly ClauseSyntax[];
}

export type ClauseSyntax =
  | (Spanned & { readonly kind: 'delay'; readonly value: NumberSyntax })
  | (Spanned & { readonly kind: 'receptor'; readonly value: NameSyntax })
  | (Spanned & { readonly kind: 'scale'; readonly value: ValueSyntax })
  | (Spanned & { readonly kind: 'levels'; readonly value: CallSyntax });

export type ValueSyntax = NumberSyntax | StringSyntax | CallSyntax | ListSyntax | NumbersSyntax | TensorSyntax | FileSyntax;

/** A name or word; quoted names are unquoted here. */
export interface NameSyntax extends Spanned {
  readonly text: string;
}

/** A number as written, with the unit behind it. */
export interface NumberSyntax extends Spanned {
  readonly kind: 'number';
  readonly text: string;
  readonly unit: NameSyntax | null;
}

export interface StringSyntax extends Spanned {
  readonly kind: 'string';
  readonly text: string;
}

/** `word` or `word(name = value, ...)`. */
export interface CallSyntax extends Spanned {
  readonly kind: 'call';
  readonly word: NameSyntax;
  readonly arguments: readonly ArgumentSyntax[];
}

export interface ArgumentSyntax extends Spanned {
  readonly name: NameSyntax;
  readonly value: ValueSyntax;
}

/** A list with anything but plain numbers in it: nested lists, numbers with units. */
export interface ListSyntax extends Spanned {
  readonly kind: 'list';
  readonly items: readonly (NumberSyntax | ListSyntax | NumbersSyntax)[];
}

/** A flat list of plain numbers. `text` is the list as written ('' when it was made, not read): `spanOfEntry` finds entries in it. */
export interface NumbersSyntax extends Spanned {
  readonly kind: 'numbers';
  readonly values: Float64Array;
  readonly text: string;
}

/** Values with an element type, a shape, or both: `i8 [[1, 2], [3, 4]]`, `f32 [2, 2] [1, 2, 3, 4]`, `f32 file "a.npz" "w"`. */
export interface TensorSyntax extends Spanned {
  readonly kind: 'tensor';
  readonly type: NameSyntax;
  readonly shape: ListSyntax | NumbersSyntax | null;
  readonly content: ListSyntax | NumbersSyntax | FileSyntax;
}

/** `file "weights.npz" "name"`, or `file "weights.npy"`. */
export interface FileSyntax extends Spanned {
  readonly kind: 'file';
  readonly file: StringSyntax;
  readonly tensor: StringSyntax | null;
}
