import { fail } from '../diagnostics/diagnostic.ts';
import type { Plan } from './plan.ts';

/**
 * Refuses weights with which no output neuron can fire, whatever the input: a neuron fires when the weights of the inputs that have fired sum up to more
 * than 1, so at least its positive ones together must.
 * @throws DiagnosticError S664
 */
export function refuseSilent({ projections }: Plan, weights: Float32Array, file: string): void {
  const { rows, columns, used, offset } = projections[projections.length - 1]!;
  let most = 0;
  for (let column = 0; column < used; column++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += Math.max(0, weights[offset + row * columns + column]!);
    most = Math.max(most, sum);
  }
  if (!(most > 1)) fail('S664', { neurons: used, most: most.toPrecision(3) }, { file });
}
