import { linkEnd } from '../../src/ir/mesh.ts';
import { tileOf } from '../../src/ir/placed.ts';
import type { Mesh } from '../../src/ir/target.ts';
import { treeOf, type Tree } from './trees.ts';
import { START, type Forest, type TurnModel } from './turn-models.ts';

/** Grows trees on one mesh; keeps the memory of its searches. */
export type TreeGrower = (source: number, cores: readonly number[], model: TurnModel, costOf: (link: number) => number) => Tree | null;

/** (tile, way by which a packet came there) */
const WAYS = 5;

/**
 * A tree from a tile to cores over links that work, by turns that the model allows: from the tree so far the cheapest path to a destination that it does not
 * reach yet, one after the other (Takahashi and Matsuyama, Math. Japonica 24(6), 1980; paths by Dijkstra). A tile is entered once. Null when it gets stuck.
 */
export function treeGrower(mesh: Mesh, working: Uint8Array): TreeGrower {
  const states = WAYS * mesh.width * mesh.height;
  const cost = new Float64Array(states);
  const before = new Int32Array(states);
  const seen = new Int32Array(states);
  let search = 0;
  return (source, cores, model, costOf) => {
    const ports = new Map<number, number>([[source, 0]]);
    const ways = new Map<number, number>([[source, START]]);
    const missing = new Set(cores.map((core) => tileOf(mesh, core)).filter((tile) => tile !== source));
    while (missing.size > 0) {
      const end = nearest(ways, missing, model, costOf);
      if (end < 0 || !addPath(end, ports, ways)) return null;
      missing.delete(Math.floor(end / WAYS));
    }
    for (const core of cores) ports.set(tileOf(mesh, core), ports.get(tileOf(mesh, core))! | (16 << (core % mesh.coresPerTile)));
    return treeOf(ports);
  };

  /** The state in which the cheapest path from the tree enters a missing tile, -1 when there is none. */
  function nearest(ways: ReadonlyMap<number, number>, missing: ReadonlySet<number>, model: TurnModel, costOf: (link: number) => number): number {
    search++;
    const heap = new Heap();
    for (const [tile, way] of ways) reach(heap, WAYS * tile + way, 0, -1);
    for (let state = heap.pop(); state >= 0; state = heap.pop()) {
      const [tile, way] = [Math.floor(state / WAYS), state % WAYS];
      if (heap.key > cost[state]!) continue;
      if (missing.has(tile)) return state;
      for (let port = 0; port < 4; port++) {
        const link = 4 * tile + port;
        if (!working[link] || !model.allows(tile, way, port)) continue;
        const end = linkEnd(mesh, tile, port);
        if (!ways.has(end)) reach(heap, WAYS * end + port, cost[state]! + costOf(link), state);
      }
    }
    return -1;
  }

  function reach(heap: Heap, state: number, at: number, from: number): void {
    if (seen[state] === search && cost[state]! <= at) return;
    seen[state] = search;
    cost[state] = at;
    before[state] = from;
    heap.push(state, at);
  }

  /** False when the path comes through a tile twice. */
  function addPath(end: number, ports: Map<number, number>, ways: Map<number, number>): boolean {
    for (let state = end; before[state]! >= 0; state = before[state]!) {
      const [tile, way] = [Math.floor(state / WAYS), state % WAYS];
      const from = Math.floor(before[state]! / WAYS);
      if (ways.has(tile)) return false;
      ways.set(tile, way);
      ports.set(tile, ports.get(tile) ?? 0);
      ports.set(from, (ports.get(from) ?? 0) | (1 << way));
    }
    return true;
  }
}

/** Along the spanning tree: up to where the ways part, then down. Null when a core is in another part of the mesh. */
export function alongForest(source: number, cores: readonly number[], mesh: Mesh, { up, root }: Forest): Tree | null {
  const ports = new Map<number, number>([[source, 0]]);
  const above = new Set<number>();
  for (let tile = source; ; tile = linkEnd(mesh, tile, up[tile]!)) {
    above.add(tile);
    if (up[tile]! < 0) break;
  }
  for (const core of cores) {
    const to = tileOf(mesh, core);
    if (root[to] !== root[source]) return null;
    let tile = to;
    for (; !above.has(tile); tile = linkEnd(mesh, tile, up[tile]!)) {
      const parent = linkEnd(mesh, tile, up[tile]!);
      ports.set(tile, ports.get(tile) ?? 0);
      ports.set(parent, (ports.get(parent) ?? 0) | (1 << (up[tile]! ^ 2)));
    }
    for (let below = source; below !== tile; below = linkEnd(mesh, below, up[below]!)) {
      ports.set(below, (ports.get(below) ?? 0) | (1 << up[below]!));
    }
    ports.set(tile, ports.get(tile) ?? 0);
    ports.set(to, ports.get(to)! | (16 << (core % mesh.coresPerTile)));
  }
  return treeOf(ports);
}

/** A binary heap of states by cost, then by number. Lives during one search. */
class Heap {
  readonly #keys: number[] = [];
  readonly #states: number[] = [];
  /** Cost of the state that came last. */
  key = 0;

  push(state: number, key: number): void {
    let at = this.#keys.length;
    for (; at > 0; at = (at - 1) >> 1) {
      const parent = (at - 1) >> 1;
      if (!isBefore(key, state, this.#keys[parent]!, this.#states[parent]!)) break;
      this.#put(at, this.#keys[parent]!, this.#states[parent]!);
    }
    this.#put(at, key, state);
  }

  pop(): number {
    const [key, state] = [this.#keys[0], this.#states[0]];
    if (key === undefined || state === undefined) return -1;
    const lastKey = this.#keys.pop()!;
    const lastState = this.#states.pop()!;
    const size = this.#keys.length;
    if (size > 0) {
      let at = 0;
      for (let child = 1; child < size; child = 2 * at + 1) {
        if (child + 1 < size && isBefore(this.#keys[child + 1]!, this.#states[child + 1]!, this.#keys[child]!, this.#states[child]!)) child++;
        if (!isBefore(this.#keys[child]!, this.#states[child]!, lastKey, lastState)) break;
        this.#put(at, this.#keys[child]!, this.#states[child]!);
        at = child;
      }
      this.#put(at, lastKey, lastState);
    }
    this.key = key;
    return state;
  }

  #put(at: number, key: number, state: number): void {
    this.#keys[at] = key;
    this.#states[at] = state;
  }
}

function isBefore(key: number, state: number, otherKey: number, otherState: number): boolean {
  return key < otherKey || (key === otherKey && state < otherState);
}
