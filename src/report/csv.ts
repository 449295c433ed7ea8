import type { ErrorOverTime, ErrorSeries } from './error-over-time.ts';
import type { PopulationRaster, SimulationResult } from '../simulate/result.ts';

/**
 * One line a sample: `sample,label,predicted,o0,o1,...` with the outputs as the simulation gave them (spike counts, potentials, or
 * first-spike times). A label or output that does not exist (no labels, a neuron that stayed silent: not a finite number) is empty.
 */
export function renderOutputsCsv(result: Pick<SimulationResult, 'samples' | 'outputCount' | 'outputs' | 'times' | 'predictions'>, labels: Int32Array | null): string {
  const { samples, outputCount, predictions } = result;
  const outputs = result.times ?? result.outputs;
  const format = result.times ? formatTime : formatFloat;
  const header = ['sample', 'label', 'predicted', ...Array.from({ length: outputCount }, (_, i) => `o${i}`)];
  const lines = [header.join(',')];
  for (let sample = 0; sample < samples; sample++) {
    const own = outputs.subarray(sample * outputCount, (sample + 1) * outputCount);
    lines.push([sample, labels?.[sample] ?? '', predictions[sample], ...Array.from(own, format)].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Spikes of the first sample: `population,timestep,index`, population by population, in order of time; `time` in units of tau in place of timesteps for temporal networks. */
export function renderSpikesCsv(raster: readonly PopulationRaster[]): string {
  const lines = [`population,${raster.some(({ timesteps }) => timesteps instanceof Float64Array) ? 'time' : 'timestep'},index`];
  for (const { population, timesteps, indices } of raster) {
    const name = quoteField(population);
    timesteps.forEach((timestep, i) => lines.push(`${name},${timestep},${indices[i]}`));
  }
  return `${lines.join('\n')}\n`;
}

/** One line for every population, way of driving it and timestep; a measure that is not defined there is empty. */
export function renderErrorsCsv(error: ErrorOverTime | null): string {
  const lines = ['population,hears,timestep,sums_relative_rms,sums_gain,sums_relative_bias,potential_relative_rms,potential_gain,potential_relative_bias,ideal_spikes,chip_spikes,differing_spikes,van_rossum'];
  for (const { name, running, fresh } of error?.perLayer ?? []) {
    for (const [hears, series] of [['chip', running], ['ideal', fresh]] as const) lines.push(...errorLines(quoteField(name), hears, series));
  }
  return `${lines.join('\n')}\n`;
}

function errorLines(name: string, hears: string, { sums, potentials, spikes }: ErrorSeries): string[] {
  const { perTimestep } = spikes;
  const columns = [
    ...[sums, potentials].flatMap(({ perTimestep: { relativeRms, gain, relativeBias } }) => [relativeRms, gain, relativeBias]),
    perTimestep.ideal, perTimestep.chip, perTimestep.differing, perTimestep.vanRossum,
  ];
  return perTimestep.ideal.map((_, t) => [name, hears, t, ...columns.map((values) => values[t] ?? '')].join(','));
}

/** The shortest decimal that reads back as the same 32-bit float. */
function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return '';
  if (Number.isInteger(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** All 64 bits. */
function formatTime(value: number): string {
  return Number.isFinite(value) ? String(value) : '';
}

/** RFC 4180. */
export function quoteField(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
