import type { PhaseDomainCircuit } from '../../ir/neuron-circuit.ts';
import { extendHash, hash, normal, normalAt } from '../../ir/random.ts';

/** Addresses of random numbers: those of a chip, and those of a sample. */
const THRESHOLD_STREAM = 110;
const JITTER_STREAM = 111;

/** What somas do to spike times, which are in units of tau. */
export interface Imperfections {
  /** Factor on the threshold of a neuron, drawn once a chip; not below 0. */
  readonly thresholdFactor: (neuron: number) => number;
  /** When a neuron whose spike is due at a finite time sends it in a sample: jitter first, then up to the grid. */
  readonly sentAt: ((time: number, sample: number, neuron: number) => number) | null;
}

/** The imperfections of a chip's somas; inputs come from outside and have none. */
export function imperfectionsOf(circuit: PhaseDomainCircuit | null, seed: number): Imperfections {
  if (!circuit) return { thresholdFactor: () => 1, sentAt: null };
  const { timeGrid, jitter, thresholdMismatch } = circuit;
  return {
    thresholdFactor: (neuron) => (thresholdMismatch === 0 ? 1 : Math.max(0, 1 + thresholdMismatch * normal(seed, THRESHOLD_STREAM, neuron))),
    sentAt: timeGrid === 0 && jitter === 0 ? null : sender(timeGrid, jitter, seed),
  };
}

function sender(grid: number, jitter: number, seed: number): (time: number, sample: number, neuron: number) => number {
  let [of, address] = [-1, 0];
  return (time, sample, neuron) => {
    if (sample !== of) [of, address] = [sample, hash(seed, JITTER_STREAM, sample)];
    const moved = jitter === 0 ? time : Math.max(0, time + jitter * normalAt(extendHash(address, neuron)));
    return grid === 0 ? moved : Math.ceil(moved / grid) * grid;
  };
}
