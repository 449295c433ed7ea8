import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { shortest, timeText } from '../../../src/read/synet/decimals.ts';
import type { Network } from '../../../src/ir/network.ts';
import { printSynet, type Printed } from '../../../src/read/synet/print.ts';
import { shifted } from '../../../src/read/synet/quantities.ts';
import { readSynet, readSynetText } from '../../../src/read/synet/read.ts';
import { textOfValues_bytes } from '../../../src/read/synet/text-size.ts';
import { writeSynet } from '../../../src/read/synet/write.ts';
import { networks } from './arbitrary-network.ts';
import { withoutOrigins } from './origins.ts';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'synet-')); });
afterAll(() => rmSync(folder, { recursive: true }));

describe('round trip', () => {
  test('every network reads back equal from its text alone', () => {
    fc.assert(fc.property(networks, (network) => {
      const { text, tensors } = printSynet(network, { sideFile: 'x.npz', inlineLimit: Infinity });
      assert.equal(tensors.size, 0);
      const { network: again, diagnostics } = readSynetText(text, { file: 'x.synet', folder });
      assert.deepStrictEqual(withoutOrigins(again), withoutOrigins(network));
      assert.deepEqual(diagnostics, []);
      assert.equal(printSynet(again, { sideFile: 'x.npz', inlineLimit: Infinity }).text, text);
    }), { seed: 1, numRuns: 200 });
  });

  test('every network reads back equal from text and side file', () => {
    fc.assert(fc.property(networks, (network) => {
      const file = join(folder, 'network.synet');
      writeSynet(network, file);
      assert.deepStrictEqual(withoutOrigins(readSynet(file).network), withoutOrigins(network));
    }), { seed: 1, numRuns: 60 });
  });

  test('f32 values are printed with few digits and all their bits', () => {
    expect([0.1, 1 / 3, 16777216, 1e-45, -0, 3.4028234663852886e38].map((value) => shortest(Math.fround(value))))
      .toEqual([0.1, 0.33333334, 16777216, 1.4013e-45, -0, 3.4028235e38]);
    fc.assert(fc.property(fc.float(), (value) => Object.is(Math.fround(shortest(value)), value)), { seed: 1, numRuns: 5000 });
  });

  test('times are printed in a handy unit and all their bits', () => {
    expect([1, 0.001, 0.0001, 2.5e-7, 3e-10].map(timeText)).toEqual([
      { text: '1', unit: 's' }, { text: '1', unit: 'ms' }, { text: '100', unit: 'us' }, { text: '250', unit: 'ns' }, { text: '0.3', unit: 'ns' },
    ]);
    const power = { s: 0, ms: -3, us: -6, ns: -9 } as const;
    fc.assert(fc.property(fc.double({ min: 1e-300, noNaN: true, noDefaultInfinity: true }), (time) => {
      const { text, unit } = timeText(time);
      return shifted(text, power[unit as keyof typeof power]) === time;
    }), { seed: 1, numRuns: 5000 });
  });
});

test('a text that stands alone is never longer than the reader takes', () => {
  const origin = { file: 'made', place: '' };
  const network = (columns: number): Network => ({
    stage: 'network', name: 'large', dt_s: null, timesteps: 3, bits: null, output: { population: 'y', readout: 'value' },
    populations: [{ name: 'x', shape: [columns], neuron: { kind: 'input', coding: 'current' }, origin }, { name: 'y', shape: [1000], neuron: { kind: 'linear' }, origin }],
    projections: [{
      kind: 'dense', name: 'p', source: 'x', destination: 'y', delay: 0, bias: null, window: null, origin,
      weights: { shape: [1000, columns], data: Float32Array.from({ length: 1000 * columns }, (_, index) => Math.sin(index)) },
    }],
  });
  const alone = (columns: number): Printed => printSynet(network(columns), { sideFile: 'x.npz', inlineLimit: Infinity });
  const [short, long] = [alone(50), alone(8000)];
  expect(short.tensors.size).toBe(0);
  expect(textOfValues_bytes(network(50)) / short.text.length).toBeCloseTo(0.9, 1);
  expect([...long.tensors.keys()]).toEqual(['p.weights']);
  expect(long.text).toContain('file "x.npz" "p.weights"');
});

describe('writeSynet', () => {
  const network = fc.sample(networks.filter(({ projections }) => projections.some((one) => 'weights' in one && one.weights.data.length > 64)), { seed: 1, numRuns: 1 })[0]!;

  test('writes FILE and BASE.npz, nothing else, and the same bytes every time', () => {
    const home = mkdtempSync(join(folder, 'write-'));
    const file = join(home, 'a.synet');
    expect(writeSynet(network, file)).toEqual([join(home, 'a.npz'), file]);
    const first = ['a.npz', 'a.synet'].map((name) => readFileSync(join(home, name)));
    writeSynet(network, file);
    expect(readdirSync(home)).toEqual(['a.npz', 'a.synet']);
    expect(['a.npz', 'a.synet'].map((name) => readFileSync(join(home, name)))).toEqual(first);
  });

  test('a folder that does not exist is S102, and nothing is left behind', () => {
    expect(() => writeSynet(network, join(folder, 'no', 'a.synet'))).toThrow(DiagnosticError);
    const home = mkdtempSync(join(folder, 'blocked-'));
    writeFileSync(join(home, 'file'), '');
    expect(() => writeSynet(network, join(home, 'file', 'a.synet'))).toThrow(/S102/);
    expect(readdirSync(home)).toEqual(['file']);
  });
});
