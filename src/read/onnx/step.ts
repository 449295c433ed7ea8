import type { Neuron, Parameter } from '../../ir/network.ts';
import type { Origin } from '../../ir/origin.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { fail, type Where } from '../../diagnostics/diagnostic.ts';
import type { Arguments } from '../../diagnostics/messages.ts';
import type { ByteFile } from './bytes.ts';
import { addPopulation, addProjection, type Draft, type NewProjection } from './draft.ts';
import { ELEMENT, elementName, type NodeHeader, type TensorHeader } from './model.ts';
import { readFloats, readIntegers } from './tensors.ts';
import { printable } from '../../diagnostics/printable.ts';

/** What a name of the graph stands for while the graph is read. */
export type Value = Signal | ConstantValue | Broken;

export type ConstantValue = Constant | Numbers | Computed;

/** Activations: a population seen through a shape. */
export interface Signal {
  readonly kind: 'signal';
  readonly population: string;
  /** Shape of one sample in the graph, without the batch; the population may hold it as a vector. */
  readonly shape: readonly number[];
  /** Somebody else sees the population too, so its neurons must stay as they are. */
  readonly shared: boolean;
  /** The operator at the head (Softmax, ArgMax) that was dropped before this value; only the output may follow. */
  readonly dropped: string | null;
  /** Set where the graph holds the integers of a quantiser; the population holds scale (integer - zeroPoint). */
  readonly levels?: Levels;
}

/** What the integers of a quantised value stand for: scale (integer - zeroPoint). */
export interface Levels {
  readonly scale: Parameter;
  readonly zeroPoint: number;
  /** Of `ELEMENT`; null where the file does not say. */
  readonly elementType: number | null;
}

/** A tensor in the file, its values not read yet. */
export interface Constant {
  readonly kind: 'constant';
  readonly tensor: TensorHeader;
}

