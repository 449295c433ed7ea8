import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routerTables } from '../../../passes/7-route/router-tables.ts';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { linkEnd } from '../../../src/ir/mesh.ts';
import { pointOf, tileOf } from '../../../src/ir/placed.ts';
import { portsAt, verifyRouted, type Routes } from '../../../src/ir/routed.ts';
import type { Mesh, Target } from '../../../src/ir/target.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { dense, network } from '../../ir/build.ts';
import { core, lower, matrix, neurons, spikes, targetWith } from '../lower.ts';

const [EAST, NORTH, WEST, SOUTH, HERE] = [1, 2, 4, 8, 16];
const MESH: Mesh = { width: 3, height: 3, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 } };

/** Entries of one route as [tile, ports]. */
function entriesOf(routes: Routes, route: number, mesh: Mesh): number[][] {
  return Array.from({ length: mesh.width * mesh.height }, (_, tile) => [tile, portsAt(routes, route, tile)]).filter(([, ports]) => ports !== 0);
}

describe('router tables', () => {
  test('tiles 0 1 2 / 3 4 5 / 6 7 8: from 0 to 2, 4 and 7, along x first', () => {
    expect(entriesOf(routerTables([0], [[2, 4, 7]], MESH), 0, MESH)).toEqual([[0, EAST], [1, EAST! | SOUTH!], [2, HERE], [4, HERE! | SOUTH!], [7, HERE]]);
  });

  test('west and north', () => {
    expect(entriesOf(routerTables([8], [[0]], MESH), 0, MESH)).toEqual([[0, HERE], [3, NORTH], [6, NORTH], [7, WEST], [8, WEST]]);
  });

  test('cores of one tile have ports of their own', () => {
    const two = { ...MESH, coresPerTile: 3 };
    expect(entriesOf(routerTables([0], [[0, 2, 4]], two), 0, two)).toEqual([[0, EAST! | HERE! | (HERE! << 2)], [1, HERE! << 1]]);
  });

  test('the table of a tile is sorted by route', () => {
    const routes = routerTables([0, 3, 0], [[1], [4], [4]], MESH);
    expect([...routes.tileOffsets]).toEqual([0, 2, 4, 4, 5, 7, 7, 7, 7, 7]);
    expect([...routes.entryRoute]).toEqual([0, 2, 0, 2, 1, 1, 2]);
    expect([...routes.offsets]).toEqual([0, 1, 2, 3]);
    expect([...routes.cores]).toEqual([1, 4, 4]);
  });
});

describe('axons', () => {
  // x drives y, whose 3 neurons are on 3 cores.
  const spread = network([spikes('x', [2]), neurons('y', [3])], [dense('x', 'y', matrix(3, 2))], { timesteps: 1 });
  const target = (multicast: boolean): Target => targetWith({ mesh: { ...MESH, multicast }, core: core({ neurons: 1 }) });

  test('with multicast one route an axon, shared by axons that go the same way', () => {
    const { routed } = lower(spread, target(true), { stopAfter: 'routed', unroll: { columns: 1 } });
    expect([...routed.axons.offsets]).toEqual([0, 1, 2, 2, 2, 2]);
    expect([...routed.axons.routes]).toEqual([0, 0]);
    expect([...routed.routes.cores]).toEqual([...routed.placed.coreOf].sort((a, b) => a - b));
  });

  test('without it one route a destination core', () => {
    const { routed } = lower(spread, target(false), { stopAfter: 'routed', unroll: { columns: 1 } });
    expect([...routed.axons.offsets]).toEqual([0, 3, 6, 6, 6, 6]);
    expect([...routed.axons.routes]).toEqual([0, 1, 2, 0, 1, 2]);
  });

  test('partial sums go to the core that adds them, and nowhere within a core', () => {
    const split = network([spikes('x', [4]), neurons('y', [2])], [dense('x', 'y', matrix(2, 4))], { timesteps: 1 });
    const narrow = targetWith({ fanIn: 2, mesh: MESH, core: core({ crossbars: { count: 1, rows: 2, columns: 2 } }) });
    const { routed: { sumRoutes, routes, placed: { coreOf, clustered: { clusterOf } } } } = lower(split, narrow, { stopAfter: 'routed' });
    expect([...clusterOf]).toEqual([0, 1, 1]);
    expect(sumRoutes[1]).toBe(-1);
    expect(routes.cores[routes.offsets[sumRoutes[0]!]!]).toBe(coreOf[1]);
    expect(routes.sourceTile[sumRoutes[0]!]).toBe(coreOf[0]);
  });
});

