import type { Lines } from './lines.ts';

/**
 * An order of lines against IR drop: the rows with the largest weights next to the sense amplifiers (the last row), the columns with the largest weights next to
 * the drivers (column 0), so that the largest currents go the shortest way. The idea is the Manhattan-distance mapping of arXiv 2511.04798.
 * @param weights rows x columns, row-major
 * @param importance of each row: how often it is driven
 */
export function orderLines(weights: Float64Array, importance: Float64Array, columns: number): Lines {
  const rows = importance.length;
  const [rowLoad, columnLoad] = [new Float64Array(rows), new Float64Array(columns)];
  weights.forEach((weight, cell) => {
    const row = Math.floor(cell / columns);
    rowLoad[row]! += importance[row]! * Math.abs(weight);
    columnLoad[cell % columns]! += importance[row]! * Math.abs(weight);
  });
  const rank = ranks(rowLoad);
  return { rowOf: rank.map((place) => rows - 1 - place), columnOf: ranks(columnLoad), flipped: new Uint8Array(columns) };
}

/** Place of each in descending order; equals keep theirs. */
function ranks(loads: Float64Array): Int32Array {
  const order = [...loads.keys()].sort((a, b) => loads[b]! - loads[a]! || a - b);
  const places = new Int32Array(loads.length);
  order.forEach((line, place) => { places[line] = place; });
  return places;
}
