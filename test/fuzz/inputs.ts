import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Format } from './formats.ts';
import { randomOf, type Random } from './random.ts';
import type { Seed } from './seeds.ts';

/** One input: a file, those beside it, and the random numbers left over for the options of its reader. */
export interface Input {
  readonly seedName: string;
  readonly fileName: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly random: Random;
}

/** Input number `index` of a format. Every hundredth is a seed as it is. */
export function inputOf(format: Format, seeds: readonly Seed[], seed: number, index: number): Input {
  const random = randomOf(seed, format.name, index);
  const chosen = random.pick(seeds);
  const fileName = format.fileName(random);
  const same = index % 100 === 0;
  const files = new Map([...chosen.beside, [fileName, chosen.bytes]]);
  if (!same) {
    const name = random.pick(mutable(format, chosen, fileName));
    const others = name === fileName ? seeds.map(({ bytes }) => bytes) : seeds.flatMap(({ beside }) => [...beside.values()]);
    files.set(name, format.mutate(files.get(name)!, random, others));
  }
  return { seedName: chosen.name, fileName, files, random };
}

function mutable({ mutates = 'main' }: Format, { beside }: Seed, fileName: string): readonly string[] {
  if (mutates === 'main') return [fileName];
  return mutates === 'beside' ? [...beside.keys()] : [fileName, ...beside.keys()];
}

/** Writes an input into a folder. @returns the file to read */
export function putInput({ fileName, files }: Input, folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  return join(folder, fileName);
}
