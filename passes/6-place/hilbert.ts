import type { Mesh } from '../../src/ir/target.ts';

/**
 * A Hilbert-like curve through every cell of a rectangle of any size, as y * width + x; neighbours on the curve are neighbours in the plane
 * (but for one diagonal step where the longer side is odd and the shorter even). Recursion after J. Červený, "Generalized Hilbert space-filling curve for
 * rectangular domains of arbitrary (non-power of two) sizes".
 */
export function hilbertOrder(width: number, height: number): Int32Array {
  const curve: Curve = { cells: new Int32Array(width * height), length: 0, width };
  if (width >= height) fill(curve, 0, 0, width, 0, 0, height);
  else fill(curve, 0, 0, 0, height, width, 0);
  return curve.cells;
}

interface Curve {
  readonly cells: Int32Array;
  readonly width: number;
  length: number;
}

/** Fills the block spanned by the major axis a and the minor axis b from (x, y). */
function fill(curve: Curve, x: number, y: number, ax: number, ay: number, bx: number, by: number): void {
  const major = Math.abs(ax + ay);
  const minor = Math.abs(bx + by);
  const [dax, day, dbx, dby] = [Math.sign(ax), Math.sign(ay), Math.sign(bx), Math.sign(by)];
  if (minor === 1) {
    for (let i = 0; i < major; i++) curve.cells[curve.length++] = (y + i * day) * curve.width + x + i * dax;
    return;
  }
  if (major === 1) {
    for (let i = 0; i < minor; i++) curve.cells[curve.length++] = (y + i * dby) * curve.width + x + i * dbx;
    return;
  }
  let [ax2, ay2, bx2, by2] = [Math.trunc(ax / 2), Math.trunc(ay / 2), Math.trunc(bx / 2), Math.trunc(by / 2)];
  if (2 * major > 3 * minor) {
    if (Math.abs(ax2 + ay2) % 2 !== 0 && major > 2) [ax2, ay2] = [ax2 + dax, ay2 + day];
    fill(curve, x, y, ax2, ay2, bx, by);
    fill(curve, x + ax2, y + ay2, ax - ax2, ay - ay2, bx, by);
    return;
  }
  if (Math.abs(bx2 + by2) % 2 !== 0 && minor > 2) [bx2, by2] = [bx2 + dbx, by2 + dby];
  fill(curve, x, y, bx2, by2, ax2, ay2);
  fill(curve, x + bx2, y + by2, ax, ay, bx - bx2, by - by2);
  fill(curve, x + (ax - dax) + (bx2 - dbx), y + (ay - day) + (by2 - dby), -bx2, -by2, -(ax - ax2), -(ay - ay2));
}

/**
 * The first `count` cores that work along a Hilbert curve through a rectangle in the corner of the entry, near-square and no larger than they need; all cores of
 * a tile before the next tile.
 */
export function coresAlongHilbert(count: number, mesh: Mesh, cores: Int32Array): Int32Array {
  const works = new Uint8Array(mesh.width * mesh.height * mesh.coresPerTile);
  for (const core of cores) works[core] = 1;
  for (let tiles = Math.ceil(count / mesh.coresPerTile); ;) {
    const side = Math.ceil(Math.sqrt(tiles));
    const width = Math.min(mesh.width, Math.max(side, Math.ceil(tiles / mesh.height)));
    const height = Math.min(mesh.height, Math.ceil(tiles / width));
    const found = alongCurve(width, height, count, mesh, works);
    if (found.length === count) return found;
    if (width * height === mesh.width * mesh.height) throw new Error(`${found.length} cores that work for ${count} clusters`);
    tiles = Math.max(width * height + 1, tiles + Math.ceil((count - found.length) / mesh.coresPerTile));
  }
}

function alongCurve(width: number, height: number, count: number, mesh: Mesh, works: Uint8Array): Int32Array {
  const found = new Int32Array(count);
  let length = 0;
  for (const cell of hilbertOrder(width, height)) {
    const [across, down] = [cell % width, Math.floor(cell / width)];
    const x = 2 * mesh.entry.x < mesh.width ? across : mesh.width - 1 - across;
    const y = 2 * mesh.entry.y < mesh.height ? down : mesh.height - 1 - down;
    const first = (y * mesh.width + x) * mesh.coresPerTile;
    for (let core = first; core < first + mesh.coresPerTile && length < count; core++) if (works[core]) found[length++] = core;
  }
  return found.subarray(0, length);
}
