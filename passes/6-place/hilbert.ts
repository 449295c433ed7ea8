import type { Mesh } from '../../src/ir/target.ts';

/**
 * A Hilbert-like curve through every cell of a rectangle of any size, neighbours on the curve being neighbours in the plane
 * (but for one diagonal step where the longer side is odd and the shorter even). Recursion after J. Červený, "Generalized Hilbert space-filling curve for
 * rectangular domains of arbitrary (non-power of two) sizes".
 */
export function hilbertOrder(width: number, height: number): readonly (readonly [x: number, y: number])[] {
  const cells: [number, number][] = [];
  if (width >= height) fill(cells, 0, 0, width, 0, 0, height);
  else fill(cells, 0, 0, 0, height, width, 0);
  return cells;
}

/** Fills the block spanned by the major axis a and the minor axis b from (x, y). */
function fill(cells: [number, number][], x: number, y: number, ax: number, ay: number, bx: number, by: number): void {
  const major = Math.abs(ax + ay);
  const minor = Math.abs(bx + by);
  const [dax, day, dbx, dby] = [Math.sign(ax), Math.sign(ay), Math.sign(bx), Math.sign(by)];
  if (minor === 1) {
    for (let i = 0; i < major; i++) cells.push([x + i * dax, y + i * day]);
    return;
  }
  if (major === 1) {
    for (let i = 0; i < minor; i++) cells.push([x + i * dbx, y + i * dby]);
    return;
  }
  let [ax2, ay2, bx2, by2] = [Math.trunc(ax / 2), Math.trunc(ay / 2), Math.trunc(bx / 2), Math.trunc(by / 2)];
  if (2 * major > 3 * minor) {
    if (Math.abs(ax2 + ay2) % 2 !== 0 && major > 2) [ax2, ay2] = [ax2 + dax, ay2 + day];
    fill(cells, x, y, ax2, ay2, bx, by);
    fill(cells, x + ax2, y + ay2, ax - ax2, ay - ay2, bx, by);
    return;
  }
  if (Math.abs(bx2 + by2) % 2 !== 0 && minor > 2) [bx2, by2] = [bx2 + dbx, by2 + dby];
  fill(cells, x, y, bx2, by2, ax2, ay2);
  fill(cells, x + bx2, y + by2, ax, ay, bx - bx2, by - by2);
  fill(cells, x + (ax - dax) + (bx2 - dbx), y + (ay - day) + (by2 - dby), -bx2, -by2, -(ax - ax2), -(ay - ay2));
}

/** Clusters were packed from the output back, so the last one is nearest to the input: it comes first on the curve, in the corner of the entry. */
export function alongHilbert(clusterCount: number, mesh: Mesh): Int32Array {
  const tiles = Math.ceil(clusterCount / mesh.coresPerTile);
  const side = Math.ceil(Math.sqrt(tiles));
  const width = Math.min(mesh.width, Math.max(side, Math.ceil(tiles / mesh.height)));
  const height = Math.min(mesh.height, Math.ceil(tiles / width));
  const curve = hilbertOrder(width, height).filter(([x, y]) => x < mesh.width && y < mesh.height);
  return Int32Array.from({ length: clusterCount }, (_, cluster) => {
    const rank = clusterCount - 1 - cluster;
    const [across, down] = curve[Math.floor(rank / mesh.coresPerTile)]!;
    const x = 2 * mesh.entry.x < mesh.width ? across : mesh.width - 1 - across;
    const y = 2 * mesh.entry.y < mesh.height ? down : mesh.height - 1 - down;
    return (y * mesh.width + x) * mesh.coresPerTile + (rank % mesh.coresPerTile);
  });
}
