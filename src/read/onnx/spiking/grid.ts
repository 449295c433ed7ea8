import { sizeOf } from '../../../ir/tensor.ts';

/** A number for all elements of a value, or numbers that spread over it by the rules of broadcasting (axes aligned at the end). */
export type Grid = number | Table;

export interface Table {
  readonly dims: readonly number[];
  readonly values: Float64Array;
}

/** A number where all `values` are equal. */
export function gridOf(dims: readonly number[], values: Float64Array): Grid {
  const first = values[0] ?? 0;
  return values.every((value) => Object.is(value, first)) ? first : { dims, values };
}

export function mapGrid(grid: Grid, use: (value: number) => number): Grid {
  return typeof grid === 'number' ? use(grid) : gridOf(grid.dims, grid.values.map(use));
}

/** `use` of each pair of elements. @throws RangeError when the shapes do not go together */
export function combineGrids(left: Grid, right: Grid, use: (left: number, right: number) => number): Grid {
  if (typeof left === 'number') return typeof right === 'number' ? use(left, right) : mapGrid(right, (value) => use(left, value));
  if (typeof right === 'number') return mapGrid(left, (value) => use(value, right));
  const dims = broadcast(left.dims, right.dims);
  const values = new Float64Array(sizeOf(dims));
  for (let index = 0; index < values.length; index++) values[index] = use(elementAt(left, dims, index), elementAt(right, dims, index));
  return gridOf(dims, values);
}

export function addGrids(left: Grid, right: Grid): Grid {
  return combineGrids(left, right, (a, b) => a + b);
}

export function multiplyGrids(left: Grid, right: Grid): Grid {
  return combineGrids(left, right, (a, b) => a * b);
}

/** The shape that two shapes spread to. @throws RangeError when they do not go together */
export function broadcast(left: readonly number[], right: readonly number[]): readonly number[] {
  if (sameDims(left, right)) return left;
  if (!fitTogether(left, right)) throw new RangeError(`[${left.join(', ')}] and [${right.join(', ')}] do not go together`);
  const rank = Math.max(left.length, right.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [one, other] = [left[axis - rank + left.length] ?? 1, right[axis - rank + right.length] ?? 1];
    return one === 1 ? other : one;
  });
}

export function sameDims(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((extent, axis) => extent === right[axis]);
}

/** The entry of `grid` at element `index` (row-major) of a value of shape `dims`. */
export function elementAt(grid: Grid, dims: readonly number[], index: number): number {
  if (typeof grid === 'number') return grid;
  if (sameDims(grid.dims, dims)) return grid.values[index]!;
  let rest = index;
  let offset = 0;
  let stride = 1;
  for (let back = 1; back <= grid.dims.length; back++) {
    const extent = dims[dims.length - back] ?? 1;
    const own = grid.dims[grid.dims.length - back]!;
    if (own !== 1) offset += (rest % extent) * stride;
    stride *= own;
    rest = Math.floor(rest / extent);
  }
  return grid.values[offset]!;
}

export function everyValue(grid: Grid, test: (value: number) => boolean): boolean {
  return typeof grid === 'number' ? test(grid) : grid.values.every(test);
}

export function isZero(grid: Grid): boolean {
  return everyValue(grid, (value) => value === 0);
}

/** Whether two grids agree up to the rounding of float32 arithmetic. */
export function closeGrids(left: Grid, right: Grid): boolean {
  if (typeof left !== 'number' && typeof right !== 'number' && !fitTogether(left.dims, right.dims)) return false;
  return everyValue(combineGrids(left, right, (a, b) => (Math.abs(a - b) <= TOLERANCE * Math.max(1e-3, Math.abs(a), Math.abs(b)) ? 1 : 0)), (value) => value === 1);
}

export function fitTogether(left: readonly number[], right: readonly number[]): boolean {
  const shared = Math.min(left.length, right.length);
  return Array.from({ length: shared }, (_, back) => [left.at(-1 - back)!, right.at(-1 - back)!] as const).every(([one, other]) => one === other || one === 1 || other === 1);
}

const TOLERANCE = 2e-6;

/** Equal for grids that agree to 12 digits (float32 where there are many numbers). */
export function gridKey(grid: Grid): string {
  if (typeof grid === 'number') return numberKey(grid);
  const numbers = grid.values.length <= 8 ? Array.from(grid.values, numberKey).join(' ') : hashOf(grid.values);
  return `${grid.dims.join('x')}:${numbers}`;
}

function numberKey(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(12);
}

/** FNV-1a over the bits as float32, twice with other primes so that 64 bits tell tables apart. */
function hashOf(values: Float64Array): string {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  for (const word of bits) {
    one = Math.imul(one ^ word, 0x01000193) ^ (one >>> 15);
    other = Math.imul(other ^ word, 0x85ebca6b) ^ (other >>> 13);
  }
  return `#${one >>> 0}.${other >>> 0}`;
}
