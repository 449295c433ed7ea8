import { ENERGY_PARTS } from '../../ir/target.ts';
import type { Energy } from '../energy.ts';
import type { Latency, SpikeLatency } from '../latency.ts';
import { formatCount, formatPercent, formatQuantity } from '../quantity.ts';
import type { Utilisation } from '../utilisation.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { PART_COLOURS, populationColour } from './palette.ts';
import { numberColumns, swatch, table } from './table.ts';

/** Energy by part, whose colours make it the legend of the chart, and by population. */
export function energyTables(energy: Energy): Markup {
  const amounts = (energy_J: number) => [formatQuantity(energy_J, 'J'), formatPercent(energy.perInference_J > 0 ? energy_J / energy.perInference_J : 0, 1)];
  const parts = ENERGY_PARTS.filter((part) => !energy.partsWithoutPrice.includes(part));
  const owners: readonly (readonly [string, number])[] = [
    ...energy.perLayer.map((one) => [one.name, one.energy_J] as const),
    ...(energy.static_J > 0 ? [['(static power)', energy.static_J] as const] : []),
    ...(energy.unattributed_J > 0 ? [['(no population)', energy.unattributed_J] as const] : []),
  ];
  const byPart = parts.map((part) => [markup`${swatch(PART_COLOURS[part])}${part}`, ...amounts(energy.parts_J[part])]);
  const byPopulation = owners.map(([name, energy_J]) => [name, ...amounts(energy_J)]);
  const unpriced = energy.partsWithoutPrice.length === 0 ? nothing : markup`<p class="note">This target books no price on: ${energy.partsWithoutPrice.join(', ')}.</p>`;
  return markup`<div class="pair">${table(numberColumns('Part', 'Energy', 'Share'), byPart, { caption: 'By part' })}
${table(numberColumns('Population', 'Energy', 'Share'), byPopulation, { caption: 'By population' })}</div>${unpriced}`;
}

/** What a timestep and the way of a spike are made of. */
export function latencyTables(latency: Latency): Markup {
  const { step, spike_s } = latency;
  const time = (seconds: number | null) => (seconds === null ? '–' : formatQuantity(seconds, 's'));
  const spike = (one: SpikeLatency) => [time(one.mean), time(one.p95), time(one.max)];
  const parts = [
    [`busiest core${step.busiestCore === null ? '' : ` (core ${step.busiestCore})`}`, time(step.compute_s)],
    ['longest packet path', time(step.path_s)],
    ['barrier', time(step.barrier_s)],
    ...(step.minimum_s === null ? [] : [['minimum', time(step.minimum_s)]]),
    [latency.decision ? 'one pass' : 'timestep', time(latency.step_s)],
  ];
  const populations = latency.perLayer.map((one) => [one.name, time(one.step_s), ...spike(one.spike_s)]);
  const all = ['(all)', time(step.compute_s), ...spike(spike_s)];
  const columns = numberColumns('Population', 'Work per step', 'Spike mean', '95th', 'Longest');
  return markup`<div class="pair uneven">${table(numberColumns('Part', 'Time'), parts, { caption: latency.decision ? 'Work of one pass' : 'One timestep', bare: true })}
${table(columns, [...populations, all], { caption: 'By population' })}</div><p class="note">${latency.model}${latency.spikeModel === 'cycle' ? ' Times of spikes are those of the mesh below, where packets wait for each other.' : ''}</p>`;
}

/** What lies where; its colours and numbers are the legend of the placement map. */
export function populationTable({ perPopulation }: Utilisation, populations: readonly string[]): Markup {
  const rows = perPopulation.map((one) => {
    const index = populations.indexOf(one.name);
    const name = index < 0 ? one.name : markup`${swatch(populationColour(index))}${index + 1} ${one.name}`;
    return [name, formatCount(one.neurons), formatCount(one.synapses), formatCount(one.cores)];
  });
  return table(numberColumns('Population', 'Neurons', 'Synapses', 'Cores'), rows);
}
