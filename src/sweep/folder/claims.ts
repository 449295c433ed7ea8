import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createExclusively } from './exclusive.ts';
import { layout } from './layout.ts';
import { isAlive, type Owner } from './owner.ts';
import { hasRecord } from './records.ts';

/** A point that a process works on. */
export interface Claim {
  readonly point: number;
  readonly owner: Owner;
}

/** Files of processes that died while they made a claim are removed when they are older. */
const LITTER_ms = 60_000;

/**
 * Takes a point, so that no other process works on it.
 * @returns whether the point is this process's to run: false where another one has it, or a record is there
 */
export function claimPoint(folder: string, point: number, owner: Owner): boolean {
  if (hasRecord(folder, point) || !createExclusively(layout.claim(folder, point), `${JSON.stringify(owner)}\n`)) return false;
  // The record may have come between the two: its claim is removed after it is written.
  if (!hasRecord(folder, point)) return true;
  releasePoint(folder, point);
  return false;
}

export function releasePoint(folder: string, point: number): void {
  rmSync(layout.claim(folder, point), { force: true });
}

export function readClaims(folder: string): readonly Claim[] {
  const root = layout.claims(folder);
  return (existsSync(root) ? readdirSync(root) : []).filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      return [{ point: Number(name), owner: JSON.parse(readFileSync(join(root, name), 'utf8')) as Owner }];
    } catch {
      // Released while we looked.
      return [];
    }
  });
}

/**
 * Removes claims of processes that are gone. Only the driver does this, under its lock.
 * @param driver the token of the lock: processes of former drivers on other hosts are gone, or stop without a word
 * @param liveJobs Slurm tasks that squeue knows; null where it was not asked, and claims of Slurm tasks stay
 * @returns claims of processes that live, or of which nothing is known
 */
export function clearStaleClaims(folder: string, driver: string, liveJobs: ReadonlySet<string> | null): readonly Claim[] {
  removeLitter(folder);
  return readClaims(folder).filter(({ point, owner }) => {
    const stale = isStale(owner, driver, liveJobs);
    if (stale) releasePoint(folder, point);
    return !stale;
  });
}

function isStale(owner: Owner, driver: string, liveJobs: ReadonlySet<string> | null): boolean {
  const alive = isAlive(owner);
  if (alive !== null) return !alive;
  if (owner.job !== null) return liveJobs !== null && !liveJobs.has(owner.job);
  return owner.driver !== null && owner.driver !== driver;
}

function removeLitter(folder: string): void {
  for (const root of [layout.claims(folder), layout.scratch(folder)]) {
    for (const name of existsSync(root) ? readdirSync(root) : []) {
      const file = join(root, name);
      const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
      if (/\.tmp$|^point-/.test(name) && Date.now() - made > LITTER_ms) rmSync(file, { force: true });
    }
  }
}
