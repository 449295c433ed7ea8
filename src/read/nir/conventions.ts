import type { IntegrateAndFire } from '../../ir/network.ts';
import type { DecayRule, ResetMode, Synapse } from '../../ir/neuron.ts';
import type { Assumer, Settings } from '../assumptions.ts';
import { isNeuron, type NirNode } from './model.ts';

/** What NIR leaves open: it describes neurons in continuous time. */
export interface Conventions {
  /** null when nothing in the graph knows time. */
  readonly dt_s: number | null;
  readonly rule: DecayRule;
  readonly reset: ResetMode;
  readonly resetDelay: 0 | 1;
  readonly compare: IntegrateAndFire['compare'];
  readonly order: Synapse['order'];
  readonly spikesPerStep: IntegrateAndFire['spikesPerStep'];
  /** What enters the input nodes. */
  readonly input: Settings['input'];
}

/** The timestep of snnTorch's exporter and of the published examples, s. */
const USUAL_DT_s = 1e-4;

/** Asks for each choice that concerns a node of the graph; the fallbacks read NIR's equations literally, by forward Euler. */
export function conventionsFor(nodes: readonly NirNode[], assume: Assumer): Conventions {
  const has = (...types: readonly NirNode['type'][]): boolean => nodes.some(({ type }) => types.includes(type));
  const fires = has('IF', 'LIF', 'CubaLIF');
  const compares = fires || has('Threshold');
  const leaks = has('LI', 'LIF', 'CubaLI', 'CubaLIF');
  const lasts = leaks || has('I', 'IF', 'Delay');
  const reset = fires ? assume.choose('reset', 'hard', (value) => RESETS[value].text) : 'hard';
  return {
    dt_s: lasts ? assume.choose('dt', USUAL_DT_s, (value) => `a timestep is ${timeText(value)}`) : null,
    rule: leaks ? assume.choose('decay', 'euler', (value) => DECAYS[value]) : 'euler',
    reset: RESETS[reset].mode, resetDelay: RESETS[reset].delay,
    compare: compares ? assume.choose('comparator', '>', (value) => `a neuron fires when its potential ${value === '>' ? 'exceeds' : 'reaches'} the threshold (${value})`) : '>',
    order: has('CubaLI', 'CubaLIF') ? assume.choose('order', 'current-first', (value) => ORDERS[value]) : 'current-first',
    spikesPerStep: fires ? (assume.choose('spikes', 'one', (value) => SPIKES[value]) === 'floor' ? 'floor' : 1) : 1,
    input: assume.choose('input', 'current', (value) => INPUTS[value]),
  };
}

/** What no setting changes, or one outside the file does. */
export function stateCircumstances(nodes: readonly NirNode[], assume: Assumer): void {
  const padded = nodes.some((node) => node.type === 'AvgPool2d' && (node.padding[0] > 0 || node.padding[1] > 0));
  if (padded) assume.state({ key: 'pooling', text: 'average pooling counts its padding in the divisor, as PyTorch does by default', option: null });
  if (nodes.some(isNeuron)) assume.state({ key: 'timesteps', text: 'NIR does not say how many timesteps a sample lasts', option: '--timesteps N' });
}

const INPUTS: Readonly<Record<Settings['input'], string>> = {
  current: 'values drive the input nodes as they are, in every timestep',
  rate: 'values enter the input nodes as spikes, at the rate of the value',
  latency: 'values enter the input nodes as one spike each, the earlier the larger',
  spikes: 'spike trains enter the input nodes',
};

interface Reset {
  readonly mode: ResetMode;
  readonly delay: 0 | 1;
  readonly text: string;
}

const RESETS: Readonly<Record<Settings['reset'], Reset>> = {
  hard: { mode: 'hard', delay: 0, text: 'a neuron that fires is set to v_reset at once, as NIR defines' },
  subtract: { mode: 'subtract', delay: 0, text: 'a neuron that fires loses its threshold at once' },
  'subtract-delayed': { mode: 'subtract', delay: 1, text: 'a neuron that fires loses its threshold in the next timestep, as in snnTorch' },
  'hard-delayed': { mode: 'hard', delay: 1, text: 'a neuron that fires is set to v_reset in the next timestep' },
  none: { mode: 'none', delay: 0, text: 'a neuron that fires keeps its potential' },
};

const DECAYS: Readonly<Record<DecayRule, string>> = {
  euler: 'a state keeps 1 - dt/tau of itself in a timestep (forward Euler)',
  exp: 'a state keeps e^(-dt/tau) of itself in a timestep (exact)',
};

const ORDERS: Readonly<Record<Synapse['order'], string>> = {
  'current-first': 'the membrane sees the synaptic current after its update',
  'potential-first': 'the membrane sees the synaptic current before its update',
};

const SPIKES: Readonly<Record<Settings['spikes'], string>> = {
  one: 'a neuron sends one spike at most in a timestep',
  floor: 'a neuron sends as many spikes in a timestep as its threshold fits into its potential',
};

/** "0.1 ms" */
export function timeText(time_s: number): string {
  const [unit, factor] = time_s >= 1 ? ['s', 1] : time_s >= 1e-4 ? ['ms', 1e3] : time_s >= 1e-6 ? ['us', 1e6] : ['ns', 1e9];
  return `${Number((time_s * factor).toPrecision(6))} ${unit}`;
}
