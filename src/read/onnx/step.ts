import type { Neuron } from '../../ir/network.ts';
import type { Origin } from '../../ir/origin.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { fail, type Where } from '../../diagnostics/diagnostic.ts';
import type { ByteFile } from './bytes.ts';
import { addPopulation, addProjection, type Draft, type NewProjection } from './draft.ts';
import type { NodeHeader, TensorHeader } from './model.ts';
import { readFloats, readIntegers } from './tensors.ts';
import { printable } from './names.ts';

/** What a name of the graph stands for while the graph is read. */
export type Value = Signal | Constant | Numbers | Broken;

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
  readonly note: (code: 'S316', args: { operator: string }) => void;
}

/** Turns one node into a value; throws DiagnosticError when it cannot. */
export type Operator = (step: Step) => Value;

/** The activations at input `index`. @throws DiagnosticError S312, S322 */
export function signalAt(step: Step, index: number): Signal {
  const value = step.inputs[index];
  if (value?.kind !== 'signal') return fail('S312', { operand: operandName(step, index), wanted: 'activations', operator: step.node.operator }, step.where);
  if (value.dropped !== null) fail('S322', { operator: value.dropped, reader: step.node.operator }, step.where);
  return value;
}

/** The constant at input `index`, or null when that input is left out. @throws DiagnosticError S312 */
export function constantAt(step: Step, index: number): Constant | Numbers | null {
  const value = step.inputs[index] ?? null;
  if (value === null || value.kind === 'constant' || value.kind === 'numbers') return value;
  return fail('S312', { operand: operandName(step, index), wanted: 'a constant', operator: step.node.operator }, step.where);
}

/** As constantAt, where the operator cannot do without. */
export function requiredConstantAt(step: Step, index: number): Constant | Numbers {
  return constantAt(step, index)
    ?? fail('S312', { operand: operandName(step, index), wanted: 'a constant', operator: step.node.operator }, step.where);
}

export function isConstant(value: Value | null | undefined): value is Constant | Numbers {
  return value?.kind === 'constant' || value?.kind === 'numbers';
}

export function shapeOf(constant: Constant | Numbers): readonly number[] {
  return constant.kind === 'constant' ? constant.tensor.dimensions : constant.shape;
}

export function floatsOf(step: Step, constant: Constant | Numbers): Float32Array {
  return constant.kind === 'constant' ? readFloats(step.file, constant.tensor) : Float32Array.from(constant.values);
}

export function integersOf(step: Step, constant: Constant | Numbers): readonly number[] {
  return constant.kind === 'constant' ? readIntegers(step.file, constant.tensor) : constant.values;
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
