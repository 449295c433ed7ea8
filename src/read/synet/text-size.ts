import { printDecimal } from '../../../grammar/printer.ts';
import type { Network } from '../../ir/network.ts';
import type { TensorData } from '../../ir/tensor.ts';
import { shortest } from './decimals.ts';

/** About how long a text of all values of the network is at least, brackets and line ends not counted: from a sample of each array. */
export function textOfValues_bytes(network: Network): number {
  return arraysIn([network.populations, network.projections]).reduce((sum, values) => sum + values.length * meanLength(values), 0);
}

function arraysIn(value: unknown): readonly TensorData[] {
  if (ArrayBuffer.isView(value)) return [value as TensorData];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(arraysIn) : [];
}

const SAMPLES = 200;
/** A comma and a blank. */
const BETWEEN = 2;

function meanLength(values: TensorData): number {
  const count = Math.min(SAMPLES, values.length);
  let letters = 0;
  for (let i = 0; i < count; i++) {
    const value = values[Math.floor((i * values.length) / count)]!;
    letters += printDecimal(values instanceof Float32Array ? shortest(value) : value).length;
  }
  return count === 0 ? 0 : letters / count + BETWEEN;
}
