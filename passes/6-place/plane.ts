import { leavesChip } from '../../src/ir/mesh.ts';
import { entryTile } from '../../src/ir/placed.ts';
import { coreCount, type CountName, type Mesh, type Target } from '../../src/ir/target.ts';

/**
 * Where cores lie when a step between neighbouring tiles is as long as it is dear: the cost of a path along x and y is the Manhattan distance of its
 * ends. By core; the last place is the entry of the mesh.
 */
export interface Plane {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Column of tiles. */
  readonly column: Int32Array;
  /** Length of the step east of each column and south of each row; 0 at the edge. */
  readonly east: Float64Array;
  readonly south: Float64Array;
}

/** How much a hop in each direction is worth: 1 for the cheaper one. */
export interface HopWeights {
  readonly eastWest: number;
  readonly northSouth: number;
}

export function planeOf(mesh: Mesh, { eastWest, northSouth }: HopWeights = { eastWest: 1, northSouth: 1 }): Plane {
  const { width, height, coresPerTile } = mesh;
  const crossing = mesh.chips?.crossing_hops.value ?? 1;
  const east = Float64Array.from({ length: width }, (_, x) => (x + 1 < width ? eastWest * (leavesChip(mesh, x, 0) ? crossing : 1) : 0));
  const south = Float64Array.from({ length: height }, (_, y) => (y + 1 < height ? northSouth * (leavesChip(mesh, y * width, 3) ? crossing : 1) : 0));
  const [xs, ys] = [east, south].map(sumsBefore) as [Float64Array, Float64Array];
  const places = coreCount(mesh) + 1;
  const plane = { x: new Float64Array(places), y: new Float64Array(places), column: new Int32Array(places), east, south };
  for (let place = 0; place < places; place++) {
    const tile = place === places - 1 ? entryTile(mesh) : Math.floor(place / coresPerTile);
    const column = tile % width;
    plane.column[place] = column;
    plane.x[place] = xs[column]!;
    plane.y[place] = ys[Math.floor(tile / width)]!;
  }
  return plane;
}

function sumsBefore(steps: Float64Array): Float64Array {
  let sum = 0;
  return steps.map((step) => (sum += step) - step);
}

/** The prices of hops in the two directions, as far as both are known; else they are worth the same. */
export function hopWeightsOf({ prices }: Pick<Target, 'prices'>): HopWeights {
  const priceOf = (name: CountName): number => prices.reduce((sum, { count, energy_pJ }) => sum + (count === name ? energy_pJ.value : 0), 0);
  const [eastWest, northSouth] = [priceOf('hopsEastWest'), priceOf('hopsNorthSouth')];
  const least = Math.min(eastWest, northSouth);
  return least > 0 ? { eastWest: eastWest / least, northSouth: northSouth / least } : { eastWest: 1, northSouth: 1 };
}
