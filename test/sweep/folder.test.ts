import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { localEngine } from '../../src/sweep/engine/local.ts';
import type { Watch } from '../../src/sweep/engine/engine.ts';
import { claimPoint, clearStaleClaims, readClaims, releasePoint } from '../../src/sweep/folder/claims.ts';
import { layout } from '../../src/sweep/folder/layout.ts';
import { lockFolder } from '../../src/sweep/folder/lock.ts';
import { isAlive, thisOwner, type Owner } from '../../src/sweep/folder/owner.ts';
import { readRecord, writeRecord, type PointRecord } from '../../src/sweep/folder/records.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'synaptile-folder-'));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));
let count = 0;

function folder(): string {
  const made = join(ROOT, String(count++));
  for (const name of ['records', 'claims', 'tasks', 'scratch']) mkdirSync(join(made, name), { recursive: true });
  return made;
}

const RECORD: PointRecord = { schema: 'synaptile-sweep-record/1', point: 3, version: '1', options: {}, seed: 1, digests: { plan: 'p', model: 'm', data: {} }, status: 'done', report: {}, diagnostics: [] };
/** A process that has ended. */
const DEAD: Owner = { ...thisOwner(), pid: spawnSync('true').pid, started: '1' };
const ELSEWHERE: Owner = { ...thisOwner(), host: 'another-host' };

describe('claims', () => {
  it('are held by one, and by none once there is a record', () => {
    const at = folder();
    expect(claimPoint(at, 3, thisOwner())).toBe(true);
    expect(claimPoint(at, 3, thisOwner())).toBe(false);
    writeRecord(at, RECORD);
    releasePoint(at, 3);
    expect(claimPoint(at, 3, thisOwner())).toBe(false);
    expect(readdirSync(layout.claims(at))).toEqual([]);
  });

  it('of dead processes are cleared, of living ones kept; of Slurm tasks when squeue knows them no more', () => {
    const at = folder();
    expect([isAlive(thisOwner()), isAlive(DEAD), isAlive(ELSEWHERE)]).toEqual([true, false, null]);
    claimPoint(at, 0, thisOwner());
    claimPoint(at, 1, DEAD);
    claimPoint(at, 2, { ...ELSEWHERE, job: '7_2' });
    claimPoint(at, 4, { ...ELSEWHERE, job: '7_3' });
    claimPoint(at, 5, { ...ELSEWHERE, driver: 'former' });
    claimPoint(at, 6, { ...ELSEWHERE, driver: 'mine' });
    claimPoint(at, 7, ELSEWHERE);
    expect(clearStaleClaims(at, 'mine', null).map(({ point }) => point)).toEqual([0, 2, 4, 6, 7]);
    expect(clearStaleClaims(at, 'mine', new Set(['7_3'])).map(({ point }) => point)).toEqual([0, 4, 6, 7]);
    expect(readClaims(at).map(({ point }) => point).sort()).toEqual([0, 4, 6, 7]);
  });

  it('a process number that was given out again is not its former owner', () => {
    expect(isAlive({ ...thisOwner(), started: '1' })).toBe(false);
  });
});

describe('the lock', () => {
  it('S630: is held by one driver, and taken over from a dead one', () => {
    const at = folder();
    const lock = lockFolder(at);
    expect(() => lockFolder(at)).toThrow('S630');
    lock.release();
    writeFileSync(layout.lock(at), JSON.stringify({ ...DEAD, token: 'dead' }));
    const next = lockFolder(at);
    next.release();
    expect(existsSync(layout.lock(at))).toBe(false);
  });

  it('S630: of another host holds while it is touched', () => {
    const at = folder();
    writeFileSync(layout.lock(at), JSON.stringify({ ...ELSEWHERE, token: 'other' }));
    expect(() => lockFolder(at)).toThrow('another-host');
    utimesSync(layout.lock(at), new Date(0), new Date(Date.now() - 300_000));
    lockFolder(at).release();
  });
});

describe('records', () => {
  it('S629: a damaged one is named', () => {
    const at = folder();
    writeRecord(at, RECORD);
    expect(readRecord(at, 3)).toEqual(RECORD);
    writeFileSync(layout.record(at, 3), '{"schema":');
    expect(() => readRecord(at, 3)).toThrow('S629');
  });
});

describe('the pool', () => {
  const watch: Watch = { onRemaining: () => {}, tell: () => {}, stops: () => 0, onStop: () => () => {} };
  const entry = (name: string, answer: string): string => {
    const file = join(ROOT, `${name}.mjs`);
    writeFileSync(file, `import { mkdirSync, writeFileSync } from 'node:fs';\nconst folder = process.argv[4];\nprocess.on('message', ({ point }) => {\n${answer}\n});\nprocess.send({ kind: 'ready' });\n`);
    return file;
  };
  const write = "mkdirSync(`${folder}/records/0000`, { recursive: true }); writeFileSync(`${folder}/records/0000/${point}.json`, '{}'); process.send({ kind: 'finished', point, ran: true });";

  it('tries a point that ends its process twice, and goes on with the others', async () => {
    const at = folder();
    const outcome = await localEngine({ folder: at, workers: 2, entry: entry('fatal', `if (point === 2) process.exit(9);\n${write}`), driver: 'd' }).run([0, 1, 2, 3, 4], watch);
    expect(outcome).toEqual({ lost: [2], stopped: [], interrupted: false, jobs: [] });
    expect(readdirSync(layout.recordFolder(at, 0)).sort()).toEqual(['0.json', '1.json', '3.json', '4.json']);
  }, 30_000);

  it('waits for a point that another process has', async () => {
    const at = folder();
    claimPoint(at, 1, thisOwner());
    setTimeout(() => releasePoint(at, 1), 1200);
    const busy = entry('busy', `import('node:fs').then(({ existsSync }) => { if (existsSync(\`\${folder}/claims/\${point}\`)) process.send({ kind: 'finished', point, ran: false }); else { ${write} } });`);
    const outcome = await localEngine({ folder: at, workers: 1, entry: busy, driver: 'd' }).run([0, 1], watch);
    expect(outcome.lost).toEqual([]);
    expect(readdirSync(layout.recordFolder(at, 0)).sort()).toEqual(['0.json', '1.json']);
  }, 30_000);

  it('ends where processes cannot even begin', async () => {
    const file = join(ROOT, 'broken.mjs');
    writeFileSync(file, 'process.exit(3);\n');
    const { lost } = await localEngine({ folder: folder(), workers: 2, entry: file, driver: 'd' }).run([0, 1], watch);
    expect(lost).toEqual([0, 1]);
  }, 30_000);
});
