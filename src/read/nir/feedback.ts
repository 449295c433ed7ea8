import type { Wiring } from './wiring.ts';

/** An order in which every edge leads forward but those of `back`. */
export interface Order {
  /** Indices of all nodes that can be reached from the starting nodes. */
  readonly order: readonly number[];
  /** Edges that close a cycle, as `isBack(from, to)`. */
  readonly isBack: (from: number, to: number) => boolean;
  readonly back: readonly (readonly [from: number, to: number])[];
}

/**
 * Finds the edges that close a cycle, seen from `starts`: a depth-first walk meets them as edges to a node that it is still inside. Nearer
 * nodes are visited first, and those of equal distance in their own order, so that the result depends on names alone.
 * @param breaks nodes that hold their signal back for a timestep or more: a cycle through one needs no other delay
 */
export function orderOf({ nodes, after }: Pick<Wiring, 'nodes' | 'after'>, starts: readonly number[], breaks: (node: number) => boolean): Order {
  const distance = distancesOf(after, starts, nodes.length);
  const nearFirst = after.map((list) => list.toSorted((a, b) => distance[a]! - distance[b]! || a - b));
  const state = new Uint8Array(nodes.length);
  const next = new Int32Array(nodes.length);
  const finished: number[] = [];
  const back: (readonly [number, number])[] = [];
  for (const start of [...starts, ...breaking(nodes.length, breaks)]) {
    if (state[start] !== UNSEEN) continue;
    const path = [start];
    state[start] = INSIDE;
    while (path.length > 0) {
      const node = path.at(-1)!;
      const to = nearFirst[node]![next[node]!++];
      if (to === undefined) {
        state[node] = DONE;
        finished.push(node);
        path.pop();
      } else if (breaks(to)) {
        continue;
      } else if (state[to] === INSIDE) {
        back.push([node, to]);
      } else if (state[to] === UNSEEN) {
        state[to] = INSIDE;
        path.push(to);
      }
    }
  }
  const keys = new Set(back.map(([from, to]) => from * nodes.length + to));
  const reached = finished.filter((node) => distance[node]! < Infinity);
  return { order: reached.reverse(), back: back.filter(([from]) => distance[from]! < Infinity), isBack: (from, to) => keys.has(from * nodes.length + to) };
}

const UNSEEN = 0;
const INSIDE = 1;
const DONE = 2;

function breaking(nodes: number, breaks: (node: number) => boolean): readonly number[] {
  return Array.from({ length: nodes }, (_, node) => node).filter(breaks);
}

/** Edges from the nearest start; infinite where none leads. */
function distancesOf(after: Wiring['after'], starts: readonly number[], nodes: number): Float64Array {
  const distance = new Float64Array(nodes).fill(Infinity);
  const queue = [...starts];
  for (const start of starts) distance[start] = 0;
  for (let i = 0; i < queue.length; i++) {
    for (const to of after[queue[i]!]!) {
      if (distance[to]! < Infinity) continue;
      distance[to] = distance[queue[i]!]! + 1;
      queue.push(to);
    }
  }
  return distance;
}
