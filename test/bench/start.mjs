/** `bench start`: processor time (user + system) of `synaptile --help` over that of bare node, interleaved. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, statement, table } from './measure.mjs';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli.js');
const COMMANDS = { 'node -e 0': ['-e', '0'], 'synaptile --help': [cli, '--help'] };
const ROUNDS = 15;

export function benchStart() {
  if (!existsSync(cli)) return skipped('dist/cli.js is not there: npm run build');
  if (spawnSync('bash', ['-c', 'true']).status !== 0) return skipped('there is no bash to measure processor time with');
  const times = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; ++round) {
    for (const [name, parameters] of Object.entries(COMMANDS)) times[name].push(processorTime_ms(parameters));
  }
  const [bare, help] = Object.values(times).map((list) => Math.min(...list));
  console.log(table([
    ['processor time', 'best', 'median'],
    ...Object.entries(times).map(([name, list]) => [name, `${Math.min(...list)} ms`, `${median(list)} ms`]),
  ]));
  return [statement('synaptile --help / node -e 0', help / bare, { atMost: 1.25 })];
}

/** Measured by bash: node does not tell the processor time of a child (process.resourceUsage is that of the process itself). */
function processorTime_ms(parameters) {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@" > /dev/null 2> /dev/null';
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, ...parameters],
    { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  if (status !== 0) throw new Error(`node ${parameters.join(' ')} ended with status ${status}`);
  const [user_s, system_s] = stderr.trim().split(' ').map(Number);
  return Math.round(1000 * (user_s + system_s));
}

function skipped(why) {
  console.log(`skipped: ${why}`);
  return [];
}
