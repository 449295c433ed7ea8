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

/** The stage that a stage was made from and still holds; null for networks and configurations. */
export function innerStageOf(stage: Stage): Stage | null {
  switch (stage.stage) {
    case 'unrolled': return stage.network;
    case 'clustered': return stage.unrolled;
    case 'placed': return stage.clustered;
    case 'routed': return stage.placed;
    default: return null;
  }
}

/** The network inside a stage; null for a configuration, which no longer holds one. */
export function networkOf(stage: Stage): Network | null {
  if (isNetwork(stage)) return stage;
  const inner = innerStageOf(stage);
  return inner && networkOf(inner);
}

/** The unrolled network inside a stage; null before unrolling and in a configuration. */
export function unrolledOf(stage: Stage): Unrolled | null {
  if (stage.stage === 'unrolled') return stage;
  const inner = innerStageOf(stage);
  return inner && unrolledOf(inner);
}

/** The placement inside a stage; null before placement and in a configuration. */
export function placedOf(stage: Stage): Placed | null {
  if (stage.stage === 'placed') return stage;
  const inner = innerStageOf(stage);
  return inner && placedOf(inner);
}
