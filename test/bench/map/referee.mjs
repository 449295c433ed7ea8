import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Counts what a partition costs, sharing no code with what makes it. */
export function judge({ pieces, neurons, bundles }, clusterOf, mostNeurons) {
  const sizes = new Map();
  for (let piece = 0; piece < pieces; piece++) sizes.set(clusterOf[piece], (sizes.get(clusterOf[piece]) ?? 0) + neurons[piece]);
  let [messages, packets] = [0, 0];
  for (let bundle = 0; bundle < bundles.count; bundle++) {
    const hearing = new Set(bundles.pieces.items.subarray(bundles.pieces.offsets[bundle], bundles.pieces.offsets[bundle + 1]).map((piece) => clusterOf[piece]));
    messages += bundles.messages[bundle] * hearing.size;
    hearing.delete(clusterOf[bundles.source[bundle]]);
    packets += bundles.messages[bundle] * hearing.size;
  }
  return { cores: sizes.size, largest: Math.max(...sizes.values()), messages, packets, legal: Math.max(...sizes.values()) <= mostNeurons };
}

/** METIS (Debian `metis`) on the graph of pieces, edges weighed by spikes; null where it is not installed. CPU seconds of the whole program, and those it says it took to partition. */
export function metis(graph, cores) {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-metis-'));
  try {
    const file = join(folder, 'graph');
    writeFileSync(file, metisFile(graph));
    // 3 %: largest part at most 1.03 of the mean, as cores of 256 allow.
    const { status, stdout, error } = spawnSync('bash', ['-c', `time gpmetis -ufactor=30 -seed=1 ${file} ${cores}`], { encoding: 'utf8', env: { ...process.env, TIMEFORMAT: 'cpu %U %S' }, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 24 });
    if (error || status !== 0) return null;
    return { clusterOf: Int32Array.from(readFileSync(`${file}.part.${cores}`, 'utf8').trim().split('\n'), Number), text: stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function metisFile({ pieces, neurons, bundles }) {
  const heavy = Array.from({ length: pieces }, () => new Map());
  for (let bundle = 0; bundle < bundles.count; bundle++) {
    const from = bundles.source[bundle];
    for (let i = bundles.pieces.offsets[bundle]; i < bundles.pieces.offsets[bundle + 1]; i++) {
      const to = bundles.pieces.items[i];
      if (from === to) continue;
      heavy[from].set(to, (heavy[from].get(to) ?? 0) + bundles.messages[bundle]);
      heavy[to].set(from, (heavy[to].get(from) ?? 0) + bundles.messages[bundle]);
    }
  }
  const edges = heavy.reduce((sum, { size }) => sum + size, 0) / 2;
  const lines = heavy.map((of, piece) => `${neurons[piece]} ${[...of].map(([to, weight]) => `${to + 1} ${weight}`).join(' ')}`);
  return `${pieces} ${edges} 011 1\n${lines.join('\n')}\n`;
}
