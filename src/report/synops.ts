import type { Ledger } from '../simulate/ledger/ledger.ts';
import type { MappingSummary } from './input.ts';

/** Operation counts of one inference over all its timesteps, in the terms of NeuroBench (github.com/NeuroBench/neurobench). */
export interface SynapticOperations {
  /** All weight x activation pairs, zeros included. */
  readonly dense: number;
  /** Weights read by input values of many levels: the populations that current-coded input feeds. */
  readonly effectiveMACs: number;
  /** Weights read by spikes. */
  readonly effectiveACs: number;
  /** Share of weights that are zero. */
  readonly connectionSparsity: number;
  /** Share of (neuron, timestep) pairs without a spike; input populations are not neurons. */
  readonly activationSparsity: number;
}

/** Counts operations the way papers claim them, beside the simulated cost: a weight is one, however many slices hold it. */
export function countSynapticOperations(ledger: Ledger, mapping: MappingSummary): SynapticOperations {
  const valueFed = ledger.populations.filter(({ counts }) => counts.dacConversions > 0);
  const updated = ledger.populations.filter(({ counts }) => counts.neuronUpdates > 0);
  const multiplied = sum(valueFed.map(({ counts }) => counts.synapticEvents));
  const chances = sum(updated.map(({ neurons }) => neurons)) * ledger.timesteps * ledger.samples;
  const times = ledger.samples * (ledger.slices ?? 1);
  const spikes = sum(updated.map(({ counts }) => counts.neuronSpikes));
  return {
    dense: mapping.synapticOperations.dense,
    effectiveMACs: multiplied / times,
    effectiveACs: (ledger.total.synapticEvents - multiplied) / times,
    connectionSparsity: mapping.synapticOperations.connectionSparsity,
    activationSparsity: chances === 0 ? 1 : 1 - spikes / chances,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
