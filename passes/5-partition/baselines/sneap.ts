import { usableCores } from '../../../src/ir/mesh.ts';
import { limitsOfCore } from '../cluster-loads.ts';
import { gather } from '../gather.ts';
import type { PartitionProblem } from '../partitioners.ts';
import { sequential } from './sequential.ts';
import { synapseGraph } from './synapse-graph.ts';

/**
 * Partition of SNEAP (Li et al., GLSVLSI 2020, arXiv 2004.01639): multilevel partitioning of the graph of neurons into as few cores as there must be, the cut
 * being the spikes on synapses between cores; a spike to many neurons of a core counts as often as they are many. Coarsening by heavy edges, cuts by
 * halves and refinement follow METIS, which they use; METIS itself is not run. Theirs: neurons a core; here all limits of the target. The sequential
 * filling is taken where no partition by cut keeps these.
 * @throws DiagnosticError S703
 */
export function byEdgeCut(problem: PartitionProblem): Int32Array {
  const { graph, target, seed, progress } = problem;
  const found = gather(synapseGraph(graph), {
    limits: limitsOfCore(target), objective: 'energy', cores: 0, available: usableCores(target.mesh).length, ownShare: 1, start: null, repeats: 0, seed, progress,
  });
  return found ?? sequential(problem);
}
