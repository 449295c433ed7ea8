import type { Population, Projection } from '../../../ir/network.ts';

/** The output of a network whose file names none: the last population of neurons that sends to no other; the last of all where each sends. */
export function lastToSpeak(populations: readonly Population[], projections: readonly Projection[]): string | null {
  const sending = new Set(projections.filter(({ source, destination }) => source !== destination).map(({ source }) => source));
  const neurons = populations.filter(({ neuron }) => neuron.kind !== 'input').map(({ name }) => name);
  return neurons.findLast((name) => !sending.has(name)) ?? neurons.at(-1) ?? null;
}
