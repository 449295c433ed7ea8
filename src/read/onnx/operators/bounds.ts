import { fail } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { floatAttribute } from '../attributes.ts';
import { constantAt, floatsOf, shapeOf, type Step } from '../step.ts';
import { readUncheckedFloats } from '../tensors.ts';

/** What ONNX takes for a bound that is left out. */
const FLOAT32_LARGEST = 3.4028234663852886e38;

/** Bounds of a Clip, infinite where there is none: attributes up to opset 10, inputs since. @throws DiagnosticError S310 */
export function clipBounds(step: Step): readonly [low: number, high: number] {
  const low = step.opset < 11 ? floatAttribute(step, 'min', -Infinity) : boundAt(step, 1, -Infinity);
  const high = step.opset < 11 ? floatAttribute(step, 'max', Infinity) : boundAt(step, 2, Infinity);
  return [low <= -FLOAT32_LARGEST ? -Infinity : low, high >= FLOAT32_LARGEST ? Infinity : high];
}

function boundAt(step: Step, index: number, standard: number): number {
  const constant = constantAt(step, index);
  if (constant === null) return standard;
  if (sizeOf(shapeOf(constant)) !== 1) fail('S310', { what: index === 1 ? 'min' : 'max', shape: shapeOf(constant), wanted: 'one number', input: [] }, step.where);
  return constant.kind === 'constant' ? readUncheckedFloats(step.file, constant.tensor)[0]! : floatsOf(step, constant)[0]!;
}
