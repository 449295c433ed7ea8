import { fail } from '../../../diagnostics/diagnostic.ts';
import type { ByteFile } from '../bytes.ts';
import type { ValueHeader } from '../model.ts';
import { printable } from '../../../diagnostics/printable.ts';

/**
 * Extents of an input of a spiking graph. One free extent counts as the batch, 1: the first, or the second behind a fixed number of timesteps.
 * @throws DiagnosticError S314 for an input without a shape, S335 for other free extents
 */
export function inputDims(file: ByteFile, input: ValueHeader): readonly number[] {
  const name = printable(input.name);
  const where = { file: file.path, place: `input '${name}'` };
  const dimensions = input.dimensions ?? fail('S314', { input: name, found: 'no shape' }, where);
  const isFree = (axis: number): boolean => !((dimensions[axis] ?? 0) >= 1);
  const batch = isFree(0) ? 0 : 1;
  const stated = dimensions.map((extent, axis) => (isFree(axis) ? null : extent));
  return dimensions.map((extent, axis) => {
    if (!isFree(axis)) return extent!;
    return axis === batch ? 1 : fail('S335', { input: name, dimensions: stated, axis }, where);
  });
}
