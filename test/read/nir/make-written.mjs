import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSource } from '../../../build/import-source.mjs';

// Writes the networks of written-network.ts as written-*.nir and what the nir package of Python reads from them as readback.json.
// Run from anywhere: node test/read/nir/make-written.mjs (needs python3 with nir 1.0.8 or later).
const folder = fileURLToPath(new URL('.', import.meta.url));
const { everyNode, rowsOfPlanes } = await importSource('test/read/nir/written-network.ts');
const { writeNir } = await importSource('src/read/nir/write-nir.ts');
for (const [name, network] of [['every', everyNode()], ['rows', rowsOfPlanes()]]) {
  for (const { code, message } of await writeNir(network, join(folder, `written-${name}.nir`))) console.error(`${code} ${message}`);
}
execFileSync('python3', [join(folder, 'make-readback.py')], { stdio: 'inherit' });
