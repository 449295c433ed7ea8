import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES, FOLDER, synaptile, text } from '../end-to-end/synaptile.ts';
import { bytesOf, pointsRun, startSweep, until, writePlan } from './sweeping.ts';

/** Slurm is really run, on this machine alone; without slurm-wlm and munge, or without root, this file is skipped and says so. */
const SCRIPT = join(import.meta.dirname, 'slurm-here.sh');
const CLUSTER = mkdtempSync(join(tmpdir(), 'synaptile-cluster-'));
const installed = process.getuid?.() === 0 && ['/usr/sbin/slurmctld', '/usr/sbin/slurmd', '/usr/sbin/munged'].every((file) => existsSync(file));
const started = installed && startCluster();
const namespaces = started && spawnSync('unshare', ['--uts', '--mount', '--pid', '--fork', '--mount-proc', 'true'], { stdio: 'ignore' }).status === 0;

beforeAll(() => { for (const file of ['edges.synet', 'edges.csv']) copyFileSync(join(EXAMPLES, file), join(FOLDER, file)); });
afterAll(() => {
  if (started) stopCluster();
  rmSync(CLUSTER, { recursive: true, force: true });
}, 90_000);

/** Ends with this process, however that ends. */
function startCluster(...nodes: readonly string[]): boolean {
  process.env.SLURM_CONF = join(CLUSTER, 'slurm.conf');
  return spawnSync(SCRIPT, ['start', CLUSTER, ...nodes], { stdio: 'ignore', timeout: 90_000, env: { ...process.env, OWNER_PID: String(process.pid) } }).status === 0;
}

function stopCluster(): void {
  spawnSync(SCRIPT, ['stop', CLUSTER], { stdio: 'ignore', timeout: 60_000 });
}

const GRID = 'model: edges.synet\ntarget: rram-128\ninput: edges.csv\ncalibrate: edges.csv\noptions: {limit: 10, network: analytic}\ngrid: {timesteps: {from: 1, to: 10, step: 1}, non-idealities.programmingVariation.sigma: [0, 0.1, 0.3], seed: [1, 2]}\n';
const SLURM = 'slurm: {pointsPerTask: 5, maxRunning: 2, poll_s: 0.5}\n';

function records(folder: string): number {
  const root = join(folder, 'records/0000');
  return existsSync(root) ? readdirSync(root).filter((name) => name.endsWith('.json')).length : 0;
}

/** Hosts that began tasks or hold points, with one of their points. */
function hosts(folder: string, kind: 'tasks' | 'claims'): ReadonlyMap<string, number> {
  const root = join(folder, kind);
  return new Map((existsSync(root) ? readdirSync(root) : []).flatMap((name) => {
    try {
      const host = /"host":"(\w+)"/.exec(readFileSync(join(root, name), 'utf8'))?.[1];
      return host === undefined ? [] : [[host, Number(name)] as const];
    } catch {
      // Released meanwhile.
      return [];
    }
  }));
}

/** Kills a process that has a point in hand. @returns its Slurm task */
function killTask(folder: string): string | null {
  for (const name of readdirSync(join(folder, 'claims')).filter((one) => /^\d+$/.test(one))) {
    try {
      const { pid, job } = JSON.parse(readFileSync(join(folder, 'claims', name), 'utf8')) as { pid: number; job: string | null };
      process.kill(pid, 'SIGKILL');
      return job;
    } catch {
      // Released meanwhile: another one, then.
    }
  }
  return null;
}

