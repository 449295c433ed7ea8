import { ROLES, type Parts, type Platform, type Role } from './estimate.ts';
import type { PlatformRun } from './run.ts';
import { withValues } from './settings.ts';

/** Why the cost is not the claim: what is done again in every timestep, what moves, what the neurons take. */
export interface Roadblocks {
  /** Energy of all timesteps, and of an inference of one, in the unit of the estimate. */
  readonly byRole: Readonly<Record<Role, { readonly all: number; readonly first: number }>>;
  /** Share of the energy that timesteps after the first cost. */
  readonly repeatedShare: number;
  /** Shares of each role in energy and in area; null where the platform gives no area. */
  readonly energyShares: Readonly<Record<Role, number>>;
  readonly areaShares: Readonly<Record<Role, number>> | null;
}

/** Prices the same inference with one timestep, and sums parts by role. */
export function roadblocksOf({ platform, list, settings, repairs, memo, estimate: { energy, area } }: PlatformRun): Roadblocks {
  const first = platform.estimate(list, withValues(settings, { timesteps: 1 }), repairs, memo).energy;
  const [all, once] = [sumByRole(energy.parts, platform), sumByRole(first.parts, platform)];
  const shares = (sums: Readonly<Record<Role, number>>, total: number): Readonly<Record<Role, number>> => each((role) => (total > 0 ? sums[role] / total : 0));
  return {
    byRole: each((role) => ({ all: all[role], first: once[role] })),
    repeatedShare: energy.total > 0 ? 1 - first.total / energy.total : 0,
    energyShares: shares(all, energy.total),
    areaShares: area && shares(sumByRole(area.parts_um2, platform), area.total_um2),
  };
}

function sumByRole(parts: Parts, { roles }: Platform): Record<Role, number> {
  return each((role) => Object.entries(parts).reduce((sum, [name, amount]) => (roles[name] === role ? sum + amount : sum), 0));
}

function each<T>(of: (role: Role) => T): Record<Role, T> {
  return Object.fromEntries(ROLES.map((role) => [role, of(role)])) as Record<Role, T>;
}
