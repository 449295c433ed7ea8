import type { WeightGrid } from '../../../ir/network.ts';
import { operandName, shapeOf, type ConstantValue, type Step } from '../step.ts';

/**
 * The levels of weights whose axis `rows` becomes the outputs of a projection; null where they stand on none, with a note where that is
 * because an output would have several scales. `bits` is the smallest number that holds all levels the file has, whatever integer type
 * stores them: levels -7..7 in int8 are weights of 4 bits.
 */
export function gridOfRows(step: Step, constant: ConstantValue, index: number, rows: number): WeightGrid | null {
  if (constant.kind !== 'computed' || constant.grid === null) return null;
  const { scale, axis, largest } = constant.grid;
  if (axis !== null && axis !== rows) {
    step.note('S359', { operand: operandName(step, index), wanted: 'an output' });
    return null;
  }
  return { scale: axis === null ? new Float32Array(shapeOf(constant)[rows]!).fill(scale[0]!) : scale, bits: bitsFor(largest) };
}

/** The grid of weights times `factor`; null where they all become 0. */
export function scaledGrid(grid: WeightGrid, factor: number): WeightGrid | null {
  if (factor === 1) return grid;
  const scale = grid.scale.map((value) => value * Math.abs(factor));
  return scale.every((value) => value > 0 && Number.isFinite(value)) ? { ...grid, scale } : null;
}

/** Smallest number of bits with `largest` < 2^(bits - 1); 2 at least. */
function bitsFor(largest: number): number {
  let bits = 2;
  while (largest >= 2 ** (bits - 1)) bits++;
  return bits;
}
