import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Mesh, Target } from '../ir/target.ts';
import { mergeHistograms, quantile, type Histogram } from '../simulate/mesh/histogram.ts';
import type { MessageCounts, NetworkCounts } from '../simulate/mesh/network-counts.ts';
import { hopTicks, ticksOf, type Ticks } from '../simulate/mesh/ticks.ts';
import type { Latency, SpikeLatency } from './latency.ts';
import { formatCount } from './quantity.ts';
import { DIRECTIONS } from './traffic.ts';

/** What the mesh did: `analytic` means that packets were timed one by one only. */
export type Network = { readonly model: 'analytic'; readonly reason: string } | CycleNetwork;

/** Sums over the samples that went over the mesh cycle by cycle. */
export interface CycleNetwork {
  readonly model: 'cycle';
  readonly samples: number;
  /** All times are whole multiples of this; `exactTicks`: those of the target are, too. */
  readonly tick_s: number;
  readonly exactTicks: boolean;
  /** Packets that the buffer at the end of a link takes; null: not known, taken as any number. */
  readonly linkBuffer: number | null;
  /** Spikes and input values; `deliveries` arrived of `due`. */
  readonly spikes: MessageReport;
  readonly partialSums: MessageReport;
  /** From the beginning of sending to the arrival in a core. */
  readonly spike_s: SpikeLatency;
  readonly partialSum_s: SpikeLatency;
  readonly perPopulation: readonly { readonly name: string; readonly spike_s: SpikeLatency }[];
  /** Two spikes of a neuron that reach the same core: | (received - received before) - (sent - sent before) |. */
  readonly isiDistortion_s: { readonly mean: number | null; readonly max: number | null; readonly intervals: number };
  /** Arrivals of spikes in a core that were sent before the one that came last. */
  readonly disorder: { readonly count: number; readonly share: number | null };
  readonly throughput_perSecond: number | null;
  /** Share of the network's time that a link is taken, over the links that carried a packet. */
  readonly linkUtilisation: { readonly mean: number | null; readonly max: number | null; readonly links: number; readonly busiest: string | null };
  /** Longest queue before a link. */
  readonly mostWaiting: { readonly packets: number; readonly before: string | null };
  /** From the beginning of a timestep until its last packet has arrived. */
  readonly timestep_s: { readonly mean: number; readonly max: number };
}

export interface MessageReport {
  readonly packets: number;
  readonly hops: number;
  readonly due: number;
  readonly deliveries: number;
}

/** Counts in ticks as times. */
export function describeNetwork(counts: NetworkCounts | null | undefined, { timing, mesh }: Target, populations: readonly { readonly name: string }[]): Network {
  if (!counts) return { model: 'analytic', reason: 'packets were timed one by one, not simulated cycle by cycle (--network cycle does)' };
  if (counts.stopped) return { model: 'analytic', reason: reasonOf(counts.stopped) };
  const ticks = ticksOf(timing);
  const seconds = (time: number): number => time * ticks.tick_s;
  const latency = (histogram: Histogram): SpikeLatency => latencyOf(histogram, ticks.tick_s);
  const { isi, disorder } = counts;
  const spikes = counts.latencies.slice(0, -1);
  const delivered = counts.spikes.delivered + counts.partialSums.delivered;
  return {
    model: 'cycle', samples: counts.samples, tick_s: ticks.tick_s, exactTicks: ticks.exact, linkBuffer: mesh.linkBuffer ?? null,
    spikes: messages(counts.spikes), partialSums: messages(counts.partialSums),
    spike_s: latency(spikes.reduce(mergeHistograms)), partialSum_s: latency(counts.latencies[counts.latencies.length - 1]!),
    perPopulation: populations.map(({ name }, i) => ({ name, spike_s: latency(spikes[i]!) })),
    isiDistortion_s: {
      mean: isi.intervals > 0 ? seconds(isi.distortion / isi.intervals) : null, max: isi.intervals > 0 ? seconds(isi.largest) : null, intervals: isi.intervals,
    },
    disorder: { count: disorder, share: counts.spikes.delivered > 0 ? disorder / counts.spikes.delivered : null },
    throughput_perSecond: counts.ticks > 0 ? delivered / seconds(counts.ticks) : null,
    linkUtilisation: utilisationOf(counts, ticks, mesh),
    mostWaiting: { packets: counts.mostWaiting, before: counts.mostWaitingAt < 0 ? null : linkName(counts.mostWaitingAt, mesh) },
    timestep_s: { mean: seconds(counts.ticks / Math.max(1, counts.timesteps)), max: seconds(counts.longestTimestep) },
  };
}

