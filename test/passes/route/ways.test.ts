import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanced, loadsOf } from '../../../passes/7-route/balance.ts';
import { compressedTables } from '../../../passes/7-route/compress.ts';
import { findTrees } from '../../../passes/7-route/find-trees.ts';
import { allocateKeys } from '../../../passes/7-route/keys.ts';
import { tablesOf } from '../../../passes/7-route/router-tables.ts';
import { xyTree, type Demand, type Tree } from '../../../passes/7-route/trees.ts';
import { WEST_FIRST } from '../../../passes/7-route/turn-models.ts';
import { circleOfLinks } from '../../../src/ir/link-order.ts';
import { linkEnd, workingLinks } from '../../../src/ir/mesh.ts';
import { brokenKeys, type RouterKeys } from '../../../src/ir/router-keys.ts';
import { followRoute, type Routes } from '../../../src/ir/routed.ts';
import { coreCount, type Mesh } from '../../../src/ir/target.ts';

const [EAST, NORTH, WEST, SOUTH, HERE] = [1, 2, 4, 8, 16] as const;

function meshOf(width: number, height: number, changes: Partial<Mesh> = {}): Mesh {
  return { width, height, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 }, ...changes };
}

/** [source tile, cores, messages] */
function demands(list: readonly (readonly [number, readonly number[], number?])[]): Demand[] {
  return list.map(([source, cores, messages = 1]) => ({ source, cores, messages }));
}

function entries({ tiles, ports }: Tree): number[][] {
  return Array.from(tiles, (tile, i) => [tile, ports[i]!]).sort((a, b) => a[0]! - b[0]!);
}

function find(list: readonly Demand[], mesh: Mesh) {
  return findTrees(list, mesh, workingLinks(mesh));
}

/** What a route checker finds in trees and their keys. */
function faultsOf(list: readonly Demand[], trees: readonly Tree[], mesh: Mesh): string[] {
  const routes = tablesOf(list, trees, mesh);
  const working = workingLinks(mesh);
  const found: string[] = [];
  list.forEach(({ source, cores }, route) => {
    const reached = followRoute(routes, route, source, mesh);
    if (typeof reached === 'string' || reached.join() !== cores.join()) found.push(`route ${route}: ${reached}`);
  });
  trees.forEach(({ tiles, ports }) => tiles.forEach((tile, i) => {
    for (let port = 0; port < 4; port++) if (ports[i]! & (1 << port) && !working[4 * tile + port]) found.push(`faulty link of tile ${tile}`);
  }));
  if (circleOfLinks(routes, mesh)) found.push('a circle of links');
  brokenKeys(compressedTables(routes, allocateKeys(routes, Int32Array.from(list, ({ messages }) => messages))), routes, (reason) => found.push(reason));
  return found;
}

/** Meshes with faulty links, and routes on them. */
const CASES = fc.record({
  width: fc.integer({ min: 1, max: 6 }), height: fc.integer({ min: 1, max: 6 }), coresPerTile: fc.integer({ min: 1, max: 3 }), faults: fc.array(fc.nat(143), { maxLength: 14 }), bothWays: fc.boolean(),
  drawn: fc.array(fc.tuple(fc.nat(1000), fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 12 }),
}).map(({ width, height, coresPerTile, faults, bothWays, drawn }) => {
  const sound = meshOf(width, height, { coresPerTile });
  const links = faults.flatMap((fault): [number, number][] => {
    const [tile, port] = [(fault >> 2) % (width * height), fault & 3];
    const end = linkEnd(sound, tile, port);
    return end < 0 ? [] : bothWays ? [[tile, port], [end, port ^ 2]] : [[tile, port]];
  });
  const list = demands(drawn.map(([source, cores, messages]) => [source % (width * height), [...new Set(cores.map((core) => core % coreCount(sound)))].sort((a, b) => a - b), messages]));
  return { mesh: meshOf(width, height, { coresPerTile, faultyLinks: links }), list };
});

