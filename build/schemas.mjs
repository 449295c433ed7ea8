// npm run schemas: JSON Schemas of what commands write as JSON, made from the types that they fill in, to dist/. It reads all sources, which takes longer than a build.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A file each; where a document may be one of several, its own keys say which. */
const DOCUMENTS = [
  { file: 'report', title: 'Synaptile report', description: 'What run, simulate and estimate write with --json, synaptile-report/1. Keys carry their SI unit behind an underscore; null is what is not known, and gaps says why.', types: ['Report', 'InterpretReport', 'EstimateReport'] },
  { file: 'map', title: 'Synaptile comparison of mappings', description: 'What map writes with --json, synaptile-map/1.', types: ['MappingComparison'] },
  { file: 'mitigations', title: 'Synaptile comparison of mitigations', description: 'What mitigations writes with --json where it compares, synaptile-mitigations/1.', types: ['MitigationComparison'] },
  { file: 'training', title: 'Synaptile training', description: 'What train writes with --json, synaptile-training/1.', types: ['TrainingReport'] },
  { file: 'sweep-results', title: 'Results of a synaptile sweep', description: 'The file results.json in the folder of a sweep, synaptile-sweep-results/1.', types: ['SweepResults'] },
];

const generator = createGenerator({
  path: join(root, 'src/index.ts'), tsconfig: join(root, 'tsconfig.json'), skipTypeCheck: true, additionalProperties: false, expose: 'export', topRef: true, jsDoc: 'extended', sortProps: false,
});

for (const document of DOCUMENTS) writeFileSync(join(root, 'dist', `${document.file}.schema.json`), `${JSON.stringify(schemaOf(document), null, 2)}\n`);

function schemaOf({ title, description, types }) {
  const made = types.map((name) => generator.createSchema(name));
  return { $schema: made[0].$schema, title, description, anyOf: made.map(({ $ref }) => ({ $ref })), definitions: joined(made.map(({ definitions }) => definitions)) };
}

/** The definitions of several schemas; two types of one name would hide one another. */
function joined(several) {
  const all = {};
  for (const [name, schema] of several.flatMap((definitions) => Object.entries(definitions))) {
    if (all[name] && JSON.stringify(all[name]) !== JSON.stringify(schema)) throw new Error(`two types are called ${name}`);
    all[name] = schema;
  }
  return all;
}
