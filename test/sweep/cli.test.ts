import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES, FOLDER, synaptile, text } from '../end-to-end/synaptile.ts';
import { bytesOf, pointsRun, startSweep, until, writePlan } from './sweeping.ts';

beforeAll(() => { for (const file of ['edges.synet', 'edges.csv', 'edges-labels.csv']) copyFileSync(join(EXAMPLES, file), join(FOLDER, file)); });

/** Points of the reference interpreter: some milliseconds each. */
const QUICK = 'model: edges.synet\ntarget: none\ninput: edges.csv\nlabels: edges-labels.csv\n';
const GRID = `${QUICK}options: {limit: 4}\ngrid: {timesteps: [1, 2, 3], seed: [1, 2]}\n`;
/** On a chip, with a placement search that lasts. */
const SLOW = 'model: edges.synet\ntarget: rram-128\ninput: edges.csv\noptions: {non-idealities: typical, trials: 20}\ngrid: {seed: {from: 1, to: 40, step: 1}}\n';

function records(folder: string): number {
  const root = join(FOLDER, folder, 'records/0000');
  return existsSync(root) ? readdirSync(root).filter((name) => name.endsWith('.json')).length : 0;
}

describe('sweep', () => {
  it('runs the example, resumes to nothing, and merges and plots what came out', () => {
    const out = join(FOLDER, 'example');
    const first = synaptile('sweep', join(EXAMPLES, 'sweep/edges.yaml'), '-o', out, '--html', 'first.html');
    expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining('24 of 24 points done') as string });
    expect(readFileSync(join(EXAMPLES, 'sweep/README.md'), 'utf8')).toContain(/Pareto front[\s\S]*(?=\nresults)/.exec(first.stdout)![0]);
    const table = text('example/results.csv');
    expect(table.split('\n')).toHaveLength(26);
    const before = pointsRun(out);
    expect(synaptile('sweep', join(EXAMPLES, 'sweep/edges.yaml'), '-o', out).status).toBe(0);
    expect(pointsRun(out)).toEqual(before);
    expect(JSON.parse(synaptile('sweep', 'status', out, '--json').stdout)).toMatchObject({ points: 24, done: 24, missing: 0, failed: 0, running: [], driver: null });
    expect(synaptile('sweep', 'merge', out, '--csv', '-').stdout).toBe(table);
    expect(synaptile('sweep', 'plot', out, '--html', 'sweep.html', '--svg', 'sweep.svg').status).toBe(0);
    expect(text('sweep.html')).toContain('Pareto front');
    expect(text('sweep.html')).toBe(text('first.html'));
    // Points that differ in non-idealities alone were compiled once in a process, not 24 times.
    expect(new Set(readdirSync(join(out, 'tasks')).flatMap((name) => text(`example/tasks/${name}`).match(/"compile_s":[\d.]+/g) ?? [])).size).toBeLessThan(12);
    const record = JSON.parse(text('example/records/0000/5.json'));
    expect(record).toMatchObject({ point: 5, seed: 1, status: 'done', options: { timesteps: 1, 'non-idealities.adc.bits': 9 }, digests: { data: { input: expect.stringMatching(/^[0-9a-f]{64}$/) as string } } });
    expect(record.report.timing).toBeUndefined();
  });

  it('gives the same bytes with one process, with two, and in shards; a point is what run reports', () => {
    const plan = writePlan('grid.yaml', GRID);
    expect(synaptile('sweep', plan, '-o', 'one', '--workers', '1').status).toBe(0);
    expect(synaptile('sweep', plan, '-o', 'two', '--workers', '2').status).toBe(0);
    expect(bytesOf(join(FOLDER, 'two'))).toEqual(bytesOf(join(FOLDER, 'one')));
    for (const name of ['records', 'claims', 'tasks', 'scratch']) mkdirSync(join(FOLDER, 'shards', name), { recursive: true });
    for (const name of ['manifest.json', 'place.json']) copyFileSync(join(FOLDER, 'one', name), join(FOLDER, 'shards', name));
    for (const shard of ['1/2', '2/2']) expect(synaptile('sweep', 'task', 'shards', '--shard', shard).status).toBe(0);
    expect(synaptile('sweep', 'merge', 'shards').status).toBe(0);
    expect(bytesOf(join(FOLDER, 'shards'))).toEqual(bytesOf(join(FOLDER, 'one')));
    const { timing: _, ...report } = JSON.parse(synaptile('run', 'edges.synet', '--target', 'none', '--input', 'edges.csv', '--labels', 'edges-labels.csv', '--limit', '4', '--timesteps', '2', '--seed', '2', '--json').stdout);
    expect(JSON.parse(text('one/records/0000/3.json')).report).toEqual(report);
  });

  it('points that share what was compiled are what run reports, too', () => {
    const plan = writePlan('sharing.yaml', 'model: edges.synet\ntarget: rram-128\ninput: edges.csv\noptions: {limit: 6, network: analytic}\ngrid: {bits: [2, 4], non-idealities: [typical, ideal], mitigate: [gain, flip]}\n');
    expect(synaptile('sweep', plan, '-o', 'sharing', '--workers', '1').status).toBe(0);
    for (const [point, bits, nonIdealities, mitigate] of [[1, '2', 'typical', 'flip'], [4, '4', 'typical', 'gain']] as const) {
      const { timing: _, ...report } = JSON.parse(synaptile('run', 'edges.synet', '--target', 'rram-128', '--input', 'edges.csv', '--limit', '6', '--network', 'analytic', '--bits', bits, '--non-idealities', nonIdealities, '--mitigate', mitigate, '--json').stdout);
      expect(JSON.parse(text(`sharing/records/0000/${point}.json`)).report).toEqual(report);
    }
  });

  it('lists points without running them', () => {
    const plan = writePlan('list.yaml', GRID);
    expect(synaptile('sweep', 'points', plan).stdout).toBe('point,timesteps,seed\n0,1,1\n1,1,2\n2,2,1\n3,2,2\n4,3,1\n5,3,2\n');
    expect(synaptile('sweep', plan, '--dry-run', '-o', 'dry').stdout).toContain('5,3,2');
    expect(existsSync(join(FOLDER, 'dry'))).toBe(false);
  });

  it('keeps points that cannot be run as results, with their reasons', () => {
    const plan = writePlan('failing.yaml', 'model: edges.synet\ninput: edges.csv\noptions: {limit: 2}\ngrid: {target: [none, no-such-chip]}\n');
    const { status, stdout } = synaptile('sweep', plan, '-o', 'failing');
    expect(status).toBe(0);
    expect(stdout).toMatch(/1 of 2 points done, 1 cannot be run\n {2}1 x S\d+ /);
    expect(JSON.parse(text('failing/records/0000/1.json'))).toMatchObject({ status: 'failed', report: null, diagnostics: [{ severity: 'error' }] });
  });

  it('searches: the same generations again after a stop, and a front', () => {
    const plan = writePlan('search.yaml', `${QUICK}search:\n  population: 4\n  generations: 3\n  axes: {timesteps: {from: 1, to: 12, whole: true}, limit: {from: 4, to: 20, whole: true}}\nobjectives: {minimise: [timesteps], maximise: [accuracy.value]}\n`);
    expect(synaptile('sweep', plan, '-o', 'search').stdout).toContain('12 of 12 points done\nPareto front');
    const whole = bytesOf(join(FOLDER, 'search'));
    for (const point of [7, 8, 9, 10, 11]) rmSync(join(FOLDER, `search/records/0000/${point}.json`));
    rmSync(join(FOLDER, 'search/generations/2.json'));
    expect(synaptile('sweep', plan, '-o', 'search').status).toBe(0);
    expect(bytesOf(join(FOLDER, 'search'))).toEqual(whole);
  });
});

