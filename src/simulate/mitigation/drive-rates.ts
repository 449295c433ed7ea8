import type { Configuration } from '../../ir/configuration.ts';
import { rowInCrossbar, type Crossbars } from '../engine/crossbar-connections.ts';
import type { Engine } from '../engine/engine.ts';
import type { Samples } from '../engine/inputs.ts';
import { forEachArrival } from '../engine/wiring.ts';

/** Share of the mean rate that rows have which no sample drives: they matter least, but not nothing. */
const LEAST = 0.02;

/** How often each neuron drives its rows on the ideal chip: spikes a timestep, or the share of samples in which a value is not 0; by neuron number. */
export function measureRates(ideal: Engine, samples: Samples): Float64Array {
  ideal.run(samples, 0);
  const { spikes, values } = ideal.takeCounts();
  return spikes.map((count, neuron) => (count / ideal.program.timesteps + values[neuron]!) / samples.count);
}

/** Importance of the rows of each crossbar: how often axons drive them, over all units that use them; 1 on average. @param rates by neuron number; null: all rows alike */
export function importanceOfRows(configuration: Configuration, { of, rows }: Pick<Crossbars, 'of' | 'rows'>, rates: Float64Array | null): readonly Float64Array[] {
  const driven = rows.map((count) => new Float64Array(count));
  if (rates) forEachArrival(configuration, (neuron, application, row) => {
    const crossbar = of[application]!;
    if (crossbar >= 0) driven[crossbar]![rowInCrossbar(configuration, application, row)]! += rates[neuron]!;
  });
  return driven.map(normalised);
}

function normalised(rates: Float64Array): Float64Array {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return rates.map((rate) => (mean > 0 ? (rate / mean + LEAST) / (1 + LEAST) : 1));
}
