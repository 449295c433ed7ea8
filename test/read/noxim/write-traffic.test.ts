import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeNoximTraffic } from '../../../src/read/noxim/write-traffic.ts';
import { dense, network } from '../../ir/build.ts';
import { core, lower, matrix, neurons, spikes, targetWith } from '../../passes/lower.ts';
import { temporaryFolder } from '../../temporary.ts';

// x enters at tile 0 and is heard there by a; a is heard by b on tile 1: two messages an inference, each neuron speaking once.
// Noxim's loader (GlobalTrafficTable.cpp) asserts t_on < t_off < t_period.
it('is a table of packets between tiles that Noxim reads', () => {
  const chain = network([spikes('x', [3]), neurons('a', [2]), neurons('b', [2])], [dense('x', 'a', matrix(2, 3)), dense('a', 'b', matrix(2, 2))], { timesteps: 1 });
  const target = targetWith({ mesh: { width: 2, height: 1, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 } }, core: core({ neurons: 2 }) });
  const { placed } = lower(chain, target, { stopAfter: 'placed' });
  const file = join(temporaryFolder(), 'out.noxim');
  writeNoximTraffic(placed, target, file);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines.filter((line) => line.startsWith('%'))).toHaveLength(3);
  expect(lines[1]).toContain('8 cycles');
  expect(lines.filter((line) => !line.startsWith('%'))).toEqual(['0 1 0.250000 0.250000 0 9 10']);
});
