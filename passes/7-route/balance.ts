import type { Mesh } from '../../src/ir/target.ts';
import { treeGrower } from './grow-tree.ts';
import { forLinks, type Demand, type Tree } from './trees.ts';
import type { TurnModel } from './turn-models.ts';

/** Routes tried for one link before it counts as one that cannot be relieved. */
const TRIES = 48;
/** Routes found again in all, times the links of the mesh: bounds the time. */
const MOST_WORK = 3e7;
/** How much dearer than an idle link one is that carries as much as the busiest, and how steeply it gets so. */
const DEAR = 16;
const STEEP = 4;

/** Messages over each link, [4 tile + port]. */
export function loadsOf(trees: readonly Tree[], demands: readonly Demand[], mesh: Mesh): Float64Array {
  const loads = new Float64Array(4 * mesh.width * mesh.height);
  trees.forEach((tree, route) => forLinks(tree, (link) => { loads[link]! += demands[route]!.messages; }));
  return loads;
}

/**
 * Relieves the busiest link, over and over: the routes across it, those with most messages first, look for another tree by the turns of the model, links being the
 * dearer the more they carry; one is taken when all links that it touches, before and after, then carry less than the busiest did. It ends at a link that none
 * of its routes can relieve.
 */
export function balanced(trees: readonly Tree[], demands: readonly Demand[], model: TurnModel, mesh: Mesh, working: Uint8Array): readonly Tree[] {
  const grow = treeGrower(mesh, working);
  const loads = loadsOf(trees, demands, mesh);
  const chosen = trees.slice();
  const routesOf = routesOfLinks(trees, loads.length);
  const tryAgain = (route: number, most: number): boolean => {
    const { source, cores, messages } = demands[route]!;
    forLinks(chosen[route]!, (link) => { loads[link]! -= messages; });
    const tree = grow(source, cores, model, (link) => 1 + DEAR * ((loads[link]! + messages) / most) ** STEEP);
    let peak = 0;
    if (tree) forLinks(tree, (link) => { peak = Math.max(peak, loads[link]! + messages); });
    const better = tree !== null && peak < most;
    if (better) {
      forLinks(chosen[route]!, (link) => routesOf[link]!.delete(route));
      forLinks(tree, (link) => routesOf[link]!.add(route));
      chosen[route] = tree;
    }
    forLinks(chosen[route]!, (link) => { loads[link]! += messages; });
    return better;
  };
  for (let work = 0; work < MOST_WORK;) {
    const link = busiest(loads);
    const most = loads[link]!;
    const routes = [...routesOf[link]!].filter((route) => demands[route]!.messages > 0).sort((a, b) => demands[b]!.messages - demands[a]!.messages || a - b).slice(0, TRIES);
    if (routes.length < 2) break;
    const relieved = routes.some((route) => {
      work += loads.length * demands[route]!.cores.length;
      return tryAgain(route, most) && loads[link]! < most;
    });
    if (!relieved) break;
  }
  return chosen;
}

function busiest(loads: Float64Array): number {
  let link = 0;
  for (let i = 1; i < loads.length; i++) if (loads[i]! > loads[link]!) link = i;
  return link;
}

/** Routes over each link; null-like empty sets where there are none yet. */
function routesOfLinks(trees: readonly Tree[], links: number): Set<number>[] {
  const routes = Array.from({ length: links }, () => new Set<number>());
  trees.forEach((tree, route) => forLinks(tree, (link) => routes[link]!.add(route)));
  return routes;
}
