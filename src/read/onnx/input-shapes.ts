import { diagnose, fail, stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import type { ByteFile } from './bytes.ts';
import type { GraphHeader, ValueHeader } from './model.ts';
import { printable } from '../../diagnostics/printable.ts';

/** Extents of inputs by name, batch first; in the place of what the file leaves free. */
export type InputShapes = ReadonlyMap<string, readonly number[]>;

/**
 * `name=extent,extent,...` of each --onnx-shape; a name may hold `=`.
 * @throws DiagnosticError S331
 */
export function parseOnnxShapes(texts: readonly string[]): InputShapes {
  const shapes = new Map<string, readonly number[]>();
  for (const text of texts) {
    const [, name = '', list = ''] = /^(.*)=([^=]*)$/s.exec(text) ?? [];
    const extents = list.split(',').map((extent) => (/^\s*\d{1,9}\s*$/.test(extent) ? Number(extent) : NaN));
    if (name === '' || extents.length > MOST_AXES || !extents.every((extent) => extent >= 1)) fail('S331', { text: printable(text) });
    if (shapes.has(name)) fail('S331', { text: printable(text) });
    shapes.set(name, extents);
  }
  return shapes;
}

const MOST_AXES = 16;

/**
 * The graph with the extents the user gave.
 * @throws DiagnosticError S332, S333, S334 for shapes that name no input, or contradict the file
 */
export function withShapes(file: ByteFile, graph: GraphHeader, shapes: InputShapes): GraphHeader {
  if (shapes.size === 0) return graph;
  const constants = new Set(graph.initializers.map((tensor) => tensor.name));
  const inputs = graph.inputs.filter((input) => !constants.has(input.name));
  const names = inputs.map((input) => input.name);
  const diagnostics = [...shapes.keys()].filter((name) => !names.includes(name)).map((name) =>
    diagnose('S332', { name: printable(name), nearest: nearest(name, names), known: names.map(printable) }, { file: file.path }));
  for (const input of inputs) {
    const given = shapes.get(input.name);
    if (given) diagnostics.push(...contradictions(file, input, given));
  }
  stopOnErrors(diagnostics);
  return { ...graph, inputs: graph.inputs.map((input) => ({ ...input, dimensions: shapes.get(input.name) ?? input.dimensions })) };
}

function contradictions(file: ByteFile, input: ValueHeader, given: readonly number[]): Diagnostic[] {
  const name = printable(input.name);
  const where = { file: file.path, place: `input '${name}'` };
  if (input.dimensions === null) return [];
  if (input.dimensions.length !== given.length) return [diagnose('S333', { name, given: given.length, found: input.dimensions.length }, where)];
  return input.dimensions.flatMap((extent, axis) =>
    (extent === null || extent <= 0 || extent === given[axis] ? [] : [diagnose('S334', { name, axis, given: given[axis]!, found: extent }, where)]));
}
