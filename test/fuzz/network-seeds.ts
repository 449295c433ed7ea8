import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { verify } from '../../src/compile.ts';
import type { Network } from '../../src/ir/network.ts';
import { isNetwork } from '../../src/ir/stage.ts';
import { readModel } from '../../src/read/model.ts';
import { writeSynet } from '../../src/read/synet/write.ts';
import { networks } from '../read/synet/arbitrary-network.ts';
import { filesEnding, seedOf, type Seed } from './seeds.ts';

const RANDOM_NETWORKS = 12;

/**
 * Networks in the network language, large tensors in an archive beside them: those of the small models in other formats, and random ones,
 * which hold everything that can be written but are seldom sound.
 */
export async function synetSeeds(root: string): Promise<Seed[]> {
  return [...await translatedSeeds(root), ...fc.sample(networks, { numRuns: RANDOM_NETWORKS, seed: 1 }).map((network, i) => written(`random network ${i}`, network))];
}

/** Only those whose archive is read. */
export async function tensorSeeds(root: string): Promise<Seed[]> {
  return (await translatedSeeds(root)).filter(({ beside }) => beside.size > 0);
}

async function translatedSeeds(root: string): Promise<Seed[]> {
  const seeds: Seed[] = [];
  for (const { name } of filesEnding(root, '.onnx', '.nir', '.yaml')) {
    // Those of the tests of spiking ONNX files are alike, and take long to read.
    if (name.includes('/spiking/')) continue;
    const network = await soundNetwork(join(root, name));
    if (network) seeds.push(written(name, network));
  }
  return seeds;
}

/** Null for files of the tests that are refused; a reader that throws something else is found as one of its own inputs. */
async function soundNetwork(file: string): Promise<Network | null> {
  try {
    const { stage } = await readModel(file);
    verify(stage, null);
    return isNetwork(stage) ? stage : null;
  } catch {
    return null;
  }
}

function written(name: string, network: Network): Seed {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-seed-'));
  try {
    writeSynet(network, join(folder, 'input.synet'));
    const files = new Map(readdirSync(folder).map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))] as const));
    const bytes = files.get('input.synet')!;
    files.delete('input.synet');
    return seedOf(name, bytes, files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
