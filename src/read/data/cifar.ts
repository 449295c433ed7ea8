import { fail } from '../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { byteSamples, type Samples } from './samples.ts';

export const CIFAR_SHAPE = [3, 32, 32];
export const CIFAR_RECORD_bytes = 1 + sizeOf(CIFAR_SHAPE);
const CLASSES = 10;

/** Whether every record begins with a label of CIFAR-10. */
export function hasCifarLabels(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += CIFAR_RECORD_bytes) if (bytes[at]! >= CLASSES) return false;
  return true;
}

/** CIFAR-10 binary version: records of a label and the red, green and blue planes. @throws DiagnosticError S202, S214 */
export function decodeCifar(bytes: Uint8Array, file: string): Samples {
  const count = Math.floor(bytes.length / CIFAR_RECORD_bytes);
  if (count * CIFAR_RECORD_bytes !== bytes.length) {
    fail('S202', { format: `CIFAR-10 with its records of ${CIFAR_RECORD_bytes} bytes`, expected: (count + 1) * CIFAR_RECORD_bytes, found: bytes.length }, { file });
  }
  const labels = Int32Array.from({ length: count }, (_, index) => bytes[index * CIFAR_RECORD_bytes]!);
  const wrong = labels.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) fail('S214', { value: String(labels[wrong]), expected: '0 to 9 in CIFAR-10' }, { file, place: `record ${wrong}` });
  return { ...byteSamples(bytes.subarray(1), count, CIFAR_SHAPE, CIFAR_RECORD_bytes), labels };
}