/** The latency with times of spikes from the mesh where there are any. */
export function withNetwork(latency: Latency, network: Network): Latency {
  if (network.model === 'analytic') return latency;
  const byName = new Map(network.perPopulation.map(({ name, spike_s }) => [name, spike_s]));
  return {
    ...latency, spike_s: network.spike_s, spikeModel: 'cycle', uncontended_s: latency.spike_s,
    perLayer: latency.perLayer.map((one) => ({ ...one, spike_s: byName.get(one.name) ?? one.spike_s })),
  };
}

/** What a user has to know: packets that could not move, and simulations that were asked for and not made. */
export function findingsOfNetwork(counts: NetworkCounts | null | undefined, { timing, mesh, name }: Target, asked: boolean): readonly Diagnostic[] {
  const stopped = counts?.stopped ?? null;
  const { exact, tick_s } = ticksOf(timing);
  return [
    ...(counts && !exact ? [diagnose('S823', { target: name, tick_ns: tick_s * 1e9 })] : []),
    ...(stopped === null ? [] : stopped.why === 'costly' ? (asked ? [diagnose('S822', stopped)] : [])
      : [diagnose(stopped.why === 'deadlock' ? 'S820' : 'S821', { ...stopped, before: stopped.link < 0 ? null : linkName(stopped.link, mesh), buffer: mesh.linkBuffer ?? null })]),
  ];
}

function reasonOf(stopped: NonNullable<NetworkCounts['stopped']>): string {
  if (stopped.why === 'costly') return `sample ${stopped.sample} has ${formatCount(stopped.hops)} hops, more than ${formatCount(stopped.limit)}, so packets were timed one by one (--network cycle simulates more)`;
  return stopped.why === 'deadlock' ? `in sample ${stopped.sample} packets could not move any more` : `sample ${stopped.sample} has too many packets at once`;
}

function latencyOf(histogram: Histogram, tick_s: number): SpikeLatency {
  const p95 = quantile(histogram, 0.95);
  if (p95 === null) return { mean: null, p95: null, max: null };
  return { mean: (histogram.sum / histogram.count) * tick_s, p95: p95 * tick_s, max: histogram.largest * tick_s };
}

function messages({ delivered, ...rest }: MessageCounts): MessageReport {
  return { ...rest, deliveries: delivered };
}

function utilisationOf({ crossed, ticks: time }: NetworkCounts, ticks: Ticks, mesh: Mesh): CycleNetwork['linkUtilisation'] {
  let [sum, max, links, busiest] = [0, 0, 0, -1];
  crossed.forEach((packets, link) => {
    if (packets === 0 || time === 0) return;
    const share = (packets * hopTicks(ticks, mesh, link >> 2, link & 3)) / time;
    links++;
    sum += share;
    if (share > max) [max, busiest] = [share, link];
  });
  if (links === 0) return { mean: null, max: null, links: 0, busiest: null };
  return { mean: sum / links, max, links, busiest: busiest < 0 ? null : linkName(busiest, mesh) };
}

/** What packets in a queue wait for: `to go east from tile (3, 2)`, `to get into core 7`. */
export function waitingText(before: string): string {
  return before.startsWith('into ') ? `to get ${before}` : `to go ${before.replace(' of ', ' from ')}`;
}

/** `east of tile (3, 2)`, `into core 7`. */
export function linkName(link: number, { width, height }: Mesh): string {
  if (link >= 4 * width * height) return `into core ${link - 4 * width * height}`;
  const tile = link >> 2;
  return `${DIRECTIONS[link & 3]} of tile (${tile % width}, ${Math.floor(tile / width)})`;
}
