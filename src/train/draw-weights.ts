import { extendHash, hash, uniformAt } from '../ir/random.ts';
import type { Plan } from './plan.ts';

/** Sum of the weights of a new neuron, on average: far enough above the threshold 1 that most of its inputs need not have fired when it does. */
const MEAN_SUM = 4;

/** New weights, uniform in 0 .. 8 / (inputs + 1), bias 0 (Zhou et al., AAAI-21, arXiv 1909.10837), as a vector of parameters. */
export function drawWeights({ projections, parameters }: Plan, seed: number): Float32Array {
  const weights = new Float32Array(parameters);
  projections.forEach(({ inputs, used, columns, offset, rowOf }, projection) => {
    const address = hash(seed, projection, 0x74), most = (2 * MEAN_SUM) / (inputs + 1);
    for (let input = 0; input < inputs; input++) {
      const at = offset + rowOf(input) * columns;
      for (let column = 0; column < used; column++) weights[at + column] = most * uniformAt(extendHash(address, input * used + column));
    }
  });
  return weights;
}
