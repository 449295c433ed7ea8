import { synapseCount, weightCount, type Layer, type LayerList } from '../../platforms/layer-list.ts';
import type { Estimate, Parts } from '../../platforms/estimate.ts';
import { CLAIM, claimOf, type Claim } from '../../platforms/claim.ts';
import type { PlatformRun } from '../../platforms/run.ts';
import type { ConstantUse } from '../constants.ts';
import type { SynapticOperations } from '../synops.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { runBeside } from '../../platforms/beside.ts';
import { compareSystems, type Comparison, type TargetRun } from './comparison.ts';
import { shifted } from './decimal.ts';

/** Report of an estimate, `synaptile-report/1` as far as its keys apply: nothing was simulated, so there is no accuracy and no traffic. */
export interface EstimateReport {
  readonly schema: 'synaptile-report/1';
  readonly version: string;
  readonly model: string;
  /** The platform. */
  readonly target: string;
  readonly targetSummary: string;
  readonly mode: 'published' | 'corrected';
  /** Nothing is drawn at random, nothing is simulated. */
  readonly seed: null;
  readonly timesteps: number;
  /** Bits of a weight; null where the platform does not say. */
  readonly bits: number | null;
  readonly accuracy: null;
  readonly traffic: null;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly energy: PlatformEnergy;
  /** null where the platform gives none. */
  readonly latency: { readonly perInference_s: number; readonly perLayer: readonly { readonly name: string; readonly time_s: number; readonly parts_s: Parts }[] } | null;
  /** null where the platform gives none. */
  readonly area: { readonly total_mm2: number; readonly parts_mm2: Parts } | null;
  /** Energy x delay, and energy x delay x area; the units SpikeSim's paper uses are in the keys. */
  readonly edp_Js: number | null;
  readonly edap_mJmsmm2: number | null;
  readonly utilisation: Readonly<Record<string, number>>;
  readonly synops: SynapticOperations;
  /** Numbers as the published tool prints them, units in their keys. */
  readonly printed: Estimate['printed'];
  readonly layers: readonly { readonly name: string; readonly kind: string; readonly spikeSparsity: number }[];
  readonly repairs: readonly RepairRow[];
  /** What papers claim for the same network, and where it stops beating its quantised ANN; null where the platform's tool is about something else. */
  readonly claim: ClaimReport | null;
  /** The other platforms and tile targets beside it; null as `claim`. */
  readonly comparison: Comparison | null;
  readonly constants: readonly ConstantUse[];
  readonly gaps: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface PlatformEnergy {
  readonly perInference_J: number;
  readonly total_J: number;
  readonly parts_J: Parts;
  readonly perLayer: readonly { readonly name: string; readonly energy_J: number; readonly parts_J: Parts }[];
  readonly unattributed_J: number;
}

/** What a repair changes; numbers are those with this repair switched the other way, null where there are none. */
export interface RepairRow {
  readonly name: string;
  readonly summary: string;
  readonly isOn: boolean;
  readonly otherwise: { readonly energy_J: number; readonly latency_s: number | null; readonly area_mm2: number | null } | null;
}

/** Operations of one inference times energies of operations: accumulations of the SNN, multiply-accumulates of the ANN, of 8-bit integers and 32-bit floats. */
export interface ClaimedEnergy {
  readonly operations: number;
  readonly annOperations: number;
  readonly snn8_J: number;
  readonly snn32_J: number;
  readonly ann8_J: number;
  readonly ann32_J: number;
  /** Energy of the platform over `snn8_J`. */
  readonly platformOverClaim: number | null;
}

export interface ClaimReport {
  readonly total: ClaimedEnergy;
  readonly perLayer: readonly (ClaimedEnergy & { readonly name: string })[];
  readonly annOnPlatform: { readonly how: string; readonly energy_J: number } | null;
  readonly breakEven: Claim['breakEven'];
}

/** @param targets what tile targets say about the same network and data */
export function makeEstimateReport(run: PlatformRun, version: string, notes: readonly Diagnostic[], targets: readonly TargetRun[] = []): EstimateReport {
  // A sample of training is no inference.
  const claim = run.estimate.latency && claimOf(run);
  const { estimate, list, platform } = run;
  const energy = energyOf(estimate);
  const latency_s = estimate.latency && shifted(estimate.latency.total, estimate.latency.exponent);
  const edp_Js = latency_s === null ? null : energy.perInference_J * latency_s;
  const area_mm2 = estimate.area && shifted(estimate.area.total_um2, -6);
  return {
    schema: 'synaptile-report/1',
    version,
    model: list.name,
    target: platform.name,
    targetSummary: platform.summary,
    mode: run.mode,
    seed: null,
    timesteps: estimate.timesteps,
    bits: typeof run.settings.all.weightBits === 'number' ? run.settings.all.weightBits : null,
    accuracy: null,
    traffic: null,
    settings: { ...run.settings.all, timesteps: estimate.timesteps },
    energy,
    latency: estimate.latency && { perInference_s: latency_s!, perLayer: estimate.latency.layers.map(({ name, time, parts }) => ({ name, time_s: shifted(time, estimate.latency!.exponent), parts_s: shiftParts(parts, estimate.latency!.exponent) })) },
    area: estimate.area && { total_mm2: area_mm2!, parts_mm2: shiftParts(estimate.area.parts_um2, -6) },
    edp_Js,
    edap_mJmsmm2: area_mm2 === null || edp_Js === null ? null : edp_Js * 1e6 * area_mm2,
    utilisation: estimate.utilisation,
    synops: countOperations(list, estimate),
    printed: estimate.printed,
    layers: list.layers.map(({ name, kind }, index) => ({ name, kind, spikeSparsity: estimate.spikeSparsity[index]! })),
    repairs: run.effects.map(({ name, summary, isOn, otherwise }) => ({ name, summary, isOn, otherwise: otherwise && totalsOf(otherwise) })),
    claim: claim && describeClaim(claim),
    comparison: claim && compareSystems(run, claim, runBeside(run), targets),
    constants: [...estimate.constants, ...(claim ? Object.values(CLAIM) : [])].map(({ name, unit, ...constant }) => ({ kind: kindOf(unit), of: name, unit, ...constant })),
    gaps: estimate.gaps,
    diagnostics: [...notes, ...estimate.diagnostics],
  };
}

function describeClaim({ layers, total, annOnPlatform, breakEven }: Claim): ClaimReport {
  const inJoules = ({ operations, annOperations, snn8_pJ, snn32_pJ, ann8_pJ, ann32_pJ, platformOverClaim }: Claim['total']): ClaimedEnergy => ({
    operations, annOperations, snn8_J: shifted(snn8_pJ, -12), snn32_J: shifted(snn32_pJ, -12), ann8_J: shifted(ann8_pJ, -12), ann32_J: shifted(ann32_pJ, -12), platformOverClaim,
  });
  return {
    total: inJoules(total),
    perLayer: layers.map((layer) => ({ name: layer.name, ...inJoules(layer) })),
    annOnPlatform: annOnPlatform && { how: annOnPlatform.how, energy_J: shifted(annOnPlatform.energy, annOnPlatform.exponent) },
    breakEven,
  };
}

function energyOf({ energy: { exponent, total, parts, layers, unattributed } }: Estimate): PlatformEnergy {
  const total_J = shifted(total, exponent);
  return {
    perInference_J: total_J,
    total_J,
    parts_J: shiftParts(parts, exponent),
    perLayer: layers.map((layer) => ({ name: layer.name, energy_J: shifted(layer.total, exponent), parts_J: shiftParts(layer.parts, exponent) })),
    unattributed_J: shifted(unattributed, exponent),
  };
}

function totalsOf({ energy, latency, area }: Estimate): RepairRow['otherwise'] {
  return { energy_J: shifted(energy.total, energy.exponent), latency_s: latency && shifted(latency.total, latency.exponent), area_mm2: area && shifted(area.total_um2, -6) };
}

function shiftParts(parts: Parts, exponent: number): Parts {
  return Object.fromEntries(Object.entries(parts).map(([name, amount]) => [name, shifted(amount, exponent)]));
}

/** Operations of one inference as papers count them: every place of a synapse, and synapses that hear a spike. A layer of no known sparsity hears everything. */
function countOperations({ layers }: LayerList, { timesteps, spikeSparsity }: Estimate): SynapticOperations {
  const sum = (of: (layer: Layer, index: number) => number): number => layers.reduce((all, layer, index) => all + of(layer, index) * timesteps, 0);
  const dense = sum((layer) => (layer.kind === 'dense' ? weightCount(layer) : synapseCount(layer)));
  const present = sum(synapseCount);
  const heard = sum((layer, index) => synapseCount(layer) * (1 - spikeSparsity[index]!));
  return { dense, effectiveMACs: 0, effectiveACs: heard, connectionSparsity: dense === 0 ? 0 : 1 - present / dense, activationSparsity: present === 0 ? 0 : 1 - heard / present };
}

function kindOf(unit: string): ConstantUse['kind'] {
  switch (unit) {
    case 'pJ': case 'nJ': return 'energy';
    case 'mW': return 'power';
    case 'µm²': case 'mm²': return 'area';
    default: return 'time';
  }
}
