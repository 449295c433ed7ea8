import type { Configuration } from '../../ir/configuration.ts';
import type { Network } from '../../ir/network.ts';
import { isNetwork, networkOf, type Stage } from '../../ir/stage.ts';
import { outlineOfConfiguration } from './configuration-outline.ts';
import { withMapping } from './mapped-outline.ts';
import { outlineOfNetwork } from './network-outline.ts';

/** What a stage holds, in the few numbers that people compare; null for what that stage does not know. */
export interface Outline {
  readonly name: string;
  readonly stage: Stage['stage'];
  readonly target: string | null;
  readonly timesteps: number | null;
  readonly bits: number | null;
  readonly populations: readonly PopulationOutline[];
  readonly projections: readonly ProjectionOutline[];
  readonly totals: Totals;
}

export interface PopulationOutline {
  readonly name: string;
  readonly input: boolean;
  /** Neuron model, or coding of an input. */
  readonly kind: string;
  readonly shape: readonly number[];
  readonly neurons: number;
  readonly equations: readonly string[];
  readonly units: number | null;
  readonly clusters: number | null;
  /** Ascending; empty for inputs that send from outside. */
  readonly cores: readonly number[] | null;
  /** Links between tiles that a spike of one of its neurons crosses, on average. */
  readonly linksPerSpike: number | null;
}

export interface ProjectionOutline {
  readonly source: string;
  readonly destination: string;
  readonly kind: string;
  /** Shape of the weights; null where there are none. */
  readonly weights: readonly number[] | null;
  readonly synapses: number | null;
  /** Of a weight; null where weights are real numbers. */
  readonly bits: number | null;
  readonly delay: number;
}

export interface Totals {
  readonly neurons: number;
  readonly synapses: number | null;
  readonly units: number | null;
  readonly clusters: number | null;
  readonly cores: number | null;
  readonly routes: number | null;
  readonly routerEntries: number | null;
}

/** The outline of any stage. */
export function outlineOf(stage: Stage): Outline {
  if (stage.stage === 'configuration') return outlineOfConfiguration(stage as Configuration);
  const network = outlineOfNetwork(networkOf(stage) as Network);
  return isNetwork(stage) ? network : withMapping(network, stage as Exclude<Stage, Network | Configuration>);
}
