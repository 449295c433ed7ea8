import { fail, type Where } from '../../diagnostics/diagnostic.ts';
import { readBytes } from '../../files.ts';
import { decodeArchive, decodeArray, isNpy, isZip } from './arrays.ts';
import { isText, parseTable, startOf } from './csv.ts';
import { unzipped } from './gzip.ts';
import { decodeIdx, isIdx } from './idx.ts';
import { isClass, parseLabelTable, type LabelTable } from './label-table.ts';

interface Values {
  readonly values: ArrayLike<number>;
  readonly whereOf: (index: number) => Where;
}

/**
 * The class of every sample: MNIST-style idx, .npy, .npz (one array) or CSV (one label a line, or the column `label` of a table with a
 * header; where that has a column `file`, in the order of the sorted names, as recordings of a folder are); also gzipped.
 * @throws DiagnosticError S101, S201..S208, S213 when the file does not hold `expectedCount` labels, S214, S216
 */
export function readLabels(file: string, expectedCount: number): Int32Array {
  const name = file === '-' ? 'standard input' : file;
  const { values, whereOf } = decode(unzipped(readBytes(file), name), name);
  if (values.length !== expectedCount) fail('S213', { labels: values.length, samples: expectedCount }, { file: name });
  return Int32Array.from(values, (value, index) =>
    isClass(value) ? value : fail('S214', { value: String(value), expected: 'a whole number from 0 on' }, whereOf(index)));
}

function decode(bytes: Uint8Array, file: string): Values {
  const whereOf = (index: number): Where => ({ file, place: `label ${index}` });
  const name = file.toLowerCase().replace(/\.gz$/, '');
  if (isZip(bytes) || isNpy(bytes)) {
    const { shape, data } = (isZip(bytes) ? decodeArchive(bytes, file) : decodeArray(bytes, file)).tensor;
    return { values: data, whereOf: onlyAxis(shape, file, whereOf) };
  }
  if (isIdx(bytes) || /idx\d-ubyte$/.test(name)) {
    const { shape, data } = decodeIdx(bytes, file);
    return { values: data, whereOf: onlyAxis(shape, file, whereOf) };
  }
  if (bytes.length > 0 && !isText(bytes)) fail('S201', { start: startOf(bytes) }, { file });
  return csvLabels(bytes, file);
}

/** One label a line, or all in one line. */
function csvLabels(bytes: Uint8Array, file: string): Values {
  const table = parseLabelTable(bytes, file);
  if (table) return tableLabels(table);
  const { rows, columns, values, lines } = parseTable(bytes, file);
  if (rows > 1 && columns > 1) fail('S206', { expected: 1, found: columns }, { file, span: spanOf(lines[0]!) });
  return { values, whereOf: (index) => ({ file, place: `label ${index}`, span: spanOf(lines[rows > 1 ? index : 0]!) }) };
}

function tableLabels({ rows, named }: LabelTable): Values {
  const sorted = named ? [...rows].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name))) : rows;
  return { values: sorted.map(({ label }) => label), whereOf: (index) => sorted[index]!.where };
}

/** Passes `whereOf` on when the array has one axis longer than 1. */
function onlyAxis(shape: readonly number[], file: string, whereOf: Values['whereOf']): Values['whereOf'] {
  if (shape.length === 0 || shape.filter((extent) => extent > 1).length > 1) fail('S216', { shape, expected: '[samples]' }, { file });
  return whereOf;
}

function spanOf(line: number): NonNullable<Where['span']> {
  return { line, column: 1, endLine: line, endColumn: 2 };
}
