import { neuronBases } from '../../ir/network.ts';
import { piecesOf } from '../../ir/pieces.ts';
import type { Clustered } from '../../ir/clustered.ts';
import type { Placed } from '../../ir/placed.ts';
import type { Routed, Routes } from '../../ir/routed.ts';
import type { Unrolled } from '../../ir/unrolled.ts';
import type { Outline } from './outline.ts';

/** A network's outline with what a later stage says of units, clusters, cores and routes. */
export function withMapping(network: Outline, stage: Unrolled | Clustered | Placed | Routed): Outline {
  const routed = stage.stage === 'routed' ? stage : null;
  const placed = routed?.placed ?? (stage.stage === 'placed' ? stage : null);
  const clustered = placed?.clustered ?? (stage.stage === 'clustered' ? stage : null);
  const unrolled = clustered?.unrolled ?? (stage as Unrolled);
  const units = new Map<number, number>();
  for (const { population } of unrolled.units) units.set(population, (units.get(population) ?? 0) + 1);
  const clusters = clustered && clustersOf(clustered);
  const links = routed && linksPerSpike(routed);
  return {
    ...network, stage: stage.stage,
    populations: network.populations.map((population, index) => {
      const own = clusters?.get(index) ?? null;
      return {
        ...population, units: units.get(index) ?? 0, clusters: clusters ? own?.size ?? 0 : null,
        cores: placed ? [...(own ?? [])].map((cluster) => placed.coreOf[cluster]!).sort((a, b) => a - b) : null, linksPerSpike: links?.[index] ?? null,
      };
    }),
    totals: {
      ...network.totals, units: unrolled.units.length, clusters: clustered?.clusterCount ?? null, cores: placed ? new Set(placed.coreOf).size : null,
      routes: routed?.routes.sourceTile.length ?? null, routerEntries: routed?.keys.key.length ?? null,
    },
  };
}

/** Clusters that hold a part of each population. */
function clustersOf({ unrolled, style, clusterOf }: Clustered): ReadonlyMap<number, ReadonlySet<number>> {
  const { unitOf } = piecesOf(unrolled, style);
  const found = new Map<number, Set<number>>();
  clusterOf.forEach((cluster, piece) => {
    const { population } = unrolled.units[unitOf[piece]!]!;
    if (!found.has(population)) found.set(population, new Set());
    found.get(population)!.add(cluster);
  });
  return found;
}

function linksPerSpike({ placed, routes, axons }: Routed): readonly (number | null)[] {
  const bases = neuronBases(placed.clustered.unrolled.network);
  return meanLinks(routes, axons, Array.from({ length: bases.length - 1 }, (_, index) => [bases[index]!, bases[index + 1]!] as const));
}

/** Links between tiles that one spike of each neuron of a range crosses, on average; null for a range that sends nothing. Read from the router tables, whatever the mesh. */
export function meanLinks({ sourceTile, entryRoute, entryPorts }: Routes, axons: { readonly offsets: Int32Array; readonly routes: Int32Array }, ranges: readonly (readonly [first: number, end: number])[]): readonly (number | null)[] {
  const links = new Int32Array(sourceTile.length);
  entryRoute.forEach((route, entry) => { for (let port = 0; port < 4; port++) if (entryPorts[entry]! & (1 << port)) links[route]!++; });
  return ranges.map(([first, end]) => {
    let [sum, senders] = [0, 0];
    for (let neuron = first; neuron < end; neuron++) {
      const [from, to] = [axons.offsets[neuron]!, axons.offsets[neuron + 1]!];
      if (to > from) senders++;
      for (let i = from; i < to; i++) sum += links[axons.routes[i]!]!;
    }
    return senders === 0 ? null : sum / senders;
  });
}
