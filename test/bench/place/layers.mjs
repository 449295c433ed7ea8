import { flowsOf } from './sheets.mjs';

const NEURONS = 4096;

/** Layers of clusters, each heard by all clusters of the next layer; every neuron speaks once. */
export function dense(layers, clusters) {
  const list = [];
  for (let layer = 0; layer + 1 < layers; layer++) {
    const next = Array.from({ length: clusters }, (_, i) => (layer + 1) * clusters + i);
    for (let i = 0; i < clusters; i++) list.push({ source: layer * clusters + i, list: next, messages: NEURONS });
  }
  return flowsOf(layers * clusters, list);
}

/** Layers of side x side clusters, each heard by the 3 x 3 clusters around its position in the next layer. */
export function convolutional(layers, side) {
  const list = [];
  for (let layer = 0; layer + 1 < layers; layer++) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const heard = [];
        for (let v = Math.max(0, y - 1); v <= Math.min(side - 1, y + 1); v++) for (let u = Math.max(0, x - 1); u <= Math.min(side - 1, x + 1); u++) heard.push(((layer + 1) * side + v) * side + u);
        list.push({ source: (layer * side + y) * side + x, list: heard, messages: NEURONS });
      }
    }
  }
  return flowsOf(layers * side * side, list);
}
