import { fail } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { integerAttribute } from '../attributes.ts';
import { alias, signalAt, type Operator, type Signal, type Step } from '../step.ts';

/** Softmax and LogSoftmax at the head keep the order of the values, so the read-out stays the same without them. */
export const softmax: Operator = (step) => {
  const input = headSignal(step);
  // Up to opset 12 all axes from `axis` on are taken together, since then only `axis`.
  const standard = step.opset < 13 ? 1 : -1;
  const axis = headAxis(step, input, integerAttribute(step, 'axis', standard));
  const covered = step.opset < 13 ? sizeOf(input.shape.slice(axis - 1)) : input.shape[axis - 1]!;
  return drop(step, input, covered);
};

/** ArgMax at the head is what reading the largest value does. */
export const argMax: Operator = (step) => {
  const input = headSignal(step);
  const axis = headAxis(step, input, integerAttribute(step, 'axis', 0));
  if (integerAttribute(step, 'select_last_index', 0) !== 0) {
    fail('S311', { setting: 'select_last_index', value: '1', accepted: '0 (the lowest index wins a tie)' }, step.where);
  }
  const rest = integerAttribute(step, 'keepdims', 1) !== 0 ? [1] : [];
  return { ...drop(step, input, input.shape[axis - 1]!), shape: input.shape.toSpliced(axis - 1, 1, ...rest) };
};

/** An activation that rises everywhere, at the head. */
export const rising: Operator = (step) => {
  const input = headSignal(step);
  step.note('S316', { operator: step.node.operator });
  return { ...alias(step, input, 0), dropped: step.node.operator };
};

/** ArgMax may follow a Softmax. */
function headSignal(step: Step): Signal {
  const value = step.inputs[0];
  return value?.kind === 'signal' && value.dropped !== null ? value : signalAt(step, 0);
}

function headAxis(step: Step, input: Signal, axis: number): number {
  const rank = input.shape.length + 1;
  const normal = axis < 0 ? axis + rank : axis;
  if (!(normal >= 1 && normal < rank)) fail('S311', { setting: 'axis', value: String(axis), accepted: `1..${rank - 1}, an axis within a sample` }, step.where);
  return normal;
}

function drop(step: Step, input: Signal, covered: number): Signal {
  if (covered !== sizeOf(input.shape)) {
    fail('S311', { setting: 'axis', value: `over ${covered} of ${sizeOf(input.shape)} values`, accepted: 'an axis that holds all values of a sample' }, step.where);
  }
  step.note('S316', { operator: step.node.operator });
  return { ...alias(step, input, 0), dropped: step.node.operator };
}
