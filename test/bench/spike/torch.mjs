import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = join(dirname(fileURLToPath(import.meta.url)), '../torch-loop.py');

/** The line that `torch-loop.py` prints, or why there is none. */
export function torchLoop() {
  if (spawnSync('python3', ['-c', 'import torch']).status !== 0) return 'PyTorch loop skipped: python3 cannot import torch\n';
  const { status, stdout, stderr } = spawnSync('python3', [script], { encoding: 'utf8' });
  return status === 0 ? stdout : `PyTorch loop failed: ${stderr}`;
}
