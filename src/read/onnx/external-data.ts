import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fail } from '../../diagnostics/diagnostic.ts';
import { openBytes, type ByteFile, type Region } from './bytes.ts';
import type { TensorHeader } from './model.ts';
import { printable } from '../../diagnostics/printable.ts';

/** A stretch of a side file; the caller closes it. */
export interface ExternalBytes {
  readonly file: ByteFile;
  readonly region: Region;
}

/**
 * Opens the side file in which the values of `tensor` stand. The file must lie, links resolved, inside the folder of the
 * model: a model from elsewhere must not make this program read other files.
 * @throws DiagnosticError S101, S308
 */
export function openExternal(model: ByteFile, tensor: TensorHeader, expectedBytes: number): ExternalBytes {
  const entries = tensor.external ?? new Map<string, string>();
  const location = entries.get('location') ?? '';
  const refuse = (reason: string): never =>
    fail('S308', { tensor: printable(tensor.name), location: printable(location), reason }, { file: model.path });

  const resolved = resolveInside(model.path, location, refuse);
  const offset = byteCount(entries.get('offset'), 0, refuse);
  const length = byteCount(entries.get('length'), expectedBytes, refuse);
  if (length !== expectedBytes) refuse(`states ${length} bytes, but its shape and element type need ${expectedBytes}`);
  const file = openBytes(resolved);
  if (offset + length > file.size) {
    file.close();
    refuse(`ends at byte ${offset + length}, but the file has ${file.size} bytes`);
  }
  return { file, region: { start: offset, end: offset + length } };
}

function resolveInside(model: string, location: string, refuse: (reason: string) => never): string {
  if (location === '') refuse('names no file');
  if (location.includes('\0')) refuse('holds a zero byte');
  if (path.isAbsolute(location) || path.win32.isAbsolute(location)) refuse('is an absolute path');
  const folder = realpathSync(path.dirname(model));
  const wanted = path.resolve(folder, location);
  if (!isInside(folder, wanted)) refuse('lies outside the folder of the model');
  const resolved = realpathOrNull(wanted) ?? refuse('does not exist or cannot be reached');
  if (!isInside(folder, resolved)) refuse('is a link to a file outside the folder of the model');
  return resolved;
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function realpathOrNull(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}

function byteCount(text: string | undefined, standard: number, refuse: (reason: string) => never): number {
  if (text === undefined) return standard;
  if (!/^\d{1,15}$/.test(text)) refuse(`states the byte count '${printable(text)}', which is no whole number`);
  return Number(text);
}
