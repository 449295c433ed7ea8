import type { BesideRun } from '../../platforms/beside.ts';
import type { BreakEven } from '../../platforms/break-even.ts';
import { claimOf, type Claim } from '../../platforms/claim.ts';
import { ROLES, type Role } from '../../platforms/estimate.ts';
import { roadblocksOf } from '../../platforms/roadblocks.ts';
import type { PlatformRun } from '../../platforms/run.ts';
import { shifted } from './decimal.ts';

/** The same network and data on every system: what each says one inference costs, beside what operation counts claim. */
export interface Comparison {
  /** The platform that was asked for, the others, tile targets. */
  readonly systems: readonly ComparedSystem[];
  readonly perLayer: readonly ComparedLayer[];
}

export interface ComparedSystem {
  readonly name: string;
  readonly kind: 'platform' | 'target';
  /** Why it gives no numbers; null where it does. */
  readonly refused: string | null;
  readonly energy_J: number | null;
  readonly latency_s: number | null;
  readonly area_mm2: number | null;
  /** Energy over the claimed one of 8-bit accumulations. */
  readonly overClaim: number | null;
  readonly quantisedAnn: { readonly how: string; readonly energy_J: number } | null;
  readonly breakEven: BreakEven | null;
  readonly roadblocks: RoadblockShares | null;
  readonly vulnerability: Vulnerability | null;
}

/** Shares of energy by what components are there for; what timesteps after the first add. */
export interface RoadblockShares {
  readonly energyShares: Readonly<Record<Role, number>>;
  /** null where the system gives no area by component. */
  readonly areaShares: Readonly<Record<Role, number>> | null;
  /** null where it was not computed for one timestep alone. */
  readonly repeated: { readonly energy_J: number; readonly share: number; readonly byRole_J: Readonly<Record<Role, number>> } | null;
}

/** What non-idealities of its crossbars do to the network on a tile target. */
export interface Vulnerability {
  readonly nonIdealities: string;
  readonly samples: number;
  /** Share of correct answers; null without labels. */
  readonly ideal: number | null;
  readonly nonIdeal: number | null;
  /** Share of samples that are answered as on the ideal chip. */
  readonly agreement: number;
  /** Of the sums in the crossbars of each layer: root mean square of the error over that of the sums. */
  readonly sumError: readonly (number | null)[];
}

export interface ComparedLayer {
  readonly name: string;
  readonly claimed_J: number;
  /** By name of the system, in the order of `systems`; null where it does not know the layer alone. */
  readonly systems: readonly { readonly energy_J: number | null; readonly overClaim: number | null }[];
}

/** What a tile target says, layer by layer of the list; or why it says nothing. */
export type TargetRun = TargetCosts | { readonly name: string; readonly refused: string };

export interface TargetCosts {
  readonly name: string;
  readonly refused: null;
  readonly energy_J: number;
  readonly latency_s: number | null;
  readonly area_mm2: number | null;
  readonly perLayer_J: readonly (number | null)[];
  readonly energyShares: Readonly<Record<Role, number>>;
  readonly vulnerability: Vulnerability | null;
}

/** @param claim of `run` */
export function compareSystems(run: PlatformRun, claim: Claim, beside: readonly BesideRun[], targets: readonly TargetRun[]): Comparison {
  const claimed_J = shifted(claim.total.snn8_pJ, -12);
  const layersClaimed_J = claim.layers.map(({ snn8_pJ }) => shifted(snn8_pJ, -12));
  const columns = [
    platformColumn(run, claim),
    ...beside.map((one) => (one.run ? platformColumn(one.run, claimOf(one.run)) : refusedColumn('platform', one, layersClaimed_J.length))),
    ...targets.map((target) => (target.refused === null ? targetColumn(target) : refusedColumn('target', target, layersClaimed_J.length))),
  ];
  return {
    systems: columns.map(({ system }) => ({ ...system, overClaim: over(system.energy_J, claimed_J) })),
    perLayer: claim.layers.map(({ name }, index) => ({
      name, claimed_J: layersClaimed_J[index]!,
      systems: columns.map(({ perLayer_J }) => ({ energy_J: perLayer_J[index]!, overClaim: over(perLayer_J[index]!, layersClaimed_J[index]!) })),
    })),
  };
}

interface Column {
  readonly system: Omit<ComparedSystem, 'overClaim'>;
  readonly perLayer_J: readonly (number | null)[];
}

function platformColumn(run: PlatformRun, { annOnPlatform, breakEven }: Claim): Column {
  const { platform, estimate: { energy, latency, area } } = run;
  return {
    system: {
      name: platform.name, kind: 'platform', refused: null, energy_J: shifted(energy.total, energy.exponent),
      latency_s: latency && shifted(latency.total, latency.exponent), area_mm2: area && shifted(area.total_um2, -6),
      quantisedAnn: annOnPlatform && { how: annOnPlatform.how, energy_J: shifted(annOnPlatform.energy, annOnPlatform.exponent) },
      breakEven: breakEven.platform, roadblocks: sharesOf(run), vulnerability: null,
    },
    perLayer_J: energy.layers.map(({ total }) => shifted(total, energy.exponent)),
  };
}

function sharesOf(run: PlatformRun): RoadblockShares {
  const { byRole, repeatedShare, energyShares, areaShares } = roadblocksOf(run);
  const { total, exponent } = run.estimate.energy;
  const byRole_J = Object.fromEntries(ROLES.map((role) => [role, shifted(byRole[role].all - byRole[role].first, exponent)])) as Record<Role, number>;
  return { energyShares, areaShares, repeated: { energy_J: shifted(total * repeatedShare, exponent), share: repeatedShare, byRole_J } };
}

function refusedColumn(kind: ComparedSystem['kind'], { name, refused }: { readonly name: string; readonly refused: string | null }, layers: number): Column {
  const system = { name, kind, refused, energy_J: null, latency_s: null, area_mm2: null, quantisedAnn: null, breakEven: null, roadblocks: null, vulnerability: null };
  return { system, perLayer_J: Array.from({ length: layers }, () => null) };
}

function targetColumn({ name, energy_J, latency_s, area_mm2, perLayer_J, energyShares, vulnerability }: TargetCosts): Column {
  const roadblocks = { energyShares, areaShares: null, repeated: null };
  return { system: { name, kind: 'target', refused: null, energy_J, latency_s, area_mm2, quantisedAnn: null, breakEven: null, roadblocks, vulnerability }, perLayer_J };
}

function over(energy_J: number | null, claimed_J: number): number | null {
  return energy_J === null || claimed_J <= 0 ? null : energy_J / claimed_J;
}
