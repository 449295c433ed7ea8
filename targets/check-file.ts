import * as z from 'zod';
import { diagnose, DiagnosticError, fail, stopOnErrors, type Diagnostic, type Where } from '../src/diagnostics/diagnostic.ts';
import { JsonSyntaxError, parseLocated, type LocatedJson } from './located-json.ts';
import { nearest } from '../src/diagnostics/nearest.ts';
import { keysOf, schemaAt, shown, wordsFor, type JsonSchema } from './schema-words.ts';

/** A JSON file that agrees with its schema, with the places of its values. */
export interface CheckedFile<T> {
  readonly value: T;
  /** Where a diagnostic about the value at `path` points. */
  readonly at: (path: readonly PropertyKey[]) => Where;
}

/** A file with more errors is another kind of file: the first ones say so. */
const MOST_FINDINGS = 20;

/**
 * Reads JSON `text` as a value of `schema`; every disagreement is reported, with line and column.
 * @throws DiagnosticError S602..S605
 */
export function checkFile<T>(schema: z.ZodType<T>, text: string, file: string): CheckedFile<T> {
  const json = parse(text, file);
  const at = (path: readonly PropertyKey[]): Where => ({ file, place: placeOf(path), span: json.spanOf(path) });
  const result = schema.safeParse(json.value);
  if (result.success) return { value: result.data, at };
  const words = z.toJSONSchema(schema) as JsonSchema;
  const found = result.error.issues.slice(0, MOST_FINDINGS).flatMap((issue) => describe(issue, words, json, file));
  stopOnErrors(found.slice(0, MOST_FINDINGS));
  throw new Error('a schema refused a value without saying why');
}

/** The same of a value that stands in no file, such as one made from an option `named`: a command line has no lines, only the key of what is wrong is told. @throws DiagnosticError S603..S605 */
export function checkOption<T>(schema: z.ZodType<T>, value: unknown, named: string): CheckedFile<T> {
  const withoutSpan = ({ span: _span, ...where }: Where): Where => where;
  try {
    const checked = checkFile(schema, JSON.stringify(value), named);
    return { ...checked, at: (path) => withoutSpan(checked.at(path)) };
  } catch (error) {
    if (error instanceof DiagnosticError) throw new DiagnosticError(error.diagnostics.map((found) => ({ ...found, where: withoutSpan(found.where) })));
    throw error;
  }
}

/** `mesh.entry.x`, `prices[2].count`. */
export function placeOf(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('').replace(/^\./, '');
}

function parse(text: string, file: string): LocatedJson {
  try {
    return parseLocated(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return fail('S602', { reason: error.message }, { file, span: error.span });
    throw error;
  }
}

function describe(issue: z.core.$ZodIssue, words: JsonSchema, json: LocatedJson, file: string): Diagnostic[] {
  const { path } = issue;
  const where = { file, place: placeOf(path), span: json.spanOf(path) };
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(words, path));
    return issue.keys.slice(0, MOST_FINDINGS).map((key) => diagnose('S603', { key, nearest: nearest(key, known), known },
      { file, place: placeOf([...path, key]), span: json.keySpanOf([...path, key]) }));
  }
  if (issue.code === 'custom') return [diagnose('S604', { expected: issue.message, found: shown(valueAt(json.value, path)) }, where)];
  const expected = wordsFor(schemaAt(words, path));
  if (isMissing(json.value, path)) {
    const parent = path.slice(0, -1);
    return [diagnose('S605', { key: String(path[path.length - 1]), expected }, { file, place: placeOf(parent), span: json.spanOf(parent) })];
  }
  return [diagnose('S604', { expected, found: shown(valueAt(json.value, path)) }, where)];
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  return path.length > 0 && valueAt(value, path) === undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown> | null)?.[key], value);
}
