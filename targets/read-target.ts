import { dirname } from 'node:path';
import { collect, type Diagnostic, type Where } from '../src/diagnostics/diagnostic.ts';
import { checkFile, type CheckedFile } from './check-file.ts';
import { loadComponents } from './components.ts';
import { readText } from './read-text.ts';
import { MOST_COMPONENT_FILES, targetFile, type TargetFile } from './schema.ts';
import { resolveUses, type Made, type Resolved } from './uses.ts';

/** A target file whose prices are numbers, with what they are made of. */
export interface ReadTarget extends CheckedFile<TargetFile> {
  readonly file: string;
  /** What prices that name components are made of, by place. */
  readonly made: ReadonlyMap<string, Made>;
}

/** A built-in target or the user's own, with the component files that it names beside it. @throws DiagnosticError S101, S601..S605, S720..S722, S728 */
export function readTarget(nameOrFile: string): ReadTarget {
  const { text, file } = readText('target', nameOrFile, '.', {});
  let made: ReadonlyMap<string, Made> = new Map();
  const checked = checkFile(targetFile, text, file, (value, at) => {
    const resolved = resolve(value, file, at);
    made = resolved.made;
    return resolved;
  });
  return { ...checked, file, made };
}

/** Files that cannot be read leave their components unknown, and are what is told. */
function resolve(value: unknown, file: string, at: (path: readonly PropertyKey[]) => Where): Resolved {
  const found: Diagnostic[] = [];
  const loaded = collect(found, () => loadComponents(filesNamedIn(value), dirname(file), (index) => at(['components', index])));
  if (!loaded) return { value: resolveUses(value, new Map(), at).value, made: new Map(), diagnostics: found };
  const resolved = resolveUses(value, loaded.components, at);
  return { ...resolved, diagnostics: [...loaded.diagnostics, ...resolved.diagnostics] };
}

/** What is no list of names is told with the rest of the file. */
function filesNamedIn(value: unknown): readonly string[] {
  const { components } = (value ?? {}) as { readonly components?: unknown };
  return Array.isArray(components) ? components.slice(0, MOST_COMPONENT_FILES).filter((one) => typeof one === 'string') : [];
}
