import { diagnose, type Diagnostic, type Where } from '../src/diagnostics/diagnostic.ts';
import { BUILT_IN } from './built-in.ts';
import { checkFile } from './check-file.ts';
import { componentLibraryFile, type ComponentEntry, type ComponentLibraryFile } from './component-schema.ts';
import { readText } from './read-text.ts';

/** A component with all that its library says of it. */
export interface Component extends ComponentEntry {
  /** `library/component`. */
  readonly id: string;
  readonly source: string;
  readonly scope: 'term' | 'all-in';
  readonly evidence: NonNullable<ComponentEntry['evidence']>;
  readonly node_nm: number | null;
  readonly node: string;
  /** What the library says of its source. */
  readonly sourceNote?: string;
}

/** Components by `library/component`. */
export type Components = ReadonlyMap<string, Component>;

/** The libraries that come with Synaptile. */
export function builtInLibraries(): readonly ComponentLibraryFile[] {
  return Object.values<object>(BUILT_IN['component library']) as ComponentLibraryFile[];
}

/**
 * The components of built-in libraries, and of the files that a target names, which are looked for in `folder`.
 * @throws DiagnosticError S101, S601..S605
 */
export function loadComponents(files: readonly string[], folder: string, at: (index: number) => Where): { readonly components: Components; readonly diagnostics: readonly Diagnostic[] } {
  const own = files.map((file, index) => ({ library: readLibrary(file, folder, at(index)), where: at(index) }));
  const names = new Set(builtInLibraries().map(({ name }) => name));
  const twice = own.filter(({ library: { name } }) => names.size === names.add(name).size);
  return {
    components: new Map([...builtInLibraries(), ...own.map(({ library }) => library)].flatMap(componentsOf).map((one) => [one.id, one])),
    diagnostics: twice.map(({ library: { name }, where }) => diagnose('S728', { name }, where)),
  };
}

/** A built-in library, or the user's own file. @throws DiagnosticError S101, S601..S605 */
export function loadLibrary(nameOrFile: string): ComponentLibraryFile {
  return readLibrary(nameOrFile, '.', {});
}

export function componentsOf({ name, components, source, scope, evidence, node_nm, node, supply_V, note }: ComponentLibraryFile): readonly Component[] {
  return Object.entries(components).map(([own, entry]) => ({
    source, scope, evidence, node_nm, node, ...(supply_V !== undefined && { supply_V }), ...entry, id: `${name}/${own}`,
    ...(note !== undefined && entry.source === undefined && { sourceNote: note }),
  }));
}

function readLibrary(nameOrFile: string, folder: string, namedAt: Where): ComponentLibraryFile {
  const { text, file } = readText('component library', nameOrFile, folder, namedAt);
  return checkFile(componentLibraryFile, text, file).value;
}
