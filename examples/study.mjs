import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The top folder: names of files in commands and tables of the studies are relative to it. */
export const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'dist/cli.js');

/**
 * Where a study writes: in its own folder, tables between their marks in its README.md; or in another folder (`--out`), tables as NAME.md, so that what is shipped
 * stays as it is.
 */
export function outputOf(own, out) {
  const folder = out === undefined ? own : resolve(out);
  mkdirSync(folder, { recursive: true });
  const page = join(folder, 'README.md');
  return {
    folder,
    file: (name) => join(folder, name),
    /** A table stands between <!-- NAME --> and <!-- end of NAME -->. */
    show: (tables) => {
      if (out === undefined) writeFileSync(page, Object.entries(tables).reduce((text, [name, table]) => betweenMarks(text, name, table), readFileSync(page, 'utf8')));
      else for (const [name, table] of Object.entries(tables)) writeFileSync(join(folder, `${name}.md`), `${table}\n`);
    },
  };
}

/** Runs synaptile in the top folder; what it prints on stdout. */
export function synaptile(parameters, input) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...parameters.map(String)], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28, input });
  if (status !== 0) throw new Error(`synaptile ${parameters.join(' ')}\n${stderr}`);
  return stdout;
}

/** The same for commands that print a report as JSON. */
export function reportOf(parameters, input) {
  return JSON.parse(synaptile(parameters, input));
}

/** A list of a command line: `a,b,c`. */
export function listOf(text) {
  return text.split(',').filter((one) => one !== '');
}

function betweenMarks(text, name, table) {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  if (!text.includes(begin) || !text.includes(end)) throw new Error(`README.md has no marks of ${name}`);
  return `${text.slice(0, text.indexOf(begin) + begin.length)}${table}\n${text.slice(text.indexOf(end))}`;
}
