import type { Configuration } from '../../ir/configuration.ts';
import { NO_MITIGATIONS, type Mitigations } from '../../ir/mitigations.ts';
import { isIdeal, type NonIdealities } from '../../ir/non-idealities.ts';
import type { Target } from '../../ir/target.ts';
import { idealConnections } from '../engine/connections.ts';
import { crossbarConnections } from '../engine/crossbar-connections.ts';
import type { EngineLayout } from '../engine/layout.ts';
import { isListedUnit, listedLevels } from '../engine/listed.ts';
import type { Bundle, Wiring } from '../engine/wiring.ts';
import { writingBench } from '../mitigation/write-crossbar.ts';

/** Weights in levels as the chip holds them. */
export interface WeightPool {
  readonly weights: Int16Array | Float32Array;
  /** Where the weight of the first column that an arrival of a bundle adds to stands; the other columns of its unit follow. */
  readonly offsetOf: (bundle: Bundle, arrival: number) => number;
}

/** A chip, as far as its weights go. */
export interface Weighing {
  readonly effects: NonIdealities;
  readonly mitigations?: Mitigations;
  readonly seed: number;
}

/** Levels as they were loaded, or what programming made of them. */
export function weightPool(configuration: Configuration, target: Target, wiring: Wiring, layouts: readonly EngineLayout[], { effects, mitigations, seed }: Weighing): WeightPool {
  if (isIdeal(effects)) return idealPool(configuration, wiring, layouts);
  const { weights, weightOf } = crossbarConnections(configuration, wiring, layouts, writingBench(target, effects, mitigations ?? NO_MITIGATIONS, null), seed);
  return { weights, offsetOf: weightOf };
}

/** Levels that i16 has. */
const LEVELS = 2 ** 16;

/** Listed synapses are one by one; of them the pool holds every level once. */
function idealPool(configuration: Configuration, wiring: Wiring, layouts: readonly EngineLayout[]): WeightPool {
  const { weights, weightOf } = idealConnections(configuration, wiring, layouts);
  const levels = listedLevels(configuration);
  if (!levels) return { weights, offsetOf: weightOf };
  const { applications } = configuration;
  const pool = new Int16Array(weights.length + LEVELS);
  pool.set(weights);
  for (let i = 0; i < LEVELS; i++) pool[weights.length + i] = i - LEVELS / 2;
  return {
    weights: pool,
    offsetOf(bundle, arrival) {
      const application = bundle.application[arrival]!;
      if (!isListedUnit(configuration, applications.unit[application]!)) return weightOf(bundle, arrival);
      return weights.length + LEVELS / 2 + levels[applications.rowOffsets[application]! + bundle.row[arrival]!]!;
    },
  };
}
