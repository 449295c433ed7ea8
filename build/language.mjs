// npm run language: writes what is made from the tables of the network language: grammar/language.html, grammar/editors/*.json
// and the marked parts of grammar/README.md.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSource } from './import-source.mjs';

const { languageFiles } = await importSource('src/read/synet/reference/files.ts');
const pathOf = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
for (const [file, text] of languageFiles((file) => readFileSync(pathOf(file), 'utf8'))) {
  mkdirSync(dirname(pathOf(file)), { recursive: true });
  writeFileSync(pathOf(file), text);
}
