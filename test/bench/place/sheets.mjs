import { generator } from '../measure.mjs';

const SHEETS = 6;
const FAN_OUT = 12;
const RADIUS = 2;
const MOST_SPIKES = 20;
const CORE = 249;

/**
 * The K3 case: neurons in six sheets, each with twelve synapses within a radius of two positions in its own sheet or the next one, and 1 to 20 spikes; cut into
 * clusters of neighbouring positions (strips of 16 rows, cut where a core is full).
 * @returns flows between `clusters` clusters as placement sees them; nobody hears the entry
 */
export function sheetFlows(clusters, seed) {
  const random = generator(seed);
  const neurons = clusters * CORE;
  const side = Math.ceil(Math.sqrt(neurons / SHEETS));
  const strip = side / Math.round(side / 16);
  const clusterOf = new Int32Array(SHEETS * side * side).fill(-1);
  let placed = 0;
  for (let sheet = 0; sheet < SHEETS; sheet++) {
    for (let top = 0; top < side - 0.5; top += strip) {
      for (let x = 0; x < side; x++) {
        for (let y = Math.round(top); y < Math.round(top + strip); y++) {
          clusterOf[(sheet * side + y) * side + x] = Math.min(clusters - 1, Math.floor((placed++ * clusters) / (SHEETS * side * side)));
        }
      }
    }
  }
  const flows = new Map();
  for (let neuron = 0; neuron < clusterOf.length; neuron++) {
    const spikes = 1 + Math.floor(random() * MOST_SPIKES);
    const [sheet, y, x] = [Math.floor(neuron / side / side), Math.floor(neuron / side) % side, neuron % side];
    const heard = new Set();
    for (let k = 0; k < FAN_OUT; k++) {
      const z = Math.min(SHEETS - 1, sheet + (random() < 0.5 ? 0 : 1));
      const [dx, dy] = [Math.floor(random() * (2 * RADIUS + 1)) - RADIUS, Math.floor(random() * (2 * RADIUS + 1)) - RADIUS];
      heard.add(clusterOf[(z * side + clamp(y + dy, side)) * side + clamp(x + dx, side)]);
    }
    heard.delete(clusterOf[neuron]);
    if (heard.size === 0) continue;
    const list = [...heard].sort((a, b) => a - b);
    const key = `${clusterOf[neuron]}:${list.join()}`;
    const flow = flows.get(key);
    if (flow) flow.messages += spikes;
    else flows.set(key, { source: clusterOf[neuron], list, messages: spikes });
  }
  return flowsOf(clusters, [...flows.values()]);
}

/** Lists of flows as the product keeps them. */
export function flowsOf(clusterCount, list) {
  const offsets = new Int32Array(list.length + 1);
  list.forEach((flow, i) => { offsets[i + 1] = offsets[i] + flow.list.length; });
  return {
    clusterCount, count: list.length, source: Int32Array.from(list, ({ source }) => source), messages: Float64Array.from(list, ({ messages }) => messages),
    clusters: { offsets, items: Int32Array.from(list.flatMap((flow) => flow.list)) },
  };
}

function clamp(value, side) {
  return Math.max(0, Math.min(side - 1, value));
}
