import { fail } from '../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { headerOf, parseTable } from './csv.ts';
import type { Samples } from './samples.ts';

/** More values in one sample are refused. */
const SIZE_LIMIT = 2 ** 28;

/** Whether this text is a list of spike events. */
export function isEvents(bytes: Uint8Array): boolean {
  return headerOf(bytes) === 'time,index';
}

/**
 * Spike events `time,index`, one a line, as one sample; equal events add up.
 * @throws DiagnosticError S206..S208, S218, S219
 */
export function decodeEvents(bytes: Uint8Array, file: string, shape: readonly number[] | undefined, timesteps: number | undefined): Samples {
  if (!shape) return fail('S218', { missing: 'the number of inputs' }, { file });
  if (!timesteps) return fail('S218', { missing: 'the number of timesteps' }, { file });
  const size = sizeOf(shape);
  if (timesteps * size > SIZE_LIMIT) fail('S218', { missing: `a sample of at most ${SIZE_LIMIT} values (${timesteps} timesteps of ${size} inputs are more)` }, { file });
  const { rows, columns, values, lines } = parseTable(bytes, file, 1);
  if (rows > 0 && columns !== 2) fail('S206', { expected: 2, found: columns }, { file, span: lineSpan(lines[0]!) });
  const places = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const time = checked('time', values[2 * row]!, timesteps, file, lines[row]!);
    places[row] = time * size + checked('index', values[2 * row + 1]!, size, file, lines[row]!);
  }
  return {
    count: 1, shape, timesteps, labels: null,
    read: (_, out) => {
      out.fill(0, 0, timesteps * size);
      for (const place of places) out[place]!++;
    },
  };
}

function checked(what: 'time' | 'index', value: number, limit: number, file: string, line: number): number {
  if (!(Number.isInteger(value) && value >= 0 && value < limit)) fail('S219', { what, value: String(value), limit }, { file, span: lineSpan(line) });
  return value;
}

function lineSpan(line: number): { line: number; column: number; endLine: number; endColumn: number } {
  return { line, column: 1, endLine: line, endColumn: 2 };
}
