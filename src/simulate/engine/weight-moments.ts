import type { Configuration } from '../../ir/configuration.ts';
import { forEachLevel } from './connections.ts';
import { rowInCrossbar, type Crossbars } from './crossbar-connections.ts';
import type { EngineLayout } from './layout.ts';
import { driveOfUnit, type Wiring } from './wiring.ts';

/** Of the sums of one population, by place (drive x size + local id): sum of wanted x effective, and of wanted x wanted weights, in levels. */
export interface WeightMoments {
  readonly cross: Float64Array;
  readonly wanted: Float64Array;
}

/**
 * How the weights of each population came out in the crossbars, by the importance of their rows; entries of inputs stay 0.
 * @param weights the pool that `crossbars` point into
 * @param importance of the rows of each crossbar
 */
export function weightMoments(
  configuration: Configuration, wiring: Wiring, layouts: readonly EngineLayout[], crossbars: Crossbars, weights: Float32Array, importance: readonly Float64Array[],
): readonly WeightMoments[] {
  const { applications, units, populations } = configuration;
  const drives = populations.map((population) => (population.kind === 'neurons' && population.inhibitoryBias ? 2 : 1));
  const moments = layouts.map(({ size }, i) => ({ cross: new Float64Array(size * drives[i]!), wanted: new Float64Array(size * drives[i]!) }));
  crossbars.of.forEach((crossbar, application) => {
    if (crossbar < 0) return;
    const index = applications.unit[application]!;
    const unit = units[index]!;
    const { stride, size } = layouts[unit.population]!;
    const { cross, wanted } = moments[unit.population]!;
    const to = driveOfUnit(configuration, index) * size + applications.position[wiring.root[application]!]! * stride + unit.columns.start;
    const first = crossbars.base[crossbar]! + applications.column[application]!;
    forEachLevel(configuration, index, applications.position[application]!, (row, column, level) => {
      const at = rowInCrossbar(configuration, application, row);
      if (at < 0) return;
      const matters = importance[crossbar]![at]! * level;
      cross[to + column]! += matters * weights[first + at * crossbars.stride[crossbar]! + column]!;
      wanted[to + column]! += matters * level;
    });
  });
  return moments;
}
