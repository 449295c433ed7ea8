import { quoteField } from '../csv.ts';
import { timeOf } from './clock.ts';
import type { Trace } from './trace.ts';

/**
 * Spikes as SANA-FE writes them: `neuron,timestep`, neurons as POPULATION.NUMBER, timesteps from 1 on, in order of time. Temporal networks have `neuron,time_s`.
 */
export function renderSpikesTable({ raster, clock }: Trace): string {
  const timed = clock.unit_s !== null;
  const spikes = raster.flatMap(({ population, timesteps, indices }, order) => Array.from(indices, (index, i) => ({ neuron: `${population}.${index}`, when: timesteps[i]!, order, index })));
  spikes.sort((a, b) => a.when - b.when || a.order - b.order || a.index - b.index);
  return lines([`neuron,${timed ? 'time_s' : 'timestep'}`, ...spikes.map(({ neuron, when }) => `${quoteField(neuron)},${timed ? timeOf(clock, when) : when + 1}`)]);
}

/** Potentials as SANA-FE writes them: `timestep,neuron POPULATION.NUMBER,...`, one line a timestep, from 1 on. */
export function renderPotentialsTable({ potentials, timesteps }: Trace): string {
  const columns = potentials.flatMap(({ population, neurons }) => Array.from(neurons, (neuron) => quoteField(`neuron ${population}.${neuron}`)));
  const rows = Array.from({ length: timesteps }, (_, t) => [t + 1, ...potentials.flatMap(({ neurons, values }) => Array.from(neurons, (__, i) => values[t * neurons.length + i]!))].join(','));
  return lines([['timestep', ...columns].join(','), ...rows]);
}

function lines(rows: readonly string[]): string {
  return `${rows.join('\n')}\n`;
}
