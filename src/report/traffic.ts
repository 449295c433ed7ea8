import type { Mesh } from '../ir/target.ts';
import type { Ledger } from '../simulate/ledger/ledger.ts';
import type { Network } from './network.ts';

/** Sums over all samples, unless inside `perInference`. */
export interface Traffic {
  readonly spikes: number;
  readonly packets: number;
  readonly deliveries: number;
  /** Links crossed by all packets. */
  readonly hops: number;
  /** null when there was no packet. */
  readonly hopsPerPacket: number | null;
  /** Packets over the busiest link. */
  readonly maxLinkLoad: number;
  /** Mean absolute distortion of the intervals between spikes of a neuron at a core, s; and spikes that overtook others: of the samples in report key `network`, null without it. */
  readonly isiDistortion: number | null;
  readonly disorder: number | null;
  readonly perInference: { readonly spikes: number; readonly packets: number; readonly hops: number; readonly maxLinkLoad: number };
  /** Links that carried a packet, by the tile they leave. */
  readonly links: readonly LinkLoad[];
}

export interface LinkLoad {
  readonly x: number;
  readonly y: number;
  readonly direction: (typeof DIRECTIONS)[number];
  readonly packets: number;
}

export const DIRECTIONS = ['east', 'north', 'west', 'south'] as const;

/** What went over the mesh. */
export function measureTraffic(ledger: Ledger, mesh: Mesh, network: Network): Traffic {
  const { neuronSpikes: spikes, packets, deliveries, hopsEastWest, hopsNorthSouth } = ledger.total;
  const hops = hopsEastWest + hopsNorthSouth;
  const maxLinkLoad = ledger.linkLoads.reduce((most, one) => Math.max(most, one), 0);
  const perInference = (count: number) => count / ledger.samples;
  return {
    spikes,
    packets,
    deliveries,
    hops,
    hopsPerPacket: packets > 0 ? hops / packets : null,
    maxLinkLoad,
    isiDistortion: network.model === 'cycle' ? network.isiDistortion_s.mean : null,
    disorder: network.model === 'cycle' ? network.disorder.count : null,
    perInference: {
      spikes: perInference(spikes), packets: perInference(packets), hops: perInference(hops), maxLinkLoad: perInference(maxLinkLoad),
    },
    links: loadedLinks(ledger.linkLoads, mesh.width),
  };
}

function loadedLinks(loads: Float64Array, width: number): LinkLoad[] {
  const links: LinkLoad[] = [];
  loads.forEach((packets, link) => {
    const tile = link >> 2;
    if (packets > 0) links.push({ x: tile % width, y: Math.floor(tile / width), direction: DIRECTIONS[link & 3]!, packets });
  });
  return links;
}
