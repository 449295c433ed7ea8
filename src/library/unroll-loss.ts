import type { PassRecord } from '../compile.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Network } from '../ir/network.ts';
import type { Stage } from '../ir/stage.ts';
import { unrolledOf } from '../ir/stage.ts';
import type { Unrolled } from '../ir/unrolled.ts';
import { lossOfUnrolling, type UnrollingLoss } from '../report/unrolling.ts';
import { runReference } from '../simulate/reference/run-reference.ts';
import type { Observer } from './observer.ts';

/** Most samples that both networks see. */
const MOST_SAMPLES = 500;

/** Both sides of the pass unroll, as far as they are known. */
export interface UnrollSides {
  readonly quantised: Network | null;
  readonly unrolled: Unrolled | null;
}

/** The sides with what a stage tells of them. */
export function withSide(sides: UnrollSides, stage: Stage): UnrollSides {
  return { quantised: stage.stage === 'quantised' ? stage : sides.quantised, unrolled: unrolledOf(stage) ?? sides.unrolled };
}

/** What unrolling lost on the first of these samples, both networks run by the reference interpreter; null where it changed nothing, or the quantised network is not known. */
export async function measureUnrollLoss(
  { quantised, unrolled }: UnrollSides, passes: readonly PassRecord[], dataset: Dataset, labels: Int32Array | null, limits: { readonly limit: number; readonly workers: number }, observer: Pick<Observer, 'start' | 'update'>,
): Promise<UnrollingLoss | null> {
  const statistics = passes.find(({ pass }) => pass === 'unroll')?.statistics ?? {};
  if (!quantised || !unrolled || !(Number(statistics.relays ?? 0) > 0 || Number(statistics.droppedSynapses ?? 0) > 0)) return null;
  observer.start('what unrolling lost');
  const options = { limit: Math.min(limits.limit, MOST_SAMPLES), workers: limits.workers, progress: observer.update };
  const [before, after] = [await runReference(quantised, dataset, options), await runReference(unrolled.network, dataset, options)];
  return lossOfUnrolling(before.predictions, after.predictions, labels);
}
