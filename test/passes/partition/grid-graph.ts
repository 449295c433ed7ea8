import type { AxonGraph } from '../../../src/ir/axon-graph.ts';
import { uniform } from '../../../src/ir/random.ts';
import { transposed, type Lists } from '../../../src/ir/twins.ts';

/** Square sheets of neurons, each a piece, that speak 1 to 9 times to the 3 x 3 around their place in the next sheet; the last one speaks to none. */
export function gridGraph(side: number, sheets: number): AxonGraph {
  const count = sheets * side * side;
  const speakers = count - side * side;
  const lists: number[][] = [];
  for (let neuron = 0; neuron < speakers; neuron++) {
    const [x, y] = [neuron % side, Math.floor((neuron % (side * side)) / side)];
    const heard: number[] = [];
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) if (x + dx >= 0 && x + dx < side && y + dy >= 0 && y + dy < side) heard.push(neuron + side * side + dy * side + dx);
    }
    lists.push(heard);
  }
  const pieces = listsOf(lists);
  const messages = Float64Array.from({ length: speakers }, (_, neuron) => 1 + Math.floor(9 * uniform(1, neuron)));
  const source = Int32Array.from({ length: speakers }, (_, neuron) => neuron);
  const ones = (length: number): Int32Array => new Int32Array(length).fill(1);
  const none: Lists = { offsets: new Int32Array(count + 1), items: new Int32Array(0) };
  return {
    pieces: count, neurons: ones(count), leavingSumsAreNeurons: false, columns: ones(count), crossbars: ones(count), memory_bits: new Float64Array(count),
    work: new Float64Array(count).fill(1), bundles: { count: speakers, source, axons: ones(speakers), messages, isSum: new Uint8Array(speakers), pieces },
    arriving: transposed(pieces, count), leaving: transposed(listsOf(lists.map((_, neuron) => [neuron])), count), rows: none, rowsInGroup: new Int32Array(0),
  };
}

function listsOf(lists: readonly (readonly number[])[]): Lists {
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => { offsets[i + 1] = offsets[i]! + list.length; });
  return { offsets, items: Int32Array.from(lists.flat()) };
}
