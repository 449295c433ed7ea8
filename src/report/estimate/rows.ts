import { MOST_TIMESTEPS, type BreakEven } from '../../platforms/break-even.ts';
import { formatPercent, formatQuantity } from '../quantity.ts';
import type { ComparedSystem, Comparison } from './comparison.ts';
import type { ClaimReport, EstimateReport, RepairRow } from './report.ts';

/** Cells of the tables that text and page share; names stand first and are as the user's file has them. */

export const CLAIM_TITLES = (timesteps: number): string[] => ['SNN', 'ANN', 'SNN/ANN', 'timesteps up to', `rate up to (T = ${timesteps})`, 'SNN/claimed'];

/** Claims and systems, a row each: energy of the SNN and of its quantised ANN, their ratio, where they are even, cost over claim. */
export function claimRows({ total, breakEven: { claimed } }: ClaimReport, { systems }: Comparison): string[][] {
  return [
    ['claimed, 8-bit integers', joules(total.snn8_J), joules(total.ann8_J), ratio(total.snn8_J / total.ann8_J), ...evenCells(claimed), ''],
    ['claimed, 32-bit floats', joules(total.snn32_J), joules(total.ann32_J), ratio(total.snn32_J / total.ann32_J), '', '', ratio(total.snn32_J / total.snn8_J)],
    ...systems.filter(isKnown).map(({ name, energy_J, quantisedAnn: ann, breakEven, overClaim }) => [
      name, joules(energy_J), ann ? joules(ann.energy_J) : '-', ann && energy_J !== null ? ratio(energy_J / ann.energy_J) : '-', ...(breakEven ? evenCells(breakEven) : ['-', '-']), ratio(overClaim),
    ]),
  ];
}

/** Share of synapses and timesteps with a spike. */
export function rateOf({ total }: ClaimReport, timesteps: number): number {
  return total.annOperations > 0 ? total.operations / (total.annOperations * timesteps) : 0;
}

export function layerTitles({ systems }: Comparison): string[] {
  return ['claimed', ...systems.filter(isKnown).flatMap(({ name }) => [name, '/claimed'])];
}

/** Layers: the claim, and each system with its ratio. */
export function layerRows({ systems, perLayer }: Comparison): string[][] {
  return perLayer.map(({ name, claimed_J, systems: found }) => [name, joules(claimed_J), ...found.filter((_, at) => isKnown(systems[at]!)).flatMap(({ energy_J, overClaim }) => [joules(energy_J), ratio(overClaim)])]);
}

/** Factors that a repair changes energy, latency and area by: with it over without it. */
export function changesOf({ isOn, otherwise }: RepairRow, { energy, latency, area }: EstimateReport): string[] {
  if (otherwise === null) return isOn ? ['needed', 'needed', 'needed'] : ['-', '-', '-'];
  const change = (now: number | null, other: number | null): string => {
    const factor = now === null || other === null ? NaN : isOn ? now / other : other / now;
    return factor === 1 ? '=' : Number.isFinite(factor) ? `x ${Number(factor.toPrecision(4))}` : '-';
  };
  return [change(energy.perInference_J, otherwise.energy_J), change(latency?.perInference_s ?? null, otherwise.latency_s), change(area?.total_mm2 ?? null, otherwise.area_mm2)];
}

export function isKnown({ refused }: ComparedSystem): boolean {
  return refused === null;
}

export function joules(amount: number | null): string {
  return formatQuantity(amount, 'J');
}

/** A factor with three digits. */
export function ratio(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '-' : `x ${Number(value.toPrecision(3))}`;
}

/** A share, or that there is none. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '-' : formatPercent(share, 1);
}

export function mostTimesteps(timesteps: number | null): string {
  return timesteps === null ? 'none' : timesteps >= MOST_TIMESTEPS ? `${MOST_TIMESTEPS} or more` : String(timesteps);
}

function evenCells({ timesteps, rate }: BreakEven): string[] {
  return [mostTimesteps(timesteps), rate === null ? 'none' : formatPercent(rate, 1)];
}
