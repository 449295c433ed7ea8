import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import { quantise } from '../../../passes/3-quantise/quantise.ts';
import type { Network } from '../../../src/ir/network.ts';
import { printSynet } from '../../../src/read/synet/print.ts';
import { readSynet, readSynetText } from '../../../src/read/synet/read.ts';
import { writeSynet } from '../../../src/read/synet/write.ts';
import { integrateAndFire, network, population, sparse, SPIKES } from '../../ir/build.ts';
import { contextWith } from '../../passes/context.ts';
import { withoutOrigins } from './origins.ts';

const drawn: Network = network([population('x', [3], SPIKES), population('y', [4], integrateAndFire())], [sparse('x', 'y', 3, 4, [[0, 0, 1], [2, 0, 0.5], [2, 3, -1]], { delay: 1, bias: Float32Array.of(1, 0, 0, 2) })], { timesteps: 2 });
const folded = fold.run(drawn, {}, contextWith()).output;
const { calibration: _, ...quantised } = quantise.run({ ...folded, stage: 'spiking' }, { bits: 4, levels: 'mid-rise', rounding: 'nearest', corrections: 'none' }, contextWith()).output;

test.each([['folded', folded], ['quantised', quantised]] as const)('listed synapses read back equal: %s', (_stage, of) => {
  const { text } = printSynet(of, { sideFile: 'x.npz', inlineLimit: Infinity });
  expect(text).toContain('listed(');
  expect(withoutOrigins(readSynetText(text, { file: 'x.synet', folder: '.' }).network)).toEqual(withoutOrigins(of));
  const folder = mkdtempSync(join(tmpdir(), 'listed-'));
  try {
    writeSynet(of, join(folder, 'x.synet'));
    expect(withoutOrigins(readSynet(join(folder, 'x.synet')).network)).toEqual(withoutOrigins(of));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a list that is missing', () => {
  const { text } = printSynet(folded, { sideFile: 'x.npz', inlineLimit: Infinity });
  expect(() => readSynetText(text.replace(/sources = \[[^\]]*\], /, '').replace(/sources = [^\n]*\n/, ''), { file: 'x.synet', folder: '.' })).toThrow('sources');
});
