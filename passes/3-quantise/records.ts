import type { CalibrationRecord, ProjectionQuantisation } from '../../src/ir/calibration.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import type { WeightLevels } from '../../src/ir/levels.ts';
import { isSynaptic, type Network } from '../../src/ir/network.ts';
import type { Levels } from './levels.ts';
import type { Rounding } from './nearest.ts';

/** The record of the network so far with what became of the weights. @param changed share of changed predictions by projection */
export function recordsOf(network: Network, roundings: ReadonlyMap<string, Rounding>, data: Dataset | null, samples: number, changed: ReadonlyMap<string, number> = new Map()): CalibrationRecord {
  const before = network.calibration;
  return {
    data: data ? { file: data.file, samples } : before?.data ?? null,
    conversion: before?.conversion ?? [],
    quantisation: network.projections.filter(isSynaptic).flatMap(({ name, destination }) => {
      const rounding = roundings.get(destination);
      return rounding ? [recordOf(name, destination, rounding, changed.get(name) ?? null)] : [];
    }),
  };
}

function recordOf(projection: string, population: string, { levels, method, lossless, rounded, driveSignalToNoise_dB }: Rounding, changedPredictions: number | null): ProjectionQuantisation {
  const own = rounded.get(projection)!;
  return {
    projection, population, ...levels, method, weightSignalToNoise_dB: lossless || !Number.isFinite(own.signalToNoise_dB) ? null : own.signalToNoise_dB,
    driveSignalToNoise_dB, histogram: histogramOf(own), changedPredictions,
  };
}

function histogramOf({ data }: Levels): ProjectionQuantisation['histogram'] {
  if (data.length === 0) return { lowest: 1, counts: [0] };
  let [lowest, highest] = [Infinity, -Infinity];
  for (const level of data) {
    lowest = Math.min(lowest, level);
    highest = Math.max(highest, level);
  }
  const counts = new Array<number>(highest - lowest + 1).fill(0);
  for (const level of data) counts[level - lowest]!++;
  return { lowest, counts };
}

export function statisticsOf(levels: WeightLevels, roundings: ReadonlyMap<string, Rounding>): Record<string, number | string> {
  const statistics: Record<string, number | string> = { bits: levels.bits, levels: levels.rise };
  let [zeros, total] = [0, 0];
  for (const { rounded } of roundings.values()) {
    for (const [name, one] of rounded) {
      statistics[`${name}: signal to noise, dB`] = Number.isFinite(one.signalToNoise_dB) ? one.signalToNoise_dB : 'lossless';
      statistics[`${name}: share of zero levels`] = one.zeros / Math.max(1, one.data.length);
      zeros += one.zeros;
      total += one.data.length;
    }
  }
  return { ...statistics, 'share of zero levels': zeros / Math.max(1, total) };
}
