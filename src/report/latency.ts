import { isCovered, type CountName, type Timing } from '../ir/target.ts';
import { CORE_COUNT_NAMES, type Ledger, type SpikeDistance } from '../simulate/ledger/ledger.ts';
import { perCount_s, workOfCores, type CoreWork } from './core-work.ts';
import { decisionOf, type DecisionTime } from './decision.ts';
import type { PlacedCore } from './input.ts';
import { barrierOf } from './step-time.ts';

export interface Latency {
  /** Of temporal networks the mean time of the decision; null where their time constant is not known, or nothing is decided. */
  readonly perInference_s: number | null;
  /** Of temporal networks, else absent. */
  readonly decision?: DecisionTime;
  /** Duration of one timestep, and what it is made of; of temporal networks the work of one pass. */
  readonly step_s: number;
  readonly step: StepParts;
  /** From the soma that fires to the core that listens, over all deliveries. */
  readonly spike_s: SpikeLatency;
  /** What `spike_s` is from: `cycle`, the mesh of report key `network`; `analytic`, packets that do not wait for each other. */
  readonly spikeModel: 'analytic' | 'cycle';
  /** The same without waiting, over all samples. */
  readonly uncontended_s: SpikeLatency;
  readonly perLayer: readonly PopulationLatency[];
  /** Counts that occurred and take no time of their own in the target's model. */
  readonly untimed: readonly CountName[];
  /** How the numbers were made. */
  readonly model: string;
}

export interface StepParts {
  /** Busiest core. */
  readonly compute_s: number;
  readonly busiestCore: number | null;
  /** Longest path of a packet. */
  readonly path_s: number;
  readonly barrier_s: number;
  /** The step is not shorter than this; null where the chip sets no such limit. */
  readonly minimum_s: number | null;
}

/** null when no spike was delivered. */
export interface SpikeLatency {
  readonly mean: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

export interface PopulationLatency {
  readonly name: string;
  /** Work per timestep of the busiest core that is mainly this population's; null when no core is. */
  readonly step_s: number | null;
  /** That core, and what its work is made of, by count; sums to `step_s`. */
  readonly busiestCore: number | null;
  readonly parts_s: Readonly<Record<string, number>>;
  /** Of the spikes this population sends. */
  readonly spike_s: SpikeLatency;
}

/** Times what was counted: the mean load of every core gives the timestep, the distances of deliveries give the spike latency. */
export function estimateLatency(timing: Timing, ledger: Ledger, placement: readonly PlacedCore[]): Latency {
  const work = workOfCores(timing, ledger);
  const uncontended_s = spikeLatency(timing, ledger.distances);
  const { step, step_s } = stepDuration(timing, ledger, work.load_s, new Set(placement.map(({ x, y }) => `${x} ${y}`)).size);
  const timed = new Set(Object.keys(timing.perCount_ns));
  const untimed = CORE_COUNT_NAMES.filter((name) => ledger.total[name] > 0 && !isCovered(name, timed));
  const decision = decisionOf(ledger);
  return {
    perInference_s: decision ? decision.mean_s : ledger.timesteps * step_s,
    ...(decision && { decision }),
    step_s,
    step,
    spike_s: uncontended_s,
    spikeModel: 'analytic',
    uncontended_s,
    perLayer: ledger.populations.map(({ name }) => ({
      name,
      ...workOf(placement.filter((one) => one.population === name), work),
      spike_s: spikeLatency(timing, ledger.distances.filter((one) => one.population === name)),
    })),
    untimed,
    model: decision ? decision.model : describeModel(timing, untimed),
  };
}

function stepDuration(timing: Timing, ledger: Ledger, load_s: Float64Array, tiles: number): { step: StepParts; step_s: number } {
  const compute_s = load_s.reduce((most, one) => Math.max(most, one), 0);
  const path_s = timing.model === 'concurrent' ? 0 : ledger.distances.reduce((most, one) => (one.deliveries > 0 ? Math.max(most, path_ns(timing, one) * 1e-9) : most), 0);
  const barrier_s = barrierOf(timing, tiles) * 1e-9;
  const minimum_s = timing.minimumStep_ns && timing.minimumStep_ns.value * 1e-9;
  const step = { compute_s, busiestCore: compute_s > 0 ? load_s.indexOf(compute_s) : null, path_s, barrier_s, minimum_s };
  return { step, step_s: Math.max(compute_s + path_s + barrier_s, minimum_s ?? 0) };
}

/** Mean, nearest-rank 95th percentile and largest time of a message, each distance weighted by its deliveries. */
function spikeLatency(timing: Timing, distances: readonly SpikeDistance[]): SpikeLatency {
  const message_s = perCount_s(timing, 'packets') + perCount_s(timing, 'deliveries');
  const travelled = distances
    .filter((one) => one.deliveries > 0)
    .map((one) => ({ time_s: path_ns(timing, one) * 1e-9 + message_s, deliveries: one.deliveries }))
    .sort((a, b) => a.time_s - b.time_s);
  const deliveries = travelled.reduce((sum, one) => sum + one.deliveries, 0);
  if (deliveries === 0) return { mean: null, p95: null, max: null };
  let seen = 0;
  return {
    mean: travelled.reduce((sum, one) => sum + one.time_s * one.deliveries, 0) / deliveries,
    p95: travelled.find((one) => (seen += one.deliveries) >= 0.95 * deliveries)!.time_s,
    max: travelled[travelled.length - 1]!.time_s,
  };
}

/** Of the busiest of these cores. */
function workOf(cores: readonly PlacedCore[], { load_s, partsOf }: CoreWork): Pick<PopulationLatency, 'step_s' | 'busiestCore' | 'parts_s'> {
  if (cores.length === 0) return { step_s: null, busiestCore: null, parts_s: {} };
  const { core } = cores.reduce((busiest, one) => ((load_s[one.core] ?? 0) > (load_s[busiest.core] ?? 0) ? one : busiest));
  return { step_s: load_s[core] ?? 0, busiestCore: core, parts_s: partsOf(core) };
}

function path_ns(timing: Timing, { eastWest, northSouth, betweenChips = 0 }: SpikeDistance): number {
  return eastWest * timing.hopEastWest_ns.value + northSouth * timing.hopNorthSouth_ns.value + betweenChips * (timing.hopBetweenChips_ns?.value ?? 0);
}

function describeModel({ model }: Timing, untimed: readonly CountName[]): string {
  const overlap = untimed.length === 0 ? '' : ` Not timed on their own by this target, taken to overlap: ${untimed.join(', ')}.`;
  return (
    `A timestep lasts the mean load of the busiest core, ${model === 'concurrent' ? 'which takes in messages while it updates neurons and sends' : 'plus the longest packet path'}, plus the barrier, and at least the minimum step; ` +
    `loads are means over samples and timesteps, packets do not wait for each other.${overlap}`
  );
}
