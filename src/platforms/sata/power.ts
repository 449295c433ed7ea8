import { CIRCUITS, WIDTHS } from './constants.ts';
import type { Hardware } from './parameters.ts';

/** Power of one PE in mW, by group of its circuits: what always runs, what only runs for an operation, leakage; area in mm². */
export interface GroupPower {
  readonly ungated_mW: number;
  readonly gated_mW: number;
  readonly leakage_mW: number;
  readonly area_mm2: number;
}

export const GROUPS = ['lif', 'spad', 'spike-mac'] as const;
export type Group = (typeof GROUPS)[number];

interface Use {
  readonly circuit: keyof typeof CIRCUITS;
  readonly bits: (typeof WIDTHS)[number];
  readonly count: number;
  readonly gated: boolean;
}

/** Of archs/sata-config.yaml: a neuron, three scratchpads (spikes and weights of 9 bytes, partial sums of 8), an AND accumulator. */
export function groupPowers(hardware: Hardware): Readonly<Record<Group, GroupPower>> {
  return { lif: sumOf(neuronOf(hardware)), spad: sumOf(SCRATCHPADS), 'spike-mac': sumOf(accumulatorOf(hardware)) };
}

const SCRATCHPADS: readonly Use[] = [
  { circuit: 'register', bits: 8, count: 9, gated: false },
  { circuit: 'register', bits: 8, count: 9, gated: true },
  { circuit: 'register', bits: 8, count: 8, gated: false },
];

function neuronOf({ has }: Hardware): readonly Use[] {
  return [
    { circuit: 'comparator', bits: 16, count: 1, gated: false },
    { circuit: 'adder', bits: 16, count: has('lifLeak') ? 2 : 1, gated: false },
    { circuit: 'register', bits: 4, count: 1, gated: true },
    { circuit: 'register', bits: 8, count: 1, gated: true },
  ];
}

function accumulatorOf({ has, weightBits, synapse }: Hardware): readonly Use[] {
  const bits = has('circuitWidths') ? WIDTHS.find((width) => width >= weightBits)! : 8;
  return [
    { circuit: synapse, bits, count: 1, gated: false },
    { circuit: 'adder', bits, count: 1, gated: false },
    { circuit: 'register', bits: 16, count: 1, gated: true },
  ];
}

/** Sums as the tool makes them, rounded to six decimals as in its comp-stat.yaml. */
function sumOf(uses: readonly Use[]): GroupPower {
  const total = (which: readonly Use[], of: (use: Use) => number): number => round(which.reduce((sum, use) => sum + of(use) * use.count, 0));
  const dynamic = (use: Use): number => CIRCUITS[use.circuit].dynamic_mW[use.bits];
  return {
    ungated_mW: total(uses.filter(({ gated }) => !gated), dynamic),
    gated_mW: total(uses.filter(({ gated }) => gated), dynamic),
    leakage_mW: total(uses, (use) => CIRCUITS[use.circuit].leakage_uW[use.bits] / 1000),
    area_mm2: total(uses, (use) => CIRCUITS[use.circuit].area_um2[use.bits] / 1e6),
  };
}

function round(value: number): number {
  return Number(value.toFixed(6));
}
