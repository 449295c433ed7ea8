import { emptyHistogram, mergeHistograms, type Histogram } from './histogram.ts';
import type { MeshRecord } from './mesh-record.ts';
import type { Halt } from './run-round.ts';

/** What was counted in the mesh, in ticks; sums over samples, so that parts from several workers just add up. */
export interface NetworkCounts {
  readonly samples: number;
  readonly timesteps: number;
  /** Ticks of all timesteps, and of the longest. */
  readonly ticks: number;
  readonly longestTimestep: number;
  readonly spikes: MessageCounts;
  readonly partialSums: MessageCounts;
  /** From the beginning of sending to the arrival in a core: by source population, those of partial sums last. */
  readonly latencies: readonly Histogram[];
  /** Between two spikes of a neuron that reach the same core: how much later or earlier the second comes than it was sent. */
  readonly isi: { readonly intervals: number; readonly distortion: number; readonly largest: number };
  /** Arrivals of spikes in a core that were sent before the one that came last. */
  readonly disorder: number;
  /** Packets over each link, [4 tile + port]. */
  readonly crossed: Float64Array;
  /** Longest queue before a link, and its number: up to 4 per tile as above, then links into the cores. */
  readonly mostWaiting: number;
  readonly mostWaitingAt: number;
  /** Set where the simulation stopped: the counts are of no use then. */
  readonly stopped: Stopped | null;
  /** The first sample link by link; absent where nobody asked. */
  readonly record?: MeshRecord;
}

export interface MessageCounts {
  readonly packets: number;
  readonly hops: number;
  /** Cores that these packets were for, and arrivals. */
  readonly due: number;
  readonly delivered: number;
}

export type Stopped =
  | { readonly why: Halt; readonly sample: number; readonly timestep: number; readonly packets: number; readonly waiting: number; readonly link: number }
  /** More hops than may be simulated. */
  | { readonly why: 'costly'; readonly sample: number; readonly hops: number; readonly limit: number };

export function noNetworkCounts(populations: number, links: number): NetworkCounts {
  const messages = { packets: 0, hops: 0, due: 0, delivered: 0 };
  return {
    samples: 0, timesteps: 0, ticks: 0, longestTimestep: 0, spikes: messages, partialSums: messages,
    latencies: Array.from({ length: populations + 1 }, emptyHistogram), isi: { intervals: 0, distortion: 0, largest: 0 }, disorder: 0,
    crossed: new Float64Array(links), mostWaiting: 0, mostWaitingAt: -1, stopped: null,
  };
}

export function addNetworkCounts(a: NetworkCounts, b: NetworkCounts): NetworkCounts {
  const longer = b.mostWaiting > a.mostWaiting ? b : a;
  return {
    samples: a.samples + b.samples, timesteps: a.timesteps + b.timesteps, ticks: a.ticks + b.ticks,
    longestTimestep: Math.max(a.longestTimestep, b.longestTimestep),
    spikes: addMessages(a.spikes, b.spikes), partialSums: addMessages(a.partialSums, b.partialSums),
    latencies: a.latencies.map((one, i) => mergeHistograms(one, b.latencies[i]!)),
    isi: { intervals: a.isi.intervals + b.isi.intervals, distortion: a.isi.distortion + b.isi.distortion, largest: Math.max(a.isi.largest, b.isi.largest) },
    disorder: a.disorder + b.disorder,
    crossed: a.crossed.map((count, link) => count + b.crossed[link]!),
    mostWaiting: longer.mostWaiting, mostWaitingAt: longer.mostWaitingAt,
    stopped: a.stopped ?? b.stopped,
    ...((a.record ?? b.record) && { record: (a.record ?? b.record)! }),
  };
}

function addMessages(a: MessageCounts, b: MessageCounts): MessageCounts {
  return { packets: a.packets + b.packets, hops: a.hops + b.hops, due: a.due + b.due, delivered: a.delivered + b.delivered };
}
