import { workerData } from 'piscina';
import type { Network } from '../../ir/network.ts';
import { forward } from '../../forward/forward.ts';
import { datasetOf, type PredictPart } from './predict.ts';

/** Entry of a reference thread. */
export default function predictPart(part: PredictPart): Int32Array {
  return forward(workerData as Network, datasetOf(part)).predictions;
}
