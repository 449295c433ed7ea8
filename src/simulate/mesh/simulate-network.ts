import type { Configuration } from '../../ir/configuration.ts';
import type { Target } from '../../ir/target.ts';
import { emptyHistogram, note } from './histogram.ts';
import { meshRecorder } from './mesh-record.ts';
import { meshRoutesOf } from './mesh-routes.ts';
import { LINK, meshState, RECORD, type MeshState } from './mesh-state.ts';
import { addNetworkCounts, noNetworkCounts, type MessageCounts, type NetworkCounts, type Stopped } from './network-counts.ts';
import { routeMetrics } from './route-metrics.ts';
import { runRound } from './run-round.ts';
import type { SampleActivity } from './sample-activity.ts';
import { hopsOfSample, roundsOf, trafficPlanOf, type SampleRound, type TrafficPlan } from './sample-rounds.ts';
import { ticksOf } from './ticks.ts';

/** The mesh of a configuration, ready to carry what samples send. */
export interface NetworkSimulator {
  /** @param sample its number, for what is said of it */
  readonly run: (activity: SampleActivity, sample: number) => void;
  /** What all samples since the last call amounted to. */
  readonly takeCounts: () => NetworkCounts;
}

/**
 * Carries the packets of samples over the mesh, cycle by cycle (`run-round.ts`). A sample is a round of spikes and rounds of partial sums in every
 * timestep; each begins when the mesh is empty, as the barrier between timesteps wants it.
 * @param mostHops a sample with more is not simulated: the counts say so
 * @param record whether the very first sample is kept link by link
 */
export function networkSimulator(configuration: Configuration, target: Target, mostHops: number, record = false): NetworkSimulator {
  const { mesh } = target;
  const plan = trafficPlanOf(configuration, target);
  const [routes, ticks] = [meshRoutesOf(configuration.routes, mesh), ticksOf(target.timing)];
  const parts: Parts = {
    configuration, target, mostHops, record, tick_s: ticks.tick_s, plan, hops: hopsOf(configuration, target), lastLatency: new Int32Array(plan.pairs),
    emptyMesh: () => meshState(mesh, routes, ticks, mesh.linkBuffer ?? null), state: null,
  };
  const empty = (): NetworkCounts => noNetworkCounts(configuration.populations.length, 4 * mesh.width * mesh.height);
  let counts = empty();
  return {
    run: (activity, sample) => { counts = addNetworkCounts(counts, runSample(parts, activity, sample)); },
    takeCounts() {
      const taken = counts;
      counts = empty();
      return taken;
    },
  };
}

interface Parts {
  readonly configuration: Configuration;
  readonly target: Target;
  readonly mostHops: number;
  readonly record: boolean;
  readonly tick_s: number;
  readonly plan: TrafficPlan;
  /** Links that a packet on each route crosses. */
  readonly hops: Int32Array;
  /** Of each pair (neuron, destination core), within a sample. */
  readonly lastLatency: Int32Array;
  readonly emptyMesh: () => MeshState;
  /** As the last sample left it: empty; null before the first one, and after one that did not come to its end. */
  state: MeshState | null;
}

function runSample(parts: Parts, activity: SampleActivity, sample: number): NetworkCounts {
  const { configuration, plan, mostHops, record, target: { mesh } } = parts;
  const nothing = noNetworkCounts(configuration.populations.length, 4 * mesh.width * mesh.height);
  const hops = hopsOfSample(plan, activity, parts.hops);
  if (hops > mostHops) return { ...nothing, stopped: { why: 'costly', sample, hops, limit: mostHops } };
  const tally = sampleTally(parts);
  const state = parts.state ?? parts.emptyMesh();
  parts.state = null;
  state.arrival = tally.arrival;
  const recorder = record && sample === 0 ? meshRecorder(configuration, mesh, parts.tick_s) : null;
  state.watch = recorder?.watch ?? null;
  for (const { timestep, round } of roundsOf(plan, activity)) {
    tally.open(timestep, round);
    recorder?.open(timestep, round);
    const halt = runRound(state, round);
    if (halt) return { ...nothing, stopped: { why: halt, sample, timestep, packets: round.count, ...longestQueue(state) } };
    tally.close(state.now);
    recorder?.close(state.now);
  }
  parts.state = state;
  return { ...tally.counts(state), ...(recorder && { record: recorder.take() }) };
}

