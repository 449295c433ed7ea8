import { code, plain, table } from './markdown.mjs';

/** Keys inside of keys that are listed. */
const DEEPEST = 3;

/** The keys of the JSON report, from the interface that the program fills in. */
export function reportPage({ keysOf }) {
  const rows = keysOf('src/report/report.ts', 'Report', DEEPEST).map(({ key, type, comment }) => [code(key), code(type), plain(comment)]);
  return `What \`--json\` of \`run\` and \`simulate\` writes, \`"schema": "synaptile-report/1"\`. Keys carry their SI unit behind an underscore; parts sum to totals; \`null\` is what is not known, and \`gaps\` says why. \`[]\` stands
for each item of a list, \`?\` marks a key that may be absent. Keys deeper than ${DEEPEST} are left out. Types are those of TypeScript.

All keys are in the JSON Schema of the report, \`synaptile/report.schema.json\` (in the package \`dist/report.schema.json\`), which also covers \`run --target none\` and \`estimate\`. Beside it:
\`map.schema.json\` of \`map\`, \`mitigations.schema.json\` of \`mitigations\`, \`training.schema.json\` of \`train\`, \`sweep-results.schema.json\` of \`results.json\` of a sweep. A key that a schema does not name is an error.

${table(['key', 'type', 'meaning'], rows)}`;
}
