/**
 * `bench map`: how few packets partitioning leaves, and in what time. Packets are spikes x distinct destination cores other than the own one; messages count
 * the own core too, as chips do that price a message and not its hops. Against METIS (gpmetis, Debian `metis`) where it is installed. CPU seconds.
 */
import { importSource } from './import-source.mjs';
import { table } from './measure.mjs';
import { convolutional, fullyConnected, sheets, tileOrder } from './map/graphs.mjs';
import { judge, metis } from './map/referee.mjs';

const CORE = 256;
/** 3 % of all places stay free. */
const SLACK = 1.03;
const MOST_PACKETS = 1.03;
const MOST_TIME = 2;
const LARGE = { neurons: 1e6, seconds: 40, bytes: 2e9 };

export async function benchMap() {
  const { gather } = await importSource('passes/5-partition/gather.ts');
  const rows = [['network', 'method', 'cores', 'packets', 'of METIS', 'messages', 'of METIS', 'CPU s', 'of METIS']];
  const statements = [];
  for (const { name, graph, order, repeat } of cases()) {
    const cores = Math.ceil((SLACK * graph.neurons.reduce((sum, one) => sum + one, 0)) / CORE);
    const multilevel = (ownShare) => best(repeat, () => gather(graph, requestFor(graph, cores, ownShare)));
    const made = [
      ['sequential', best(1, () => filled(graph, null))], ...(order ? [['tiles 16 x 16', best(1, () => filled(graph, order))]] : []),
      ['multilevel, packets', multilevel(0)], ['multilevel, messages', multilevel(1)],
    ];
    const peak = process.resourceUsage().maxRSS * 1024;
    const referee = metis(graph, cores);
    if (referee) made.push(['METIS', { clusterOf: referee.clusterOf, cpu_s: referee.partition_s }]);
    const judged = made.map(([method, { clusterOf, cpu_s }]) => ({ method, cpu_s, ...judge(graph, clusterOf) }));
    const ofMetis = (value, key) => (referee ? (value / judged.at(-1)[key]).toFixed(2) : '-');
    for (const { method, cores: used, packets, messages, cpu_s } of judged) {
      rows.push([name, method, used, packets, ofMetis(packets, 'packets'), messages, ofMetis(messages, 'messages'), cpu_s.toFixed(2), ofMetis(cpu_s, 'cpu_s')]);
    }
    statements.push(...statementsOf(name, graph, judged, referee, peak));
  }
  console.log(table(rows), '\n');
  if (!rows.some(([, method]) => method === 'METIS')) console.log('gpmetis is not installed: no comparison with METIS\n');
  return statements;
}

function* cases() {
  yield { name: 'sheets 1e4', graph: sheets(1e4), order: tileOrder(1e4), repeat: 10 };
  yield { name: 'sheets 1e5', graph: sheets(1e5), order: tileOrder(1e5), repeat: 2 };
  yield { name: 'dense 8 x 4096', graph: fullyConnected(8, 4096), order: null, repeat: 4 };
  yield { name: 'convolution 8 x 16 x 64 x 64', graph: convolutional(8, 16, 64), order: null, repeat: 4 };
  yield { name: 'sheets 1e6', graph: sheets(1e6), order: tileOrder(1e6), repeat: 1 };
}

function requestFor(graph, cores, ownShare) {
  const limits = { neurons: CORE, rows: Infinity, columns: Infinity, crossbars: Infinity, axonsIn: Infinity, axonsOut: Infinity, memory_bits: Infinity };
  return { limits, objective: 'energy', cores, available: cores, ownShare, start: filled(graph, null), repeats: 0, seed: 1, progress: () => {} };
}

/** Cores filled one after the other, in the order of the pieces or in one that is given. */
function filled({ pieces, neurons }, order) {
  const clusterOf = new Int32Array(pieces);
  let [cluster, used] = [0, 0];
  for (let i = 0; i < pieces; i++) {
    const piece = order ? order[i] : i;
    if (used + neurons[piece] > CORE) [cluster, used] = [cluster + 1, 0];
    used += neurons[piece];
    clusterOf[piece] = cluster;
  }
  return clusterOf;
}

/** The result, and the CPU seconds of the run that was disturbed least. */
function best(runs, run) {
  let [clusterOf, cpu_s] = [null, Infinity];
  for (let i = 0; i < runs; i++) {
    const start = process.cpuUsage();
    clusterOf = run();
    const { user, system } = process.cpuUsage(start);
    cpu_s = Math.min(cpu_s, (user + system) / 1e6);
  }
  return { clusterOf, cpu_s };
}

function statementsOf(name, graph, judged, referee, peak) {
  const found = [];
  const [packets, messages] = ['multilevel, packets', 'multilevel, messages'].map((method) => judged.find((one) => one.method === method));
  found.push({ text: `${name}: no core holds more than ${CORE} neurons`, holds: Math.max(packets.largest, messages.largest) <= CORE });
  if (graph.pieces > 0.9 * LARGE.neurons) {
    const slowest = Math.max(packets.cpu_s, messages.cpu_s);
    found.push({ text: `${name}: ${slowest.toFixed(1)} s of CPU (wanted under ${LARGE.seconds})`, holds: slowest < LARGE.seconds });
    found.push({ text: `${name}: ${(peak / 1e9).toFixed(2)} GB at most, the graph and all runs before included (wanted under ${LARGE.bytes / 1e9})`, holds: peak < LARGE.bytes });
  }
  if (!referee) return found;
  const theirs = judged.at(-1);
  const compare = (what, ratio, most) => found.push({ text: `${name}: ${what} ${ratio.toFixed(2)}x those of METIS (wanted at most ${most}x)`, holds: ratio <= most });
  compare('packets', packets.packets / theirs.packets, MOST_PACKETS);
  compare('messages', messages.messages / theirs.messages, MOST_PACKETS);
  compare('CPU seconds', packets.cpu_s / theirs.cpu_s, MOST_TIME);
  return found;
}
