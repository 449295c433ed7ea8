import type { CountName, Target } from '../../src/ir/target.ts';
import type { Lists } from '../../src/ir/twins.ts';
import { length } from '../../src/ir/unrolled.ts';
import type { SynapticProjection } from '../../src/ir/network.ts';
import type { PartitionProblem } from './partitioners.ts';

/** What pieces do in each timestep that spikes were looked at in, or in stretches of several. Loads are in units of the mean load of a core. */
export interface Series {
  readonly steps: number;
  /** Spikes of each bundle, [bundle][step]; their sum, and that of all. */
  readonly spikesOf: Float32Array;
  readonly spikesOfBundle: Float64Array;
  readonly spikes: number;
  /** Bundles of spikes that arrive at each piece. */
  readonly arriving: Lists;
  /** Load of one message that is taken in. */
  readonly message: number;
  /** Everything that a piece does, by piece. */
  readonly total: Float64Array;
  /** Writes what a piece does with spikes that arrive, and for its own neurons, step by step. */
  readonly workOf: (piece: number, out: Float64Array) => void;
  readonly ownWorkOf: (piece: number, out: Float64Array) => void;
}

/** Numbers that may be kept, and sixth powers that may be taken, in all. */
const MOST_NUMBERS = 2 ** 24;
const MOST_POWERS = 2 ** 27;
const FEWEST_STEPS = 8;
/** Share of the pieces that hear a bundle which are on cores of their own, as far as its packets go. */
const APART = 0.7;

/** Null where spikes are not known step by step, where the target times nothing, or where there is too much to look at. */
export function seriesOf({ graph, unrolled, pieces, target, profile }: PartitionProblem, cores: number): Series | null {
  const { bundles } = graph;
  const known = profile.steps;
  const { ofNeuron } = bundles;
  if (!known || !ofNeuron || bundles.isSum.some((sum) => sum === 1)) return null;
  const room = Math.min(MOST_NUMBERS / Math.max(bundles.count, graph.pieces, cores), MOST_POWERS / (graph.pieces * cores), MOST_NUMBERS / cores);
  const steps = Math.min(known.count, Math.floor(room));
  if (steps < Math.min(FEWEST_STEPS, known.count) || cores * bundles.count > MOST_NUMBERS) return null;
  const spikesOf = new Float32Array(bundles.count * steps);
  const spikesOfBundle = new Float64Array(bundles.count);
  let spikes = 0;
  for (let step = 0; step < known.count; step++) {
    const at = Math.floor((step * steps) / known.count);
    for (let i = known.offsets[step]!; i < known.offsets[step + 1]!; i++) {
      const bundle = ofNeuron[known.neurons[i]!]!;
      if (bundle < 0) continue;
      spikesOf[bundle * steps + at]!++;
      spikesOfBundle[bundle]!++;
      spikes++;
    }
  }
  const { event_ns, message_ns, update_ns, spike_ns, packet_ns } = timesOf(target);
  const stretch = known.count / steps;
  const perEvent = Float64Array.from({ length: graph.pieces }, (_, piece) => {
    const unit = unrolled.units[pieces.unitOf[piece]!]!;
    if (unit.input.kind === 'sums') return 0;
    return length(unit.columns) * event_ns((unrolled.network.projections[unit.input.projection] as SynapticProjection).kind);
  });
  const { arriving, leaving } = graph;
  const heardBy = (bundle: number): number => Math.min(cores, Math.max(1, APART * (bundles.pieces.offsets[bundle + 1]! - bundles.pieces.offsets[bundle]!)));
  const total = Float64Array.from({ length: graph.pieces }, (_, piece) => {
    let sum = graph.neurons[piece]! * update_ns * known.count;
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) sum += spikesOfBundle[arriving.items[i]!]! * (perEvent[piece]! + message_ns);
    return sum;
  });
  const mean = total.reduce((sum, one) => sum + one, 0) / (cores * steps);
  if (!(mean > 0) || spikes === 0) return null;
  const addSeries = (bundle: number, factor: number, out: Float64Array): void => {
    for (let t = 0, at = bundle * steps; t < steps; t++, at++) out[t]! += spikesOf[at]! * factor;
  };
  return {
    steps, spikesOf, spikesOfBundle, spikes, arriving, message: message_ns / mean, total,
    workOf: (piece, out) => {
      out.fill(0);
      for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) addSeries(arriving.items[i]!, perEvent[piece]! / mean, out);
    },
    ownWorkOf: (piece, out) => {
      out.fill((graph.neurons[piece]! * update_ns * stretch) / mean);
      for (let i = leaving.offsets[piece]!; i < leaving.offsets[piece + 1]!; i++) {
        const bundle = leaving.items[i]!;
        addSeries(bundle, (spike_ns + packet_ns * heardBy(bundle)) / mean, out);
      }
    },
  };
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
