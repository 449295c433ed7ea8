import { builtInLibraries, type Component, type ComponentLibraryFile, componentsOf, loadLibrary, QUANTITIES, TECHNOLOGY_RULES, type TechnologyRule } from '../index.ts';

interface Flags {
  readonly json?: boolean;
}

/** What prices of targets and platforms are made of, library by library, and the rules that scale it; or one library alone, built-in or a file. */
export function components(nameOrFile: string | undefined, { json }: Flags): void {
  const libraries = nameOrFile === undefined ? builtInLibraries() : [loadLibrary(nameOrFile)];
  const rules = nameOrFile === undefined ? TECHNOLOGY_RULES : [];
  const value = { libraries: libraries.map(asJson), rules: rules.map(ruleAsJson) };
  process.stdout.write(json ? `${JSON.stringify(nameOrFile === undefined ? value : value.libraries[0], null, 2)}\n` : `${[...libraries.map(libraryLines), ...rules.map(ruleLines)].map((lines) => lines.join('\n')).join('\n\n')}\n`);
}

/** Every component with all that its library says of it. */
function asJson(library: ComponentLibraryFile): object {
  const { name, summary, source, node_nm, node } = library;
  return { name, summary, source, node_nm, node, components: componentsOf(library) };
}

function ruleAsJson({ name, summary, source, range_nm, nodes, why, follows, nominal_V }: TechnologyRule): object {
  return { name, summary, source, range_nm, why, nodes, follows, nominal_V };
}

function libraryLines(library: ComponentLibraryFile): readonly string[] {
  const { name, summary, source, node_nm, node } = library;
  return [`${name}: ${summary}`, `  ${source}`, `  ${node_nm === null ? 'node not known' : `${node_nm} nm`} (${node})`, ...componentsOf(library).map(componentLine)];
}

function componentLine(component: Component): string {
  const { id, summary, follows, evidence, scope, valid } = component;
  const numbers = QUANTITIES.filter((quantity) => component[quantity] !== undefined).map((quantity) => `${component[quantity]} ${quantity.split('_')[1]!.replace('um2', 'µm²')}`);
  return `    ${id.padEnd(31)} ${numbers.join(', ').padEnd(28)} ${summary} (${follows}, ${evidence}${scope === 'all-in' ? ', all-in' : ''}${valid === undefined ? '' : `; ${valid}`})`;
}

function ruleLines({ name, summary, source, range_nm: [least, most], nodes, why }: TechnologyRule): readonly string[] {
  return [`--technology NODE,${name}: ${summary}`, `  ${source}`, `  ${nodes === null ? `from ${most} to ${least} nm` : `${nodes.join(', ')} nm`}: ${why}`];
}
