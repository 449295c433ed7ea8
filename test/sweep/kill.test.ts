import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { randomStream } from '../../src/ir/random.ts';
import { EXAMPLES, FOLDER, synaptile } from '../end-to-end/synaptile.ts';
import { bytesOf, pointsRun, startSweep, writePlan } from './sweeping.ts';

const KILLS = 20;
/** From a driver that has hardly begun to one whose processes are at work. */
const SHORTEST_ms = 100;
const LONGEST_ms = 2000;

it(`a sweep that is killed ${KILLS} times at random moments, and resumed each time, is complete, has run no point twice, and gives the same bytes`, async () => {
  for (const file of ['edges.synet', 'edges.csv']) copyFileSync(join(EXAMPLES, file), join(FOLDER, file));
  const plan = writePlan('kill.yaml', 'model: edges.synet\ntarget: rram-128\ninput: edges.csv\ncalibrate: edges.csv\noptions: {limit: 10, network: analytic}\ngrid: {timesteps: {from: 1, to: 10, step: 1}, non-idealities.programmingVariation.sigma: [0, 0.1, 0.3], seed: [1, 2]}\n');
  expect(synaptile('sweep', plan, '-o', 'whole').status).toBe(0);
  const draw = randomStream(2026, 11);
  const moments: string[] = [];
  for (let sweeps = 0, kills = 0; kills < KILLS; sweeps++) {
    const folder = join(FOLDER, `killed-${sweeps}`);
    while (kills < KILLS) {
      const sweep = startSweep(plan, folder);
      const after_ms = Math.round(SHORTEST_ms + draw() * (LONGEST_ms - SHORTEST_ms));
      const everything = draw() < 0.5;
      const timer = setTimeout(() => {
        sweep.child.kill('SIGKILL');
        if (everything) killWorkers(folder);
      }, after_ms);
      const [status, signal] = await sweep.ended;
      clearTimeout(timer);
      // Finished before its time: the others of the kills go to a sweep that begins anew.
      if (signal !== 'SIGKILL') {
        expect(status).toBe(0);
        break;
      }
      kills++;
      moments.push(`${after_ms}${everything ? '*' : ''}`);
    }
    expect(synaptile('sweep', plan, '-o', folder).stdout).toContain('60 of 60 points done');
    expect(bytesOf(folder)).toEqual(bytesOf(join(FOLDER, 'whole')));
    const run = pointsRun(folder);
    expect([...run].sort((a, b) => a - b)).toEqual([...new Set(run)].sort((a, b) => a - b));
    for (const left of ['claims', 'scratch']) expect(readdirSync(join(folder, left)).filter((name) => !name.endsWith('.tmp') && !name.startsWith('point-'))).toEqual([]);
  }
  expect(moments).toHaveLength(KILLS);
}, 600_000);

/** The processes that have a point in hand. */
function killWorkers(folder: string): void {
  const claims = join(folder, 'claims');
  for (const name of existsSync(claims) ? readdirSync(claims).filter((one) => /^\d+$/.test(one)) : []) {
    try {
      process.kill((JSON.parse(readFileSync(join(claims, name), 'utf8')) as { pid: number }).pid, 'SIGKILL');
    } catch {
      // Released meanwhile.
    }
  }
}
