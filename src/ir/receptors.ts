import { projectionsInto, type Network, type Population, type Projection } from './network.ts';

/** The conductances of a conductance-based neuron, in the order of its drives. */
export const RECEPTORS = ['excitatory', 'inhibitory'] as const;
export type Receptor = (typeof RECEPTORS)[number];

/** Drives that a population needs apart: two for conductance-based neurons (excitatory, inhibitory), one for all others. */
export function driveCount({ neuron }: { readonly neuron: { readonly kind: string } }): 1 | 2 {
  return neuron.kind === 'conductance-lif' ? 2 : 1;
}

/** Which drive of its destination a projection adds to. */
export function driveOfProjection({ receptor }: Pick<Projection, 'receptor'>, destination: Pick<Population, 'neuron'>): 0 | 1 {
  return driveCount(destination) === 2 && receptor === 'inhibitory' ? 1 : 0;
}

/** Projections into a population, by the drive they add to. */
export function projectionsByDrive(network: Network, population: Population): readonly (readonly Projection[])[] {
  const incoming = projectionsInto(network, population.name);
  return Array.from({ length: driveCount(population) }, (_, drive) => incoming.filter((projection) => driveOfProjection(projection, population) === drive));
}
