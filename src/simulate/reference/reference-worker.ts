import { workerData } from 'piscina';
import type { Network } from '../../ir/network.ts';
import { datasetOf, runPart, type ReferencePart, type ReferenceResult } from './run-reference.ts';

/** Entry of a reference thread. */
export default function runReferencePart(part: ReferencePart): ReferenceResult {
  return runPart(workerData as Network, datasetOf(part), undefined, part.potentials);
}
