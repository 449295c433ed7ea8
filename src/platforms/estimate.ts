import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Constant } from '../ir/target.ts';
import type { LayerList, SystolicStatistics } from './layer-list.ts';
import type { Parameter, Repair, Settings } from './settings.ts';

/** `published`: what the published tool prints, digit for digit. `corrected`: the same model with repairs. */
export type Mode = 'published' | 'corrected';

/** What a component is there for: to compute sums, to keep and move inputs, outputs and weights, to be the neuron (with its potential), or nothing (leakage). */
export const ROLES = ['computation', 'movement', 'neuron', 'static'] as const;
export type Role = (typeof ROLES)[number];

/** A published hardware platform as an estimator. */
export interface Platform {
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly repairs: readonly Repair[];
  /** Of every part of energy and area. */
  readonly roles: Readonly<Record<string, Role>>;
  /** Settings with which the platform computes the quantised ANN of the same layers, activations of 8 bits; and in words how. */
  readonly quantisedAnn: { readonly values: Readonly<Record<string, number | string>>; readonly how: string };
  /**
   * Estimates one inference. `repairs` holds the names of those that are on: none gives the numbers of the published tool.
   * @param memo keeps what does not depend on repairs from one estimate of the same list and settings to the next
   * @throws DiagnosticError where the list, the settings and the repairs that are on do not go together
   */
  readonly estimate: (list: LayerList, settings: Settings, repairs: ReadonlySet<string>, memo: Memo) => Estimate;
}

export type Memo = Map<string, SystolicStatistics>;

/** Powers of ten of the unit that a platform computes in: numbers keep their printed digits when the unit is changed in decimal. */
export interface Estimate {
  readonly timesteps: number;
  readonly energy: EnergyEstimate;
  /** null where the platform gives none. */
  readonly latency: LatencyEstimate | null;
  /** null where the platform gives none. */
  readonly area: AreaEstimate | null;
  /** What is used, by name: processing elements, tiles, crossbars, ... */
  readonly utilisation: Readonly<Record<string, number>>;
  /** Numbers as the published tool prints them, units in their keys. */
  readonly printed: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  /** Share of (input, timestep) pairs without a spike that each layer was taken to have. */
  readonly spikeSparsity: readonly number[];
  readonly constants: readonly NamedConstant[];
  /** What is left out, each line `what: why`. */
  readonly gaps: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface EnergyEstimate {
  /** 10^exponent J. */
  readonly exponent: number;
  readonly total: number;
  readonly parts: Parts;
  readonly layers: readonly LayerEnergy[];
  /** Energy that no layer owns. */
  readonly unattributed: number;
}

export interface LayerEnergy {
  readonly name: string;
  readonly total: number;
  readonly parts: Parts;
}

export interface LatencyEstimate {
  /** 10^exponent s. */
  readonly exponent: number;
  readonly total: number;
  /** Of each layer alone; they may overlap. */
  readonly layers: readonly { readonly name: string; readonly time: number; readonly parts: Parts }[];
}

export interface AreaEstimate {
  readonly total_um2: number;
  readonly parts_um2: Parts;
}

/** Amounts by component. */
export type Parts = Readonly<Record<string, number>>;

/** A constant of a platform with what it prices. */
export interface NamedConstant extends Constant {
  readonly name: string;
  readonly unit: string;
}

export function addParts(parts: readonly Parts[]): Parts {
  const sum: Record<string, number> = {};
  for (const one of parts) for (const [name, amount] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + amount;
  return sum;
}
