import { ROUNDINGS } from '../../../forward/activate.ts';

/**
 * What a chain of nodes makes of one activation, number by number: slot 0 is what comes in, instruction i gives slot i + 1, and the last slot
 * is what goes out.
 */
export interface Program {
  readonly instructions: readonly Instruction[];
  /** Channels whose numbers differ; 1 where all are alike. */
  readonly channels: number;
}

export interface Instruction {
  readonly action: Action;
  readonly operands: readonly Operand[];
}

/** The number of a slot, or constants: one, or one a channel. */
export type Operand = number | Float32Array;

export type Action = 'add' | 'sub' | 'mul' | 'div' | 'neg' | 'same' | 'clip' | Mode;

/** To whole numbers. */
export type Mode = 'floor' | 'ceil' | 'half-even' | 'down';

export function isMode(action: Action): action is Mode {
  return action === 'floor' || action === 'ceil' || action === 'half-even' || action === 'down';
}

/** The result of `program` in float32, as the runtime of the model has it. */
export function run({ instructions }: Program, input: number, channel: number): number {
  const slots = [Math.fround(input)];
  for (const { action, operands } of instructions) {
    const [first, second, third] = operands.map((operand) => numberOf(operand, slots, channel));
    slots.push(Math.fround(ACTIONS[action](first!, second!, third!)));
  }
  return slots.at(-1)!;
}

/** The constant of a channel. */
export function constantOf(constants: Float32Array, channel: number): number {
  return constants[constants.length > 1 ? channel : 0]!;
}

function numberOf(operand: Operand, slots: readonly number[], channel: number): number {
  return typeof operand === 'number' ? slots[operand]! : constantOf(operand, channel);
}

const ACTIONS: Readonly<Record<Action, (first: number, second: number, third: number) => number>> = {
  add: (left, right) => left + right,
  sub: (left, right) => left - right,
  mul: (left, right) => left * right,
  div: (left, right) => left / right,
  neg: (value) => -value,
  same: (value) => value,
  clip: (value, low, high) => Math.min(high, Math.max(low, value)),
  floor: Math.floor,
  ceil: Math.ceil,
  'half-even': ROUNDINGS['half-even'],
  down: Math.trunc,
};
