import { fail } from '../../diagnostics/diagnostic.ts';
import type { ByteFile } from './bytes.ts';
import type { ValueHeader } from './model.ts';
import { printable } from '../../diagnostics/printable.ts';

/** The batch that all inputs state; 1 where it is free. @throws DiagnosticError S314 when inputs state different ones */
export function batchOf(file: ByteFile, inputs: readonly ValueHeader[]): number {
  let batch = 1;
  for (const input of inputs) {
    const stated = input.dimensions?.[0] ?? 1;
    if (stated <= 1 || stated === batch) continue;
    if (batch !== 1) refuse(file, input, `a batch of ${stated} while another input has ${batch}`);
    batch = stated;
  }
  return batch;
}

/** Shape of one sample of an input: the first axis, the batch, is left out. @throws DiagnosticError S314, S335 for a free extent that --onnx-shape may settle */
export function sampleShape(file: ByteFile, input: ValueHeader): readonly number[] {
  const dimensions = input.dimensions ?? refuse(file, input, 'no shape');
  if (dimensions.length < 2) refuse(file, input, `${dimensions.length} axes, where a batch and at least one more are needed`);
  return dimensions.slice(1).map((extent, axis) => {
    if (extent !== null && extent >= 1) return extent;
    const name = printable(input.name);
    const stated = dimensions.map((other) => (other !== null && other >= 1 ? other : null));
    return fail('S335', { input: name, dimensions: stated, axis: axis + 1 }, { file: file.path, place: `input '${name}'` });
  });
}

function refuse(file: ByteFile, input: ValueHeader, found: string): never {
  return fail('S314', { input: printable(input.name), found }, { file: file.path, place: `input '${printable(input.name)}'` });
}
