import { FLIT_bits } from './constants.ts';
import type { MappedLayer, TileRange } from './mapping.ts';
import type { Hardware } from './parameters.ts';

/** What the outputs of one layer do on the mesh in one inference. */
export interface Traffic {
  /** Packets of one flit, one for each tile that hears them. */
  readonly flits: number;
  /** Links that they pass, all together. */
  readonly flitHops: number;
  /** From the first flit to the last of one timestep, in hops: the mean way, and what the busiest sender has to send. */
  readonly hops: number;
  readonly serial: number;
}

/**
 * Spikes of every layer on a mesh of tiles in the order of the PEs, row by row and back. In every timestep a layer sends one bit for each
 * output; a block of X channels goes to the tiles that hold its rows: as many as the column blocks of the listener fill.
 */
export function countTraffic(mapped: readonly MappedLayer[], ranges: readonly TileRange[], tiles: number, { timesteps, pesPerTile }: Hardware): Traffic[] {
  const side = Math.max(1, Math.ceil(Math.sqrt(tiles)));
  const listeners = listenersOf(mapped);
  return mapped.map((source, index) => {
    const [own, size] = [ranges[index]!, ranges[index]!.last - ranges[index]!.first + 1];
    let [flits, flitHops, hops] = [0, 0, 0];
    for (const other of listeners[index]!) {
      const { columnBlocks } = mapped[other]!;
      const way = meanHops(own, ranges[other]!, side);
      const copies = Math.min(ranges[other]!.last - ranges[other]!.first + 1, Math.ceil(columnBlocks / pesPerTile));
      // What stays on its tile does not travel.
      const sent = way === 0 ? 0 : Math.ceil(source.outputs / FLIT_bits) * copies;
      flits += sent;
      flitHops += sent * way;
      hops = Math.max(hops, way);
    }
    return { flits: flits * timesteps, flitHops: flitHops * timesteps, hops, serial: flits / size };
  });
}

/** Layers that hear each layer, once each. */
function listenersOf(mapped: readonly MappedLayer[]): readonly ReadonlySet<number>[] {
  const listeners = mapped.map(() => new Set<number>());
  mapped.forEach(({ layer: { input, residual } }, index) => {
    for (const source of input === null ? residual : [input, ...residual]) listeners[source]!.add(index);
  });
  return listeners;
}

/** Mean distance of a tile of one range and a tile of the other, in hops. */
function meanHops(a: TileRange, b: TileRange, side: number): number {
  const [ofA, ofB] = [countsOf(a, side), countsOf(b, side)];
  return meanDistance(ofA.columns, ofB.columns) + meanDistance(ofA.rows, ofB.rows);
}

/** Tiles of a range in every column and row of the mesh: even rows run to the right, odd ones back. */
function countsOf({ first, last }: TileRange, side: number): { readonly columns: Float64Array; readonly rows: Float64Array } {
  const [columns, rows] = [new Float64Array(side), new Float64Array(side)];
  let full = 0;
  for (let row = Math.floor(first / side); row <= Math.floor(last / side); row++) {
    const [from, to] = [Math.max(first - row * side, 0), Math.min(last - row * side, side - 1)];
    rows[row]! += to - from + 1;
    if (to - from + 1 === side) full++;
    else for (let at = from; at <= to; at++) columns[row % 2 === 0 ? at : side - 1 - at]! += 1;
  }
  return { columns: columns.map((count) => count + full), rows };
}

/** Mean of |x - y| over two histograms, from their cumulative shares: sum of F (1 - G) + G (1 - F). */
function meanDistance(a: Float64Array, b: Float64Array): number {
  const [totalA, totalB] = [a.reduce((sum, count) => sum + count, 0), b.reduce((sum, count) => sum + count, 0)];
  let [shareA, shareB, mean] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    shareA += a[at]! / totalA;
    shareB += b[at]! / totalB;
    mean += shareA * (1 - shareB) + shareB * (1 - shareA);
  }
  // Shares that are equal but for rounding.
  return mean < 1e-9 ? 0 : mean;
}
