import { randomStream } from '../../../src/ir/random.ts';
import type { AxonGraph } from '../../../src/ir/axon-graph.ts';
import { nextFit } from '../next-fit.ts';
import type { PartitionProblem } from '../partitioners.ts';

/**
 * Cores filled one after the other with neurons in an order that is drawn, each with the parts whose sums it adds: what no mapper should be worse than.
 * @throws DiagnosticError S703
 */
export function shuffled(problem: PartitionProblem): Int32Array {
  const trees = sumTrees(problem.graph);
  const random = randomStream(problem.seed, 0x5f17);
  for (let i = trees.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = trees[i]!;
    trees[i] = trees[j]!;
    trees[j] = kept;
  }
  return nextFit(problem, Int32Array.from(trees.flat()));
}

/** Pieces that end in the same soma; the soma comes last. */
function sumTrees({ pieces, bundles, leaving }: AxonGraph): number[][] {
  const next = new Int32Array(pieces).fill(-1);
  for (let piece = 0; piece < pieces; piece++) {
    for (let i = leaving.offsets[piece]!; i < leaving.offsets[piece + 1]!; i++) {
      const bundle = leaving.items[i]!;
      if (bundles.isSum[bundle]) next[piece] = bundles.pieces.items[bundles.pieces.offsets[bundle]!]!;
    }
  }
  const trees = new Map<number, number[]>();
  for (let piece = 0; piece < pieces; piece++) {
    let root = piece;
    while (next[root]! >= 0) root = next[root]!;
    const tree = trees.get(root);
    if (!tree) trees.set(root, [piece]);
    else tree.push(piece);
  }
  return [...trees].map(([root, tree]) => [...tree.filter((piece) => piece !== root), root]);
}
