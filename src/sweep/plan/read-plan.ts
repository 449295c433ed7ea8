import { basename } from 'node:path';
import { diagnose, DiagnosticError, stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import { printable } from '../../diagnostics/printable.ts';
import { readBytes } from '../../files.ts';
import { checkPlan } from './check-plan.ts';
import type { DeclaredOption } from './declared.ts';
import { parseLocated, type LocatedDocument } from './document.ts';
import type { Objective, PlanFile, SlurmSettings } from './plan.ts';
import { DESIGNS, PLAN_SCHEMA, type PlanDocument } from './schema.ts';

const LARGEST_bytes = 64 * 2 ** 20;
/** More findings of one kind are not listed. */
const MOST_ISSUES = 20;

/**
 * Reads a plan and checks all of it: form, names of options, every value.
 * @param options what `synaptile run` takes
 * @throws DiagnosticError S101; S620..S627, S631, with places in the file
 */
export function readPlan(file: string, options: readonly DeclaredOption[]): PlanFile {
  const text = new TextDecoder().decode(readBytes(file, LARGEST_bytes));
  const located = parseLocated(text, file);
  const document = shaped(located, file, new Set(options.map(({ name }) => name)));
  const { fixed, design } = checkPlan(document, located, file, options);
  return {
    file, text, threads: document.threads, slurm: slurmOf(document),
    plan: { name: document.name ?? basename(file).replace(/\.[^.]*$/, ''), fixed, design, objectives: objectivesOf(document) },
  };
}

function shaped(located: LocatedDocument, file: string, options: ReadonlySet<string>): PlanDocument {
  const found: Diagnostic[] = [];
  const at = (path: readonly PropertyKey[]) => ({ file, span: located.spanOf(path) });
  const result = PLAN_SCHEMA.safeParse(located.content);
  for (const issue of result.error?.issues.slice(0, MOST_ISSUES) ?? []) {
    const key = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      const known = issue.path.length === 0 ? Object.keys(PLAN_SCHEMA.shape) : [];
      for (const one of issue.keys) found.push(diagnose('S621', { key: printable([key, one].filter(Boolean).join('.')), reason: 'is no key of a plan', nearest: nearest(one, known) ?? (issue.path.length === 0 && options.has(one) ? 'it under options' : null) }, at([...issue.path, one])));
    } else found.push(diagnose('S621', { key: printable(key), reason: reasonOf(issue.message), nearest: null }, at(issue.path)));
  }
  if (result.success && isObject(located.content)) {
    const designs = DESIGNS.filter((name) => result.data[name] !== undefined);
    if (designs.length !== 1) {
      const reason = designs.length === 0 ? `needs one of ${DESIGNS.join(', ')}` : `has ${designs.join(' and ')}: one of them is enough`;
      found.push(diagnose('S621', { key: '', reason, nearest: null }, at([designs[1] ?? ''])));
    }
    if (designs[0] === 'search' && objectivesOf(result.data).length === 0) found.push(diagnose('S621', { key: 'objectives', reason: 'must say what the search should minimise or maximise', nearest: null }, at(['search'])));
  }
  stopOnErrors(found);
  if (!result.success) throw new DiagnosticError(found);
  return result.data;
}

function reasonOf(message: string): string {
  return `is wrong: ${printable(message.replace(/^Invalid input: /, ''))}`;
}

function isObject(content: unknown): content is object {
  return typeof content === 'object' && content !== null;
}

function objectivesOf({ objectives }: PlanDocument): readonly Objective[] {
  return [
    ...(objectives?.minimise ?? []).map((metric) => ({ metric, goal: 'minimise' as const })),
    ...(objectives?.maximise ?? []).map((metric) => ({ metric, goal: 'maximise' as const })),
  ];
}

function slurmOf({ slurm: { maxRunning, maxArraySize, maxSubmit, account, partition, time, mem, cpusPerTask, ...rest } }: PlanDocument): SlurmSettings {
  return {
    ...rest, maxRunning: maxRunning ?? null, maxArraySize: maxArraySize ?? null, maxSubmit: maxSubmit ?? null,
    ...(account !== undefined && { account }), ...(partition !== undefined && { partition }), ...(time !== undefined && { time }), ...(mem !== undefined && { mem }), ...(cpusPerTask !== undefined && { cpusPerTask }),
  };
}
