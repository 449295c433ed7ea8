import type { ListedProjection } from './network.ts';

/** Neurons that are looked at together when orders are compared: as many as a crossbar has columns. */
const GROUP = 128;

/**
 * An order of the neurons of a population in which neighbours share sources: that of their numbers, or by the first source of their lists (the channels of a
 * convolution that was listed then stand together), whichever brings fewer sources to groups of 128 neighbours.
 */
export function listedOrder(listed: readonly ListedProjection[]): Int32Array {
  const byNumber = Int32Array.from({ length: listed[0]!.offsets.length - 1 }, (_, neuron) => neuron);
  const byFirst = orderByFirst(listed);
  return sourcesOfGroups(listed, byFirst) < sourcesOfGroups(listed, byNumber) ? byFirst : byNumber;
}

/** By the first source of the first list that is not empty; neurons without any at the end. */
function orderByFirst(listed: readonly ListedProjection[]): Int32Array {
  const bases = [0];
  for (const { sources } of listed) bases.push(bases[bases.length - 1]! + sources.reduce((most, source) => Math.max(most, source), -1) + 1);
  const neurons = listed[0]!.offsets.length - 1;
  const keys = new Int32Array(neurons).fill(bases[listed.length]!);
  const next = new Int32Array(bases[listed.length]! + 2);
  for (let neuron = 0; neuron < neurons; neuron++) {
    const at = listed.findIndex(({ offsets }) => offsets[neuron + 1]! > offsets[neuron]!);
    if (at >= 0) keys[neuron] = bases[at]! + listed[at]!.sources[listed[at]!.offsets[neuron]!]!;
    next[keys[neuron]! + 1]!++;
  }
  for (let key = 1; key < next.length; key++) next[key]! += next[key - 1]!;
  const order = new Int32Array(neurons);
  for (let neuron = 0; neuron < neurons; neuron++) order[next[keys[neuron]!]!++] = neuron;
  return order;
}

function sourcesOfGroups(listed: readonly ListedProjection[], order: Int32Array): number {
  let sum = 0;
  for (const { offsets, sources } of listed) {
    const stamps = new Int32Array(sources.reduce((most, source) => Math.max(most, source), -1) + 1).fill(-1);
    order.forEach((neuron, at) => {
      const group = Math.floor(at / GROUP);
      for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) {
        if (stamps[sources[i]!] === group) continue;
        stamps[sources[i]!] = group;
        sum++;
      }
    });
  }
  return sum;
}
