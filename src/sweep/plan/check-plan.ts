import { diagnose, stopOnErrors, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import { printable } from '../../diagnostics/printable.ts';
import { lengthOf, valueAt } from './axes.ts';
import { namesOf, RESERVED, DOTTED, type DeclaredOption } from './declared.ts';
import type { LocatedDocument } from './document.ts';
import { isDotted, RefusedValue, runCallOf, splitDotted } from './flags.ts';
import type { Axis, Design, Settings, Value } from './plan.ts';
import { rangeOf } from './range.ts';
import { DESIGNS, type PlanDocument } from './schema.ts';

/** Options that stand at the top of a plan. */
const TOP = ['model', 'target', 'input', 'labels', 'calibrate'] as const;

/** Values of one range that are read by their option before the first point begins; of longer ranges these and the ends. */
const MOST_TRIED = 1000;

/** What checks go on about. */
interface Check {
  readonly options: readonly DeclaredOption[];
  readonly names: readonly string[];
  readonly found: Diagnostic[];
  readonly at: (...path: readonly PropertyKey[]) => Where;
}

/**
 * Fixed options and axes, with every name and value held against the declarations of the options.
 * @throws DiagnosticError S622..S626, S631
 */
export function checkPlan(document: PlanDocument, located: LocatedDocument, file: string, options: readonly DeclaredOption[]): { fixed: Settings; design: Design } {
  const check: Check = { options, names: namesOf(options), found: [], at: (...path) => ({ file, span: located.spanOf(path) }) };
  const fixed = fixedOf(document, check);
  const design = designOf(document, fixed, check);
  requireOptions(fixed, design, check);
  stopOnErrors(check.found);
  return { fixed, design };
}

function fixedOf(document: PlanDocument, check: Check): Settings {
  const fixed: Record<string, Value> = {};
  for (const name of TOP) if (document[name] !== undefined) fixed[name] = document[name];
  for (const [name, value] of Object.entries(document.options ?? {})) {
    if (name in fixed) check.found.push(diagnose('S626', { what: `${printable(name)} (at the top and under options)` }, check.at('options', name)));
    if (checkName(name, check, 'options', name)) fixed[name] = value;
  }
  for (const [name, value] of Object.entries(fixed)) checkValue(name, value, check, ...(TOP.includes(name as 'model') && document.options?.[name] === undefined ? [name] : ['options', name]));
  return fixed;
}

/** Whether a name may stand in a plan. */
function checkName(name: string, { names, found, at }: Check, ...path: readonly PropertyKey[]): boolean {
  if (name in RESERVED) found.push(diagnose('S624', { option: name, why: RESERVED[name]! }, at(...path)));
  else if (!names.includes(name) && !(isDotted(name) && /^[\w.-]+$/.test(splitDotted(name)[1]))) {
    found.push(diagnose('S622', { option: printable(name), nearest: nearest(name.replace(/^-+/, ''), names) ?? dottedNeighbour(name) }, at(...path)));
  } else return true;
  return false;
}

function dottedNeighbour(name: string): string | null {
  const [owner, key] = splitDotted(name);
  const found = key === '' ? null : nearest(owner, Object.keys(DOTTED));
  return found && `${found}.${printable(key)}`;
}

/** Whether the option takes the value. */
function checkValue(name: string, value: Value, { options, found, at }: Check, ...path: readonly PropertyKey[]): boolean {
  try {
    runCallOf({ [name]: value }, options);
    if (name === 'model' && (typeof value !== 'string' || value === '')) throw new RefusedValue(name, String(value), 'it is the name of a file');
    if (value === '-') throw new RefusedValue(name, '-', 'points read files, not standard input');
    return true;
  } catch (error) {
    if (!(error instanceof RefusedValue)) throw error;
    found.push(diagnose('S623', { option: error.option, value: printable(error.value), reason: error.message }, at(...path)));
    return false;
  }
}

function designOf(document: PlanDocument, fixed: Settings, check: Check): Design {
  const kind = DESIGNS.find((name) => document[name] !== undefined)!;
  if (kind === 'list') return { kind, points: listOf(document.list!, check) };
  if (kind === 'grid') return { kind, axes: axesOf(document.grid!, kind, fixed, check, kind) };
  const { axes, ...numbers } = document[kind]!;
  return { kind, ...numbers, axes: axesOf(axes, kind, fixed, check, kind, 'axes') } as Design;
}

/** What is listed for a point stands instead of what is fixed. */
function listOf(points: NonNullable<PlanDocument['list']>, check: Check): readonly Settings[] {
  if (points.length === 0) check.found.push(diagnose('S625', { what: 'list' }, check.at('list')));
  points.forEach((point, index) => {
    for (const [name, value] of Object.entries(point)) if (checkName(name, check, 'list', index, name)) checkValue(name, value, check, 'list', index, name);
  });
  return points;
}

function axesOf(axes: NonNullable<PlanDocument['grid']>, kind: Design['kind'], fixed: Settings, check: Check, ...path: readonly PropertyKey[]): readonly Axis[] {
  const { found, at } = check;
  if (Object.keys(axes).length === 0) found.push(diagnose('S625', { what: path.join('.') }, at(...path)));
  return Object.entries(axes).flatMap(([name, given]): readonly Axis[] => {
    const here = at(...path, name);
    if (!checkName(name, check, ...path, name)) return [];
    if (name in fixed) found.push(diagnose('S626', { what: `${name} (fixed, and an axis)` }, here));
    if (!Array.isArray(given)) {
      const range = rangeOf(name, given, kind === 'grid');
      if ('wrong' in range) {
        found.push(diagnose('S631', { axis: name, reason: range.wrong }, here));
        return [];
      }
      checkRange(range, check, ...path, name);
      return [range];
    }
    if (given.length === 0) found.push(diagnose('S625', { what: name }, here));
    given.forEach((value, index) => {
      checkValue(name, value, check, ...path, name, index);
      if (given.indexOf(value) < index) found.push(diagnose('S626', { what: `the value ${printable(String(value))} of ${name}` }, at(...path, name, index)));
    });
    return [{ name, values: given }];
  });
}

/** Every value of a short range; of a long one the first ones and the last. The first that is refused is told. */
function checkRange(axis: Axis & { readonly from: number; readonly to: number }, check: Check, ...path: readonly PropertyKey[]): void {
  const length = Math.min(lengthOf(axis), Number.MAX_SAFE_INTEGER);
  const tried = lengthOf(axis) === Infinity ? [axis.from, axis.to] : Array.from({ length: Math.min(length, MOST_TRIED) }, (_, index) => valueAt(axis, index));
  for (const value of new Set([...tried, axis.to])) if (!checkValue(axis.name, value, check, ...path)) return;
}

/** A point needs a model, and whatever run cannot do without. */
function requireOptions(fixed: Settings, design: Design, { options, found, at }: Check): void {
  const needed = ['model', ...options.filter(({ required }) => required).map(({ name }) => name)];
  const has = (name: string): boolean => name in fixed || (design.kind === 'list' ? design.points.every((point) => name in point) : design.axes.some((axis) => axis.name === name));
  for (const name of needed) if (!has(name)) found.push(diagnose('S621', { key: name, reason: 'is missing', nearest: `${name}: ... at the top, or make it an axis` }, at()));
}
