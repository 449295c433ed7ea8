/**
 * `bench place`: what placers of 6-place reach in the same time, on the graphs of K3: clusters of six sheets of neurons with local synapses, 102, 402 and 4019 of
 * them on as many cores. The judge is annealing as K3 measured it (random swaps; the best of hot from a random placement and warm from
 * Hilbert + force-directed at two temperatures, each for the whole budget), run beside it.
 */
import { importSource } from './import-source.mjs';
import { median, table, timed } from './measure.mjs';
import { plainAnnealing } from './place/plain-annealing.mjs';
import { sheetFlows } from './place/sheets.mjs';

const CASES = [
  { clusters: 102, width: 11, height: 10, budgets: [0.3, 1.5] },
  { clusters: 402, width: 21, height: 20, budgets: [0.3, 1.5] },
  { clusters: 4019, width: 64, height: 63, budgets: [1.5, 6] },
];
/** First temperatures of the judge, in mean weights of a pair. */
const JUDGES = [['hot', 30], ['warm', 1], ['warm', 3]];
const SEEDS = [1, 2, 3];

export async function benchPlace() {
  const [{ problemOf }, { PLACERS }, { placementCost }, { hopBound }, { finish }] = await Promise.all(
    ['passes/6-place/problem.ts', 'passes/6-place/placers.ts', 'passes/6-place/cost.ts', 'src/ir/hop-bound.ts', 'src/ir/search.ts'].map(importSource));
  const rows = [['spikes x hops (k)', 'clusters', 'cost', 'to random', 'CPU s', 'M steps/s']];
  const statements = [];
  for (const { clusters, width, height, budgets } of CASES) {
    const flows = sheetFlows(clusters, 1);
    const mesh = { width, height, coresPerTile: 1, multicast: false, entry: { x: 0, y: 0 } };
    const problem = problemOf(flows, mesh, { rounds: 100, budget_s: 0.5, seed: 1 });
    const run = (name, changes = {}) => timed(() => finish(PLACERS.find((placer) => placer.name === name).run({ ...problem, ...changes })));
    const costOf = (coreOf) => placementCost(coreOf, problem);
    const random = run('random').result.coreOf;
    const tell = (name, cost, cpu_s, steps) => rows.push([name, clusters, Math.round(cost / 1000), (cost / costOf(random)).toFixed(3), cpu_s.toFixed(3), steps === undefined ? '' : (steps / cpu_s / 1e6).toFixed(2)]);
    run('force-directed'); // compiles
    for (const name of ['random', 'radial', 'pso', 'hilbert', 'force-directed']) {
      const { result, cpu_s } = run(name, name === 'pso' ? { budget_s: 3 } : {});
      tell(result.search ? `${name}, ${result.search.done} ${result.search.of}` : name, costOf(result.coreOf), cpu_s);
    }
    const directed = run('force-directed').result.coreOf;
    for (const budget_s of budgets) {
      const found = SEEDS.slice(0, clusters > 1000 ? 1 : SEEDS.length).map((seed) => run('annealing', { budget_s, seed }));
      const ours = median(found.map(({ result }) => costOf(result.coreOf)));
      tell(`annealing, budget ${budget_s} s`, ours, found[0].cpu_s, found[0].result.search.done);
      const mean = problem.graph.weights.reduce((sum, weight) => sum + weight, 0) / problem.graph.weights.length;
      const judges = JUDGES.map(([kind, temperature]) => ({
        kind, ...timed(() => plainAnnealing(kind === 'hot' ? random : directed, problem.graph, width, height, found[0].cpu_s, temperature * mean, 5)),
      }));
      const best = judges.reduce((one, other) => (costOf(other.result.coreOf) < costOf(one.result.coreOf) ? other : one));
      tell(`judge (${best.kind}), as long`, costOf(best.result.coreOf), best.cpu_s, best.result.moves);
      const ratio = ours / costOf(best.result.coreOf);
      statements.push({ text: `${clusters} clusters, budget ${budget_s} s: annealing costs ${ratio.toFixed(3)} of the judge's best (wanted at most 1)`, holds: ratio <= 1 });
    }
    tell('lower bound', hopBound(flows, mesh), 0);
  }
  console.log(table(rows), '\n');
  return statements;
}
