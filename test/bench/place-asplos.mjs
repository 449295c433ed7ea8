/**
 * `bench asplos`: the metrics of Jin et al. (ASPLOS 2023) with its constants, for networks of layers of 65 thousand to 268 million neurons, 4096 a core, on
 * its meshes of 84 x 84 and 1024 x 1024 cores: random, particle swarm, Hilbert, Hilbert + force-directed and annealing, with the CPU time of each.
 */
import { importSource } from './import-source.mjs';
import { table, timed } from './measure.mjs';
import { convolutional, dense } from './place/layers.mjs';

/** Layers and clusters of one: `side` is that of a square of clusters. */
const CASES = [
  { name: 'DNN 65 K', flows: () => dense(4, 4), side: 84 },
  { name: 'DNN 1 M', flows: () => dense(16, 16), side: 84 },
  { name: 'DNN 16 M', flows: () => dense(64, 64), side: 84 },
  { name: 'CNN 65 K', flows: () => convolutional(4, 2), side: 84 },
  { name: 'CNN 1 M', flows: () => convolutional(16, 4), side: 84 },
  { name: 'CNN 16 M', flows: () => convolutional(16, 16), side: 84 },
  { name: 'DNN 16 M', flows: () => dense(64, 64), side: 1024 },
  { name: 'CNN 16 M', flows: () => convolutional(16, 16), side: 1024 },
  { name: 'CNN 268 M', flows: () => convolutional(16, 64), side: 1024 },
];
/** A swarm of 30 is measured 200 times. */
const SWARM_CLUSTERS = 300;
const BUDGET_S = 2;

export async function benchAsplos() {
  const [{ problemOf }, { PLACERS }, { asplosMetrics }, { finish }] = await Promise.all(['passes/6-place/problem.ts', 'passes/6-place/placers.ts', 'src/ir/asplos-metrics.ts', 'src/ir/search.ts'].map(importSource));
  const rows = [['network', 'mesh', 'clusters', 'placer', 'energy', 'avg latency', 'max latency', 'avg congestion', 'max congestion', 'place CPU s', 'metrics CPU s']];
  const statements = [];
  for (const { name, flows: make, side } of CASES) {
    const flows = make();
    const mesh = { width: side, height: side, coresPerTile: 1, multicast: false, entry: { x: 0, y: 0 } };
    const prepared = timed(() => problemOf(flows, mesh, { rounds: 100, budget_s: BUDGET_S, seed: 1 }));
    const energies = {};
    for (const placer of ['random', 'pso', 'hilbert', 'force-directed', 'annealing']) {
      // Far away clusters of a random placement make the walks of a whole mesh.
      if ((placer === 'pso' && flows.clusterCount > SWARM_CLUSTERS) || (placer === 'random' && side > 100)) continue;
      const { result, cpu_s } = timed(() => finish(PLACERS.find((one) => one.name === placer).run({ ...prepared.result, ...(placer === 'pso' && { budget_s: 60 }) })));
      const metrics = timed(() => asplosMetrics(flows, result.coreOf, mesh));
      energies[placer] = metrics.result.energy;
      const { energy, averageLatency, maximumLatency, averageCongestion, maximumCongestion } = metrics.result;
      rows.push([name, side, flows.clusterCount, placer, energy.toExponential(4), averageLatency.toFixed(2), maximumLatency.toFixed(2), averageCongestion.toExponential(3), maximumCongestion.toExponential(3),
        (prepared.cpu_s + cpu_s).toFixed(2), metrics.cpu_s.toFixed(2)]);
    }
    const ratio = energies.annealing / energies['force-directed'];
    statements.push({ text: `${name} on ${side} x ${side}: annealing needs ${ratio.toFixed(3)} of the energy of Hilbert + force-directed (wanted at most 1)`, holds: ratio <= 1 });
  }
  console.log(table(rows), '\n');
  return statements;
}
