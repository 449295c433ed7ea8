import type { CountName, Target } from '../../src/ir/target.ts';
import type { Lists } from '../../src/ir/twins.ts';
import { length } from '../../src/ir/unrolled.ts';
import type { SynapticProjection } from '../../src/ir/network.ts';
import type { SpikeProfile } from '../../src/ir/spike-profile.ts';
import type { PartitionProblem } from './partitioners.ts';

/** What pieces do in each timestep that spikes were looked at in, or in stretches of several. Loads are in units of the mean load of a core. */
export interface Series {
  readonly steps: number;
  /** When the axons of each bundle spike. */
  readonly spikes: StepSpikes;
  /** Bundles of spikes that arrive at each piece, and those that leave it. */
  readonly arriving: Lists;
  readonly leaving: Lists;
  /** Load of one message that is taken in; of one spike that arrives at each piece; of one spike of each bundle that is sent. */
  readonly message: number;
  readonly perEvent: Float64Array;
  readonly perSpike: Float64Array;
  /** What each piece does in every timestep for its own neurons, whatever arrives. */
  readonly update: Float64Array;
  /** Everything that each piece does, over all timesteps. */
  readonly total: Float64Array;
}

/** Spikes of bundles in the timesteps in which there are any: those of bundle b are offsets[b] .. offsets[b + 1] of `at` (ascending) and `counts`. */
export interface StepSpikes {
  readonly offsets: Int32Array;
  readonly at: Int32Array;
  readonly counts: Float64Array;
  /** Sum of each bundle, and of all. */
  readonly ofBundle: Float64Array;
  readonly all: number;
}

/** Numbers that may be kept, and sixth powers that may be taken, in all. */
const MOST_NUMBERS = 2 ** 24;
const MOST_POWERS = 2 ** 27;
const FEWEST_STEPS = 8;
/** Share of the pieces that hear a bundle which are on cores of their own, as far as its packets go. */
const APART = 0.7;

/** Null where spikes are not known step by step, where the target times nothing, or where there is too much to look at. */
export function seriesOf({ graph, unrolled, pieces, target, profile: { steps: known } }: PartitionProblem, cores: number): Series | null {
  const { bundles, arriving, leaving } = graph;
  const { ofNeuron } = bundles;
  if (!known || !ofNeuron || bundles.isSum.some((sum) => sum === 1)) return null;
  const steps = Math.min(known.count, Math.floor(Math.min(MOST_POWERS / (graph.pieces * cores), MOST_NUMBERS / cores)));
  if (steps < Math.min(FEWEST_STEPS, known.count) || cores * bundles.count > MOST_NUMBERS || known.neurons.length > MOST_NUMBERS) return null;
  const spikes = stepSpikesOf(known, ofNeuron, bundles.count, steps);
  const { event_ns, message_ns, update_ns, spike_ns, packet_ns } = timesOf(target);
  const stretch = known.count / steps;
  const perEvent = Float64Array.from({ length: graph.pieces }, (_, piece) => {
    const unit = unrolled.units[pieces.unitOf[piece]!]!;
    if (unit.input.kind === 'sums') return 0;
    return length(unit.columns) * event_ns((unrolled.network.projections[unit.input.projection] as SynapticProjection).kind);
  });
  const total = Float64Array.from({ length: graph.pieces }, (_, piece) => {
    let sum = graph.neurons[piece]! * update_ns * known.count;
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) sum += spikes.ofBundle[arriving.items[i]!]! * (perEvent[piece]! + message_ns);
    return sum;
  });
  const mean = total.reduce((sum, one) => sum + one, 0) / (cores * steps);
  if (!(mean > 0) || spikes.all === 0) return null;
  const heardBy = (bundle: number): number => Math.min(cores, Math.max(1, APART * (bundles.pieces.offsets[bundle + 1]! - bundles.pieces.offsets[bundle]!)));
  return {
    steps, spikes, arriving, leaving, message: message_ns / mean, perEvent: perEvent.map((time_ns) => time_ns / mean), total,
    perSpike: Float64Array.from({ length: bundles.count }, (_, bundle) => (spike_ns + packet_ns * heardBy(bundle)) / mean),
    update: Float64Array.from(graph.neurons, (neurons) => (neurons * update_ns * stretch) / mean),
  };
}

/** Gathers spikes by bundle; the timesteps that are known are spread over as many stretches as there are `steps`. */
function stepSpikesOf({ count, offsets: of, neurons }: NonNullable<SpikeProfile['steps']>, ofNeuron: Int32Array, bundles: number, steps: number): StepSpikes {
  const offsets = new Int32Array(bundles + 1);
  const last = new Int32Array(bundles).fill(-1);
  const ofBundle = new Float64Array(bundles);
  const stretchOf = (step: number): number => Math.floor((step * steps) / count);
  const each = (use: (bundle: number, at: number, isNew: boolean) => void): void => {
    last.fill(-1);
    for (let step = 0; step < count; step++) {
      const at = stretchOf(step);
      for (let i = of[step]!; i < of[step + 1]!; i++) {
        const bundle = ofNeuron[neurons[i]!]!;
        if (bundle < 0) continue;
        use(bundle, at, last[bundle] !== at);
        last[bundle] = at;
      }
    }
  };
  each((bundle, _, isNew) => {
    ofBundle[bundle]!++;
    if (isNew) offsets[bundle + 1]!++;
  });
  for (let bundle = 0; bundle < bundles; bundle++) offsets[bundle + 1]! += offsets[bundle]!;
  const [at, counts, next] = [new Int32Array(offsets[bundles]!), new Float64Array(offsets[bundles]!), offsets.slice(0, bundles)];
  each((bundle, step, isNew) => {
    if (isNew) at[next[bundle]!++] = step;
    counts[next[bundle]! - 1]!++;
  });
  return { offsets, at, counts, ofBundle, all: ofBundle.reduce((sum, spikes) => sum + spikes, 0) };
}

interface Times {
  readonly event_ns: (kind: SynapticProjection['kind']) => number;
  readonly message_ns: number;
  readonly update_ns: number;
  readonly spike_ns: number;
  readonly packet_ns: number;
}

const EVENTS_OF = { dense: 'denseEvents', listed: 'sparseEvents', convolution: 'convolutionEvents' } as const;

/** Times of a core; where the target gives none of synaptic events, all count as one. */
function timesOf({ timing: { perCount_ns } }: Target): Times {
  const time = (name: CountName): number => perCount_ns[name]?.value ?? 0;
  const event_ns = (kind: SynapticProjection['kind']): number => time(EVENTS_OF[kind]) || time('synapticEvents');
  if (event_ns('dense') + event_ns('convolution') + event_ns('listed') === 0) return { event_ns: () => 1, message_ns: 0, update_ns: 0, spike_ns: 0, packet_ns: 0 };
  return { event_ns, message_ns: time('deliveries'), update_ns: time('neuronUpdates') + time('activeUpdates'), spike_ns: time('somaSpikes') || time('neuronSpikes'), packet_ns: time('packets') };
}