function hopsOf({ routes }: Configuration, { mesh }: Target): Int32Array {
  const { hopsEastWest, hopsNorthSouth } = routeMetrics(routes, mesh);
  return hopsEastWest.map((hops, route) => hops + hopsNorthSouth[route]!);
}

type Counted = { -readonly [K in keyof MessageCounts]: number };

/** Counts the arrivals of one sample: spikes and values first, partial sums second. */
function sampleTally({ configuration: { timesteps, populations, routes }, hops, lastLatency, target: { mesh } }: Parts) {
  const latencies = Array.from({ length: populations.length + 1 }, emptyHistogram);
  const messages: readonly [Counted, Counted] = [{ packets: 0, hops: 0, due: 0, delivered: 0 }, { packets: 0, hops: 0, due: 0, delivered: 0 }];
  const isi = { intervals: 0, distortion: 0, largest: 0 };
  lastLatency.fill(-1);
  const lastSent = new Float64Array(mesh.width * mesh.height * mesh.coresPerTile).fill(-1);
  const steps = new Float64Array(timesteps);
  let [disorder, timestep, begun] = [0, 0, 0];
  let round: SampleRound | null = null;
  return {
    open(at: number, opened: SampleRound): void {
      timestep = at;
      round = opened;
      for (let i = 0; i < opened.count; i++) {
        const message = messages[opened.pairs[i]! < 0 ? 1 : 0];
        const route = opened.routes[i]!;
        message.packets++;
        message.hops += hops[route]!;
        message.due += routes.offsets[route + 1]! - routes.offsets[route]!;
      }
    },
    arrival(number: number, rank: number, core: number, sent: number, arrived: number): void {
      const latency = arrived - sent;
      note(latencies[round!.kinds[number]!]!, latency);
      const first = round!.pairs[number]!;
      messages[first < 0 ? 1 : 0].delivered++;
      if (first < 0) return;
      const last = lastLatency[first + rank]!;
      if (last >= 0) {
        // (received - received before) - (sent - sent before) is the difference of the two latencies.
        const distortion = Math.abs(latency - last);
        isi.intervals++;
        isi.distortion += distortion;
        if (distortion > isi.largest) isi.largest = distortion;
      }
      lastLatency[first + rank] = latency;
      if (begun + sent < lastSent[core]!) disorder++;
      lastSent[core] = begun + sent;
    },
    close(ticks: number): void {
      steps[timestep]! += ticks;
      begun += ticks;
    },
    counts(state: MeshState): NetworkCounts {
      const { waiting, link } = longestQueue(state);
      const crossed = takeCrossings(state);
      return {
        samples: 1, timesteps, ticks: begun, longestTimestep: steps.reduce((most, one) => Math.max(most, one), 0),
        spikes: messages[0], partialSums: messages[1], latencies, isi, disorder,
        crossed, mostWaiting: waiting, mostWaitingAt: link, stopped: null,
      };
    },
  };
}

/** Packets over each link between tiles since the last call; the longest queues are forgotten too. */
function takeCrossings({ links, queues, firstInto }: MeshState): Float64Array {
  const crossed = Float64Array.from({ length: firstInto }, (_, at) => links[at * RECORD + LINK.CROSSED]!);
  for (let link = 0; link < links.length; link += RECORD) links[link + LINK.CROSSED] = 0;
  queues.fill(0);
  return crossed;
}

/** The longest queue there was before a link between tiles or into a core. */
function longestQueue({ queues, firstFrom }: MeshState): Pick<Stopped & { why: 'deadlock' }, 'waiting' | 'link'> {
  let [waiting, link] = [0, -1];
  for (let at = 0; at < firstFrom; at++) {
    const most = queues[2 * at + 1]!;
    if (most > waiting) [waiting, link] = [most, at];
  }
  return { waiting, link };
}
