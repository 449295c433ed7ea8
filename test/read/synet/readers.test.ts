import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { isNetwork } from '../../../src/ir/stage.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import type { Network } from '../../../src/ir/network.ts';
import { readModel } from '../../../src/read/model.ts';
import { printSynet } from '../../../src/read/synet/print.ts';
import { readSynet, readSynetText } from '../../../src/read/synet/read.ts';
import { writeSynet } from '../../../src/read/synet/write.ts';
import { withoutOrigins } from './origins.ts';

const TEST = fileURLToPath(new URL('../../', import.meta.url));
const KINDS = ['.onnx', '.nir', '.net', '.yaml', '.snn'];

/** Every model file of the tests; some are there to be refused. */
const FILES = ['models', 'fuzz/seeds', 'read/onnx', 'read/nir/models', 'read/sanafe/cases', 'read/hypergraph', 'read/lava/nets'].flatMap(filesUnder);

function filesUnder(folder: string): readonly string[] {
  if (!existsSync(join(TEST, folder))) return [];
  return readdirSync(join(TEST, folder), { recursive: true, encoding: 'utf8' }).filter((name) => KINDS.includes(extname(name))).map((name) => join(folder, name));
}

/** More values than that make a text of many megabytes, which is read as the same words. */
const ALONE = 200_000;

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'synet-readers-')); });
afterAll(() => rmSync(folder, { recursive: true }));

/** null where the file is refused, or holds no network. */
async function networkOf(name: string): Promise<Network | null> {
  try {
    const { stage } = await readModel(join(TEST, name));
    return isNetwork(stage) && verifyNetwork(stage).length === 0 ? stage : null;
  } catch (error) {
    if (error instanceof DiagnosticError) return null;
    throw error;
  }
}

describe('what any reader reads can be written in the language', () => {
  const written: string[] = [];

  test.each(FILES)('%s', async (name) => {
    const network = await networkOf(name);
    if (!network) return;
    const file = join(folder, 'network.synet');
    writeSynet(network, file);
    const again = readSynet(file);
    assert.deepStrictEqual(withoutOrigins(again.network), withoutOrigins(network));
    expect(again.diagnostics).toEqual([]);
    written.push(extname(name));
    const values = network.projections.reduce((sum, one) => sum + ('weights' in one ? one.weights.data.length : 0), 0);
    if (values > ALONE) return;
    const { text } = printSynet(network, { sideFile: 'none.npz', inlineLimit: Infinity });
    assert.deepStrictEqual(withoutOrigins(readSynetText(text, { file, folder }).network), withoutOrigins(network));
  });

  test('and these were read', () => {
    expect(written.length).toBeGreaterThan(20);
    expect(new Set(written)).toEqual(new Set([...written, '.onnx', '.nir', '.yaml', '.net']));
  });
});
