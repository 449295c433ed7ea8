import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Counts what a partition costs, sharing no code with what makes it: messages to distinct cores, and those of them that leave their core (packets). */
export function judge({ pieces, neurons, bundles }, clusterOf) {
  const sizes = new Map();
  for (let piece = 0; piece < pieces; piece++) sizes.set(clusterOf[piece], (sizes.get(clusterOf[piece]) ?? 0) + neurons[piece]);
  let [messages, packets] = [0, 0];
  const hearing = new Set();
  for (let bundle = 0; bundle < bundles.count; bundle++) {
    hearing.clear();
    for (let i = bundles.pieces.offsets[bundle]; i < bundles.pieces.offsets[bundle + 1]; i++) hearing.add(clusterOf[bundles.pieces.items[i]]);
    messages += bundles.messages[bundle] * hearing.size;
    hearing.delete(clusterOf[bundles.source[bundle]]);
    packets += bundles.messages[bundle] * hearing.size;
  }
  return { cores: sizes.size, largest: Math.max(...sizes.values()), messages, packets };
}

/**
 * METIS (Debian `metis`) on the graph of pieces, edges weighed by spikes, parts at most 3 % over the mean, as cores of 256 allow; null where it is not
 * installed. `partition_s`: CPU seconds that it says it took to partition, without reading and writing files; `cpu_s`: those of the whole program.
 */
export function metis(graph, cores) {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-metis-'));
  try {
    const file = join(folder, 'graph');
    writeGraph(file, graph);
    const { status, stdout, stderr } = spawnSync('bash', ['-c', `time gpmetis -ufactor=30 -seed=1 ${file} ${cores}`], { encoding: 'utf8', env: { ...process.env, TIMEFORMAT: 'cpu %U %S' }, maxBuffer: 1 << 26 });
    if (status !== 0) return null;
    const [, user, system] = /cpu (\S+) (\S+)/.exec(stderr);
    const [, partition] = /Partitioning:\s+(\S+) sec/.exec(stdout);
    const clusterOf = Int32Array.from(readFileSync(`${file}.part.${cores}`, 'utf8').trim().split('\n'), Number);
    return { clusterOf, cpu_s: Number(user) + Number(system), partition_s: Number(partition) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Neighbours of each piece, both ways, with the spikes between them. */
function writeGraph(path, { pieces, neurons, bundles, arriving, leaving }) {
  const weight = new Float64Array(pieces);
  const touched = new Int32Array(pieces);
  const neighboursOf = (piece) => {
    let count = 0;
    const add = (other, messages) => {
      if (other === piece) return;
      if (weight[other] === 0) touched[count++] = other;
      weight[other] += messages;
    };
    for (let i = arriving.offsets[piece]; i < arriving.offsets[piece + 1]; i++) add(bundles.source[arriving.items[i]], bundles.messages[arriving.items[i]]);
    for (let i = leaving.offsets[piece]; i < leaving.offsets[piece + 1]; i++) {
      const bundle = leaving.items[i];
      for (let j = bundles.pieces.offsets[bundle]; j < bundles.pieces.offsets[bundle + 1]; j++) add(bundles.pieces.items[j], bundles.messages[bundle]);
    }
    return count;
  };
  let ends = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const count = neighboursOf(piece);
    for (let i = 0; i < count; i++) weight[touched[i]] = 0;
    ends += count;
  }
  const out = openSync(path, 'w');
  let text = `${pieces} ${ends / 2} 011 1\n`;
  for (let piece = 0; piece < pieces; piece++) {
    const count = neighboursOf(piece);
    text += neurons[piece];
    for (let i = 0; i < count; i++) {
      text += ` ${touched[i] + 1} ${weight[touched[i]]}`;
      weight[touched[i]] = 0;
    }
    text += '\n';
    if (text.length > 1 << 20) {
      writeSync(out, text);
      text = '';
    }
  }
  writeSync(out, text);
  closeSync(out);
}
