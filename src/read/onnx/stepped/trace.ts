import { collect } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { integerAttribute } from '../attributes.ts';
import type { ByteFile } from '../bytes.ts';
import type { NodeHeader } from '../model.ts';
import { alignedTo, spreadOver } from '../operators/broadcast.ts';
import { clipBounds } from '../operators/bounds.ts';
import { isFloat } from '../quantised/integer-types.ts';
import { floatsOf, isConstant, shapeOf, type ConstantValue, type Step, type Value } from '../step.ts';
import type { Instruction, Operand, Program } from './program.ts';
import { isRounding, isTruncating, type Waiting } from './waiting.ts';

/** What a trace looks at. */
export interface Graph {
  readonly file: ByteFile;
  readonly values: ReadonlyMap<string, Value>;
  /** By the name of their output. */
  readonly waiting: ReadonlyMap<string, Waiting>;
  readonly stepOf: (waiting: Waiting) => Step;
}

/** The nodes over which `end` is computed from `base` alone. */
export interface Trace {
  readonly base: string;
  /** In the order of the file; the last one gives the end. */
  readonly nodes: readonly Waiting[];
  /** Those that round. */
  readonly roundings: readonly NodeHeader[];
}

/** More nodes than any way to write an activation has. */
const MOST_NODES = 32;

/** A rounding, and the change of its whole numbers to integers and back. */
const MOST_ROUNDINGS = 2;

/** All traces to `end` that round once, those with the latest base first. */
export function* tracesTo(graph: Graph, end: string): Generator<Trace> {
  const before = signalsBefore(graph, end);
  if (![end, ...before].some((name) => rounds(graph, name))) return;
  const bases = [...before].sort((left, right) => indexOf(graph, right) - indexOf(graph, left));
  for (const base of bases) {
    const names = namesBetween(graph, base, end);
    if (names === null) continue;
    const nodes = names.map((name) => graph.waiting.get(name)!).sort((left, right) => left.node.index - right.node.index);
    yield { base, nodes, roundings: names.filter((name) => rounds(graph, name)).map((name) => graph.waiting.get(name)!.node) };
  }
}

function rounds({ waiting, file }: Graph, name: string): boolean {
  const node = waiting.get(name)?.node;
  return node !== undefined && (isRounding(node) || isTruncating(file, node));
}

function signalsBefore(graph: Graph, end: string): ReadonlySet<string> {
  const found = new Set<string>([end]);
  for (const name of found) {
    if (found.size > MOST_NODES) break;
    for (const input of signalsOf(graph, graph.waiting.get(name))) found.add(input);
  }
  found.delete(end);
  return found;
}

function signalsOf({ values }: Graph, waiting: Waiting | undefined): readonly string[] {
  return waiting?.node.inputs.filter((name) => name !== '' && !isConstant(values.get(name))) ?? [];
}

function indexOf({ waiting }: Graph, name: string): number {
  return waiting.get(name)?.node.index ?? -1;
}

/** null where something other than `base` has a say, and where nothing rounds or too much does. */
function namesBetween(graph: Graph, base: string, end: string): readonly string[] | null {
  const found = new Set<string>([end]);
  let roundings = 0;
  for (const name of found) {
    const waiting = graph.waiting.get(name);
    if (rounds(graph, name)) roundings++;
    if (!waiting || found.size > MOST_NODES || roundings > MOST_ROUNDINGS) return null;
    for (const input of signalsOf(graph, waiting)) if (input !== base) found.add(input);
  }
  return roundings === 0 ? null : [...found];
}

/** The program of a trace; null where a node does something else, or has constants that do not go together with `shape`. */
export function programOf(graph: Graph, { base, nodes }: Trace, shape: readonly number[]): Program | null {
  const slots = new Map([[base, 0]]);
  const instructions: Instruction[] = [];
  for (const waiting of nodes) {
    const instruction = collect([], () => instructionOf(graph, waiting, slots, shape));
    if (instruction === null) return null;
    instructions.push(instruction);
    slots.set(waiting.node.outputs[0]!, instructions.length);
  }
  const channels = instructions.flatMap(({ operands }) => operands.map((operand) => (typeof operand === 'number' ? 1 : operand.length)));
  return { instructions, channels: Math.max(...channels) };
}

function instructionOf(graph: Graph, waiting: Waiting, slots: ReadonlyMap<string, number>, shape: readonly number[]): Instruction | null {
  const { node } = waiting;
  const step = graph.stepOf(waiting);
  const operandAt = (index: number): Operand | null => {
    const value = step.inputs[index];
    return isConstant(value) ? spread(step, value, shape) : slots.get(node.inputs[index]!) ?? null;
  };
  const [first, second] = [operandAt(0), node.inputs.length > 1 && node.operator !== 'Clip' ? operandAt(1) : null];
  const value = typeof first === 'number' ? first : second;
  const constant = typeof first === 'number' ? second : first;
  if (first === null || typeof value !== 'number') return null;
  if (node.operator !== 'Cast' && readsIntegers(graph, step)) return null;
  switch (node.operator) {
    case 'Add': case 'Sub': case 'Mul': case 'Div':
      return second === null ? null : { action: ({ Add: 'add', Sub: 'sub', Mul: 'mul', Div: 'div' } as const)[node.operator], operands: [first, second] };
    case 'Neg': return { action: 'neg', operands: [value] };
    case 'Identity': return { action: 'same', operands: [value] };
    case 'Cast': return cast(step, value);
    case 'Relu': return clip(value, ZERO, INFINITE);
    case 'Clip': return clip(value, ...clipBounds(step).map((bound) => Float32Array.of(bound)) as [Float32Array, Float32Array]);
    case 'Min': return node.inputs.length === 2 && constant instanceof Float32Array ? clip(value, MINUS_INFINITE, constant) : null;
    case 'Max': return node.inputs.length === 2 && constant instanceof Float32Array ? clip(value, constant, INFINITE) : null;
    case 'Floor': return { action: 'floor', operands: [value] };
    case 'Ceil': return { action: 'ceil', operands: [value] };
    case 'Round': return { action: 'half-even', operands: [value] };
    default: return null;
  }
}

const ZERO = Float32Array.of(0);
const INFINITE = Float32Array.of(Infinity);
const MINUS_INFINITE = Float32Array.of(-Infinity);

function clip(value: number, low: Float32Array, high: Float32Array): Instruction {
  return { action: 'clip', operands: [value, low, high] };
}

/** Arithmetic on integers is another one, so that they must become floats at once. */
function readsIntegers({ waiting }: Graph, { file, node }: Step): boolean {
  return node.inputs.some((name) => waiting.has(name) && isTruncating(file, waiting.get(name)!.node));
}

function cast(step: Step, value: number): Instruction | null {
  if (isTruncating(step.file, step.node)) return { action: 'down', operands: [value] };
  return isFloat(integerAttribute(step, 'to', 0)) ? { action: 'same', operands: [value] } : null;
}

/** One number, or one a channel of a value of this shape; null where a constant has others. */
function spread(step: Step, constant: ConstantValue, shape: readonly number[]): Float32Array | null {
  const aligned = alignedTo([1, ...shape], shapeOf(constant));
  if (aligned === null) return null;
  const values = floatsOf(step, constant);
  if (sizeOf(aligned) === 1) return values;
  const planes = shape.length === 3;
  if (planes && aligned.slice(2).some((extent) => extent > 1)) return null;
  return spreadOver(planes ? [shape[0]!] : shape, planes ? aligned.slice(1, 2) : aligned.slice(1), values);
}
