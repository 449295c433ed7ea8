import type { Dataset } from '../../src/ir/dataset.ts';
import type { WeightLevels } from '../../src/ir/levels.ts';
import type { Network } from '../../src/ir/network.ts';
import type { Rounding } from './nearest.ts';

export interface TimesTask {
  readonly data: Dataset;
  readonly samples: number;
  readonly progress: (fraction: number) => void;
}

export function roundByTimes(_network: Network, nearest: ReadonlyMap<string, Rounding>, _levels: WeightLevels, _task: TimesTask): ReadonlyMap<string, Rounding> {
  return nearest;
}
