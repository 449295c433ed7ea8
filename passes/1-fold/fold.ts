import { diagnose, fail, stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { freeName } from '../../src/ir/names.ts';
import { isAnn, populationNamed, type Network, type Population, type Projection } from '../../src/ir/network.ts';
import type { Pass } from '../../src/ir/pass.ts';
import { cyclesAmong, updateOrder } from '../../src/ir/population-graph.ts';
import { sizeOf } from '../../src/ir/tensor.ts';
import { compose } from './compose.ts';
import { asMatrix, isSparse } from './listed-map.ts';
import { isZero, mapOf, projectionOf, type Ends, type LinearMap } from './linear-map.ts';
import { settleMaximumPooling } from './maximum-pooling.ts';
import { adoptPlanes } from './reshape.ts';
import { settleTimes } from './settle-times.ts';

export type FoldOptions = Readonly<Record<string, never>>;

/** Composes every linear population but the output away. */
export const fold: Pass<Network, Network, FoldOptions> = {
  name: 'fold',
  summary: 'only dense and convolution projections (with a sum window), listed synapses and maximum pooling are left; only the output may be linear',
  options: [],
  run: (network) => {
    const settled = settleMaximumPooling(settleTimes(network));
    stopOnErrors(settled.diagnostics);
    const shaped = adoptPlanes(settled.network);
    refuseLinearLoops(shaped);
    const { output, diagnostics } = eliminate(shaped);
    return { output, diagnostics, statistics: statisticsOf(network, output) };
  },
};

/** A projection while it is being folded; null map: maximum pooling, which stays as it is. */
interface Link {
  readonly ends: Ends;
  readonly map: LinearMap | null;
  readonly original: Projection;
}

/** Removes linear populations from the output back, so that projections with weights swallow what stands before them. */
function eliminate(network: Network): { readonly output: Network; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const taken = new Set(network.projections.map((projection) => projection.name));
  let links: readonly Link[] = network.projections.map((projection) => ({ ends: projection, map: startOf(network, projection), original: projection }));
  const linear = updateOrder(network).map((name) => populationNamed(network, name)).filter((population) => isRemovable(network, population));
  for (const population of linear.toReversed()) {
    const incoming = links.filter((link) => link.ends.destination === population.name);
    const outgoing = links.filter((link) => link.ends.source === population.name);
    const others = links.filter((link) => !incoming.includes(link) && !outgoing.includes(link));
    for (const link of [...incoming, ...outgoing]) taken.delete(link.ends.name);
    const joined = outgoing.flatMap((second) => incoming.map((first, index) => {
      if (second.ends.delay > 0 && hasBias(first.map)) {
        diagnostics.push(diagnose('S537', { first: first.ends.name, second: second.ends.name, delay: second.ends.delay }, first.ends.origin));
      }
      return join(network, first, index === 0 ? second : { ...second, map: withoutBias(second.map) }, population, taken);
    }));
    links = [...others, ...joined];
  }
  const removed = new Set(linear.map((population) => population.name));
  const populations = network.populations.filter((population) => !removed.has(population.name));
  return { output: { ...network, stage: 'folded', populations, projections: inFileOrder(network, links).map((link) => finish(network, link)) }, diagnostics };
}

function isRemovable(network: Network, { name, neuron }: Population): boolean {
  return neuron.kind === 'linear' && name !== network.output.population;
}

function startOf(network: Network, projection: Projection): LinearMap | null {
  if (projection.kind === 'pooling' && projection.method === 'maximum') return null;
  return mapOf(projection, populationNamed(network, projection.source).shape);
}

/** Bias and shift count once, however many projections meet in the population between. */
function withoutBias(map: LinearMap | null): LinearMap | null {
  if (!map) return null;
  return map.kind === 'channelwise' ? { ...map, shift: null } : { ...map, bias: null };
}

function hasBias(map: LinearMap | null): boolean {
  return !!map && !isZero(map.kind === 'channelwise' ? map.shift : map.bias);
}

function join(network: Network, first: Link, second: Link, middle: Population, taken: Set<string>): Link {
  const names = { first: first.ends.name, second: second.ends.name };
  if (!first.map || !second.map) {
    return fail('S531', { ...names, reason: 'the maximum is not linear' }, (first.map ? second : first).ends.origin);
  }
  const source = populationNamed(network, first.ends.source).shape;
  const map = compose(first.map, second.map, { ...names, source, middle: middle.shape, origin: second.ends.origin });
  const carrier = first.map.kind === 'channelwise' ? second : first;
  const both = first.map.kind !== 'channelwise' && second.map.kind !== 'channelwise';
  const receptor = second.ends.receptor ?? first.ends.receptor;
  const ends: Ends = {
    name: freeName(both ? `${names.first}+${names.second}` : carrier.ends.name, taken),
    source: first.ends.source, destination: second.ends.destination,
    delay: first.ends.delay + second.ends.delay, ...(receptor && { receptor }), origin: carrier.ends.origin,
  };
  return { ends, map, original: carrier.original };
}

function inFileOrder(network: Network, links: readonly Link[]): readonly Link[] {
  const place = new Map(network.projections.map((projection, index) => [projection.name, index]));
  return links.toSorted((a, b) => place.get(a.original.name)! - place.get(b.original.name)!);
}

function finish(network: Network, { ends, map, original }: Link): Projection {
  if (!map) return original;
  const source = populationNamed(network, ends.source).shape;
  const inputs = sizeOf(source);
  const isList = map.kind === 'listed' && !isAnn(network) && isSparse(map.sources.length, inputs, map.offsets.length - 1);
  return projectionOf(map.kind === 'listed' && !isList ? asMatrix(map, inputs, ends.name, ends.origin) : map, ends, source, populationNamed(network, ends.destination).shape);
}

function refuseLinearLoops(network: Network): void {
  const removable = new Set(network.populations.filter((population) => isRemovable(network, population)).map((population) => population.name));
  const loops = cyclesAmong(network, ({ source, destination }) => removable.has(source) && removable.has(destination));
  stopOnErrors(loops.map((populations) => diagnose('S536', { populations }, populationNamed(network, populations[0]!).origin)));
}

function statisticsOf(before: Network, after: Network): Record<string, number> {
  const count = (network: Network, kind: Projection['kind']): number => network.projections.filter((projection) => projection.kind === kind).length;
  const folded = (kind: Projection['kind']): number => Math.max(0, count(before, kind) - count(after, kind));
  return {
    'linear populations folded': before.populations.filter((population) => isRemovable(before, population)).length,
    'batch norms folded': folded('batch-norm'),
    'poolings folded': folded('pooling'),
    'paddings folded': folded('padding'),
    'one-to-one folded': folded('one-to-one'),
    'dense folded': folded('dense'),
  };
}
