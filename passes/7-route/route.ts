import { diagnose, stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { workingLinks } from '../../src/ir/mesh.ts';
import type { Pass } from '../../src/ir/pass.ts';
import type { Placed } from '../../src/ir/placed.ts';
import type { RouterKeys } from '../../src/ir/router-keys.ts';
import type { Routed, Routes } from '../../src/ir/routed.ts';
import { balanced, loadsOf } from './balance.ts';
import { compressedTables } from './compress.ts';
import { demandsOf } from './demands.ts';
import { findTrees } from './find-trees.ts';
import { allocateKeys } from './keys.ts';
import { tablesOf } from './router-tables.ts';

export interface RouteOptions {
  /** `xy`: first along x, then along y, also where it is not said; `balanced`: other ways round the busiest links. */
  readonly routing?: 'xy' | 'balanced';
}

/** Most findings of one kind. */
const MOST = 20;

/** Gives every axon its route: a multicast tree, or one path a destination core where the mesh has no multicast; keys and router tables for them. @throws DiagnosticError S842, S843 */
export const route: Pass<Placed, Routed, RouteOptions> = {
  name: 'route',
  summary: 'every axon arrives exactly once at every core that needs it',
  options: [{ name: 'routing', help: 'xy, or balanced: ways round the busiest links', default: 'xy' }],
  run(placed, { routing = 'xy' }, { target }) {
    if (!target) throw new Error('the pass route needs a target');
    const { mesh } = target;
    const working = workingLinks(mesh);
    const { routes: demands, axonsOf, axons, sumRoutes } = demandsOf(placed, mesh);
    const { trees: found, model, detours, diagnostics } = findTrees(demands, mesh, working);
    stopOnErrors(diagnostics);
    const balance = routing === 'balanced';
    const trees = balance ? balanced(found, demands, model, mesh, working) : found;
    const routes = tablesOf(demands, trees, mesh);
    const keys = compressedTables(routes, allocateKeys(routes, axonsOf));
    stopOnErrors(checkTables(keys, routes, mesh.routerEntries));
    const most = (loads: Float64Array): number => loads.reduce((high, load) => Math.max(high, load), 0);
    const statistics = {
      routes: demands.length, routerEntries: routes.entryRoute.length, largestRouterTable: largest(routes.tileOffsets), keyedEntries: keys.key.length,
      largestKeyedTable: largest(keys.tileOffsets), busiestLink: most(loadsOf(trees, demands, mesh)), ...(balance && { busiestLinkBefore: most(loadsOf(found, demands, mesh)) }),
      ...(detours > 0 && { detours, turns: model.name }),
    };
    return { output: { stage: 'routed', placed, routes, keys, axons, sumRoutes }, diagnostics: [], statistics };
  },
};

function largest(tileOffsets: Int32Array): number {
  return tileOffsets.reduce((most, end, tile) => (tile === 0 ? 0 : Math.max(most, end - tileOffsets[tile - 1]!)), 0);
}

function checkTables({ tileOffsets }: RouterKeys, routes: Routes, most = Infinity): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let tile = 0; tile + 1 < tileOffsets.length && found.length < MOST; tile++) {
    const entries = tileOffsets[tile + 1]! - tileOffsets[tile]!;
    if (entries > most) found.push(diagnose('S843', { tile, entries, most, before: routes.tileOffsets[tile + 1]! - routes.tileOffsets[tile]! }));
  }
  return found;
}
