import { fail } from '../../src/diagnostics/diagnostic.ts';
import { isSynaptic, populationNamed, type Network, type Projection } from '../../src/ir/network.ts';
import type { PassContext } from '../../src/ir/pass.ts';

/** Bits of a weight where neither the user nor the file says. */
const USUAL_BITS = 8;

const LEAST_BITS = 2;
const MOST_BITS = 16;

/**
 * The bits asked for; without them as many as the levels that the file gives, and the whole numbers into Loihi neurons, need (8 where there
 * are other weights too), within what the target stores. @throws DiagnosticError S544, S551
 */
export function bitsOf(network: Network, asked: number | null, { target }: PassContext): number {
  const { minimum, maximum } = target?.weightBits ?? { minimum: LEAST_BITS, maximum: MOST_BITS };
  if (asked === null) {
    const needed = network.projections.reduce((most, projection) => Math.max(most, bitsNeeded(network, projection)), LEAST_BITS);
    return Math.min(MOST_BITS, maximum, Math.max(needed, minimum));
  }
  if (!(Number.isInteger(asked) && asked >= LEAST_BITS && asked <= MOST_BITS)) {
    fail('S544', { option: 'bits', value: asked, allowed: `a whole number from ${LEAST_BITS} to ${MOST_BITS}` });
  }
  if (target && (asked < minimum || asked > maximum)) fail('S551', { bits: asked, target: target.name, minimum, maximum });
  return asked;
}

function bitsNeeded(network: Network, projection: Projection): number {
  if (!isSynaptic(projection)) return LEAST_BITS;
  if (populationNamed(network, projection.destination).neuron.kind === 'loihi-lif') {
    let most = 0;
    for (const weight of projection.weights.data) most = Math.max(most, Math.abs(weight));
    return 1 + Math.ceil(Math.log2(most + 1));
  }
  return projection.grid?.bits ?? USUAL_BITS;
}