describe.skipIf(!started)('Slurm on loopback (skipped where slurm-wlm, munge or root are missing: apt-get install -y --no-install-recommends slurm-wlm munge)', () => {
  it('60 points, a task and the driver killed with SIGKILL, resumed: the same bytes as the local pool, no point run twice', async () => {
    const plan = writePlan('sixty.yaml', GRID + SLURM);
    const folder = join(FOLDER, 'cluster');
    const driver = startSweep(plan, folder, '--engine', 'slurm');
    await until(() => records(folder) >= 6, 120_000);
    let killed: string | null = null;
    await until(() => { killed = killTask(folder); return killed !== null; });
    expect(killed).toMatch(/^\d+_\d+$/);
    await until(() => records(folder) >= 15, 120_000);
    driver.child.kill('SIGKILL');
    expect((await driver.ended)[1]).toBe('SIGKILL');
    const resumed = synaptile('sweep', plan, '-o', folder, '--engine', 'slurm');
    expect(resumed).toMatchObject({ status: 0, stdout: expect.stringContaining('60 of 60 points done') as string });
    expect(synaptile('sweep', plan, '-o', 'local').status).toBe(0);
    expect(bytesOf(folder)).toEqual(bytesOf(join(FOLDER, 'local')));
    const run = pointsRun(folder);
    expect([run.length, new Set(run).size]).toEqual([60, 60]);
    expect(readdirSync(join(folder, 'claims'))).toEqual([]);
    // The driver that came later found the jobs of the first and submitted the points of the killed task again, no others.
    const batches = readdirSync(join(folder, 'slurm')).filter((name) => /^batch-\d+\.txt$/.test(name)).sort();
    expect(batches).toHaveLength(2);
    expect(readFileSync(join(folder, 'slurm', batches[1]!), 'utf8').trim().split('\n')).toHaveLength(1);
  }, 500_000);

  it('S635: a partition that is not there; the edited script is kept and works; cancel ends jobs', async () => {
    const plan = writePlan('edited.yaml', GRID.replace('to: 10, step', 'to: 2, step') + SLURM.replace('{', '{partition: nowhere, '));
    const refused = synaptile('sweep', plan, '-o', 'edited', '--engine', 'slurm');
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/S635.*invalid partition[\s\S]*0 of 12 points/)]);
    const script = join(FOLDER, 'edited/slurm/submit.sbatch');
    writePlan('edited/slurm/submit.sbatch', readFileSync(script, 'utf8').replace('--partition=nowhere', '--partition=main').replace('exec ', 'sleep 1\nexec '));
    const driver = startSweep(plan, 'edited', '--engine', 'slurm');
    await until(() => existsSync(join(FOLDER, 'edited/slurm/batch-0002.txt')));
    await until(() => spawnSync('squeue', ['--noheader'], { encoding: 'utf8' }).stdout.trim() !== '');
    driver.child.kill('SIGINT');
    expect((await driver.ended)[0]).toBe(1);
    expect(driver.stderr()).toMatch(/note S637[\s\S]*S638.*Slurm goes on with job \d+/);
    expect(synaptile('sweep', 'cancel', 'edited').stdout).toMatch(/^ended: \d+/);
    await until(() => spawnSync('squeue', ['--noheader'], { encoding: 'utf8' }).stdout.trim() === '');
    expect(synaptile('sweep', plan, '-o', 'edited', '--engine', 'slurm').stdout).toContain('12 of 12 points done');
    expect(text('edited/slurm/submit.sbatch')).toContain('sleep 1');
  }, 300_000);
});

describe.skipIf(!namespaces)('Slurm on two nodes, each with a host name and processes of its own (skipped where the kernel grants no namespaces)', () => {
  beforeAll(() => {
    stopCluster();
    rmSync(CLUSTER, { recursive: true });
    expect(startCluster('east', 'west')).toBe(true);
  }, 90_000);

  it('36 points on both; one node dies with a point in hand, then the driver; resumed: the same bytes as the local pool', async () => {
    const plan = writePlan('nodes.yaml', GRID.replace('to: 10, step', 'to: 6, step') + SLURM.replace('{', "{sbatch: ['--no-requeue'], "));
    const folder = join(FOLDER, 'nodes');
    const driver = startSweep(plan, folder, '--engine', 'slurm');
    await until(() => hosts(folder, 'tasks').size === 2 && records(folder) >= 6, 120_000);
    await until(() => hosts(folder, 'claims').has('west'));
    spawnSync(SCRIPT, ['kill', CLUSTER, 'west'], { stdio: 'ignore' });
    const held = hosts(folder, 'claims').get('west')!;
    // Slurm finds it out by itself after SlurmdTimeout.
    expect(spawnSync('scontrol', ['update', 'nodename=west', 'state=down', 'reason=power']).status).toBe(0);
    driver.child.kill('SIGKILL');
    await driver.ended;
    expect(synaptile('sweep', plan, '-o', folder, '--engine', 'slurm')).toMatchObject({ status: 0, stdout: expect.stringContaining('36 of 36 points done') as string });
    expect(synaptile('sweep', plan, '-o', 'nodes-local').status).toBe(0);
    expect(bytesOf(folder)).toEqual(bytesOf(join(FOLDER, 'nodes-local')));
    const run = pointsRun(folder);
    expect([run.length, new Set(run).size]).toEqual([36, 36]);
    expect(run).toContain(held);
    expect(readdirSync(join(folder, 'claims'))).toEqual([]);
  }, 500_000);
});
