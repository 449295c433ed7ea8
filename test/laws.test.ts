import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { messages } from '../src/diagnostics/messages.ts';

/** The laws of the house: who may import whom, which room a package lives in, every finding has a test, no file is long. */
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Rooms from the roof to the cellar. An import leads downstairs or stays in its room; the rooms of one floor do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['src/cli', 'src/cli.ts', 'src/sweep', 'src/compile.ts', 'src/index.ts', 'src/library'],
  ['src/report'],
  ['src/simulate', 'src/platforms', 'src/train'],
  ['src/read', 'passes'],
  ['src/calibrate'],
  ['grammar', 'targets', 'src/forward'],
  ['src/ir', 'src/diagnostics', 'src/kernels', 'src/files.ts'],
];

/** On the top floor and in the cellar rooms know each other. */
const OPEN_FLOORS = new Set([0, FLOORS.length - 1]);

/** The one place that imports a package. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  chevrotain: ['grammar'], h5wasm: ['src/read/hdf5'], protobufjs: ['src/read/onnx'], fflate: ['src/read/tensors', 'src/read/data'], '@dagrejs/graphlib': ['src/ir'],
  // A plan of a sweep is YAML that its user writes; mappings and networks of SANA-FE are YAML that programs write.
  yaml: ['src/read/sanafe', 'src/sweep/plan'], zod: ['targets', 'src/platforms', 'src/sweep/plan'], piscina: ['src/simulate', 'src/train'], commander: ['src/cli', 'src/cli.ts'], ora: ['src/cli'],
  'ml-matrix': ['src/calibrate/linear'], '@hpcc-js/wasm-graphviz': ['src/report/inspect'],
};

const MOST_LINES = 400;

const FILES = ['src', 'passes', 'grammar', 'targets'].flatMap((room) => filesUnder(room)).filter((file) => file.endsWith('.ts') && !isMade(file));

interface Import {
  readonly from: string;
  /** A path from the root, or the name of a package. */
  readonly to: string;
}

const IMPORTS: readonly Import[] = FILES.flatMap((from) => specifiersOf(readFileSync(join(ROOT, from), 'utf8')).map((specifier) => ({
  from, to: specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), specifier)) : specifier,
})));
const INNER = IMPORTS.filter(({ to }) => FLOORS.flat().some((room) => within(to, room)));
const PACKAGES = IMPORTS.filter(({ to }) => !INNER.some((one) => one.to === to) && !to.startsWith('node:'));

/** Assembly is compiled by a compiler of its own, and what is made is not written by hand. */
function isMade(file: string): boolean {
  return ['src/kernels/generated', 'src/kernels/assembly', 'src/report/html/generated'].some((folder) => within(file, folder));
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

function specifiersOf(source: string): string[] {
  return [...source.matchAll(/^\s*(?:import|export)\s[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\(\s*'([^']+)'|new URL\('(\.[^']+)'/gm)].map((match) => (match[1] ?? match[2] ?? match[3] ?? match[4])!);
}

function within(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`);
}

function floorOf(path: string): number {
  return FLOORS.findIndex((rooms) => rooms.some((room) => within(path, room)));
}

function roomOf(path: string): string {
  return FLOORS.flat().find((room) => within(path, room)) ?? path;
}

function shown(imports: readonly Import[]): string[] {
  return imports.map(({ from, to }) => `${from} imports ${to}`);
}

describe('imports', () => {
  test('are found at all', () => {
    expect(FILES.length).toBeGreaterThan(100);
    expect(shown(INNER)).toContain('src/compile.ts imports passes/4-unroll/unroll.ts');
    expect(specifiersOf("import {\n  a,\n} from './a.ts';\nexport * from './b.ts';\nconst { c } = await import('c');\nimport './d.ts';\nnew URL('./e.ts', x)")).toEqual(['./a.ts', './b.ts', 'c', './d.ts', './e.ts']);
  });

  test('every file has a floor', () => {
    expect(FILES.filter((file) => floorOf(file) < 0)).toEqual([]);
  });

  test('point downstairs only', () => {
    expect(shown(INNER.filter(({ from, to }) => {
      const [upper, lower] = [floorOf(from), floorOf(to)];
      return lower < upper || (lower === upper && roomOf(from) !== roomOf(to) && !OPEN_FLOORS.has(upper));
    }))).toEqual([]);
  });

  test('the cellar knows nobody above it, and diagnostics and kernels know the vocabulary at most', () => {
    expect(shown(INNER.filter(({ from, to }) => (within(from, 'src/diagnostics') || within(from, 'src/kernels')) && !within(to, roomOf(from)) && !within(to, 'src/ir')))).toEqual([]);
  });

  test('a pass never imports another pass', () => {
    const passOf = (path: string): string => path.split('/')[1]!;
    expect(shown(INNER.filter(({ from, to }) => within(from, 'passes') && within(to, 'passes') && passOf(from) !== passOf(to)))).toEqual([]);
  });

  test('the simulator sees Configuration and Target alone; only its judge reads networks', () => {
    const judges = ['src/simulate/reference', 'src/simulate/equivalence.ts', 'src/simulate/temporal-equivalence.ts'];
    const simulator = INNER.filter(({ from }) => within(from, 'src/simulate') && !judges.some((judge) => within(from, judge)));
    // Mitigations act where a chip is written and tuned: they see one crossbar, or one population, and what a lab knows of it. A circuit is fitted to what its somas did.
    const onChips = ['passes/9-mitigate', 'passes/10-fit-circuit'];
    expect(shown(simulator.filter(({ to }) => within(to, 'src/read') || (within(to, 'passes') && !onChips.some((room) => within(to, room)))))).toEqual([]);
    const stage = /^import [^'"]*\b(?:Network|Unrolled|Clustered|Placed|Routed)\b[^'"]*? from /m;
    expect(FILES.filter((file) => within(file, 'src/simulate') && !judges.some((judge) => within(file, judge)) && stage.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  test('the command line imports the library alone, and the library no command', () => {
    const commands = INNER.filter(({ from, to }) => within(from, 'src/cli') && !within(to, 'src/cli') && to !== 'src/index.ts');
    const upwards = INNER.filter(({ from, to }) => (to === 'src/index.ts' && !within(from, 'src/cli')) || (within(to, 'src/cli') && !within(from, 'src/cli') && from !== 'src/cli.ts'));
    expect(shown([...commands, ...upwards])).toEqual([]);
  });

  test('each package has one room', () => {
    expect(shown(PACKAGES.filter(({ from, to }) => !(HOMES[packageOf(to)] ?? []).some((room) => within(from, room))))).toEqual([]);
  });

  test('every package that is installed for users is imported', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const imported = new Set(PACKAGES.map(({ to }) => packageOf(to)));
    expect(Object.keys(dependencies).filter((name) => !imported.has(name))).toEqual([]);
  });
});

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

test('every code of the table of diagnostics is named in a test', () => {
  const tests = filesUnder('test').filter((file) => !within(file, 'test/models') && !within(file, 'test/bench')).map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
  const named = new Set(tests.match(/\bS\d{3}\b/g));
  expect(Object.keys(messages).filter((code) => !named.has(code))).toEqual([]);
});

test(`no source file has more than ${MOST_LINES} lines`, () => {
  const lengths = FILES.map((file) => [file, readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1] as const);
  expect(lengths.filter(([, lines]) => lines > MOST_LINES)).toEqual([]);
});
