import { fail } from '../../diagnostics/diagnostic.ts';
import { MOST_TIMESTEPS } from '../../ir/verify-network.ts';
import { filled, growingInts, push } from '../sanafe/draft/growing.ts';
import { readRows } from './rows.ts';

/** When neurons spike. The spikes of row r are times[starts[r] .. starts[r + 1]), of the neuron neurons[r]. */
export interface SpikeTimes {
  readonly neurons: Int32Array;
  readonly starts: Int32Array;
  readonly times: Int32Array;
  /** The last time and one. */
  readonly timesteps: number;
}

/** Reads a spike_info file. @throws DiagnosticError S955, S101 */
export function readSpikes(file: string): SpikeTimes {
  const [neurons, starts, times] = [growingInts(), growingInts(), growingInts()];
  let last = -1;
  readRows(file, (refuse) => ({
    begin: (neuron) => {
      if (!(Number.isInteger(neuron) && neuron >= 0 && neuron < 2 ** 31)) refuse('S955', `${neuron} is no number of a neuron`);
      push(neurons, neuron);
      push(starts, times.length);
    },
    take: (time) => {
      if (!(Number.isInteger(time) && time >= 0 && time < MOST_TIMESTEPS)) refuse('S955', `${time} is no timestep: whole, from 0 to ${MOST_TIMESTEPS - 1}`);
      push(times, time);
      last = Math.max(last, time);
    },
    end: () => undefined,
  }));
  push(starts, times.length);
  if (neurons.length === 0) fail('S955', { reason: 'it names no neuron' }, { file });
  return { neurons: filled(neurons), starts: filled(starts), times: filled(times), timesteps: last + 1 };
}

/** Spikes of each neuron; NaN for neurons that no line names. A time that is listed twice counts once, as in SpiNeMap. */
export function spikeCounts({ neurons, starts, times, timesteps }: SpikeTimes, count: number): Float64Array {
  const counts = new Float64Array(count).fill(NaN);
  const seen = new Int32Array(timesteps).fill(-1);
  neurons.forEach((neuron, row) => {
    if (neuron >= count) return;
    if (Number.isNaN(counts[neuron]!)) counts[neuron] = 0;
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      if (seen[times[i]!] !== row) counts[neuron]!++;
      seen[times[i]!] = row;
    }
  });
  return counts;
}
