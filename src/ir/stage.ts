import type { Clustered } from './clustered.ts';
import type { Configuration } from './configuration.ts';
import type { Network } from './network.ts';
import type { Placed } from './placed.ts';
import type { Routed } from './routed.ts';
import type { Unrolled } from './unrolled.ts';

/** The network at any point of its way to the chip. */
export type Stage = Network | Unrolled | Clustered | Placed | Routed | Configuration;

export const STAGE_NAMES = ['network', 'folded', 'spiking', 'quantised', 'unrolled', 'clustered', 'placed', 'routed', 'configuration'] as const;
export type StageName = (typeof STAGE_NAMES)[number];

export function isNetwork(stage: Stage): stage is Network {
  return STAGE_NAMES.indexOf(stage.stage) <= STAGE_NAMES.indexOf('quantised');
}

/** The network inside a stage; null for a configuration, which no longer holds one. */
export function networkOf(stage: Stage): Network | null {
  switch (stage.stage) {
    case 'unrolled': return stage.network;
    case 'clustered': return stage.unrolled.network;
    case 'placed': return stage.clustered.unrolled.network;
    case 'routed': return stage.placed.clustered.unrolled.network;
    case 'configuration': return null;
    default: return stage;
  }
}

/** The unrolled network inside a stage; null before unrolling and in a configuration. */
export function unrolledOf(stage: Stage): Unrolled | null {
  switch (stage.stage) {
    case 'unrolled': return stage;
    case 'clustered': return stage.unrolled;
    case 'placed': return stage.clustered.unrolled;
    case 'routed': return stage.placed.clustered.unrolled;
    default: return null;
  }
}
