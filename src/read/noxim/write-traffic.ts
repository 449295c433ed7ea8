import { writeAtomically } from '../../files.ts';
import { axonGraphOf } from '../../ir/axon-graph.ts';
import { clusterFlowsOf } from '../../ir/cluster-flows.ts';
import { entryTile, tileOf, type Placed } from '../../ir/placed.ts';
import type { Target } from '../../ir/target.ts';

/** Packets a cycle that the busiest tile puts on the mesh; beyond a quarter, queues of a mesh begin to grow. */
const BUSIEST = 0.25;

/**
 * Writes the traffic of one inference as a traffic table of Noxim (option `-traffic table`): `source destination pir por t_on t_off t_period`, tiles
 * numbered y * width + x. Noxim knows unicast packets only, so a multicast is a packet to each tile; packets within a tile are left out.
 * The inference lasts so many cycles that the busiest tile injects a quarter of a packet a cycle (said in the first lines). Noxim injects in cycles strictly
 * between t_on and t_off and stops unless t_off < t_period: an inference is the cycles 1 to t_off - 1 of a period of one more than t_off.
 * @throws DiagnosticError S102
 */
export function writeNoximTraffic({ clustered, coreOf }: Placed, target: Target, file: string): void {
  const { unrolled, clusterOf, clusterCount, profile } = clustered;
  const { mesh } = target;
  const flows = clusterFlowsOf(axonGraphOf(unrolled, target, profile), clusterOf, clusterCount);
  const tileAt = (cluster: number): number => (cluster === clusterCount ? entryTile(mesh) : tileOf(mesh, coreOf[cluster]!));
  const packets = new Map<number, number>();
  const injected = new Float64Array(mesh.width * mesh.height);
  for (let flow = 0; flow < flows.count; flow++) {
    const from = tileAt(flows.source[flow]!);
    for (let i = flows.clusters.offsets[flow]!; i < flows.clusters.offsets[flow + 1]!; i++) {
      const to = tileAt(flows.clusters.items[i]!);
      if (to === from) continue;
      const key = from * injected.length + to;
      packets.set(key, (packets.get(key) ?? 0) + flows.messages[flow]!);
      injected[from]! += flows.messages[flow]!;
    }
  }
  const cycles = Math.max(1, Math.ceil(injected.reduce((most, one) => Math.max(most, one), 0) / BUSIEST));
  const lines = [...packets].sort(([a], [b]) => a - b).map(([key, count]) => {
    const rate = (count / cycles).toPrecision(6);
    return `${Math.floor(key / injected.length)} ${key % injected.length} ${rate} ${rate} 0 ${cycles + 1} ${cycles + 2}`;
  });
  const head = [
    `% ${unrolled.network.name} on ${target.name}: packets of one inference, spike counts ${profile.kind}`,
    `% mesh_dim_x: ${mesh.width}, mesh_dim_y: ${mesh.height}; one inference is taken to last ${cycles} cycles`,
    '% source destination pir por t_on t_off t_period',
  ];
  writeAtomically(file, `${[...head, ...lines].join('\n')}\n`);
}
