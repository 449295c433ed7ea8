/** The part of JSON Schema that these schemas use. */
export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** The schema of the value at `path`; null where the schema knows no such value. */
export function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | null {
  if (path.length === 0) return schema;
  for (const one of schema.anyOf ?? [schema]) {
    const next = typeof path[0] === 'number' ? one.items : one.properties?.[String(path[0])] ?? additional(one);
    if (next) return schemaAt(next, path.slice(1));
  }
  return null;
}

/** Keys that an object of this schema may have. */
export function keysOf(schema: JsonSchema | null): readonly string[] {
  if (!schema) return [];
  return (schema.anyOf ?? [schema]).flatMap((one) => Object.keys(one.properties ?? {}).concat(one.propertyNames?.enum ?? []));
}

/** What a value of this schema is, in words. */
export function wordsFor(schema: JsonSchema | null): string {
  if (!schema) return 'nothing';
  if (schema.anyOf) return schema.anyOf.map(wordsFor).join(' or ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  switch (schema.type) {
    case 'integer': return `a whole number${rangeOf(schema)}`;
    case 'number': return `a number${rangeOf(schema)}`;
    case 'string': return 'text in double quotes';
    case 'boolean': return 'true or false';
    case 'array': return 'a list [...]';
    case 'object': return 'an object {...}';
    default: return schema.type ?? 'a value';
  }
}

/** A value as a message shows it: short. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function additional({ additionalProperties }: JsonSchema): JsonSchema | null {
  return typeof additionalProperties === 'object' ? additionalProperties : null;
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const low = exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : minimum !== undefined ? `from ${minimum}` : null;
  const high = maximum !== undefined ? `to ${maximum}` : null;
  return [low, high].filter((part) => part !== null).map((part) => ` ${part}`).join('');
}
