// npm run check: everything that is said without running a test, two at a time, what takes longest first; their outputs do not mix. Writes dist/types/ and the schemas, as npm run types and schemas do.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const CHECKS = [
  ['types', 'build/types.mjs', '--check'],
  ['lint', 'node_modules/eslint/bin/eslint.js', '.'],
  ['schemas', 'build/schemas.mjs'],
  ['types of the page script', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/report/html/browser'],
];
const AT_ONCE = 2;

const waiting = [...CHECKS];
let failed = 0;
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) await run(...check);
}));
process.exitCode = failed > 0 ? 1 : 0;

async function run(name, script, ...parameters) {
  const { status, output } = await outcomeOf(script, parameters);
  if (output !== '') process.stderr.write(`${name}:\n${output}${output.endsWith('\n') ? '' : '\n'}`);
  if (status === 0) return;
  failed++;
  console.error(`${name}: failed`);
}

function outcomeOf(script, parameters) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...parameters], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output: Buffer.concat(chunks).toString() }));
  });
}
