import type { VoltageDomainCircuit } from '../../src/ir/neuron-circuit.ts';

/** Share of the supply that a threshold keeps from it, where mirrors conduct no more. */
const MARGIN = 0.05;

/**
 * Swings as wide as that of the circuit, lower and higher between ground and supply; its own is the first. The width stays: it is what keeps thresholds apart from noise and offsets,
 * which no fit on a nominal circuit would notice.
 */
export function swingsOf({ reset_V, threshold_V, supply_V, earlyUp_V }: VoltageDomainCircuit, count: number): readonly { readonly reset_V: number; readonly threshold_V: number }[] {
  const width_V = threshold_V - reset_V;
  const highest_V = Math.min(supply_V * (1 - MARGIN), 0.999 * earlyUp_V) - width_V;
  const others = highest_V <= 0 || count <= 0 ? [] : Array.from({ length: count }, (_, i) => (highest_V * i) / Math.max(1, count - 1));
  return [reset_V, ...others.filter((low_V) => low_V !== reset_V)].map((low_V) => ({ reset_V: low_V, threshold_V: low_V + width_V }));
}
