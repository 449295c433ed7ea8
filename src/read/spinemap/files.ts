import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../files.ts';

/** The files of one application; weights and spikes may be missing. */
export interface SpinemapFiles {
  readonly connections: string;
  readonly weights: string | null;
  readonly spikes: string | null;
}

const NAMED = /(connection|weight|spike)(_info\.txt)$/i;

/** Whether this is a file of a SpiNeMap application, to go by its name (`connection_info.txt`, `NAME.weight_info.txt` and so on), or a folder with one. */
export function isSpinemap(file: string): boolean {
  return NAMED.test(file) || (isFolder(file) && namesIn(file).some((name) => /connection_info\.txt$/i.test(name)));
}

/** Whether a spike_info file is named. */
export function isSpikeName(file: string): boolean {
  return NAMED.exec(file)?.[1]!.toLowerCase() === 'spike';
}

/**
 * The files of the application that one of its files, or its folder, names: what stands before `connection_info.txt` is the same in all.
 * @throws DiagnosticError S959 when there is no connection_info file, or a folder holds several; S101 for a folder that cannot be read
 */
export function spinemapFiles(file: string): SpinemapFiles {
  const named = isFolder(file) ? onlyApplicationIn(file) : file;
  const of = (kind: string): string => named.replace(NAMED, (_, word: string, rest: string) => (word === word.toUpperCase() ? kind.toUpperCase() : kind) + rest);
  const [connections, weights, spikes] = [of('connection'), of('weight'), of('spike')];
  if (!isFile(connections)) fail('S959', { reason: `there is no ${connections}` }, { file });
  return { connections, weights: isFile(weights) ? weights : null, spikes: isFile(spikes) ? spikes : null };
}

function onlyApplicationIn(folder: string): string {
  const found = namesIn(folder).filter((name) => /connection_info\.txt$/i.test(name));
  if (found.length === 0) fail('S959', { reason: 'no file in this folder ends in connection_info.txt' }, { file: folder });
  if (found.length > 1) fail('S959', { reason: `this folder holds several: ${found.slice(0, 3).join(', ')}` }, { file: folder });
  return join(folder, found[0]!);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    return fail('S101', { reason: reasonOf(error) }, { file: folder });
  }
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
