import { fail } from '../../diagnostics/diagnostic.ts';
import { MOST_NEURONS } from '../../ir/verify-network.ts';
import { MOST_SYNAPSES, type Connectivity } from './connectivity.ts';

/** A hypergraph as it stands: an axon reaches all the neurons that its source drives. */
export interface Hypergraph extends Connectivity {
  readonly hyperedges: number;
  /** Spikes of each neuron as the file counts them, the largest of its hyperedges; NaN for neurons without one. */
  readonly frequencies: Float64Array;
  /** Neurons whose hyperedges state different frequencies. */
  readonly disagreeing: number;
}

const WORD_bytes = 4;

/** So many neurons may stand in a file that names none of them; beyond, memory must be worth it. */
const FREE_NEURONS = 2 ** 16;

/**
 * Decodes an AxonFlow file, little endian: u32 neurons, u32 hyperedges, then of each u32 destinations, u32 source, the destinations, f32 frequency.
 * @throws DiagnosticError S957
 */
export function decodeHypergraph(bytes: Uint8Array, file: string): Hypergraph {
  const refuse = (reason: string): never => fail('S957', { reason }, { file });
  if (bytes.length % WORD_bytes !== 0 || bytes.length < 2 * WORD_bytes) refuse(`its ${bytes.length} bytes are no whole number of 4-byte words`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = bytes.length / WORD_bytes;
  const word = (index: number): number => view.getUint32(index * WORD_bytes, true);
  const [neurons, hyperedges] = [word(0), word(1)];
  if (neurons === 0 || hyperedges === 0) refuse(`it announces ${neurons} neurons and ${hyperedges} hyperedges`);
  if (neurons > MOST_NEURONS) refuse(`it announces ${neurons} neurons, and at most ${MOST_NEURONS} are read`);
  if (neurons > Math.max(words, FREE_NEURONS)) refuse(`it announces ${neurons} neurons, more than its ${bytes.length} bytes could name`);
  const counts = checkEdges(words, word, neurons, hyperedges, refuse);
  const offsets = new Int32Array(neurons + 1);
  for (let neuron = 0; neuron < neurons; neuron++) offsets[neuron + 1] = offsets[neuron]! + counts[neuron]!;
  const synapses = offsets[neurons]!;
  if (synapses === 0) refuse('none of its hyperedges has a destination');
  const [targets, next] = [new Int32Array(synapses), offsets.slice(0, neurons)];
  const frequencies = new Float64Array(neurons).fill(NaN);
  const differs = new Uint8Array(neurons);
  for (let edge = 0, at = 2; edge < hyperedges; edge++) {
    const [count, source] = [word(at), word(at + 1)];
    for (let i = 0; i < count; i++) targets[next[source]!++] = word(at + 2 + i);
    const frequency = view.getFloat32((at + 2 + count) * WORD_bytes, true);
    if (!(frequency >= 0 && Number.isFinite(frequency))) refuse(`hyperedge ${edge} has the frequency ${frequency}`);
    const known = frequencies[source]!;
    if (known !== frequency && !Number.isNaN(known)) differs[source] = 1;
    frequencies[source] = Number.isNaN(known) ? frequency : Math.max(known, frequency);
    at += 3 + count;
  }
  return { neurons, offsets, targets, hyperedges, frequencies, disagreeing: differs.reduce((sum, one) => sum + one, 0) };
}

/** Walks over all hyperedges before anything of their size is allocated. @returns synapses that leave each neuron */
function checkEdges(words: number, word: (index: number) => number, neurons: number, hyperedges: number, refuse: (reason: string) => never): Int32Array {
  const counts = new Int32Array(neurons);
  let at = 2, synapses = 0;
  for (let edge = 0; edge < hyperedges; edge++) {
    if (at + 3 > words) refuse(`it ends within hyperedge ${edge} of ${hyperedges}`);
    const [count, source] = [word(at), word(at + 1)];
    if (count > words - at - 3) refuse(`hyperedge ${edge} announces ${count} destinations, more than the file still holds`);
    if (source >= neurons) refuse(`hyperedge ${edge} comes from neuron ${source} of ${neurons}`);
    for (let i = 0; i < count; i++) if (word(at + 2 + i) >= neurons) refuse(`hyperedge ${edge} leads to neuron ${word(at + 2 + i)} of ${neurons}`);
    counts[source]! += count;
    synapses += count;
    at += 3 + count;
  }
  if (at !== words) refuse(`${(words - at) * WORD_bytes} bytes follow the last hyperedge`);
  if (synapses > MOST_SYNAPSES) refuse(`it has ${synapses} synapses, and at most ${MOST_SYNAPSES} are read`);
  return counts;
}
