import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs another program on a crossbar, in a process of its own with one thread.
 * @param {'splu' | 'badcrossbar' | 'crosssim'} tool
 * @returns {{ wall_ms: number, cpu_ms: number, result: Float64Array } | { missing: string }}
 */
export function runPeer(tool, { n, cells, wires, inputs, rounds }) {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-peer-'));
  try {
    const { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm } = wires;
    writeFileSync(join(folder, 'case.json'), JSON.stringify({ rows: n, cols: n, wires: [driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm], vectors: inputs.length / n, rounds }));
    writeFileSync(join(folder, 'cells.f64'), new Uint8Array(cells.buffer));
    writeFileSync(join(folder, 'inputs.f64'), new Uint8Array(inputs.buffer));
    const { status, error, stdout, stderr } = spawnSync('python3', [fileURLToPath(new URL('peers.py', import.meta.url)), tool, folder], {
      encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }, timeout: 120_000,
    });
    if (error || status !== 0) return { missing: error?.message ?? stderr.trim().split('\n').at(-1) };
    const times = JSON.parse(stdout.trim().split('\n').at(-1));
    if (times.missing) return times;
    const bytes = readFileSync(join(folder, 'result.f64'));
    return { ...times, result: new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
