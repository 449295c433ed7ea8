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

/** What a file says of the places of its values, and what stands in them once it was prepared. */
type Prepare = (value: unknown, at: CheckedFile<unknown>['at']) => { readonly value: unknown; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads JSON `text` as a value of `schema`; every disagreement is reported, with line and column. `prepare` may put values in place of others before.
 * @throws DiagnosticError S602..S605, and what `prepare` found
 */
export function checkFile<T>(schema: z.ZodType<T>, text: string, file: string, prepare: Prepare = (value) => ({ value, diagnostics: [] })): CheckedFile<T> {
  const json = parse(text, file);
  const at = (path: readonly PropertyKey[]): Where => ({ file, place: placeOf(path), span: json.spanOf(path) });
  const { value, diagnostics } = prepare(json.value, at);
  const result = schema.safeParse(value);
  if (result.success) {
    stopOnErrors(diagnostics.slice(0, MOST_FINDINGS));
    return { value: result.data, at };
  }
  const atKey = (path: readonly PropertyKey[]): Where => ({ file, place: placeOf(path), span: json.keySpanOf(path) });
  stopOnErrors([...diagnostics, ...describeAll(schema, result.error.issues, value, at, atKey)].slice(0, MOST_FINDINGS));
  throw new Error('a schema refused a value without saying why');
}

/** The same of a part of a file, the value at `path`, without stopping: null where it disagrees. Findings: S603..S605. */
export function checkPart<T>(schema: z.ZodType<T>, value: unknown, path: readonly PropertyKey[], at: CheckedFile<unknown>['at']): { readonly value: T | null; readonly diagnostics: readonly Diagnostic[] } {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, diagnostics: [] };
  const inside = (inner: readonly PropertyKey[]): Where => at([...path, ...inner]);
  return { value: null, diagnostics: describeAll(schema, result.error.issues, value, inside, inside) };
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

function describeAll(schema: z.ZodType, issues: readonly z.core.$ZodIssue[], value: unknown, at: CheckedFile<unknown>['at'], atKey: CheckedFile<unknown>['at']): readonly Diagnostic[] {
  const words = z.toJSONSchema(schema) as JsonSchema;
  return issues.slice(0, MOST_FINDINGS).flatMap((issue) => describe(issue, words, value, at, atKey)).slice(0, MOST_FINDINGS);
}

function describe(issue: z.core.$ZodIssue, words: JsonSchema, value: unknown, at: CheckedFile<unknown>['at'], atKey: CheckedFile<unknown>['at']): Diagnostic[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(words, path));
    return issue.keys.slice(0, MOST_FINDINGS).map((key) => diagnose('S603', { key, nearest: nearest(key, known), known }, atKey([...path, key])));
  }
  if (issue.code === 'custom') return [diagnose('S604', { expected: issue.message, found: shown(valueAt(value, path)) }, at(path))];
  const expected = wordsFor(schemaAt(words, path));
  if (isMissing(value, path)) return [diagnose('S605', { key: String(path[path.length - 1]), expected }, at(path.slice(0, -1)))];
  return [diagnose('S604', { expected, found: shown(valueAt(value, path)) }, at(path))];
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  return path.length > 0 && valueAt(value, path) === undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown> | null)?.[key], value);
}
