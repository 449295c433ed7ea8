import { fail } from '../../../diagnostics/diagnostic.ts';
import { ELEMENT, elementName } from '../model.ts';
import type { ConstantValue, Step } from '../step.ts';
import { readLevels } from './level-tensors.ts';

/** Smallest and largest level. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const RANGES: ReadonlyMap<number, Range> = new Map([
  [ELEMENT.int4, { low: -8, high: 7 }],
  [ELEMENT.uint4, { low: 0, high: 15 }],
  [ELEMENT.int8, { low: -128, high: 127 }],
  [ELEMENT.uint8, { low: 0, high: 255 }],
  [ELEMENT.int16, { low: -32768, high: 32767 }],
  [ELEMENT.uint16, { low: 0, high: 65535 }],
  [ELEMENT.int32, { low: -(2 ** 31), high: 2 ** 31 - 1 }],
]);

/** The levels that a type holds. @throws DiagnosticError S352 for a type that is none of integers of 4 to 32 bits */
export function rangeOf(step: Step, elementType: number): Range {
  return RANGES.get(elementType) ?? fail('S352', { found: elementName(elementType), operator: step.node.operator }, step.where);
}

/** The element type of a constant; null where the file does not say. */
export function elementTypeOf(constant: ConstantValue): number | null {
  switch (constant.kind) {
    case 'constant': return constant.tensor.elementType;
    case 'computed': return constant.elementType;
    case 'numbers': return null;
  }
}

/** The integers of a constant. @throws DiagnosticError S307, S352 and as readLevels */
export function levelsOf(step: Step, constant: ConstantValue): Int32Array {
  switch (constant.kind) {
    case 'constant': return readLevels(step.file, constant.tensor);
    case 'numbers': return Int32Array.from(constant.values);
    case 'computed':
      rangeOf(step, constant.elementType);
      return Int32Array.from(constant.values);
  }
}

export function isIntegerType(elementType: number | null): boolean {
  return elementType !== null && RANGES.has(elementType);
}

export function isFloat(elementType: number | null): boolean {
  return elementType !== null && FLOATS.has(elementType);
}

const FLOATS: ReadonlySet<number> = new Set([ELEMENT.float, ELEMENT.double, ELEMENT.float16, ELEMENT.bfloat16]);
