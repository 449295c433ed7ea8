import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import type { Conductances, CrossbarAddress } from './conductances.ts';
import { normalProbability } from './normal-probability.ts';
import { applyProgrammingError } from './programming-error.ts';
import { applyProgrammingVariation } from './programming-variation.ts';
import { spreadAt } from './state-spread.ts';

/** Seeds of later passes are so far apart; those of trials are 2^16 apart. */
const PASS_SEEDS = 0x10000001;

/** How devices are written: most pulses of each, and the error, S, that a verifying read accepts. One pass reads nothing. */
export interface WritePasses {
  readonly passes: number;
  readonly tolerance_S: number;
}

/** As the effect says, and where it does not, the device; one pass where it is off. */
export function writePasses({ programAndVerify }: NonIdealities, { write, conductanceOn_S, conductanceOff_S }: Device): WritePasses {
  if (!programAndVerify) return { passes: 1, tolerance_S: Infinity };
  const tolerance = programAndVerify.tolerance ?? write!.verify!.tolerance.value;
  return { passes: programAndVerify.passes ?? write!.verify!.passes.value, tolerance_S: tolerance * (conductanceOn_S.value - conductanceOff_S.value) };
}

/**
 * Written once: what pulses make of the conductances aimed at. A device further than the tolerance from its target after a pulse gets another one, which lands
 * anywhere that a first one may; after the last pass it stays where it is. The verifying read itself is exact.
 */
export function programDevices(conductances: Conductances, device: Device, effects: NonIdealities, address: CrossbarAddress): void {
  const { passes, tolerance_S } = writePasses(effects, device);
  const aimed = passes === 1 ? conductances : { ...conductances, positive: conductances.positive.slice(), negative: conductances.negative.slice() };
  land(conductances, effects, address);
  for (let pass = 1; pass < passes; pass++) {
    if (!missed(conductances.positive, aimed.positive, tolerance_S) && !missed(conductances.negative, aimed.negative, tolerance_S)) return;
    const again = { ...aimed, positive: aimed.positive.slice(), negative: aimed.negative.slice() };
    land(again, effects, { ...address, seed: (address.seed + pass * PASS_SEEDS) | 0 });
    for (const side of ['positive', 'negative'] as const) retry(conductances[side], aimed[side], again[side], tolerance_S);
  }
}

function land(conductances: Conductances, { programmingVariation, programmingError }: NonIdealities, address: CrossbarAddress): void {
  if (programmingVariation) applyProgrammingVariation(conductances, programmingVariation.sigma, address);
  if (programmingError) applyProgrammingError(conductances, programmingError, address);
}

function missed(found: Float64Array, aimed: Float64Array, tolerance_S: number): boolean {
  return found.some((conductance, cell) => Math.abs(conductance - aimed[cell]!) > tolerance_S);
}

function retry(found: Float64Array, aimed: Float64Array, again: Float64Array, tolerance_S: number): void {
  for (let cell = 0; cell < found.length; cell++) if (Math.abs(found[cell]! - aimed[cell]!) > tolerance_S) found[cell] = again[cell]!;
}

/**
 * Pulses that a device which aims at a conductance, S, takes on average: sum over k < passes of p^k, p the share of pulses that miss it. The errors of variation and
 * of the state are taken to be one normal distribution, cut at 0 S.
 */
export function expectedPulses(effects: NonIdealities, device: Device): (conductance_S: number) => number {
  const { passes, tolerance_S } = writePasses(effects, device);
  const spread = effects.programmingError && spreadAt(effects.programmingError);
  return (conductance_S) => {
    const sigma = Math.hypot((effects.programmingVariation?.sigma ?? 0) * conductance_S, spread ? spread(conductance_S) : 0);
    if (sigma === 0) return 1;
    const beyond = normalProbability(-tolerance_S / sigma);
    const miss = beyond + (conductance_S > tolerance_S ? beyond : 0);
    let [pulses, share] = [0, 1];
    for (let pass = 0; pass < passes && share > 0; pass++, share *= miss) pulses += share;
    return pulses;
  };
}