describe('ways round faulty links', () => {
  test('no faults: XY trees', () => {
    const { trees, detours } = find(demands([[0, [2, 4, 7]]]), meshOf(3, 3));
    expect(entries(trees[0]!)).toEqual([[0, EAST], [1, EAST | SOUTH], [2, HERE], [4, HERE | SOUTH], [7, HERE]]);
    expect(detours).toBe(0);
  });

  test('0 1 2 / 3 4 5, no link from 1 to 2: west-first turns round it, other routes stay', () => {
    const { trees, model, detours } = find(demands([[0, [2]], [3, [5]]]), meshOf(3, 2, { faultyLinks: [[1, 0]] }));
    expect([model.name, detours]).toEqual(['west-first', 1]);
    expect(entries(trees[0]!)).toEqual([[0, SOUTH], [2, HERE], [3, EAST], [4, EAST], [5, NORTH]]);
    expect(entries(trees[1]!)).toEqual([[3, EAST], [4, EAST], [5, HERE]]);
  });

  test('the mirror image: no link from 1 to 0, so east-first', () => {
    const { trees, model } = find(demands([[2, [0]]]), meshOf(3, 2, { faultyLinks: [[1, 2]] }));
    expect(model.name).toBe('east-first');
    expect(entries(trees[0]!)).toEqual([[0, HERE], [2, SOUTH], [3, NORTH], [4, WEST], [5, WEST]]);
  });

  test('both at once: up and down a spanning tree', () => {
    const mesh = meshOf(3, 2, { faultyLinks: [[1, 0], [1, 2]] });
    const list = demands([[0, [2]], [2, [0]]]);
    const { trees, model } = find(list, mesh);
    expect(model.name).toBe('up-down');
    expect(faultsOf(list, trees, mesh)).toEqual([]);
  });

  test('S842: a tile that no link leads to', () => {
    const { diagnostics } = find(demands([[0, [1, 3]], [0, [3]], [1, [2]]]), meshOf(2, 2, { faultyLinks: [[1, 3], [2, 0]] }));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'S842 no way leads from tile 0 to core 3 round the 2 faulty links of the mesh',
    ]);
  });

  test('any faults: every route arrives without deadlock, or there is no way there and back', () => {
    fc.assert(fc.property(CASES, ({ mesh, list }) => {
      const { trees, diagnostics } = find(list, mesh);
      const apart = list.some(({ source, cores }) => cores.some((core) => !reachable(mesh, source).has(Math.floor(core / mesh.coresPerTile))));
      if (diagnostics.length > 0) expect(apart).toBe(true);
      else expect(faultsOf(list, trees, mesh)).toEqual([]);
    }), { seed: 1, numRuns: 400 });
  });
});

describe('balanced', () => {
  test('two routes over one link part', () => {
    // 0 1 2 / 3 4 5 / 6 7 8: both go from 0 to the east and then south.
    const [mesh, list] = [meshOf(3, 3), demands([[0, [5], 10], [0, [8], 10]])];
    const before = find(list, mesh).trees;
    const after = balanced(before, list, WEST_FIRST, mesh, workingLinks(mesh));
    expect([before, after].map((trees) => Math.max(...loadsOf(trees, list, mesh)))).toEqual([20, 10]);
    expect(faultsOf(list, after, mesh)).toEqual([]);
  });

  test('any routes: the busiest link never carries more, and everything still arrives', () => {
    fc.assert(fc.property(CASES, ({ mesh, list }) => {
      const { trees, model, diagnostics } = find(list, mesh);
      if (diagnostics.length > 0) return;
      const after = balanced(trees, list, model, mesh, workingLinks(mesh));
      expect(faultsOf(list, after, mesh)).toEqual([]);
      expect(Math.max(0, ...loadsOf(after, list, mesh))).toBeLessThanOrEqual(Math.max(0, ...loadsOf(trees, list, mesh)));
    }), { seed: 2, numRuns: 200 });
  });
});

