import type { Configuration } from './configuration.ts';
import type { InputTimes } from './first-spike.ts';
import type { Network } from './network.ts';

/** Whether a network says something by times of single spikes. The verifier makes sure that all of it does then. */
export function isTemporal(network: Pick<Network, 'populations'>): boolean {
  return network.populations.some(({ neuron }) => neuron.kind === 'first-spike' || (neuron.kind === 'input' && neuron.coding === 'time'));
}

/** The same of what a chip is loaded with. */
export function isTemporalConfiguration({ populations }: Pick<Configuration, 'populations'>): boolean {
  return populations.some((population) => (population.kind === 'input' ? population.coding === 'time' : population.neuron.kind === 'first-spike'));
}

/** Why times of inputs make no sense; null where they do. */
export function badTimes(times: InputTimes | undefined): string | null {
  switch (times?.kind) {
    case 'linear': return badLinear(times);
    case 'two-level':
      if (!Number.isFinite(times.above)) return 'the value that tells early from late is no finite number';
      return isTime(times.early) && isTime(times.late) ? null : 'its times are not from 0 on';
    case 'value': return null;
    default: return 'the coding time needs to say when a value sends its spike (linear, two-level or value)';
  }
}

function badLinear({ latest, grid, silentBelow }: Extract<InputTimes, { kind: 'linear' }>): string | null {
  if (!(latest > 0 && Number.isFinite(latest))) return 'its latest time is not above 0';
  if (grid !== undefined && !(grid > 0 && Number.isFinite(grid))) return 'the grid of its times is not above 0';
  return silentBelow === undefined || Number.isFinite(silentBelow) ? null : 'the value below which it is silent is no finite number';
}

/** A time from 0 on, or Infinity for silence. */
function isTime(value: number): boolean {
  return value >= 0;
}

/** What a configuration of temporal coding has and others have not: one word for each thing that is wrong. */
export function brokenTemporalConfiguration(configuration: Configuration, complain: (reason: string) => void): void {
  const { populations, schedule, timesteps, dt_s, tau_s, output, addresses } = configuration;
  if (tau_s !== undefined && tau_s !== null && !(tau_s > 0 && Number.isFinite(tau_s))) complain(`its synaptic time constant is ${tau_s} s`);
  if (!isTemporalConfiguration(configuration)) {
    if (output.readout === 'first') complain('it reads the earliest spike of neurons that run in timesteps');
    return;
  }
  if (timesteps !== 1 || dt_s !== null) complain('networks of temporal coding have no timesteps');
  if (output.readout !== 'first') complain('the output of a network of temporal coding is its earliest spike');
  if (schedule.some((members) => members.length > 1)) complain('networks of temporal coding have no loops');
  if (addresses.delays.some((delay) => delay !== 0)) complain('networks of temporal coding have no delays');
  for (const population of populations) {
    const stranger = population.kind === 'input' ? population.coding !== 'time' : population.neuron.kind !== 'first-spike';
    if (stranger) complain(`population ${population.name} runs in timesteps, others in one pass`);
    else if (population.kind === 'neurons' && !population.bias.every(Number.isInteger)) complain(`population ${population.name} has a bias that is no whole number of levels`);
  }
}
