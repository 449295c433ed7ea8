import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ENTRY = 'src/index.ts';
const IMPORT = /^(import|export) (type )?\{([^}]*)\} from '((?:\.\.?\/)+index\.ts)';/gm;

/**
 * Commands import names from the library as a whole, and a bundler that splits would have each of them load all of it: what only passes names on counts as
 * using them. So names are imported from the modules that the library has them from.
 */
export function libraryImports(root) {
  const homes = homesOf(readFileSync(join(root, ENTRY), 'utf8'));
  return {
    name: 'library-imports',
    setup: ({ onLoad }) => onLoad({ filter: /[/\\]src[/\\]cli[/\\].*\.ts$/ }, ({ path }) => ({ loader: 'ts', contents: withHomes(readFileSync(path, 'utf8'), path, join(root, 'src'), homes) })),
  };
}

/** The module and the name there of every name of the library. */
function homesOf(source) {
  const statements = [...source.matchAll(/^export (type )?\{([^}]*)\} from '([^']+)';/gm)];
  return new Map(statements.flatMap(([, type = '', names, module]) => namesIn(names).map(({ name, alias, kind }) => [alias, { module, name, kind: type || kind }])));
}

function namesIn(list) {
  return list.split(',').map((one) => one.trim()).filter((one) => one !== '').map((one) => {
    const [, kind = '', name, alias = name] = /^(type )?(\w+)(?: as (\w+))?$/.exec(one);
    return { kind, name, alias };
  });
}

function withHomes(source, path, folder, homes) {
  return source.replace(IMPORT, (_, verb, type = '', list, module) => {
    if (join(dirname(path), module) !== join(folder, 'index.ts')) return _;
    return namesIn(list).map(({ kind, name, alias }) => {
      const home = homes.get(name);
      if (!home) throw new Error(`${path}: the library has no ${name}`);
      const from = relative(dirname(path), join(folder, home.module)).replaceAll('\\', '/');
      return `${verb} ${type || kind || home.kind}{ ${home.name} as ${alias} } from '${from.startsWith('.') ? from : `./${from}`}';`;
    }).join(' ');
  });
}
