import { code, plain, table } from './markdown.mjs';

/** Keys inside of keys that are listed. */
const DEEPEST = 3;

/** The keys of the JSON report, from the interface that the program fills in. */
export function reportPage({ keysOf }) {
  const rows = keysOf('src/report/report.ts', 'Report', DEEPEST).map(({ key, type, comment }) => [code(key), code(type), plain(comment)]);
  return `What \`--json\` of \`run\` and \`simulate\` writes, \`"schema": "synaptile-report/1"\`. Keys carry their SI unit behind an underscore; parts sum to totals; \`null\` is what is not known, and \`gaps\` says why. \`[]\` stands
for each item of a list, \`?\` marks a key that may be absent. Keys deeper than ${DEEPEST} are left out. Types are those of TypeScript.

${table(['key', 'type', 'meaning'], rows)}`;
}
