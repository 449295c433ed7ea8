import { generator } from '../measure.mjs';

/**
 * Networks as axon graphs, built directly (src/ir/axon-graph.ts), the same at every run. Every one has neurons only: what a core of
 * 256 neurons holds is the one limit.
 */

/** Six square sheets of about n neurons in all; each speaks to 12 drawn ones of the 5 x 5 around its place in the next sheet, 1 to 20 times. */
export function sheets(n, seed = 1) {
  const side = Math.round(Math.sqrt(n / 6));
  const random = generator(seed);
  const neurons = 6 * side * side;
  const lists = new ListsBuilder(5 * side * side, 12);
  const messages = new Float64Array(5 * side * side);
  const around = new Int32Array(25);
  for (let neuron = 0; neuron < 5 * side * side; neuron++) {
    const place = neuron % (side * side);
    const [x, y] = [place % side, Math.floor(place / side)];
    let count = 0;
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        if (x + dx >= 0 && x + dx < side && y + dy >= 0 && y + dy < side) around[count++] = neuron + side * side + dy * side + dx;
      }
    }
    for (let i = 0; i < Math.min(12, count); i++) {
      const j = i + Math.floor(random() * (count - i));
      [around[i], around[j]] = [around[j], around[i]];
    }
    lists.add(around.subarray(0, Math.min(12, count)).sort());
    messages[neuron] = 1 + Math.floor(20 * random());
  }
  const source = Int32Array.from(messages, (_, neuron) => neuron);
  return graphOf({ neurons: new Int32Array(neurons).fill(1), source, axons: new Int32Array(source.length).fill(1), messages, pieces: lists.done() });
}

/** The order of tiles of 16 x 16 neurons of each sheet, row by row. */
export function tileOrder(n) {
  const side = Math.round(Math.sqrt(n / 6));
  const order = [];
  for (let sheet = 0; sheet < 6; sheet++) {
    for (let top = 0; top < side; top += 16) {
      for (let left = 0; left < side; left += 16) {
        for (let y = top; y < Math.min(side, top + 16); y++) for (let x = left; x < Math.min(side, left + 16); x++) order.push((sheet * side + y) * side + x);
      }
    }
  }
  return Int32Array.from(order);
}

/** Dense populations of `size` neurons in pieces of 32, each heard by all of the next. */
export function fullyConnected(populations, size, seed = 2) {
  const random = generator(seed);
  const blocks = size / 32;
  const lists = new ListsBuilder((populations - 1) * blocks, blocks);
  const messages = new Float64Array((populations - 1) * blocks);
  const listeners = new Int32Array(blocks);
  for (let piece = 0; piece < messages.length; piece++) {
    const next = (Math.floor(piece / blocks) + 1) * blocks;
    for (let i = 0; i < blocks; i++) listeners[i] = next + i;
    lists.add(listeners);
    for (let neuron = 0; neuron < 32; neuron++) messages[piece] += 1 + Math.floor(20 * random());
  }
  return graphOf({
    neurons: new Int32Array(populations * blocks).fill(32), source: Int32Array.from(messages, (_, piece) => piece),
    axons: new Int32Array(messages.length).fill(32), messages, pieces: lists.done(),
  });
}

/** Populations of channels x side x side, kernels of 3 x 3: a piece is a position with its channels, as twins. */
export function convolutional(populations, channels, side, seed = 3) {
  const random = generator(seed);
  const positions = side * side;
  const lists = new ListsBuilder((populations - 1) * positions, 9);
  const messages = new Float64Array((populations - 1) * positions);
  const around = new Int32Array(9);
  for (let piece = 0; piece < messages.length; piece++) {
    const [x, y] = [piece % positions % side, Math.floor((piece % positions) / side)];
    let count = 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) if (x + dx >= 0 && x + dx < side && y + dy >= 0 && y + dy < side) around[count++] = piece + positions + dy * side + dx;
    }
    lists.add(around.subarray(0, count));
    for (let channel = 0; channel < channels; channel++) messages[piece] += 1 + Math.floor(20 * random());
  }
  return graphOf({
    neurons: new Int32Array(populations * positions).fill(channels), source: Int32Array.from(messages, (_, piece) => piece),
    axons: new Int32Array(messages.length).fill(channels), messages, pieces: lists.done(),
  });
}

function graphOf({ neurons, source, axons, messages, pieces }) {
  const count = neurons.length;
  const zeros = () => new Int32Array(count);
  return {
    pieces: count, neurons, leavingSumsAreNeurons: false, columns: zeros(), crossbars: zeros(), memory_bits: new Float64Array(count), work: workOf(pieces, messages, count, neurons),
    bundles: { count: source.length, source, axons, messages, isSum: new Uint8Array(source.length), pieces },
    arriving: turned(pieces, count),
    leaving: turned({ offsets: Int32Array.from({ length: source.length + 1 }, (_, i) => i), items: source }, count),
    rows: { offsets: new Int32Array(count + 1), items: new Int32Array(0) }, rowsInGroup: new Int32Array(0),
  };
}

function workOf({ offsets, items }, messages, count, neurons) {
  const work = new Float64Array(count);
  for (let bundle = 0; bundle < messages.length; bundle++) for (let i = offsets[bundle]; i < offsets[bundle + 1]; i++) work[items[i]] += messages[bundle] * neurons[items[i]];
  return work;
}

function turned({ offsets, items }, count) {
  const starts = new Int32Array(count + 1);
  for (const item of items) starts[item + 1]++;
  for (let i = 0; i < count; i++) starts[i + 1] += starts[i];
  const next = starts.slice(0, count);
  const lists = new Int32Array(items.length);
  for (let list = 0; list + 1 < offsets.length; list++) for (let i = offsets[list]; i < offsets[list + 1]; i++) lists[next[items[i]]++] = list;
  return { offsets: starts, items: lists };
}

class ListsBuilder {
  constructor(lists, longest) {
    this.offsets = new Int32Array(lists + 1);
    this.items = new Int32Array(lists * longest);
    this.list = 0;
  }

  add(items) {
    const start = this.offsets[this.list];
    this.items.set(items, start);
    this.offsets[++this.list] = start + items.length;
  }

  done() {
    return { offsets: this.offsets, items: this.items.slice(0, this.offsets[this.list]) };
  }
}
