import type { Target } from '../../src/ir/target.ts';
import { core, lower, matrix, neurons, spikes, targetWith, type Stages } from '../passes/lower.ts';
import { dense, network } from './build.ts';

/** 3 x 3 cores of fan-in 3, one crossbar of 3 x 4 each. */
export const SMALL: Target = targetWith({
  fanIn: 3, mesh: { width: 3, height: 3, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 } }, core: core({ neurons: 8, crossbars: { count: 1, rows: 3, columns: 4 } }),
});

/** 6 inputs -> 4 neurons -> 2 neurons: units 0 and 1 and their sum 2 form h, 3 and 4 and their sum 5 form y. */
export function smallStages(target = SMALL): Stages {
  return lower(network([spikes('x', [6]), neurons('h', [4]), neurons('y', [2])], [dense('x', 'h', matrix(4, 6)), dense('h', 'y', matrix(2, 4))], { timesteps: 2 }), target);
}
