import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, parse } from 'node:path';
import { fail } from '../../diagnostics/diagnostic.ts';
import type { Network } from '../../ir/network.ts';
import { reasonOf } from '../tensors/file-bytes.ts';
import { encodeNpz } from '../tensors/npz.ts';
import { printSynet } from './print.ts';

/**
 * Writes FILE and, when the network has tensors of more than 64 values, the side file BASE.npz beside it. Both are written under
 * another name first and then renamed, so that neither is ever half-written.
 * @returns the files written
 * @throws DiagnosticError S102
 */
export function writeSynet(network: Network, file: string): readonly string[] {
  const sideFile = sideFileOf(file);
  const { text, tensors } = printSynet(network, { sideFile });
  const parts: Part[] = [{ file, contents: text }];
  if (tensors.size > 0) parts.unshift({ file: join(dirname(file), sideFile), contents: encodeNpz(tensors) });
  const written: string[] = [];
  try {
    for (const part of parts) written.push(writeTemporary(part));
    parts.forEach((part, index) => attempt(part.file, () => renameSync(written[index]!, part.file)));
  } finally {
    for (const temporary of written) rmSync(temporary, { force: true });
  }
  return parts.map((part) => part.file);
}

interface Part {
  readonly file: string;
  readonly contents: string | Uint8Array;
}

function sideFileOf(file: string): string {
  const side = `${parse(file).name}.npz`;
  return side === basename(file) ? `${basename(file)}.npz` : side;
}

/** In the same folder, so that renaming cannot cross file systems. */
function writeTemporary({ file, contents }: Part): string {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.partial`);
  attempt(file, () => writeFileSync(temporary, contents));
  return temporary;
}

function attempt(file: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    fail('S102', { reason: reasonOf(error as NodeJS.ErrnoException) }, { file });
  }
}
