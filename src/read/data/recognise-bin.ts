import { fail } from '../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { CIFAR_RECORD_bytes, CIFAR_SHAPE, hasCifarLabels } from './cifar.ts';
import { looksLikeNmnist } from './nmnist.ts';
import { isEventShape } from './recordings.ts';

/**
 * What a .bin file is: images of CIFAR-10 or a recording of N-MNIST. The network's input decides where it fits one of them alone, else the bytes.
 * @throws DiagnosticError S221 when neither tells
 */
export function recogniseBin(bytes: Uint8Array, file: string, shape: readonly number[] | undefined): 'cifar' | 'nmnist' {
  if (shape && (shape.length === 1 || shape.length === 3)) {
    if (shape[0] === CIFAR_SHAPE[0] || (shape.length === 1 && sizeOf(shape) === sizeOf(CIFAR_SHAPE))) return 'cifar';
    if (isEventShape(shape)) return 'nmnist';
  }
  const records = bytes.length > 0 && bytes.length % CIFAR_RECORD_bytes === 0;
  const events = looksLikeNmnist(bytes);
  if (records !== events) return records ? 'cifar' : 'nmnist';
  if (records && !hasCifarLabels(bytes)) return 'nmnist';
  return fail('S221', { both: records, bytes: bytes.length, record_bytes: CIFAR_RECORD_bytes }, { file });
}
