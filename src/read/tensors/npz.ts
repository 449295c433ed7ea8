import { zipSync, type Zippable } from 'fflate';
import type { Tensor } from '../../ir/tensor.ts';
import { printable } from '../../diagnostics/printable.ts';
import { readFileBytes } from './file-bytes.ts';
import { decodeNpy, encodeNpy } from './npy.ts';
import { unzip } from './zip.ts';

/**
 * Reads all arrays of an .npz file (zip, entries stored or deflated), by name without `.npy`.
 * @throws DiagnosticError S101, S450..S454, S460..S463; sizes are checked before anything is inflated
 */
export function readNpz(file: string): ReadonlyMap<string, Tensor> {
  return decodeNpz(readFileBytes(file), file);
}

/** As readNpz, of bytes already read; `file` names them in diagnostics. */
export function decodeNpz(bytes: Uint8Array, file: string): ReadonlyMap<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [name, contents] of unzip(bytes, file)) {
    if (name.endsWith('.npy')) tensors.set(name.slice(0, -'.npy'.length), decodeNpy(contents, { file, place: printable(name) }));
  }
  return tensors;
}

/** The bytes of an .npz file as numpy.savez writes it: entries stored, in the order of the map, dated 1980-01-01. Same tensors, same bytes. */
export function encodeNpz(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  const entries: Zippable = {};
  for (const [name, tensor] of tensors) entries[`${name}.npy`] = encodeNpy(tensor);
  // zip dates are local time: the fields of this date are the same in every time zone.
  return zipSync(entries, { level: 0, mtime: new Date(1980, 0, 1) });
}
