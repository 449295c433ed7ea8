import type { Plain } from './plain.ts';
import { VertexHeap } from './heap.ts';

/**
 * Moves vertices across a cut while it falls: the best move each time, also one that raises the cut for a while, then back to the best state (Fiduccia and
 * Mattheyses, DAC 1982). A side that is too full sheds vertices first. Changes `side`; returns the weight of the cut.
 */
export function improveCut(plain: Plain, side: Uint8Array, most: readonly [number, number], passes: number): number {
  const { vertices, pins, edgesOf, weight, size } = plain;
  const count = new Int32Array(2 * weight.length);
  const gain = new Float64Array(vertices);
  const heaps = [new VertexHeap(vertices), new VertexHeap(vertices)] as const;
  const moved = new Int32Array(vertices);
  const locked = new Uint8Array(vertices);
  const filled: [number, number] = [0, 0];
  for (let vertex = 0; vertex < vertices; vertex++) filled[side[vertex] as 0 | 1] += size[vertex]!;
  let cut = 0;
  for (let edge = 0; edge < weight.length; edge++) {
    for (let i = pins.offsets[edge]!; i < pins.offsets[edge + 1]!; i++) count[2 * edge + side[pins.items[i]!]!]!++;
    if (count[2 * edge]! > 0 && count[2 * edge + 1]! > 0) cut += weight[edge]!;
  }
  const patience = Math.max(30, Math.min(400, vertices / 20));
  for (let pass = 0; pass < passes; pass++) if (!improved()) break;
  return cut;

  function improved(): boolean {
    startPass();
    const [startCut, startOver] = [cut, over()];
    let [bestCut, bestOver, best, made] = [cut, startOver, 0, 0];
    while (made - best < patience) {
      const vertex = next();
      if (vertex < 0) break;
      move(vertex, true);
      moved[made++] = vertex;
      const now = over();
      if (now < bestOver - 1e-12 || (now <= bestOver + 1e-12 && cut < bestCut - 1e-9)) [bestCut, bestOver, best] = [cut, now, made];
    }
    for (let i = made - 1; i >= best; i--) move(moved[i]!, false);
    return bestOver < startOver - 1e-12 || bestCut < startCut - 1e-9;
  }

  function over(): number {
    return Math.max(0, filled[0] - most[0]) + Math.max(0, filled[1] - most[1]);
  }

  /** Vertices at the cut; all of a side that is too full. */
  function startPass(): void {
    heaps[0].clear();
    heaps[1].clear();
    locked.fill(0);
    for (let vertex = 0; vertex < vertices; vertex++) {
      const own = side[vertex] as 0 | 1;
      let [sum, atCut] = [0, filled[own] > most[own]];
      for (let i = edgesOf.offsets[vertex]!; i < edgesOf.offsets[vertex + 1]!; i++) {
        const edge = edgesOf.items[i]!;
        if (count[2 * edge + 1 - own] === 0) sum -= weight[edge]!;
        else {
          atCut = true;
          if (count[2 * edge + own] === 1) sum += weight[edge]!;
        }
      }
      gain[vertex] = sum;
      if (atCut) heaps[own].set(vertex, sum);
    }
  }

  /** The best vertex that may move; takes it from its heap. -1 when there is none. */
  function next(): number {
    for (;;) {
      const [a, b] = [peek(0), peek(1)];
      if (a < 0 && b < 0) return -1;
      const tooFull = filled[0] > most[0] ? 0 : filled[1] > most[1] ? 1 : -1;
      const from = tooFull >= 0 ? tooFull : b < 0 || (a >= 0 && gain[a]! >= gain[b]!) ? 0 : 1;
      const vertex = from === 0 ? a : b;
      if (vertex < 0) return -1;
      heaps[from as 0 | 1].remove(vertex);
      if (tooFull >= 0 || filled[1 - from as 0 | 1] + size[vertex]! <= most[1 - from as 0 | 1]) return vertex;
    }
  }

  function peek(from: 0 | 1): number {
    return heaps[from].first();
  }

  function move(vertex: number, forward: boolean): void {
    const from = side[vertex] as 0 | 1;
    const to = 1 - from as 0 | 1;
    side[vertex] = to;
    filled[from] -= size[vertex]!;
    filled[to] += size[vertex]!;
    if (forward) locked[vertex] = 1;
    for (let i = edgesOf.offsets[vertex]!; i < edgesOf.offsets[vertex + 1]!; i++) {
      const edge = edgesOf.items[i]!;
      const [here, there] = [count[2 * edge + from]!--, count[2 * edge + to]!++];
      if (there === 0) cut += weight[edge]!;
      if (here === 1) cut -= weight[edge]!;
      if (forward && (here <= 2 || there <= 1)) change(edge, from, here, there);
    }
  }

  /** Gains of the other pins of an edge after a vertex left side `from`, where `here` and `there` were before. */
  function change(edge: number, from: 0 | 1, here: number, there: number): void {
    const w = weight[edge]!;
    for (let i = pins.offsets[edge]!; i < pins.offsets[edge + 1]!; i++) {
      const other = pins.items[i]!;
      if (locked[other]) continue;
      let by = 0;
      if (side[other] === from) {
        if (there === 0) by += w;
        if (here === 2) by += w;
      } else {
        if (there === 1) by -= w;
        if (here === 1) by -= w;
      }
      if (by === 0) continue;
      gain[other]! += by;
      heaps[side[other] as 0 | 1].set(other, gain[other]!);
    }
  }
}
