// npm run api: writes docs/api.md, what the library exports, from src/index.ts and the sources behind it. With --check it writes nothing, and exit code 1
// says that the page is not what it would write.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiPage } from './api/page.mjs';

const file = fileURLToPath(new URL('../docs/api.md', import.meta.url));
const page = apiPage(join(dirname(file), '..'));
if (process.argv.includes('--check')) {
  let present = '';
  try {
    present = readFileSync(file, 'utf8');
  } catch {
    // Not there yet: not what it should be.
  }
  if (present !== page) console.error('docs/api.md is not what the sources say now; run: npm run api');
  process.exitCode = present === page ? 0 : 1;
} else {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, page);
}