/** A small constant that was computed or stands in an attribute. */
export interface Numbers {
  readonly kind: 'numbers';
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A tensor that was computed from constants: weights out of their quantiser, or levels on the way there. */
export interface Computed {
  readonly kind: 'computed';
  readonly name: string;
  readonly shape: readonly number[];
  /** Of `ELEMENT`: float, or the integer type of levels. */
  readonly elementType: number;
  readonly values: Float32Array;
  /** The levels that floats stand on; null where they stand on none. */
  readonly grid: Grid | null;
}

/** value = level x scale, level = round(value / scale) exactly. */
export interface Grid {
  /** One, or one an entry of `axis`. */
  readonly scale: Float32Array;
  /** null for one scale; `mixed` where the scales follow no single axis. */
  readonly axis: number | 'mixed' | null;
  /** Largest magnitude among the levels. */
  readonly largest: number;
}

/** The result of a node that was refused: its readers are passed over, so that one fault gives one diagnostic. */
export interface Broken {
  readonly kind: 'broken';
  /** Whether it stands for the numbers of a shape computation. */
  readonly numbers: boolean;
}

/** One node on its way into the network. */
export interface Step {
  readonly file: ByteFile;
  readonly node: NodeHeader;
  /** null for an optional input left out. */
  readonly inputs: readonly (Value | null)[];
  readonly opset: number;
  /** First extent of every value of the graph; 1 where it is free. */
  readonly batch: number;
  readonly draft: Draft;
  /** Name for what this node becomes. */
  readonly name: string;
  readonly where: Where;
  readonly origin: Origin;
  /** Whether nobody but this node reads input `index`. */
  readonly soleReader: (index: number) => boolean;
  readonly note: <C extends 'S316' | 'S359'>(code: C, args: Arguments<C>) => void;
}

/** Turns one node into a value; throws DiagnosticError when it cannot. */
export type Operator = (step: Step) => Value;

/** The activations at input `index`. @throws DiagnosticError S312, S322, S357 for the integers of a quantiser */
export function signalAt(step: Step, index: number): Signal {
  const value = step.inputs[index];
  if (value?.kind !== 'signal') return fail('S312', { operand: operandName(step, index), wanted: 'activations', operator: step.node.operator }, step.where);
  if (value.dropped !== null) fail('S322', { operator: value.dropped, reader: step.node.operator }, step.where);
  if (value.levels) fail('S357', { operand: operandName(step, index), operator: step.node.operator, reason: 'holds the integers of a quantiser' }, step.where);
  return value;
}

/** The constant at input `index`, or null when that input is left out. @throws DiagnosticError S312 */
export function constantAt(step: Step, index: number): ConstantValue | null {
  const value = step.inputs[index] ?? null;
  if (value === null || isConstant(value)) return value;
  return fail('S312', { operand: operandName(step, index), wanted: 'a constant', operator: step.node.operator }, step.where);
}

/** As constantAt, where the operator cannot do without. */
export function requiredConstantAt(step: Step, index: number): ConstantValue {
  return constantAt(step, index)
    ?? fail('S312', { operand: operandName(step, index), wanted: 'a constant', operator: step.node.operator }, step.where);
}

export function isConstant(value: Value | null | undefined): value is ConstantValue {
  return value?.kind === 'constant' || value?.kind === 'numbers' || value?.kind === 'computed';
}

export function shapeOf(constant: ConstantValue): readonly number[] {
  return constant.kind === 'constant' ? constant.tensor.dimensions : constant.shape;
}

/** The numbers of a constant of floats; not to be changed. @throws DiagnosticError S307 and as readFloats */
export function floatsOf(step: Step, constant: ConstantValue): Float32Array {
  switch (constant.kind) {
    case 'constant': return readFloats(step.file, constant.tensor);
    case 'numbers': return Float32Array.from(constant.values);
    case 'computed': return constant.elementType === ELEMENT.float ? constant.values : refuseComputed(step, constant, 'float');
  }
}

/** The numbers of a small constant of integers. @throws DiagnosticError S307 and as readIntegers */
export function integersOf(step: Step, constant: ConstantValue): readonly number[] {
  switch (constant.kind) {
    case 'constant': return readIntegers(step.file, constant.tensor);
    case 'numbers': return constant.values;
    case 'computed': return constant.elementType === ELEMENT.float ? refuseComputed(step, constant, 'an integer type') : Array.from(constant.values);
  }
}

function refuseComputed(step: Step, { name, elementType }: Computed, accepted: string): never {
  return fail('S307', { tensor: printable(name), found: elementName(elementType), accepted }, step.where);
}

/** Adds a linear population of this shape for the node and the projection from `source` into it. */
export function growInto(step: Step, shape: readonly number[], projection: Connection, neuron: Neuron = { kind: 'linear' }): Signal {
  const population = growPopulation(step, shape, neuron);
  addProjection(step.draft, { ...projection, destination: population, origin: step.origin } as NewProjection);
  return { kind: 'signal', population, shape, shared: false, dropped: null };
}

/** A new population for the node, in the form populations have: a vector, or channels of planes. */
export function growPopulation(step: Step, shape: readonly number[], neuron: Neuron): string {
  return addPopulation(step.draft, step.name, populationShape(shape), neuron, step.origin, step.where);
}

type WithoutEnds<P> = P extends NewProjection ? Omit<P, 'destination' | 'origin'> : never;
export type Connection = WithoutEnds<NewProjection>;

/** Values of three axes are planes; all others are held as a vector in row-major order. */
export function populationShape(shape: readonly number[]): readonly number[] {
  return shape.length === 3 ? shape : [sizeOf(shape)];
}

/** The same activations under another name; `index` is the input they come from. */
export function alias(step: Step, signal: Signal, index: number): Signal {
  return { ...signal, shared: signal.shared || !step.soleReader(index) };
}

export function operandName(step: Step, index: number): string {
  const name = step.node.inputs[index];
  return name ? `'${printable(name)}'` : `number ${index}`;
}
