import type { ConfiguredNeurons, ConfiguredPopulation } from '../../ir/configuration.ts';
import { isPlain } from '../../ir/network.ts';
import type { NeuronCircuit, SomaCircuit } from '../../ir/neuron-circuit.ts';
import type { EngineLayout } from '../engine/layout.ts';
import type { GeneralSoma } from '../engine/soma/general.ts';
import { differenceSoma } from './difference.ts';
import { timeDomainSoma } from './time-domain.ts';
import { voltageDomainSoma } from './voltage-domain.ts';

/** Whether somas of this circuit need the positive and the negative drive of a timestep apart. */
export function isBranched(circuit: NeuronCircuit | null | undefined): boolean {
  return circuit?.kind === 'voltage-domain';
}

/** Whether a population is made of the chip's circuit: all but neurons that never fire, whose potential stands for itself. */
export function isOnCircuit(population: ConfiguredPopulation, circuit: NeuronCircuit | null | undefined): boolean {
  return population.kind === 'neurons' && circuit !== null && circuit !== undefined && circuit.kind !== 'ideal' && firesAtAll(population);
}

/** Neurons whose threshold is the largest f32 or beyond are read by their potential (`passes/2-convert/normalise.ts`). */
export function firesAtAll({ neuron: { threshold, sends } }: ConfiguredNeurons): boolean {
  const largest = Math.fround(3.4028234663852886e38);
  return sends === 'spikes' && (typeof threshold === 'number' ? threshold < largest : threshold.some((value) => value < largest));
}

/** Where a population stands, for those who make its somas. */
export interface SomaPlace {
  readonly population: ConfiguredNeurons;
  readonly index: number;
  readonly layout: EngineLayout;
  readonly seed: number;
  /** State of the population, read by whoever reads the membrane. */
  readonly potentials: Float32Array;
}

/** The somas of a population on a chip with this circuit; null where the engine updates them as the network says. */
export function circuitSoma(somas: SomaCircuit | null, place: SomaPlace): GeneralSoma | null {
  if (!somas) return null;
  const { circuit, settings } = somas;
  const { population, index, layout, seed, potentials } = place;
  if (!isOnCircuit(population, circuit)) return isBranched(circuit) && isPlain(population.neuron) ? differenceSoma(population, layout, potentials) : null;
  const draws = { seed, population, layout };
  switch (circuit.kind) {
    case 'voltage-domain': return voltageDomainSoma(circuit, settings?.[index] ?? null, draws, potentials);
    case 'time-domain': return timeDomainSoma(circuit, draws, index, potentials);
    case 'phase-domain': case 'ideal': return null;
  }
}