describe('meshes with faults and small routers', () => {
  const split = network([spikes('x', [4]), neurons('y', [9])], [dense('x', 'y', matrix(9, 4))], { timesteps: 1 });
  const target = (changes: Partial<Mesh>): Target => targetWith({ mesh: { ...MESH, ...changes }, core: core({ neurons: 1 }) });
  const found = (changes: Partial<Mesh>): string[] => {
    try {
      return lower(split, target(changes), { stopAfter: 'routed', unroll: { columns: 1 } }).diagnostics.map(({ code }) => code);
    } catch (error) {
      return (error as DiagnosticError).diagnostics.map(({ code, message }) => `${code} ${message}`);
    }
  };

  test('a detour', () => {
    const { statistics, routed } = lower(split, target({ faultyLinks: [[1, 0]], multicast: false }), { stopAfter: 'routed', unroll: { columns: 1 } });
    expect(statistics).toMatchObject({ detours: 3, turns: 'west-first' });
    expect(verifyRouted(routed, target({ faultyLinks: [[1, 0]], multicast: false }))).toEqual([]);
  });

  test('S842: a core that is cut off', () => {
    expect(found({ faultyLinks: [[7, 0], [5, 3]] })).toContain('S842 no way leads from tile 0 to core 8 round the 2 faulty links of the mesh');
  });

  test('S843: tables that are too large for the routers', () => {
    expect(found({ routerEntries: 3, multicast: false })).toContainEqual(expect.stringMatching(/^S843 the router of tile 0 needs \d entries, it has 3 \(\d too many; 9 before compression\)$/));
    expect(found({ routerEntries: 9, multicast: false })).toEqual([]);
  });

  test('balanced: the busiest link carries less', () => {
    const balanced = lower(split, target({ multicast: false }), { stopAfter: 'routed', unroll: { columns: 1 }, route: { routing: 'balanced' } });
    const { busiestLink, busiestLinkBefore } = balanced.statistics as Record<string, number>;
    expect(busiestLink).toBeLessThan(busiestLinkBefore!);
    expect(lower(split, target({ multicast: false }), { stopAfter: 'routed', unroll: { columns: 1 } }).statistics.busiestLink).toBe(busiestLinkBefore);
  });
});

test('generated networks: every route verified; a route to one core has as many entries as its Manhattan path', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
    const { mesh } = target;
    const { routed } = lower(drawNetwork(seed), target, { stopAfter: 'routed' });
    expect(verifyRouted(routed, target)).toEqual([]);
    const entries = new Int32Array(routed.routes.sourceTile.length);
    for (const route of routed.routes.entryRoute) entries[route]!++;
    routed.routes.sourceTile.forEach((source, route) => {
      const cores = routed.routes.cores.subarray(routed.routes.offsets[route], routed.routes.offsets[route + 1]);
      if (cores.length !== 1) return;
      const [from, to] = [pointOf(mesh, source), pointOf(mesh, tileOf(mesh, cores[0]!))];
      expect(entries[route]).toBe(1 + Math.abs(from.x - to.x) + Math.abs(from.y - to.y));
    });
  }), { seed: 17, numRuns: 60 });
});

test('generated networks on meshes with faults, ways balanced: configurations that hold, or a core that is cut off', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), fc.array(fc.nat(1e6), { minLength: 1, maxLength: 4 }), (seed, sound, drawn) => {
    const { width, height } = sound.mesh;
    const faultyLinks = [...new Set(drawn.map((one) => one % (4 * width * height)))].map((link) => [link >> 2, link & 3] as const).filter(([tile, port]) => linkEnd(sound.mesh, tile, port) >= 0);
    const target = { ...sound, mesh: { ...sound.mesh, faultyLinks } };
    try {
      const { routed, configuration } = lower(drawNetwork(seed), target, { route: { routing: 'balanced' } });
      expect(verifyRouted(routed, target)).toEqual([]);
      expect(configuration.routes).toEqual(routed.routes);
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      expect(new Set(error.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code))).toEqual(new Set(['S842']));
    }
  }), { seed: 19, numRuns: 25 });
});
