import type { Origin } from '../../ir/origin.ts';
import type {
  BatchNormProjection, ConvolutionProjection, DenseProjection, Neuron, OneToOneProjection, PaddingProjection, PoolingProjection, Population, Projection, SparseProjection,
} from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { fail, type Where } from '../../diagnostics/diagnostic.ts';
import { uniqueName } from '../names.ts';

/** The network under construction: grows while the nodes are read in order, so populations stand in topological order. */
export interface Draft {
  readonly populations: Map<string, Population>;
  /** By destination. */
  readonly projections: Map<string, Projection[]>;
  /** Names in use, shared by populations and projections. */
  readonly names: Map<string, number>;
  neurons: number;
}

/** Across the network; beyond it the tables of later stages would not fit into memory. */
export const MOST_NEURONS = 2 ** 25;

export function emptyDraft(): Draft {
  return { populations: new Map(), projections: new Map(), names: new Map(), neurons: 0 };
}

/** Adds a population and returns its name, which is `wanted` or that with a number. @throws DiagnosticError S320 */
export function addPopulation(draft: Draft, wanted: string, shape: readonly number[], neuron: Neuron, origin: Origin, where: Where): string {
  draft.neurons += sizeOf(shape);
  if (!(draft.neurons <= MOST_NEURONS)) fail('S320', { what: 'neurons', limit: MOST_NEURONS }, where);
  const name = uniqueName(draft.names, wanted);
  draft.populations.set(name, { name, shape, neuron, origin });
  return name;
}

type WithoutName<P> = P extends Projection ? Omit<P, 'name' | 'delay'> : never;
export type NewProjection = WithoutName<
  DenseProjection | ConvolutionProjection | SparseProjection | PoolingProjection | BatchNormProjection | OneToOneProjection | PaddingProjection
>;

/** Adds a projection of delay 0, named after its ends. */
export function addProjection(draft: Draft, projection: NewProjection): void {
  const name = uniqueName(draft.names, `${projection.source}_to_${projection.destination}`);
  const into = draft.projections.get(projection.destination) ?? [];
  into.push({ ...projection, name, delay: 0 });
  draft.projections.set(projection.destination, into);
}

/** Gives a population its activation. */
export function setNeuron(draft: Draft, name: string, neuron: Neuron): void {
  draft.populations.set(name, { ...draft.populations.get(name)!, neuron });
}

/** The only projection into a population; null when there are several or none. */
export function onlyProjectionInto(draft: Draft, name: string): Projection | null {
  const into = draft.projections.get(name) ?? [];
  return into.length === 1 ? into[0]! : null;
}

/** Puts `projection` in the place of the only projection into its destination. */
export function replaceOnlyProjection(draft: Draft, projection: Projection): void {
  draft.projections.set(projection.destination, [projection]);
}
