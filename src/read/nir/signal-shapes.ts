import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { samePlanes } from '../../ir/geometry.ts';
import { neuronCount, planeShape, populationNamed, projectionsInto, type Network, type Population, type Projection } from '../../ir/network.ts';

/** The shape in which each population stands in NIR, where a matrix always makes a vector and a window always needs planes. */
export interface SignalShapes {
  readonly of: (population: Population) => readonly number[];
  /** Whether all planes are rows: then they are written as [channels, length], for Conv1d. */
  readonly rows: boolean;
  /** Names of the populations that cannot stand in NIR, each with a diagnostic. */
  readonly torn: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

export function signalShapes(network: Network): SignalShapes {
  const vectors = vectorsOf(network);
  const needed = new Set(network.projections.filter(needsPlanes).map(({ source }) => source));
  const rows = areRows(network, needed);
  const torn = network.populations.filter(({ name }) => vectors.has(name) && needed.has(name));
  return {
    rows, torn: new Set(torn.map(({ name }) => name)),
    of: (population) => shapeOf(population, vectors.has(population.name), needed.has(population.name), rows),
    diagnostics: torn.map(({ name, origin }) => diagnose('S920', {
      what: `population "${name}"`, reason: 'a matrix leads to it and windows slide over it, but NIR has no node that makes planes of a vector',
    }, origin)),
  };
}

/** Names of the populations that receive a vector: from a matrix, from planes that are flattened on the way, or passed on from another such. */
function vectorsOf(network: Network): ReadonlySet<string> {
  const vectors = new Set<string>();
  const passesOn = (projection: Projection): boolean => (projection.kind === 'one-to-one' || projection.kind === 'batch-norm') && (isVector(projection.source) || flattens(network, projection));
  const isVector = (name: string): boolean => vectors.has(name) || network.populations.some((population) => population.name === name && population.shape.length === 1);
  for (let before = -1; before < vectors.size;) {
    before = vectors.size;
    for (const { name } of network.populations) {
      if (projectionsInto(network, name).some((projection) => projection.kind === 'dense' || projection.kind === 'sparse' || projection.kind === 'listed' || passesOn(projection))) vectors.add(name);
    }
  }
  return vectors;
}

function flattens(network: Network, { source, destination }: Projection): boolean {
  return !samePlanes(populationNamed(network, source).shape, populationNamed(network, destination).shape);
}

/** Whether windows slide over the source. */
function needsPlanes(projection: Projection): boolean {
  return projection.kind === 'convolution' || projection.kind === 'pooling' || projection.kind === 'padding' || (projection.kind === 'dense' && projection.window !== null);
}

/** Whether every window is one row high and slides over rows, so that one-dimensional convolutions say it all. */
function areRows({ populations, projections }: Network, needed: ReadonlySet<string>): boolean {
  const sliding = projections.filter(needsPlanes);
  return sliding.length > 0 && sliding.every((projection) => projection.kind === 'convolution' && projection.window === null && projection.weights.shape[2] === 1
    && projection.stride[0] === 1 && projection.padding[0] === 0 && projection.padding[2] === 0)
    && populations.every(({ name, shape }) => !needed.has(name) || planeShape(shape)[1] === 1)
    && populations.every(({ shape }) => shape.length === 1 || shape[1] === 1);
}

function shapeOf(population: Population, vector: boolean, needed: boolean, rows: boolean): readonly number[] {
  if (vector) return [neuronCount(population)];
  const shape = needed ? planeShape(population.shape) : population.shape;
  return rows && shape.length === 3 ? [shape[0]!, shape[2]!] : shape;
}
