import { code, plain, table } from './markdown.mjs';

/** The keys of a plan, from its JSON Schema. */
export function sweepPlansPage({ planJsonSchema }) {
  const schema = planJsonSchema();
  return `A plan is one YAML document for \`synaptile sweep\`: what all points have in common, and exactly one of ${['grid', 'list', 'random', 'latin-hypercube', 'search'].map(code).join(', ')}. The build writes the
JSON Schema to \`dist/sweep-plan.schema.json\`. An example: [examples/tutorial/plan.yaml](../../examples/tutorial/plan.yaml).

${table(['key', 'value', 'meaning'], rowsOf(schema, ''))}`;
}

function rowsOf({ properties = {} }, before) {
  return Object.entries(properties).flatMap(([key, value]) => [
    [code(`${before}${key}`), plain(kind(value)), plain(value.description ?? '')],
    ...(value.type === 'object' && value.properties ? rowsOf(value, `${before}${key}.`) : []),
  ]);
}

function kind(value) {
  const fixed = value.default !== undefined && typeof value.default !== 'object' ? `, ${value.default} where left out` : '';
  if (value.enum) return `${value.enum.join(' or ')}${fixed}`;
  if (value.anyOf) return value.anyOf.map(kind).join(' or ');
  if (value.type === 'object') return value.properties ? 'mapping' : 'mapping of names';
  if (value.type === 'array') return `list of ${kind(value.items ?? {})}`;
  const range = value.type === 'integer' && value.minimum !== undefined && value.maximum !== undefined && value.maximum < 2 ** 40 ? ` from ${value.minimum} to ${value.maximum}` : '';
  return `${{ string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false' }[value.type] ?? 'any'}${range}${fixed}`;
}
