import { neuronBases, type Network } from './network.ts';
import type { Pieces } from './pieces.ts';
import type { SpikeProfile } from './spike-profile.ts';
import type { CountName, Target } from './target.ts';
import { layoutOf, length, positionAt, type Unit, type Unrolled } from './unrolled.ts';

/**
 * How long each piece keeps its core busy in one inference, ns, by the times of the target: weights read, somas updated, spikes sent. On a target that
 * gives no time to these, the weights read.
 * @param driven how often the rows of each piece are driven in one inference
 */
export function pieceWork(unrolled: Unrolled, target: Target, pieces: Pieces, driven: Float64Array, { spikes }: SpikeProfile): Float64Array {
  const { network, units } = unrolled;
  const time_ns = timesOf(target);
  const timed = (['synapticEvents', 'denseEvents', 'sparseEvents', 'convolutionEvents', 'neuronUpdates', 'neuronSpikes'] as const).some((name) => time_ns(name) > 0);
  const bases = neuronBases(network);
  const layouts = network.populations.map((population) => layoutOf(network, population));
  const timesteps = network.timesteps ?? 1;
  return driven.map((events, piece) => {
    const index = pieces.unitOf[piece]!;
    const unit = units[index]!;
    const weights = unit.input.kind === 'synapses' ? events * length(unit.columns) : 0;
    if (!timed) return weights;
    const reads_ns = weights * readTime_ns(network, unit, time_ns);
    if (!unit.soma) return reads_ns;
    const { positions } = layouts[unit.population]!;
    const single = pieces.first[index + 1]! - pieces.first[index]! === 1;
    const applied = single ? pieces.positions[index]! : 1;
    let sent = 0;
    for (let feature = unit.columns.start; feature < unit.columns.end; feature++) {
      for (let i = 0; i < applied; i++) sent += spikes[bases[unit.population]! + feature * positions + positionAt(unit, single ? i : piece - pieces.first[index]!)]!;
    }
    const updates = length(unit.columns) * applied * timesteps;
    return reads_ns + updates * (time_ns('neuronUpdates') + time_ns('activeUpdates')) + sent * (time_ns('neuronSpikes') + time_ns('somaSpikes') + time_ns('packets'));
  });
}

function timesOf({ timing }: Target): (name: CountName) => number {
  return (name) => timing.perCount_ns[name]?.value ?? 0;
}

/** A weight read, by the way its projection stores weights. */
function readTime_ns({ projections }: Network, { input }: Unit, time_ns: (name: CountName) => number): number {
  if (input.kind !== 'synapses') return 0;
  const { kind } = projections[input.projection]!;
  return time_ns('synapticEvents') + time_ns(kind === 'convolution' ? 'convolutionEvents' : kind === 'dense' ? 'denseEvents' : 'sparseEvents');
}
