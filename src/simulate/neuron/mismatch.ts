import type { ConfiguredNeurons } from '../../ir/configuration.ts';
import { normal, uniform } from '../../ir/random.ts';
import { indexOf, isPadding, type EngineLayout } from '../engine/layout.ts';

/** What is drawn for each neuron of a chip; an address of random numbers each. */
export const STREAMS = { step: 101, threshold: 102, frequency: 103, tap: 104, phaseNoise: 105 } as const;

/** What tells the neurons of a population apart from all others of all chips. */
export interface Draws {
  readonly seed: number;
  readonly population: ConfiguredNeurons;
  readonly layout: EngineLayout;
}

/** sigma N(0, 1) for every neuron by local id, drawn once a chip; padding has 0. */
export function normals(draws: Draws, stream: number, sigma: number): Float64Array {
  return byNeuron(draws, (neuron) => (sigma === 0 ? 0 : sigma * normal(draws.seed, stream, neuron)));
}

/** Uniform in 0 .. most for every neuron. */
export function uniforms(draws: Draws, stream: number, most: number): Float64Array {
  return byNeuron(draws, (neuron) => most * uniform(draws.seed, stream, neuron));
}

function byNeuron({ population: { firstNeuron }, layout }: Draws, draw: (neuron: number) => number): Float64Array {
  return Float64Array.from({ length: layout.size }, (_, local) => (isPadding(layout, local) ? 0 : draw(firstNeuron + indexOf(layout, local))));
}
