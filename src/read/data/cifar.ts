import { fail } from '../../diagnostics/diagnostic.ts';
import { byteSamples, type Samples } from './samples.ts';

const PIXELS_bytes = 3 * 32 * 32;
const RECORD_bytes = 1 + PIXELS_bytes;
const CLASSES = 10;

/** CIFAR-10 binary version: records of a label and the red, green and blue planes. @throws DiagnosticError S202, S214 */
export function decodeCifar(bytes: Uint8Array, file: string): Samples {
  const count = Math.floor(bytes.length / RECORD_bytes);
  if (count * RECORD_bytes !== bytes.length) {
    fail('S202', { format: `CIFAR-10 with its records of ${RECORD_bytes} bytes`, expected: (count + 1) * RECORD_bytes, found: bytes.length }, { file });
  }
  const labels = Int32Array.from({ length: count }, (_, index) => bytes[index * RECORD_bytes]!);
  const wrong = labels.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) fail('S214', { value: String(labels[wrong]), expected: '0 to 9 in CIFAR-10' }, { file, place: `record ${wrong}` });
  return { ...byteSamples(bytes.subarray(1), count, [3, 32, 32], RECORD_bytes), labels };
}
