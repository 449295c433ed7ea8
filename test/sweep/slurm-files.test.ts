import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { packPoints, parsePoints, pointsOfBatch, printPoints, writeBatch } from '../../src/sweep/engine/slurm/batches.ts';
import { parseIndices, parseQueue } from '../../src/sweep/engine/slurm/queue.ts';
import { renderScript, scriptFile, writeScript } from '../../src/sweep/engine/slurm/script.ts';
import type { SlurmSettings } from '../../src/sweep/plan/plan.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'synaptile-slurm-'));
mkdirSync(join(FOLDER, 'slurm'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));
const SETTINGS: SlurmSettings = { modules: [], sbatch: [], before: [], pointsPerTask: 10, maxRunning: null, maxArraySize: null, maxSubmit: null, poll_s: 5 };
const CONTEXT = { folder: '/data/my sweep', node: '/usr/bin/node', entry: "/opt/it's/cli.js", name: 'synaptile-1' };

describe('lists of points', () => {
  it('are read as they are written', () => {
    expect(printPoints([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8');
    fc.assert(fc.property(fc.uniqueArray(fc.nat(500), { minLength: 1 }), (points) => {
      const sorted = [...points].sort((a, b) => a - b);
      expect(parsePoints(printPoints(sorted))).toEqual(sorted);
    }), { seed: 3, numRuns: 50 });
    for (const bad of ['', 'a', '3-1', '1,,2', '-1', '1e3']) expect(parsePoints(bad)).toBeNull();
  });

  it('are packed into tasks, a line each', () => {
    const { name, tasks } = writeBatch(FOLDER, packPoints([0, 1, 2, 4, 6, 7, 8], 3));
    expect([name, tasks]).toEqual(['batch-0001', 3]);
    expect(readFileSync(join(FOLDER, 'slurm/batch-0001.txt'), 'utf8')).toBe('0-2\n4,6-7\n8\n');
    expect(pointsOfBatch(FOLDER, 'batch-0001', [0, 2])).toEqual([0, 1, 2, 8]);
    expect(pointsOfBatch(FOLDER, '../../etc/passwd', [0])).toEqual([]);
    expect(writeBatch(FOLDER, [[9]]).name).toBe('batch-0002');
  });
});

describe('squeue', () => {
  it('is understood in the form of 22.05 and of later versions', () => {
    expect(parseIndices('0-3,7,10-20:5%2')).toEqual([0, 1, 2, 3, 7, 10, 15, 20]);
    const old = { job_id: 12, array_job_id: 11, array_task_id: 4, array_task_string: '', name: 'n', comment: 'batch-0001', job_state: 'RUNNING' };
    const recent = { job_id: { set: true, number: 11 }, array_job_id: { set: true, number: 11 }, array_task_id: { set: false, number: 0 }, array_task_string: '5-6%2', name: 'n', comment: 'batch-0001', job_state: ['PENDING'] };
    expect(parseQueue(JSON.stringify({ jobs: [old, recent] }))).toEqual([
      { job: '11', name: 'n', comment: 'batch-0001', indices: [4], state: 'RUNNING', tasks: ['11_4'] },
      { job: '11', name: 'n', comment: 'batch-0001', indices: [5, 6], state: 'PENDING', tasks: ['11_5', '11_6'] },
    ]);
    expect([parseQueue('slurm_load_jobs error'), parseQueue('{}')]).toEqual([null, null]);
  });
});

describe('the script', () => {
  it('says what the plan says, and quotes names', () => {
    const text = renderScript({ ...SETTINGS, account: 'lab', partition: 'short', time: '02:00:00', mem: '4G', cpusPerTask: 2, modules: ['node/20'], sbatch: ['--qos=low'], before: ['ulimit -c 0'] }, CONTEXT);
    expect(text).toBe(`#!/bin/bash
# Written by synaptile sweep. Edit it as your site needs: an edited script is kept.
# The driver submits it with --array, --job-name and --comment; its first argument is a file with a list of points for each task.
#SBATCH --job-name=synaptile-1
#SBATCH --account=lab
#SBATCH --partition=short
#SBATCH --time=02:00:00
#SBATCH --mem=4G
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --output="/data/my sweep/slurm/logs/%A_%a.log"
#SBATCH --qos=low

set -euo pipefail
module load node/20
ulimit -c 0

points=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$1")
exec /usr/bin/node '/opt/it'\\''s/cli.js' sweep task '/data/my sweep' --points "$points"
`);
  });

  it('S637: is kept where it was edited, and written again where it was not', () => {
    const context = { ...CONTEXT, folder: FOLDER };
    expect(writeScript(SETTINGS, context)).toEqual([]);
    expect(writeScript({ ...SETTINGS, account: 'lab' }, context)).toEqual([]);
    expect(readFileSync(scriptFile(FOLDER), 'utf8')).toContain('--account=lab');
    writeFileSync(scriptFile(FOLDER), '#!/bin/bash\n# mine\n');
    expect(writeScript(SETTINGS, context).map(({ code }) => code)).toEqual(['S637']);
    expect(readFileSync(scriptFile(FOLDER), 'utf8')).toContain('# mine');
  });
});
