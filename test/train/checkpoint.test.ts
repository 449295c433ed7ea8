import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { checkpointFile, digestOf, type Checkpoint } from '../../src/train/checkpoint.ts';
import { START } from '../../src/train/trainer.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'synaptile-checkpoint-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const IDENTITY = { '--seed': '1', data: 'abc' };
const LENGTHS = { parameters: 5, scales: 2 };
const state = (batch: number): Checkpoint => ({
  progress: { ...START, epoch: 1, batch, sigmas: [0.1] },
  vectors: { weights: Float32Array.of(1, 2, 3, 4, batch), means: new Float32Array(5).fill(0.1), squares: new Float32Array(5), scales: Float32Array.of(1, 0.5) },
});
let files = 0;
/** Two checkpoints written, the older kept. */
function written(): { file: string; open: ReturnType<typeof checkpointFile> } {
  const file = join(FOLDER, `${files++}.checkpoint`), open = checkpointFile(file, IDENTITY, LENGTHS);
  open.write(state(1));
  open.write(state(2));
  return { file, open };
}

describe('checkpoints', () => {
  it('come back as they were', () => {
    const { file } = written();
    expect(checkpointFile(file, IDENTITY, LENGTHS).resume()).toEqual({ checkpoint: state(2), diagnostics: [] });
  });

  it('S666: of a damaged one the one before is taken, whatever is damaged, and is not lost afterwards', () => {
    const { file } = written(), sound = readFileSync(file), older = readFileSync(`${file}.previous`);
    fc.assert(fc.property(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cutOff) => {
      const damaged = cutOff ? sound.subarray(0, at) : Buffer.from(sound);
      if (!cutOff) damaged[at]! ^= change;
      writeFileSync(file, damaged);
      const { checkpoint, diagnostics } = checkpointFile(file, IDENTITY, LENGTHS).resume();
      expect(checkpoint).toEqual(state(1));
      expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['S666', 'warning']]);
    }), { seed: 3, numRuns: 60 });
    const resumed = checkpointFile(file, IDENTITY, LENGTHS);
    resumed.resume();
    resumed.write(state(3));
    expect(readFileSync(`${file}.previous`).equals(older)).toBe(true);
    expect(checkpointFile(file, IDENTITY, LENGTHS).resume().checkpoint).toEqual(state(3));
  });

  it('S666 too where the program died between keeping the old one and writing the new one', () => {
    const { file } = written();
    rmSync(file);
    expect(checkpointFile(file, IDENTITY, LENGTHS).resume().checkpoint).toEqual(state(1));
  });

  it('S667: none at all', () => {
    expect(() => checkpointFile(join(FOLDER, 'nothing'), IDENTITY, LENGTHS).resume()).toThrow(/S667.*no such file/);
    const file = join(FOLDER, 'text');
    writeFileSync(file, 'hello');
    expect(() => checkpointFile(file, IDENTITY, LENGTHS).resume()).toThrow(/S667.*does not begin/);
    expect(() => checkpointFile(written().file, IDENTITY, { parameters: 6, scales: 2 }).resume()).toThrow(/S667.*another number of weights/);
  });

  it('S668: of another training', () => {
    expect(() => checkpointFile(written().file, { ...IDENTITY, '--seed': '2' }, LENGTHS).resume()).toThrow(/S668.*--seed 1, this one has 2/);
    const { file } = written();
    copyFileSync(file, `${file}.2`);
    expect(() => checkpointFile(`${file}.2`, { ...IDENTITY, extra: 'x' }, LENGTHS).resume()).toThrow(/S668.*unknown/);
  });

  it('tell data apart, shared memory included', () => {
    const shared = new Float32Array(new SharedArrayBuffer(12));
    expect(digestOf(shared)).toBe(digestOf(new Float32Array(3)));
    shared[2] = 1;
    expect(digestOf(shared)).not.toBe(digestOf(new Float32Array(3)));
  });
});
