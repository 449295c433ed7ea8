import { NotPositiveDefinite, solveSymmetric } from './linear/factor.ts';
import type { Products } from './linear/product.ts';

/**
 * The change D [inputs x outputs] of weights with the least |X D - R|^2 + mu |D|^2: ridge regression towards the weights there are.
 * @param gram X^T X [inputs x inputs], @param inputs X [rows x inputs], @param lacking R [rows x outputs], both centred
 * @param ridge mu as a share of the mean power of an input, where rows are many; more the fewer they are, mu = ridge (1 + inputs / rows) power, as
 * a few rows that say everything of many inputs say it of themselves
 * @returns null where the inputs never change, so that nothing can be told from them
 */
export function ridgeChange(products: Products, gram: Float64Array, inputs: Float32Array, lacking: Float32Array, rows: number, ridge: number): Float64Array | null {
  const n = inputs.length / rows;
  const outputs = lacking.length / rows;
  let power = 0;
  for (let input = 0; input < n; input++) power += gram[input * n + input]! / n;
  if (!(power > 0)) return null;
  const damped = gram.slice();
  for (let input = 0; input < n; input++) damped[input * n + input]! += ridge * (1 + n / rows) * power;
  const right = new Float32Array(n * outputs);
  products.productF32(inputs, lacking, right, { m: n, k: rows, n: outputs, transposeA: true });
  try {
    return solveSymmetric(damped, n, Float64Array.from(right), outputs, products);
  } catch (error) {
    if (error instanceof NotPositiveDefinite) return null;
    throw error;
  }
}
