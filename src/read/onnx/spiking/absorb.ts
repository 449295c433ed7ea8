import type { Population, Projection } from '../../../ir/network.ts';
import type { Draft } from '../draft.ts';
import { uniqueName } from '../../names.ts';
import type { Echo } from './assembly.ts';

interface Parts {
  readonly populations: readonly Population[];
  readonly projections: readonly Projection[];
}

/**
 * The draft without what only carried it along: populations that stand for another become that one, with the delay in the projection, and
 * a linear population that does nothing but hand its sum on to one other is that other.
 */
export function absorbed(draft: Draft, echoes: ReadonlyMap<string, Echo>, output: string): Parts {
  const populations = [...draft.populations.values()].filter(({ name }) => !echoes.has(name));
  let projections = [...draft.projections.values()].flat().map((projection): Projection => {
    const echo = echoes.get(projection.source);
    return echo ? { ...projection, source: echo.population, delay: echo.delay } : projection;
  });
  const shapes = new Map(populations.map((population) => [population.name, population]));
  const heirs = heirsOf(shapes, projections, output);
  const heirOf = (name: string): string => {
    let at = name;
    for (let next = heirs.get(at); next !== undefined; next = heirs.get(at)) at = next;
    return at;
  };
  projections = projections.filter(({ source, destination }) => heirs.get(source) !== destination).map((projection) => ({ ...projection, destination: heirOf(projection.destination) }));
  return { populations: populations.filter(({ name }) => !heirs.has(name)), projections: named(projections) };
}

/** Linear populations by the one population that takes them over. */
function heirsOf(populations: ReadonlyMap<string, Population>, projections: readonly Projection[], output: string): ReadonlyMap<string, string> {
  const outgoing = new Map<string, Projection[]>();
  for (const projection of projections) outgoing.set(projection.source, [...(outgoing.get(projection.source) ?? []), projection]);
  const heirs = new Map<string, string>();
  for (const { name, neuron, shape } of populations.values()) {
    const [only, ...more] = outgoing.get(name) ?? [];
    if (neuron.kind !== 'linear' || name === output || !only || more.length > 0 || only.kind !== 'one-to-one' || only.delay !== 0) continue;
    const heir = populations.get(only.destination)!.shape;
    if (heir.length === shape.length && heir.every((extent, axis) => extent === shape[axis])) heirs.set(name, only.destination);
  }
  return heirs;
}

function named(projections: readonly Projection[]): readonly Projection[] {
  const names = new Map<string, number>();
  return projections.map((projection) => ({ ...projection, name: uniqueName(names, `${projection.source}_to_${projection.destination}`) }));
}