describe('what goes wrong is said, and nothing is lost', () => {
  it('S627: a million points need a yes', () => {
    const plan = writePlan('million.yaml', `${QUICK}grid: {seed: {from: 1, to: 1000, step: 1}, limit: {from: 1, to: 1000, step: 1}}\n`);
    const { status, stderr } = synaptile('sweep', plan, '-o', 'million');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/S627.*1000000 points[\s\S]*--yes/)]);
    expect(existsSync(join(FOLDER, 'million'))).toBe(false);
    const many = writePlan('many.yaml', `${QUICK}grid: {seed: {from: 1, to: 100000, step: 1}, limit: {from: 1, to: 10000, step: 1}}\n`);
    expect(synaptile('sweep', many, '-o', 'many', '--yes').stderr).toContain('more than the 10000000');
  });

  it('S628: a folder of another plan, version or data is refused', () => {
    const plan = writePlan('own.yaml', GRID);
    expect(synaptile('sweep', plan, '-o', 'own').status).toBe(0);
    // The name of a plan, and what is asked of its results, may change.
    const asking = synaptile('sweep', writePlan('asking.yaml', `${GRID}objectives: {maximise: [accuracy.value]}\n`), '-o', 'own');
    expect([asking.status, asking.stdout]).toEqual([0, expect.stringMatching(/^asking: 6 of 6 points done\nPareto front/)]);
    const before = bytesOf(join(FOLDER, 'own'));
    expect(synaptile('sweep', writePlan('other.yaml', GRID.replace('limit: 4', 'limit: 5')), '-o', 'own')).toMatchObject({ status: 1, stderr: expect.stringMatching(/S628.*another plan/) as string });
    writeFileSync(join(FOLDER, 'edges-labels.csv'), text('edges-labels.csv').replace(/1/g, '0'));
    expect(synaptile('sweep', plan, '-o', 'own').stderr).toMatch(/S628.*another labels edges-labels.csv/);
    expect(synaptile('sweep', 'task', 'own', '--points', '0')).toMatchObject({ status: 1, stderr: expect.stringMatching(/S628/) as string });
    copyFileSync(join(EXAMPLES, 'edges-labels.csv'), join(FOLDER, 'edges-labels.csv'));
    writeFileSync(join(FOLDER, 'own/manifest.json'), text('own/manifest.json').replace(/"version": "[^"]*"/, '"version": "0.0.1"'));
    expect(synaptile('sweep', plan, '-o', 'own').stderr).toMatch(/S628.*another version of synaptile: 0\.0\.1/);
    expect({ ...bytesOf(join(FOLDER, 'own')), 'manifest.json': '' }).toEqual({ ...before, 'manifest.json': '' });
  });

  it('S629, S807: what is no sweep, and points that it has not', () => {
    for (const verb of ['status', 'merge', 'cancel']) expect(synaptile('sweep', verb, EXAMPLES)).toMatchObject({ status: 1, stderr: expect.stringMatching(/S629/) as string });
    expect(synaptile('sweep', 'task', 'one', '--points', '0-99').stderr).toMatch(/S807.*0 to 5/);
    expect(synaptile('sweep', 'task', 'one', '--shard', '3/2').stderr).toMatch(/S807/);
    expect(synaptile('sweep')).toMatchObject({ status: 1, stderr: expect.stringMatching(/S807/) as string });
  });

  it('S101: inputs that are not there are told before anything begins', () => {
    expect(synaptile('sweep', writePlan('gone.yaml', GRID.replace('edges.csv', 'gone.csv')), '-o', 'gone').stderr).toContain('S101');
    expect(existsSync(join(FOLDER, 'gone'))).toBe(false);
  });

  it('S632: an objective that no report has stops the sweep at the first point', () => {
    const { status, stderr } = synaptile('sweep', writePlan('objective.yaml', `${GRID}objectives: {maximise: [acuracy.value]}\n`), '-o', 'objective');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/S632[\s\S]*accuracy\.value/)]);
    expect(records('objective')).toBe(1);
  });

  it('S630, S638: a second driver is refused; the first ends cleanly at Ctrl-C and goes on later', async () => {
    const plan = writePlan('slow.yaml', SLOW);
    const driver = startSweep(plan, 'slow');
    await until(() => records('slow') >= 2);
    expect(synaptile('sweep', plan, '-o', 'slow')).toMatchObject({ status: 1, stderr: expect.stringMatching(/S630.*process \d+ on/) as string });
    driver.child.kill('SIGINT');
    expect(await driver.ended).toEqual([1, null]);
    expect(driver.stderr()).toMatch(/S638.*interrupted: \d+ of 40 points/);
    expect(readdirSync(join(FOLDER, 'slow/claims'))).toEqual([]);
    expect(records('slow')).toBe(new Set(pointsRun(join(FOLDER, 'slow'))).size);
  });

  it('S634: a point whose process is killed every time is left out, and the others go on', async () => {
    const plan = writePlan('killer.yaml', SLOW.replace('to: 40', 'to: 3'));
    const driver = startSweep(plan, 'killer', '--workers', '2');
    const claim = join(FOLDER, 'killer/claims/1');
    const killing = setInterval(() => {
      try {
        process.kill((JSON.parse(readFileSync(claim, 'utf8')) as { pid: number }).pid, 'SIGKILL');
      } catch {
        // Not claimed now, or killed already.
      }
    }, 15);
    expect((await driver.ended)[0]).toBe(1);
    clearInterval(killing);
    expect(driver.stderr()).toMatch(/S634.*1 point ended the process.*: 1\n/);
    expect(records('killer')).toBe(2);
    expect(synaptile('sweep', plan, '-o', 'killer').stdout).toContain('3 of 3 points done');
  });

  const canMount = process.getuid?.() === 0 && process.platform === 'linux' && mounts(join(FOLDER, 'probe'));
  it.skipIf(!canMount)('S633: a full disk stops the sweep; with more room it goes on (skipped where nothing can be mounted)', () => {
    const disk = join(FOLDER, 'disk');
    const plan = writePlan('full.yaml', `${QUICK}options: {limit: 4}\ngrid: {timesteps: [1, 2, 3, 4, 5, 6], seed: [1, 2, 3, 4, 5]}\n`);
    mkdirSync(disk);
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=112k', 'tmpfs', disk]);
    try {
      const full = synaptile('sweep', plan, '-o', join(disk, 'out'));
      expect([full.status, full.stderr]).toEqual([1, expect.stringMatching(/S633.*the disk is full; \d+ of 30 points are finished and kept/)]);
      const kept = readdirSync(join(disk, 'out/records/0000'));
      for (const name of kept) JSON.parse(readFileSync(join(disk, 'out/records/0000', name), 'utf8'));
      spawnSync('mount', ['-o', 'remount,size=4m', disk]);
      expect(synaptile('sweep', plan, '-o', join(disk, 'out')).stdout).toContain('30 of 30 points done');
      expect(synaptile('sweep', plan, '-o', 'roomy').status).toBe(0);
      expect(bytesOf(join(disk, 'out'))).toEqual(bytesOf(join(FOLDER, 'roomy')));
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

function mounts(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  spawnSync('umount', [folder]);
  return status === 0;
}

describe('a Slurm that refuses', () => {
  /** Commands of Slurm that are not: scripts with these bodies, found first. */
  function withSlurm(commands: Readonly<Record<string, string>>, ...parameters: readonly string[]): { status: number | null; stderr: string } {
    const bin = join(FOLDER, `bin-${Object.keys(commands).join('-')}`);
    mkdirSync(bin, { recursive: true });
    for (const [name, body] of Object.entries(commands)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '../../dist/cli.js'), ...parameters], { encoding: 'utf8', cwd: FOLDER, env: { PATH: `${bin}:/nothing`, NO_COLOR: '1' } });
    return { status, stderr };
  }

  const EMPTY = `echo '{"jobs": []}'`;

  it('S635: sbatch refuses, or is not there; what is finished stays', () => {
    const plan = writePlan('refused.yaml', GRID);
    const refused = withSlurm({ squeue: EMPTY, sbatch: 'echo "sbatch: error: invalid partition specified: short" >&2; exit 1', scontrol: 'exit 1' }, 'sweep', plan, '-o', 'refused', '--engine', 'slurm');
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/S635.*invalid partition specified: short; 0 of 6 points/)]);
    expect(withSlurm({ squeue: EMPTY }, 'sweep', plan, '-o', 'refused', '--engine', 'slurm').stderr).toMatch(/S635.*there is no sbatch/);
    expect(text('refused/slurm/submit.sbatch')).toContain('sweep task');
    expect(synaptile('sweep', plan, '-o', 'refused').stdout).toContain('6 of 6 points done');
  });

  it('S636: squeue is not there, or answers something else; scancel refuses', () => {
    const plan = writePlan('queueless.yaml', GRID);
    expect(withSlurm({ sbatch: 'echo 1' }, 'sweep', plan, '-o', 'queueless', '--engine', 'slurm').stderr).toMatch(/S636.*there is no squeue/);
    const name = /--job-name=(\S+)/.exec(text('queueless/slurm/submit.sbatch'))![1]!;
    const queue = `echo '{"jobs": [{"job_id": 5, "array_job_id": 5, "array_task_string": "0-1", "name": "${name}", "comment": "batch-0001", "job_state": "PENDING"}]}'`;
    expect(withSlurm({ squeue: queue, scancel: 'echo "scancel: error: access denied" >&2; exit 1' }, 'sweep', 'cancel', 'queueless').stderr).toMatch(/S636.*access denied/);
  });

  it('S634: where tasks end without a record, again and again, the driver gives up and says where to look', () => {
    const plan = writePlan('vanishing.yaml', `${GRID}slurm: {pointsPerTask: 6, poll_s: 0.2}\n`);
    const { status, stderr } = withSlurm({ squeue: EMPTY, sbatch: 'echo 1' }, 'sweep', plan, '-o', 'vanishing', '--engine', 'slurm');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/S634.*6 points[\s\S]*slurm\/logs/)]);
  });

  it('splits arrays above the size that the site takes, and submits no more than it may', () => {
    const plan = writePlan('site.yaml', `${GRID.replace('limit: 4', 'limit: 3')}slurm: {pointsPerTask: 1, maxArraySize: 2, maxSubmit: 5, maxRunning: 3, poll_s: 0.2}\n`);
    const log = join(FOLDER, 'submitted');
    // Takes five tasks, then refuses: the queue stays empty, so the driver submits again until it is refused.
    withSlurm({ squeue: EMPTY, sbatch: `echo "$@" >> ${log}; read n < ${log}.n || n=0; n=$((n + 1)); echo $n > ${log}.n; [ $n -le 3 ]` }, 'sweep', plan, '-o', 'site', '--engine', 'slurm');
    const arrays = readFileSync(log, 'utf8').trim().split('\n').slice(0, 3).map((line) => /--array=(\S+)/.exec(line)![1]);
    expect(arrays).toEqual(['0-1%3', '0-1%3', '0-0%3']);
  });
});

