import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { tileOf } from '../../src/ir/placed.ts';
import type { Mesh } from '../../src/ir/target.ts';
import { alongForest, treeGrower } from './grow-tree.ts';
import { uses, xyTree, type Demand, type Tree } from './trees.ts';
import { EAST_FIRST, upDown, WEST_FIRST, type TurnModel } from './turn-models.ts';

export interface FoundTrees {
  readonly trees: readonly Tree[];
  /** To which all of them keep. */
  readonly model: TurnModel;
  /** Routes that are no XY tree. */
  readonly detours: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Most findings. */
const MOST = 20;

/**
 * A tree for every route over links that work: its XY tree where that is whole, else one by the turns of west-first, or east-first, routing, of which XY trees are
 * a case. Where neither gets everywhere, all routes go up and down a spanning tree with its shortcuts, which reaches whatever is connected.
 */
export function findTrees(demands: readonly Demand[], mesh: Mesh, working: Uint8Array): FoundTrees {
  const trees = demands.map(({ source, cores }) => xyTree(source, cores, mesh));
  const broken = [...trees.keys()].filter((route) => uses(trees[route]!, (link) => !working[link]));
  if (broken.length === 0) return { trees, model: WEST_FIRST, detours: 0, diagnostics: [] };
  const grow = treeGrower(mesh, working);
  for (const model of [WEST_FIRST, EAST_FIRST]) {
    const round = new Map<number, Tree>();
    for (const route of broken) {
      const tree = grow(demands[route]!.source, demands[route]!.cores, model, () => 1);
      if (!tree) break;
      round.set(route, tree);
    }
    if (round.size === broken.length) return { trees: trees.map((tree, route) => round.get(route) ?? tree), model, detours: broken.length, diagnostics: [] };
  }
  return alongSpanningTree(demands, mesh, working);
}

function alongSpanningTree(demands: readonly Demand[], mesh: Mesh, working: Uint8Array): FoundTrees {
  const model = upDown(mesh, working);
  const grow = treeGrower(mesh, working);
  const { root } = model.forest;
  const diagnostics: Diagnostic[] = [];
  const said = new Set<string>();
  const trees = demands.map(({ source, cores }): Tree => {
    const tree = grow(source, cores, model, () => 1) ?? alongForest(source, cores, mesh, model.forest);
    if (tree) return tree;
    for (const core of cores.filter((one) => root[tileOf(mesh, one)] !== root[source])) {
      if (said.size >= MOST || said.has(`${source}:${core}`)) continue;
      said.add(`${source}:${core}`);
      diagnostics.push(diagnose('S842', { from: source, core, faulty: mesh.faultyLinks?.length ?? 0 }));
    }
    return { tiles: new Int32Array(0), ports: new Int32Array(0) };
  });
  return { trees, model, detours: demands.length, diagnostics };
}
