import { fail } from '../../src/diagnostics/diagnostic.ts';
import { LEVEL_BITS, type LevelRise, type WeightLevels } from '../../src/ir/levels.ts';
import { isSynaptic, populationNamed, type Network, type Projection } from '../../src/ir/network.ts';
import type { PassContext } from '../../src/ir/pass.ts';
import type { Target } from '../../src/ir/target.ts';

/** Bits of a weight where neither the user nor the file says. */
const USUAL_BITS = 8;

/** Of the option. */
const LEAST_BITS = 1;
const MOST_BITS = 16;

/**
 * The levels asked for, mid-rise in any case at 1 bit; without bits asked for as many as the levels that the file gives, and the whole numbers into
 * Loihi neurons, need (8 where there are other weights too), within what the target stores. @throws DiagnosticError S544, S551
 */
export function chosenLevels(network: Network, asked: number | null, rise: LevelRise, { target }: PassContext): WeightLevels {
  if (asked === null) {
    const needed = network.projections.reduce((most, projection) => Math.max(most, bitsNeeded(network, projection, rise)), LEVEL_BITS[rise].least);
    return atBits(Math.min(mostBits(target, rise), Math.max(needed, target?.weightBits.minimum ?? LEAST_BITS)), rise);
  }
  const most = rise === 'mid-rise' ? LEVEL_BITS[rise].most : MOST_BITS;
  if (!(Number.isInteger(asked) && asked >= LEAST_BITS && asked <= most)) {
    fail('S544', { option: 'bits', value: asked, allowed: `a whole number from ${LEAST_BITS} to ${most}${rise === 'mid-rise' ? ' with mid-rise levels' : ''}` });
  }
  const { minimum, maximum } = target?.weightBits ?? { minimum: LEAST_BITS, maximum: MOST_BITS };
  if (target && (asked < minimum || asked > maximum)) fail('S551', { bits: asked, target: target.name, minimum, maximum });
  return atBits(asked, rise);
}

function atBits(bits: number, rise: LevelRise): WeightLevels {
  return { bits, rise: bits === 1 ? 'mid-rise' : rise };
}

/** What the target stores, and its devices tell apart: mid-rise levels of b bits are 2^b conductances. */
function mostBits(target: Target | null, rise: LevelRise): number {
  const apart = rise === 'mid-rise' && target?.device ? Math.floor(Math.log2(target.device.levels.value)) : Infinity;
  return Math.min(LEVEL_BITS[rise].most, target?.weightBits.maximum ?? MOST_BITS, apart);
}

function bitsNeeded(network: Network, projection: Projection, rise: LevelRise): number {
  if (!isSynaptic(projection)) return LEVEL_BITS[rise].least;
  // Mid-rise levels go as far as the mid-tread ones of one bit more.
  const spared = rise === 'mid-rise' ? 1 : 0;
  if (populationNamed(network, projection.destination).neuron.kind === 'loihi-lif') {
    let most = 0;
    for (const weight of projection.weights.data) most = Math.max(most, Math.abs(weight));
    return 1 + Math.ceil(Math.log2(most + 1)) - spared;
  }
  return projection.grid ? projection.grid.bits - spared : USUAL_BITS;
}
