import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import { solveBreakEven, type BreakEven } from './break-even.ts';
import type { NamedConstant } from './estimate.ts';
import { synapseCount } from './layer-list.ts';
import type { PlatformRun } from './run.ts';
import { CIRCUITS } from './sata/constants.ts';
import { withValues, type Settings } from './settings.ts';

const SATA = 'SATA_Sim hw_kernels.py (commit d447058) at 400 MHz, summed as in its related-work-estimate.py';
const TABLE = 'M. Horowitz, 45 nm at 0.9 V, as quoted in table 3 of PMC8934428';

/** 8 bits at 400 MHz: mW / MHz is nJ. */
function circuits(...names: readonly (keyof typeof CIRCUITS)[]): number {
  return (names.reduce((sum, name) => sum + CIRCUITS[name].dynamic_mW[8], 0) / 400) * 1000;
}

/** Energies that papers multiply operation counts with. */
export const CLAIM = {
  accumulate8: constant('accumulation, 8-bit integer', circuits('adder', 'register'), SATA),
  multiply8: constant('multiply-accumulate, 8-bit integer', circuits('adder', 'multiplier', 'register'), SATA),
  accumulate32: constant('accumulation, 32-bit float', 0.9, TABLE),
  multiply32: constant('multiply-accumulate, 32-bit float', 3.7 + 0.9, TABLE),
} as const;

/** What papers claim, beside what the platform says; all of one inference. */
export interface Claim {
  readonly layers: readonly ClaimedLayer[];
  readonly total: Omit<ClaimedLayer, 'name'>;
  /** The quantised ANN on the same platform. */
  readonly annOnPlatform: { readonly how: string; readonly energy: number; readonly exponent: number } | null;
  /** By the operations of 8-bit integers, and on the platform (null where it does not compute the ANN). */
  readonly breakEven: { readonly claimed: BreakEven; readonly platform: BreakEven | null };
}

export interface ClaimedLayer {
  readonly name: string;
  /** Synapses that hear a spike. */
  readonly operations: number;
  /** Multiply-accumulates of the ANN: synapses, once. */
  readonly annOperations: number;
  readonly snn8_pJ: number;
  readonly snn32_pJ: number;
  readonly ann8_pJ: number;
  readonly ann32_pJ: number;
  /** Energy of the platform over the claimed one (8 bits); null where nothing is claimed. */
  readonly platformOverClaim: number | null;
}

export function claimOf(run: PlatformRun): Claim {
  const { list, estimate: { timesteps, spikeSparsity, energy } } = run;
  const layers = list.layers.map((layer, index): ClaimedLayer => {
    const annOperations = synapseCount(layer);
    const claimed = priced(annOperations * timesteps * (1 - spikeSparsity[index]!), annOperations);
    return { name: layer.name, ...claimed, platformOverClaim: overClaim(energy.layers[index]!.total, energy.exponent, claimed.snn8_pJ) };
  });
  const sum = (of: (layer: ClaimedLayer) => number): number => layers.reduce((all, layer) => all + of(layer), 0);
  const [operations, annOperations] = [sum((layer) => layer.operations), sum((layer) => layer.annOperations)];
  const total = priced(operations, annOperations);
  const platform = onPlatform(run);
  return {
    layers, total: { ...total, platformOverClaim: overClaim(energy.total, energy.exponent, total.snn8_pJ) },
    annOnPlatform: platform && { how: run.platform.quantisedAnn.how, energy: platform.ann, exponent: energy.exponent },
    breakEven: {
      claimed: solveBreakEven((count, rate) => count * (rate === null ? operations / timesteps : rate * annOperations) * CLAIM.accumulate8.value, annOperations * CLAIM.multiply8.value, timesteps),
      platform: platform && platform.breakEven,
    },
  };
}

function priced(operations: number, annOperations: number): Omit<ClaimedLayer, 'name' | 'platformOverClaim'> {
  return {
    operations, annOperations, snn8_pJ: operations * CLAIM.accumulate8.value, snn32_pJ: operations * CLAIM.accumulate32.value,
    ann8_pJ: annOperations * CLAIM.multiply8.value, ann32_pJ: annOperations * CLAIM.multiply32.value,
  };
}

function overClaim(energy: number, exponent: number, claimed_pJ: number): number | null {
  return claimed_pJ > 0 ? (energy * 10 ** (exponent + 12)) / claimed_pJ : null;
}

/** The ANN and the SNN on the platform itself, with the same repairs; null where it refuses the ANN. */
function onPlatform({ platform, list, settings, repairs, memo, estimate: { timesteps } }: PlatformRun): { ann: number; breakEven: BreakEven } | null {
  const energyWith = (values: Settings): number => platform.estimate(list, values, repairs, memo).energy.total;
  try {
    const ann = energyWith(withValues(settings, platform.quantisedAnn.values));
    const cost = (count: number, rate: number | null): number => energyWith(withValues(settings, { timesteps: count, ...(rate !== null && { spikeSparsity: 1 - rate }) }));
    return { ann, breakEven: solveBreakEven(cost, ann, timesteps) };
  } catch (error) {
    if (error instanceof DiagnosticError) return null;
    throw error;
  }
}

function constant(name: string, value: number, source: string): NamedConstant {
  return { name, value, unit: 'pJ', source, scope: 'term', evidence: 'simulated' };
}
