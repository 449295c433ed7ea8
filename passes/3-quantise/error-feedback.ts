import { NotPositiveDefinite, upperFactorOfInverse } from '../../src/calibrate/linear/factor.ts';
import type { Products } from '../../src/calibrate/linear/product.ts';
import type { LevelRange } from '../../src/ir/levels.ts';
import { nearestLevel } from './levels.ts';

/**
 * Added to the diagonal of the Gram matrix, as a share of its mean. Ten times what the authors' code has (`percdamp` 0.01): some hundred samples say little
 * of a thousand inputs, and ternary `mnist_mlp_1200` gets 98.71 % of 10 000 images right, with 0.01 98.55 %.
 */
const DAMPING = 0.1;

/** Inputs whose errors are passed on one by one before they are to all others, as one product. */
const BLOCK = 32;

/** How errors of the weights of one input are made up by those of the inputs after it. */
export interface Feedback {
  /** Inputs in the order in which they are rounded, the most powerful first. */
  readonly order: Int32Array;
  /** [inputs x inputs] upper triangular U with U^T U = (H + damping)^-1, rows and columns in that order. */
  readonly factor: Float32Array;
}

/**
 * From the Gram matrix H = X^T X of the inputs. @param gram [n x n]
 * @param rows that X has; the fewer they are the more is added to the diagonal, as a few rows that say everything of many inputs say it of themselves
 * @returns null where H is not positive definite even so (values beyond f64)
 */
export function feedbackOf(gram: Float64Array, n: number, products: Products, rows = Infinity): Feedback | null {
  const order = Int32Array.from({ length: n }, (_, input) => input).sort((a, b) => gram[b * n + b]! - gram[a * n + a]! || a - b);
  const ordered = new Float64Array(n * n);
  const powers = Float64Array.from(order, (input) => gram[input * n + input]!).filter((power) => power > 0);
  const usual = powers.reduce((sum, power) => sum + power, 0) / powers.length || 1;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) ordered[i * n + j] = gram[order[i]! * n + order[j]!]!;
  // An input that never changes says nothing, whatever the unit of the others.
  for (let i = 0; i < n; i++) if (ordered[i * n + i] === 0) ordered[i * n + i] = usual;
  try {
    return { order, factor: Float32Array.from(upperFactorOfInverse(ordered, n, DAMPING * (1 + n / rows), products)) };
  } catch (error) {
    if (error instanceof NotPositiveDefinite) return null;
    throw error;
  }
}

/** Inputs whose rows of the factor are applied at a time. */
const FACTOR_ROWS = 128;

/**
 * (H + damping)^-1 right: where right = X^T R, the change of weights [inputs x outputs] that brings X times them nearest to what lacks, R, with a pull
 * towards the weights as they are (ridge regression).
 * @param right [inputs x outputs]
 */
export function solveWith(products: Products, { order, factor }: Feedback, right: Float32Array): Float32Array {
  const inputs = order.length;
  const outputs = right.length / inputs;
  const ordered = inOrder(right, order, outputs);
  const found = new Float32Array(right.length);
  for (let first = 0; first < inputs; first += FACTOR_ROWS) {
    const [rows, rest] = [Math.min(FACTOR_ROWS, inputs - first), inputs - first];
    const block = new Float32Array(rows * rest);
    for (let row = 0; row < rows; row++) block.set(factor.subarray((first + row) * inputs + first, (first + row + 1) * inputs), row * rest);
    const product = new Float32Array(rows * outputs);
    products.productF32(block, ordered.subarray(first * outputs), product, { m: rows, k: rest, n: outputs });
    products.productF32(block, product, found.subarray(first * outputs), { m: rest, k: rows, n: outputs, transposeA: true });
  }
  const result = new Float32Array(right.length);
  order.forEach((input, row) => result.set(found.subarray(row * outputs, (row + 1) * outputs), input * outputs));
  return result;
}

function inOrder(matrix: Float32Array, order: Int32Array, columns: number): Float32Array {
  const result = new Float32Array(matrix.length);
  order.forEach((input, row) => result.set(matrix.subarray(input * columns, (input + 1) * columns), row * columns));
  return result;
}

export interface Rounded {
  /** [inputs x outputs]. */
  readonly levels: Int16Array;
  /** One an output: |X (W - Wq)|^2, with the damping. */
  readonly errors: Float64Array;
}

/**
 * Rounds weights [inputs x outputs] to levels times the scale of each output, input after input; what rounding did to the outputs is made up by the
 * inputs that are still to come (GPTQ, Frantar et al. 2022, arXiv 2210.17323, algorithm 1).
 */
export function roundWithFeedback(products: Products, weights: Float32Array, { order, factor }: Feedback, scales: Float64Array, range: LevelRange): Rounded {
  const [inputs, outputs] = [order.length, scales.length];
  const rest = inOrder(weights, order, outputs);
  const levels = new Int16Array(inputs * outputs);
  const errors = new Float64Array(outputs);
  for (let first = 0; first < inputs; first += BLOCK) {
    const last = Math.min(inputs, first + BLOCK);
    const passed = new Float32Array((last - first) * outputs);
    for (let row = first; row < last; row++) {
      const diagonal = factor[row * inputs + row]!;
      const [from, to, by] = [row * outputs, order[row]! * outputs, (row - first) * outputs];
      for (let output = 0; output < outputs; output++) {
        const scale = scales[output]!;
        const value = rest[from + output]!;
        const level = nearestLevel(value, scale, range);
        const error = (value - level * scale) / diagonal;
        levels[to + output] = level;
        passed[by + output] = -error;
        errors[output]! += error * error;
      }
      for (let later = row + 1; later < last; later++) addScaled(rest, later * outputs, passed, (row - first) * outputs, outputs, factor[row * inputs + later]!);
    }
    passOn(products, factor, passed, rest, first, last, inputs, outputs);
  }
  return { levels, errors };
}

function addScaled(to: Float32Array, at: number, from: Float32Array, first: number, length: number, factor: number): void {
  for (let index = 0; index < length; index++) to[at + index]! += factor * from[first + index]!;
}

/** rest[later] -= sum over the block of U[row, later] x error[row], for all later rows. */
function passOn(products: Products, factor: Float32Array, passed: Float32Array, rest: Float32Array, first: number, last: number, inputs: number, outputs: number): void {
  const later = inputs - last;
  if (later === 0) return;
  const block = new Float32Array((last - first) * later);
  for (let row = first; row < last; row++) block.set(factor.subarray(row * inputs + last, (row + 1) * inputs), (row - first) * later);
  products.productF32(block, passed, rest.subarray(last * outputs), { m: later, k: last - first, n: outputs, transposeA: true });
}
