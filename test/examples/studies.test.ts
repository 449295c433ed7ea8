import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { csvOf, tablesIn, type Table } from './tables.ts';

/**
 * The studies of examples/ take minutes to hours. Here a small part of each runs into a folder of its own: it ends well, its tables have the shape of those that
 * the page shows, with numbers in them, and what is shipped stays as it is.
 */
const ROOT = join(import.meta.dirname, '../..');
const EXAMPLES = join(ROOT, 'examples');
const DATA = join(ROOT, 'test/models/data');
const FOLDER = mkdtempSync(join(tmpdir(), 'synaptile-studies-'));
const SHIPPED = digestsOf(EXAMPLES);
/** Studies that need what the project may not ship run where these say where it is. */
const CIFAR = process.env['SYNAPTILE_CIFAR'];
const SPINEMAP = process.env['SYNAPTILE_SPINEMAP'];

vi.setConfig({ testTimeout: 300_000 });
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe('a small part of each study', () => {
  test('conversion', () => {
    const out = study('conversion/table.mjs', '--models', 'mlp', '--methods', 'plain', '--timesteps', '2', '--images', '16');
    expect(csvOf(out('table.csv')).map(({ method, readout, samples }) => [method, readout, samples])).toEqual([['plain', 'membrane', '16'], ['plain', 'count', '16']]);
    for (const { accuracy_percent, lost_points } of csvOf(out('table.csv'))) expect([inPercent(accuracy_percent!), Number.isFinite(Number(lost_points))]).toEqual([true, true]);
    sameHeads(tablesIn(out('tables.md')), 'conversion');
  });

  test('mapping', () => {
    const out = study('mapping/compare.mjs', '--cases', 'mnist_cnn-loihi', '--mappers', 'tiles,sequential', '--images', '1');
    const [table] = sameHeads(tablesIn(out('tables.md')), 'mapping');
    const shipped = tableOf('mapping', 'messages between cores', 'mapper', (text) => text.slice(text.indexOf('### mnist_cnn-loihi')));
    // What no sample has a part in: cores, and messages of the calibration samples.
    expect(table!.rows.map((row) => [row['cores'], row['messages between cores']])).toEqual(shipped.rows.slice(0, 1).map((row) => [row['cores'], row['messages between cores']]));
    expect(out('tables.md')).toContain('- sequential: population n5.BatchNormalization does not fit');
  });

  test('energy efficiency: what rests on shapes alone is what the page says', () => {
    const out = study('energy-efficiency/study.mjs', '--workloads', 'BNTT', '--timesteps', '2', '--targets', 'spikeflow-64', '--calibration-samples', '20', '--images', '2');
    const page = pageOf('energy-efficiency');
    for (const name of ['claims', 'breakEven', 'roadblocks', 'sweep', 'repairs', 'tiles', 'layers', 'vulnerability', 'ranking']) expect(tablesIn(out(`${name}.md`)).length, name).toBe(1);
    for (const name of ['claims', 'breakEven', 'roadblocks']) {
      const lines = out(`${name}.md`).split('\n').filter((line) => line.startsWith('| BNTT'));
      expect(lines.length, name).toBeGreaterThan(0);
      for (const line of lines) expect(page).toContain(line);
    }
    for (const name of ['sweep', 'repairs']) expect(page).toContain(out(`${name}.md`).trim());
    expect(tablesIn(out('claims.md'))[0]!.rows[0]!['network']).toBe('MNIST CNN, T = 2');
  });

  test('robustness', () => {
    const out = study('robustness/study.mjs', '--networks', 'surrogate-mlp', '--parts', 'variation,errors', '--timesteps', '4', '--sigmas', '10', '--chips', '2', '--images', '8');
    const results = csvOf(out('results.csv'));
    expect(results.length).toBe(5);
    for (const { images, chips, accuracies } of results) expect([images, accuracies!.split(' ').length, accuracies!.split(' ').every((value) => inPercent(String(100 * Number(value))))]).toEqual(['8', Number(chips), true]);
    const errors = csvOf(out('errors.csv'));
    expect([...new Set(errors.map(({ population }) => population))]).toEqual(['lif1', 'lif2']);
    for (const { series } of errors) expect(series!.split(' ').map(Number).filter(Number.isFinite).length).toBe(32);
    const [series] = sameHeads(tablesIn(out('tables.md')).filter(({ head }) => head[0] === 'network'), 'robustness');
    expect(series!.rows.length).toBe(3 * 2 * 2);
  });

  test('neurons: accuracy', () => {
    const out = study('neurons/study.mjs', '--only', 'time-domain', '--images', '8');
    const [table] = sameHeads(tablesIn(out('main.md')), 'neurons');
    expect(table!.rows.map((row) => [row['circuit']!.split(',')[0], row['images'], inPercent(row['accuracy (95 % interval)']!.split(' %')[0]!)])).toEqual([['time-domain', '8', true], ['time-domain', '8', true]]);
  });

  test('neurons: the fits to ngspice are those of the page', () => {
    expect(pageOf('neurons')).toContain(study('neurons/spice.mjs')('spice.md').trim());
  });

  test('neurons: energy', () => {
    const out = study('neurons/energy.mjs', '--images', '20');
    const [counts, savings] = sameHeads(tablesIn(out('energy.md')), 'neurons');
    expect([counts!.rows.length, savings!.rows.length]).toEqual([5, 4]);
    expect(csvOf(out('energy.csv')).every(({ accuracy_percent, spikes }) => inPercent(accuracy_percent!) && Number(spikes) > 0)).toBe(true);
  });

  test('temporal coding, test images in place of the training images', () => {
    const mnist = join(FOLDER, 'mnist');
    mkdirSync(mnist);
    for (const kind of ['images-idx3', 'labels-idx1']) for (const set of ['t10k', 'train']) writeFileSync(join(mnist, `${set}-${kind}-ubyte.gz`), firstOf(`t10k-${kind}-ubyte.gz`, 64));
    const out = study('ttfs/study.mjs', '--mnist', mnist, '--work', join(FOLDER, 'ttfs-work'), '--images', '48');
    const tables = sameHeads(tablesIn(out('tables.md')), 'ttfs');
    expect(tables.map(({ rows }) => rows.length)).toEqual([4, 7, 3]);
    expect(tables[0]!.rows.every((row) => inPercent(row['accuracy %']!) && Number(row['accuracy %']) > 30)).toBe(true);
  });

  test.skipIf(CIFAR === undefined)('conversion of the CIFAR-10 network (skipped without SYNAPTILE_CIFAR, a folder with it and with images, which have no licence)', () => {
    const out = study('conversion/table.mjs', '--models', 'cifar', '--methods', 'plain', '--timesteps', '2', '--readouts', 'membrane', '--images', '2', '--cifar', CIFAR!);
    expect(csvOf(out('table.csv')).map(({ model, samples }) => [model, samples])).toEqual([['cifar', '2']]);
  });

  test.skipIf(SPINEMAP === undefined)('the programs of SpiNeMap (skipped without SYNAPTILE_SPINEMAP, a clone of its repository, from which they take minutes to build)', () => {
    const prepared = join(FOLDER, 'spinemap');
    expect(spawnSync('python3', [join(EXAMPLES, 'mapping/prepare-spinemap.py'), SPINEMAP!, prepared]).status).toBe(0);
    expect(tablesIn(study('mapping/against-spinemap.mjs', SPINEMAP!, prepared, 'RespClass')('RespClass.md'))[0]!.rows.length).toBe(7);
  }, 900_000);
});