describe('keys', () => {
  test('blocks of a power of two, routes of a tile together', () => {
    const list = demands([[0, [1]], [1, [0]], [0, [2]]]);
    const routes = tablesOf(list, list.map(({ source, cores }) => xyTree(source, cores, meshOf(3, 1))), meshOf(3, 1));
    expect(allocateKeys(routes, Int32Array.of(3, 1, 2))).toEqual({ first: Int32Array.of(0, 8, 4), bits: Int32Array.of(2, 0, 1) });
  });

  test('a line: far from the source one entry stands for all', () => {
    // From tile 0 to cores 1, 2, 3: tile 1 keeps one route and passes two on, tile 2 keeps one and passes one on.
    const [mesh, list] = [meshOf(4, 1), demands([[0, [1]], [0, [2]], [0, [3]]])];
    const routes = tablesOf(list, list.map(({ source, cores }) => xyTree(source, cores, mesh)), mesh);
    const { tileOffsets, key, mask, ports } = compressedTables(routes, allocateKeys(routes, Int32Array.of(1, 1, 1)));
    expect([...tileOffsets]).toEqual([0, 1, 3, 5, 6]);
    const all = 0x7fffffff;
    expect(Array.from(key, (own, i) => [own, mask[i], ports[i]])).toEqual([
      [0, all - 3, EAST],
      [0, all, HERE], [0, all - 3, EAST],
      [2, all, EAST], [0, all - 3, HERE],
      [2, all, HERE],
    ]);
  });

  test('never more entries than routes have', () => {
    fc.assert(fc.property(CASES, ({ mesh, list }) => {
      const { trees, diagnostics } = find(list, mesh);
      if (diagnostics.length > 0) return;
      const routes = tablesOf(list, trees, mesh);
      const keys = compressedTables(routes, allocateKeys(routes, Int32Array.from(list, ({ messages }) => messages)));
      for (let tile = 0; tile < mesh.width * mesh.height; tile++) {
        expect(keys.tileOffsets[tile + 1]! - keys.tileOffsets[tile]!).toBeLessThanOrEqual(routes.tileOffsets[tile + 1]! - routes.tileOffsets[tile]!);
      }
    }), { seed: 3, numRuns: 100 });
  });

  test('the checker finds any key, mask or port that is changed, where it matters', () => {
    const list = demands([[0, [1, 3]], [0, [2]], [3, [0]], [2, [1, 3]]]);
    const mesh = meshOf(2, 2);
    const routes = tablesOf(list, find(list, mesh).trees, mesh);
    const sound = compressedTables(routes, allocateKeys(routes, Int32Array.of(4, 1, 2, 3)));
    expect(reasons(sound, routes)).toEqual([]);
    sound.ports.forEach((ports, entry) => expect(reasons({ ...sound, ports: sound.ports.with(entry, ports ^ 1) }, routes).length).toBeGreaterThan(0));
    expect(reasons({ ...sound, first: sound.first.with(1, sound.first[0]!) }, routes).join()).toContain('share a key');
    expect(reasons({ ...sound, first: sound.first.with(0, 1) }, routes).join()).toContain('owns no block');
    expect(reasons({ ...sound, mask: new Int32Array(0) }, routes)).toEqual(['its keys have parts that do not exist']);
    expect(reasons({ ...sound, mask: sound.mask.map(() => 0x55555555) }, routes).length).toBeGreaterThan(0);
  });
});

describe('circles of links', () => {
  test('four routes round a square wait for each other; three do not', () => {
    const mesh = meshOf(2, 2);
    const turn = (tiles: readonly number[], ports: readonly number[]): Tree => ({ tiles: Int32Array.from(tiles), ports: Int32Array.from(ports) });
    // 0 1 / 2 3, clockwise.
    const trees = [turn([0, 1, 3], [EAST, SOUTH, HERE]), turn([1, 3, 2], [SOUTH, WEST, HERE]), turn([3, 2, 0], [WEST, NORTH, HERE]), turn([2, 0, 1], [NORTH, EAST, HERE])];
    const list = demands([[0, [3]], [1, [2]], [3, [0]], [2, [1]]]);
    expect(circleOfLinks(tablesOf(list, trees, mesh), mesh)!.map((link) => link >> 2).sort()).toEqual([0, 1, 2, 3]);
    expect(circleOfLinks(tablesOf(list.slice(1), trees.slice(1), mesh), mesh)).toBeNull();
  });
});

function reasons(keys: RouterKeys, routes: Routes): string[] {
  const found: string[] = [];
  brokenKeys(keys, routes, (reason) => found.push(reason));
  return found;
}

/** Tiles that links which work in both directions lead to. */
function reachable(mesh: Mesh, from: number): Set<number> {
  const faulty = new Set((mesh.faultyLinks ?? []).map(([tile, port]) => 4 * tile + port));
  const seen = new Set([from]);
  for (const tile of seen) {
    for (let port = 0; port < 4; port++) {
      const end = linkEnd(mesh, tile, port);
      if (end >= 0 && !faulty.has(4 * tile + port) && !faulty.has(4 * end + (port ^ 2))) seen.add(end);
    }
  }
  return seen;
}
