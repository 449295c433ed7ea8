import type { Configuration, ConfiguredPopulation } from '../../ir/configuration.ts';
import type { Connection, Connections } from '../engine/connections.ts';
import type { ProgrammedPlane } from '../engine/crossbar-connections.ts';
import type { EngineLayout } from '../engine/layout.ts';
import type { ListedSynapses } from '../engine/listed.ts';

/**
 * Connections whose positive and negative weights have accumulators of their own: those of a population stand first for the positive drive, then, `size` further, for the negative
 * one, which is added up without its sign. A negative input value drives the other branch: `crossed` has them exchanged.
 */
export function branchedConnections(built: Connections<Int16Array>, { populations }: Pick<Configuration, 'populations'>, layouts: readonly EngineLayout[]): Connections<Int16Array> {
  const { weights, connections } = built;
  const half = weights.length;
  const both = new Int16Array(2 * half);
  for (let i = 0; i < half; i++) both[weights[i]! < 0 ? half + i : i] = Math.abs(weights[i]!);
  return {
    ...built, weights: both,
    connections: connections.map((connection) => {
      const { size } = layouts[connection.destination]!;
      const crossed = hasNegativeValues(populations[connection.source]!) ? { crossed: branched(connection, half, size, 0) } : {};
      return { ...connection, ...branched(connection, half, 0, size), ...crossed };
    }),
  };
}

/** Whether an input may drive with values below 0. */
export function hasNegativeValues(population: ConfiguredPopulation): boolean {
  return population.kind === 'input' && population.coding === 'current' && population.levels !== null && population.levels.low < 0;
}

/** @param positive offset of the accumulators of positive weights @param negative of negative ones */
function branched({ tapOffsets, taps, listed }: Connection, half: number, positive: number, negative: number): { tapOffsets: Int32Array; taps: Int32Array; listed?: ListedSynapses } {
  if (listed) {
    const accumulators = listed.accumulators.map((at, i) => at + (listed.levels[i]! < 0 ? negative : positive));
    return { tapOffsets, taps, listed: { ...listed, accumulators, levels: listed.levels.map(Math.abs) } };
  }
  const doubled = new Int32Array(2 * taps.length);
  for (let tap = 0; tap < taps.length / 4; tap++) {
    const [accumulator, weight, columns, readout] = [taps[4 * tap]!, taps[4 * tap + 1]!, taps[4 * tap + 2]!, taps[4 * tap + 3]!];
    doubled.set([accumulator + positive, weight, columns, readout, accumulator + negative, half + weight, columns, readout], 8 * tap);
  }
  return { tapOffsets: tapOffsets.map((offset) => 2 * offset), taps: doubled };
}

/** The cells of crossbars as two planes: what acts with a positive weight once all devices are written, and what acts with a negative one. */
export function branchedPlanes(planes: readonly ProgrammedPlane[]): readonly ProgrammedPlane[] {
  return planes.flatMap((plane) => [
    { ...plane, branch: 0 as const, weights: plane.weights.map((weight) => Math.max(0, weight)) },
    { ...plane, branch: 1 as const, weights: plane.weights.map((weight) => Math.max(0, -weight)) },
  ]);
}
