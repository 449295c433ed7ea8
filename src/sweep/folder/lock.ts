import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { fail } from '../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../files.ts';
import { createExclusively } from './exclusive.ts';
import { layout } from './layout.ts';
import { isAlive, printOwner, thisOwner, type Owner } from './owner.ts';

/** The right to hand out the points of a folder. */
export interface Lock {
  /** Names this driver; claims of its processes carry it. */
  readonly token: string;
  readonly release: () => void;
}

interface Held extends Owner {
  readonly token: string;
}

/** Time between two signs of life, and how old the last one of another host may be. */
const HEARTBEAT_ms = 5_000;
const STALE_ms = 120_000;

/**
 * Takes the lock of a folder; takes it over from a driver that is gone.
 * @throws DiagnosticError S630 where another driver works, S102
 */
export function lockFolder(folder: string): Lock {
  const file = layout.lock(folder);
  const token = randomBytes(8).toString('hex');
  const content = `${JSON.stringify({ ...thisOwner(), token } satisfies Held)}\n`;
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (createExclusively(file, content)) return held(file, token);
      const other = holder(file);
      if (other !== null && !isGone(other, file)) fail('S630', { owner: printOwner(other) }, { file: folder });
      removeOf(file, other, token);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    fail('S102', { reason: reasonOf(error) }, { file });
  }
  return fail('S630', { owner: 'it changes hands' }, { file: folder });
}

/** Who holds the lock; null when nobody does, or its file is damaged. */
export function lockHolder(folder: string): Owner | null {
  const other = holder(layout.lock(folder));
  return other === null || isGone(other, layout.lock(folder)) ? null : other;
}

function held(file: string, token: string): Lock {
  const heartbeat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // A disk that is full for a moment does not end the sweep: the next beat tries again.
    }
  }, HEARTBEAT_ms);
  heartbeat.unref();
  const release = (): void => {
    clearInterval(heartbeat);
    if (holder(file)?.token === token) rmSync(file, { force: true });
  };
  return { token, release };
}

function holder(file: string): Held | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Held;
  } catch {
    return null;
  }
}

function isGone(other: Held, file: string): boolean {
  const alive = isAlive(other);
  if (alive !== null) return !alive;
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > STALE_ms;
}

/** Moves the lock of a dead driver aside. Where it turns out that a live one took it meanwhile, puts that one back. */
function removeOf(file: string, dead: Held | null, token: string): void {
  const aside = `${file}.${token}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = holder(aside);
  if (moved !== null && moved.token !== dead?.token) createExclusively(file, `${JSON.stringify(moved)}\n`);
  rmSync(aside, { force: true });
}