test.each(['ttfs/study.mjs', 'mapping/against-spinemap.mjs'])('%s says what it needs', (script) => {
  const { status, stderr } = spawnSync(process.execPath, [join(EXAMPLES, script)], { encoding: 'utf8' });
  expect([status, stderr.split('\n').length]).toEqual([2, 2]);
  expect(stderr).toContain(`usage: node examples/${script}`);
});

test('a study into another folder leaves what is shipped as it is', () => {
  expect(digestsOf(EXAMPLES)).toEqual(SHIPPED);
});

/** Runs a study into a folder of its own; what gives a file of that folder. */
function study(script: string, ...parameters: readonly string[]): (file: string) => string {
  if (!existsSync(join(ROOT, 'dist/cli.js'))) throw new Error('dist/cli.js is missing: run npm run build first');
  const out = mkdtempSync(join(FOLDER, 'out-'));
  const { status, stderr } = spawnSync(process.execPath, [join(EXAMPLES, script), ...parameters, '--out', out], { cwd: FOLDER, encoding: 'utf8', maxBuffer: 2 ** 26 });
  expect(status, stderr).toBe(0);
  for (const picture of readdirSync(out).filter((name) => name.endsWith('.svg'))) expect(readFileSync(join(out, picture), 'utf8')).toMatch(/^<svg[^]*<\/svg>\s*$/);
  for (const page of readdirSync(out).filter((name) => name.endsWith('.md'))) expect(readFileSync(join(out, page), 'utf8')).not.toMatch(/NaN|Infinity|undefined|null/);
  return (file) => readFileSync(join(out, file), 'utf8');
}

function pageOf(name: string): string {
  return readFileSync(join(EXAMPLES, name, 'README.md'), 'utf8');
}

/** Every table has the columns of one that the page shows. */
function sameHeads(tables: readonly Table[], page: string): readonly Table[] {
  const heads = tablesIn(pageOf(page)).map(({ head }) => head.join());
  expect(tables.length).toBeGreaterThan(0);
  for (const { head } of tables) expect(heads).toContain(head.join());
  return tables;
}

function tableOf(page: string, column: string, first: string, from: (text: string) => string): Table {
  return tablesIn(from(pageOf(page))).find(({ head }) => head[0] === first && head.includes(column))!;
}

function inPercent(value: string): boolean {
  return value !== '' && Number(value) >= 0 && Number(value) <= 100;
}

/** The first samples or labels of an idx file. */
function firstOf(name: string, count: number): Buffer {
  const whole = gunzipSync(readFileSync(join(DATA, name)));
  const axes = whole[3]!;
  const size = axes === 3 ? whole.readUInt32BE(8) * whole.readUInt32BE(12) : 1;
  const cut = Buffer.from(whole.subarray(0, 4 + 4 * axes + count * size));
  cut.writeUInt32BE(count, 4);
  return gzipSync(cut);
}

function digestsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'));
  return Object.fromEntries(files.map(({ parentPath, name }) => [join(parentPath, name), createHash('sha256').update(readFileSync(join(parentPath, name))).digest('hex')]).toSorted());
}
