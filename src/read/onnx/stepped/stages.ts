import { constantOf, isMode, type Instruction, type Mode, type Operand, type Program } from './program.ts';

/** One of the things that happen to an activation on its way, innermost first. */
export type Stage =
  | { readonly kind: 'affine'; readonly gain: number; readonly shift: number }
  | { readonly kind: 'clip'; readonly low: number; readonly high: number }
  | { readonly kind: 'round'; readonly mode: Mode };

/**
 * A program as a chain of stages; null where it is none. Slots are sums of earlier ones with factors, so that what is added and taken
 * away again is gone, as in x + (floor(x) - x), by which gradients are led around a floor.
 */
export function stagesOf({ instructions }: Program, channel: number): readonly Stage[] | null {
  const sums: Sum[] = [{ factors: new Map([[0, 1]]), constant: 0 }];
  const bent = new Map<number, Bent>();
  for (const instruction of instructions) {
    const sum = sumOf(instruction, sums, bent, channel);
    if (sum === null) return null;
    sums.push(sum);
  }
  return unwrapped(sums.at(-1)!, bent);
}

/** Factors of slots that are no sums themselves, and a constant. */
interface Sum {
  readonly factors: ReadonlyMap<number, number>;
  readonly constant: number;
}

/** A slot that a clip or a rounding made of a sum. */
interface Bent {
  readonly stage: Stage;
  readonly of: Sum;
}

function sumOf({ action, operands }: Instruction, sums: readonly Sum[], bent: Map<number, Bent>, channel: number): Sum | null {
  const sumAt = (operand: Operand): Sum => (typeof operand === 'number' ? sums[operand]! : { factors: new Map(), constant: constantOf(operand, channel) });
  const [first, second] = [sumAt(operands[0]!), sumAt(operands[1] ?? 0)];
  switch (action) {
    case 'same': return first;
    case 'neg': return added(NOTHING, first, -1);
    case 'add': return added(first, second, 1);
    case 'sub': return added(first, second, -1);
    case 'mul': return isConstant(second) ? added(NOTHING, first, second.constant) : isConstant(first) ? added(NOTHING, second, first.constant) : null;
    case 'div': return isConstant(second) && second.constant !== 0 ? added(NOTHING, first, 1 / second.constant) : null;
    default: break;
  }
  const stage: Stage = isMode(action) ? { kind: 'round', mode: action } : { kind: 'clip', low: sumAt(operands[1]!).constant, high: sumAt(operands[2]!).constant };
  bent.set(sums.length, { stage, of: first });
  return { factors: new Map([[sums.length, 1]]), constant: 0 };
}

const NOTHING: Sum = { factors: new Map(), constant: 0 };

function isConstant({ factors }: Sum): boolean {
  return factors.size === 0;
}

/** left + times x right. */
function added(left: Sum, right: Sum, times: number): Sum {
  const factors = new Map(left.factors);
  for (const [slot, factor] of right.factors) {
    const sum = (factors.get(slot) ?? 0) + times * factor;
    if (sum === 0) factors.delete(slot);
    else factors.set(slot, sum);
  }
  return { factors, constant: left.constant + times * right.constant };
}

function unwrapped(end: Sum, bent: ReadonlyMap<number, Bent>): readonly Stage[] | null {
  const stages: Stage[] = [];
  for (let sum = end; ;) {
    const [only, ...others] = sum.factors;
    if (!only || others.length > 0) return null;
    const [slot, gain] = only;
    stages.push({ kind: 'affine', gain, shift: sum.constant });
    const inner = bent.get(slot);
    if (!inner) return stages.reverse();
    stages.push(inner.stage);
    sum = inner.of;
  }
}
