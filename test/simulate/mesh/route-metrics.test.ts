import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routerTables } from '../../../passes/7-route/router-tables.ts';
import type { Routes } from '../../../src/ir/routed.ts';
import type { Mesh } from '../../../src/ir/target.ts';
import { distancesOf, linkLoads, routeMetrics } from '../../../src/simulate/mesh/route-metrics.ts';

/** 4 x 3 tiles of two cores: core 2 t and 2 t + 1 are on tile t = 4 y + x. */
const MESH: Mesh = { width: 4, height: 3, coresPerTile: 2, multicast: true, entry: { x: 0, y: 0 } };

function routes(...list: readonly (readonly [tile: number, cores: readonly number[]])[]): Routes {
  return routerTables(list.map(([tile]) => tile), list.map(([, cores]) => cores), MESH);
}

describe('what one packet of a route costs', () => {
  const cases = [
    ['to a core of its own tile', 0, [0], 0, 0, 1],
    ['to both cores of its tile', 0, [0, 1], 0, 0, 2],
    ['three east', 0, [6], 3, 0, 1],
    ['one west and two south', 1, [16], 1, 2, 1],
    ['two north', 9, [2], 0, 2, 1],
    ['a trunk of two, then one branch north and one south', 4, [4, 20], 2, 2, 2],
    ['four cores on one line, its links used once', 0, [2, 4, 5, 6], 3, 0, 4],
  ] as const;
  test.each(cases)('%s', (_what, tile, cores, eastWest, northSouth, deliveries) => {
    const { hopsEastWest, hopsNorthSouth, deliveries: reached } = routeMetrics(routes([tile, cores]), MESH);
    expect([hopsEastWest[0], hopsNorthSouth[0], reached[0]]).toEqual([eastWest, northSouth, deliveries]);
  });

  test('distances are those of the destinations, however the tree branches', () => {
    expect(distancesOf(routes([4, [4, 20]]), 0, MESH)).toEqual([{ eastWest: 2, northSouth: 1 }, { eastWest: 2, northSouth: 1 }]);
  });
});

test('hops between chips of 2 x 2 tiles: one east, one south', () => {
  const chips = { width: 2, height: 2, crossing_hops: { value: 4, source: 'test', scope: 'term', evidence: 'assumed' } } as const;
  const all = routes([0, [22]], [0, [2]], [3, [0, 16]]);
  expect([...routeMetrics(all, { ...MESH, chips }).hopsBetweenChips]).toEqual([2, 0, 2]);
  expect([...routeMetrics(all, MESH).hopsBetweenChips]).toEqual([0, 0, 0]);
  expect(distancesOf(all, 0, { ...MESH, chips })[0]!.betweenChips).toBe(2);
  expect(distancesOf(all, 2, { ...MESH, chips }).map(({ betweenChips }) => betweenChips)).toEqual([1, 2]);
  expect(distancesOf(all, 1, { ...MESH, chips })).toEqual([{ eastWest: 1, northSouth: 0 }]);
});

test('distances go along the tree, also on a way round', () => {
  // Tile 0 to tile 1 by 4 and 5: south, east, north.
  const tileOffsets = Int32Array.of(0, 1, 2, 2, 2, 3, 4, 4, 4, 4, 4, 4, 4);
  const round: Routes = { sourceTile: Int32Array.of(0), offsets: Int32Array.of(0, 2), cores: Int32Array.of(2, 10), tileOffsets, entryRoute: new Int32Array(4), entryPorts: Int32Array.of(8, 16, 1, 2 + 16) };
  expect(distancesOf(round, 0, MESH)).toEqual([{ eastWest: 1, northSouth: 2 }, { eastWest: 1, northSouth: 1 }]);
});

describe('packets on links', () => {
  test('routes that share a link add up; directions are kept apart', () => {
    const loads = linkLoads(routes([0, [4]], [1, [4]], [2, [0]]), Float64Array.of(3, 5, 7), MESH);
    expect(Array.from({ length: 4 }, (_, tile) => [...loads.subarray(4 * tile, 4 * tile + 4)])).toEqual([[3, 0, 0, 0], [8, 0, 7, 0], [0, 0, 7, 0], [0, 0, 0, 0]]);
  });

  test('for any routes the links carry packets x hops', () => {
    const route = fc.tuple(fc.nat(11), fc.uniqueArray(fc.nat(23), { minLength: 1, maxLength: 6 }));
    fc.assert(fc.property(fc.array(fc.tuple(route, fc.nat(100)), { minLength: 1, maxLength: 8 }), (drawn) => {
      const all = routes(...drawn.map(([[tile, cores]]) => [tile, cores.toSorted((a, b) => a - b)] as const));
      const packets = Float64Array.from(drawn, ([, count]) => count);
      const { hopsEastWest, hopsNorthSouth } = routeMetrics(all, MESH);
      const hops = packets.reduce((sum, count, i) => sum + count * (hopsEastWest[i]! + hopsNorthSouth[i]!), 0);
      expect(linkLoads(all, packets, MESH).reduce((sum, load) => sum + load, 0)).toBe(hops);
      // A tree is at least as long as the way to its farthest core, and at most as long as all ways together.
      for (let i = 0; i < drawn.length; i++) {
        const ways = distancesOf(all, i, MESH).map(({ eastWest, northSouth }) => eastWest + northSouth);
        const length = hopsEastWest[i]! + hopsNorthSouth[i]!;
        expect(length).toBeGreaterThanOrEqual(Math.max(...ways));
        expect(length).toBeLessThanOrEqual(ways.reduce((sum, way) => sum + way, 0));
      }
    }), { seed: 1 });
  });
});
