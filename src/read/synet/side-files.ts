import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, win32 } from 'node:path';
import type { FileSyntax } from '../../../grammar/syntax.ts';
import { DiagnosticError } from '../../diagnostics/diagnostic.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { readNpy } from '../tensors/npy.ts';
import { readNpz } from '../tensors/npz.ts';
import { nearestIn, report, type Context } from './context.ts';

/** Side files already read, by name; null where that failed and has been reported. */
export interface SideFiles {
  readonly folder: string;
  readonly read: Map<string, ReadonlyMap<string, Tensor> | null>;
}

/** Name of the one tensor of an .npy file. */
const UNNAMED = '';

/** The tensor that `file "name.npz" "tensor"` or `file "name.npy"` names; null when it cannot be had, which is reported. */
export function sideTensor({ file, tensor, span }: FileSyntax, context: Context): Tensor | null {
  const side = file.text;
  const single = side.toLowerCase().endsWith('.npy');
  if (single !== (tensor === null)) {
    report(context, 'S432', { side, wanted: single ? 'no tensor name' : 'a tensor name' }, span);
    return null;
  }
  const tensors = readSide(side, single, file.span, context);
  if (tensors === null) return null;
  const name = tensor?.text ?? UNNAMED;
  const found = tensors.get(name);
  if (!found) report(context, 'S431', { side, tensor: name, nearest: nearestIn(context, name, tensors.keys()) }, span);
  return found ?? null;
}

function readSide(side: string, single: boolean, span: FileSyntax['span'], context: Context): ReadonlyMap<string, Tensor> | null {
  const { read, folder } = context.sideFiles;
  const known = read.get(side);
  if (known !== undefined) return known;
  let tensors: ReadonlyMap<string, Tensor> | null = null;
  const path = insideFolder(folder, side);
  if (path === null) report(context, 'S430', { side }, span);
  else tensors = attempt(() => (single ? new Map([[UNNAMED, readNpy(path)]]) : readNpz(path)), context);
  read.set(side, tensors);
  return tensors;
}

/** The path of a file in the folder or below; null when the name or a link leads out of it. */
function insideFolder(folder: string, name: string): string | null {
  if (name === '' || name.includes('\0') || isAbsolute(name) || win32.isAbsolute(name) || name.split(/[\\/]/).includes('..')) return null;
  const path = join(folder, name);
  const real = realPath(path);
  if (real === null) return path; // does not exist: reading it says so
  const fromHome = relative(realPath(folder) ?? folder, real);
  return isAbsolute(fromHome) || fromHome.split(/[\\/]/)[0] === '..' ? null : path;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function attempt<T>(action: () => T, context: Context): T | null {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    context.found.push(...error.diagnostics);
    return null;
  }
}
