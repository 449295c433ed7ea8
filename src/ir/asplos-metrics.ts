import type { ClusterFlows } from './cluster-flows.ts';
import { entryTile, tileOf } from './placed.ts';
import { transposed } from './twins.ts';
import type { Mesh } from './target.ts';

/** What a router and a wire between two routers cost a message. */
export interface HopConstants {
  readonly routerEnergy: number;
  readonly wireEnergy: number;
  readonly routerLatency: number;
  readonly wireLatency: number;
}

/** Tables 2 and 3 of Jin et al. (ASPLOS 2023), without units, as AxonFlow cites them. */
export const ASPLOS_CONSTANTS: HopConstants = { routerEnergy: 1, wireEnergy: 0.1, routerLatency: 1, wireLatency: 0.01 };

export interface AsplosMetrics {
  readonly energy: number;
  readonly averageLatency: number;
  readonly maximumLatency: number;
  /** Messages through a router: mean over all routers of the mesh, and the most. */
  readonly averageCongestion: number;
  readonly maximumCongestion: number;
}

/**
 * The metrics of Jin et al., "Mapping very large scale spiking neuron network to neuromorphic hardware" (ASPLOS 2023), as AxonFlow computes them. A connection is a
 * flow and one cluster that hears it, w its messages and d the Manhattan distance of their tiles: energy is the sum of w ((d + 1) E_r + d E_w), average latency the
 * mean of (d + 1) L_r + d L_w weighed by w and maximum latency its largest value. Congestion of a router is the sum of w P, P being the probability that a
 * random walk by shortest ways, which steps along x or y with 1/2 each until one of them is reached, comes through it, its ends included; it is
 * computed, not drawn: all that goes to a cluster spreads over the mesh together, in time linear in the rectangle around it.
 */
export function asplosMetrics(flows: ClusterFlows, coreOf: Int32Array, mesh: Mesh, { routerEnergy, wireEnergy, routerLatency, wireLatency }: HopConstants = ASPLOS_CONSTANTS): AsplosMetrics {
  const { width } = mesh;
  const through = new Float64Array(width * mesh.height);
  const incoming = transposed(flows.clusters, flows.clusterCount);
  const tiles = Int32Array.from({ length: flows.clusterCount + 1 }, (_, node) => (node < flows.clusterCount ? tileOf(mesh, coreOf[node]!) : entryTile(mesh)));
  const grid = new Grid();
  let [weight, distance, furthest] = [0, 0, -1];
  for (let cluster = 0; cluster < flows.clusterCount; cluster++) {
    const [start, end] = [incoming.offsets[cluster]!, incoming.offsets[cluster + 1]!];
    if (start === end) continue;
    const [x, y] = [tiles[cluster]! % width, Math.floor(tiles[cluster]! / width)];
    grid.begin(x, y);
    for (let i = start; i < end; i++) grid.include(tiles[flows.source[incoming.items[i]!]!]! % width, Math.floor(tiles[flows.source[incoming.items[i]!]!]! / width));
    grid.clear();
    for (let i = start; i < end; i++) {
      const flow = incoming.items[i]!;
      const from = tiles[flows.source[flow]!]!;
      const messages = flows.messages[flow]!;
      const d = grid.put(from % width, Math.floor(from / width), messages);
      weight += messages;
      distance += messages * d;
      furthest = Math.max(furthest, d);
    }
    grid.walk(through, width);
  }
  const cost = (messages: number, hops: number, router: number, wire: number): number => (hops + messages) * router + hops * wire;
  return {
    energy: cost(weight, distance, routerEnergy, wireEnergy),
    averageLatency: weight > 0 ? cost(weight, distance, routerLatency, wireLatency) / weight : 0,
    maximumLatency: furthest >= 0 ? cost(1, furthest, routerLatency, wireLatency) : 0,
    averageCongestion: through.reduce((sum, one) => sum + one, 0) / through.length,
    maximumCongestion: through.reduce((most, one) => Math.max(most, one), 0),
  };
}

/** Messages on their way to one tile, in the rectangle around it and where they come from. Used for one tile after the other. */
class Grid {
  #x = 0;
  #y = 0;
  #west = 0;
  #east = 0;
  #north = 0;
  #south = 0;
  #cells = new Float64Array(64);

  /** Starts anew with messages to (x, y). */
  begin(x: number, y: number): void {
    [this.#x, this.#y, this.#west, this.#east, this.#north, this.#south] = [x, y, x, x, y, y];
  }

  include(x: number, y: number): void {
    this.#west = Math.min(this.#west, x);
    this.#east = Math.max(this.#east, x);
    this.#north = Math.min(this.#north, y);
    this.#south = Math.max(this.#south, y);
  }

  clear(): void {
    const size = (this.#east - this.#west + 1) * (this.#south - this.#north + 1);
    if (size > this.#cells.length) this.#cells = new Float64Array(2 * size);
    else this.#cells.fill(0, 0, size);
  }

  /** Returns how far it is from here. */
  put(x: number, y: number, messages: number): number {
    this.#cells[this.#at(x, y)]! += messages;
    return Math.abs(x - this.#x) + Math.abs(y - this.#y);
  }

  /** Lets all messages walk to their tile and adds what comes through each: first those off both axes, from the corners in, then along the axes. */
  walk(through: Float64Array, width: number): void {
    const cells = this.#cells;
    for (const [farX, stepX] of [[this.#west, 1], [this.#east, -1]] as const) {
      for (const [farY, stepY] of [[this.#north, 1], [this.#south, -1]] as const) {
        for (let y = farY; y !== this.#y; y += stepY) {
          for (let x = farX; x !== this.#x; x += stepX) {
            const half = cells[this.#at(x, y)]! / 2;
            if (half === 0) continue;
            through[y * width + x]! += 2 * half;
            cells[this.#at(x + stepX, y)]! += half;
            cells[this.#at(x, y + stepY)]! += half;
          }
        }
      }
    }
    for (const [farX, stepX] of [[this.#west, 1], [this.#east, -1]] as const) {
      for (let x = farX; x !== this.#x; x += stepX) this.#pass(through, width, x, this.#y, x + stepX, this.#y);
    }
    for (const [farY, stepY] of [[this.#north, 1], [this.#south, -1]] as const) {
      for (let y = farY; y !== this.#y; y += stepY) this.#pass(through, width, this.#x, y, this.#x, y + stepY);
    }
    through[this.#y * width + this.#x]! += cells[this.#at(this.#x, this.#y)]!;
  }

  #pass(through: Float64Array, width: number, x: number, y: number, toX: number, toY: number): void {
    const messages = this.#cells[this.#at(x, y)]!;
    through[y * width + x]! += messages;
    this.#cells[this.#at(toX, toY)]! += messages;
  }

  #at(x: number, y: number): number {
    return (y - this.#north) * (this.#east - this.#west + 1) + x - this.#west;
  }
}
