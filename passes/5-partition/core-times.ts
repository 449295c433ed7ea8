import type { AxonGraph } from '../../src/ir/axon-graph.ts';
import type { CountName, Target } from '../../src/ir/target.ts';

/**
 * Time that each piece takes of its core in one inference, in ns: weights read and neurons updated, as far as the target says what they take; weights read
 * alone where it says nothing of them.
 */
export function coreTimes({ work, neurons }: AxonGraph, { timing }: Target, timesteps: number): Float64Array {
  const time = (name: CountName): number => timing.perCount_ns[name]?.value ?? 0;
  const [read, update] = [time('synapticEvents') || time('denseEvents'), time('neuronUpdates')];
  if (read === 0 && update === 0) return work;
  return work.map((events, piece) => events * read + neurons[piece]! * timesteps * update);
}
