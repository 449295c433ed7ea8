import { basename, dirname, join, parse } from 'node:path';
import { writeAtomically } from '../../files.ts';
import type { Network } from '../../ir/network.ts';
import { encodeNpz } from '../tensors/npz.ts';
import { printSynet } from './print.ts';

/**
 * Writes FILE and, when the network has tensors of more than 64 values, the side file BASE.npz beside it; the side file first, so that
 * FILE never names tensors that are not there.
 * @returns the files written
 * @throws DiagnosticError S102; neither file is ever half-written
 */
export function writeSynet(network: Network, file: string): readonly string[] {
  const sideFile = sideFileOf(file);
  const { text, tensors } = printSynet(network, { sideFile });
  const side = join(dirname(file), sideFile);
  if (tensors.size > 0) writeAtomically(side, encodeNpz(tensors));
  writeAtomically(file, text);
  return tensors.size > 0 ? [side, file] : [file];
}

function sideFileOf(file: string): string {
  const side = `${parse(file).name}.npz`;
  return side === basename(file) ? `${basename(file)}.npz` : side;
}
