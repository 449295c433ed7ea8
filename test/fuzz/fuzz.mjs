// node test/fuzz/fuzz.mjs [--count 200000] [--seed 1] [--format NAME,...] [--only INDEX] [--workers 2] [--time 2] [--memory 256] [--save FOLDER]
// Reads mutated files of all formats; prints what became of them, saves what went wrong, and ends with 1 if anything did.
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' }, seed: { type: 'string', default: '1' }, format: { type: 'string' }, only: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) }, time: { type: 'string', default: '2' }, memory: { type: 'string', default: '256' },
    save: { type: 'string', default: join(tmpdir(), 'synaptile-fuzz-findings') },
  },
});
const seed = Number(values.seed);
const project = mkdtempSync(join(root, 'node_modules/.cache-fuzz-'));
try {
  process.exitCode = await run(await importFuzzer());
} finally {
  rmSync(project, { recursive: true, force: true });
}

/** The fuzzer is written in TypeScript. */
async function importFuzzer() {
  const outfile = join(project, 'fuzz.mjs');
  await build({ stdin: { contents: "export * from './fuzzer.ts'; export { FORMATS } from './formats.ts'; export { SEEDS } from './seeds-of.ts'; export { inputOf } from './inputs.ts';", resolveDir: join(root, 'test/fuzz') }, outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external', logLevel: 'warning', define: { SYNAPTILE_VERSION: '"fuzz"' } });
  return import(pathToFileURL(outfile).href);
}

async function run({ openFuzzer, FORMATS, SEEDS, inputOf }) {
  const chosen = values.format === undefined ? FORMATS : FORMATS.filter(({ name }) => values.format.split(',').includes(name));
  if (chosen.length === 0) throw new Error(`formats are ${FORMATS.map(({ name }) => name).join(', ')}`);
  const weights = chosen.reduce((sum, { weight }) => sum + weight, 0);
  const fuzzer = await openFuzzer({ root, seed, workers: Number(values.workers), limits: { time_s: Number(values.time), memory_bytes: Number(values.memory) * 2 ** 20 } });
  const findings = [];
  const started = performance.now();
  let inputs = 0;
  try {
    for (const format of chosen) {
      const [first, end] = values.only === undefined ? [0, Math.ceil((Number(values.count) * format.weight) / weights)] : [Number(values.only), Number(values.only) + 1];
      const report = await fuzzer.fuzz(format, first, end);
      inputs += report.inputs;
      print(report);
      for (const finding of report.findings) findings.push({ ...finding, saved: save(finding, inputOf(format, await SEEDS[format.name](root), seed, finding.index)) });
    }
  } finally {
    await fuzzer.close();
  }
  const seconds = (performance.now() - started) / 1000;
  const defects = new Map();
  for (const finding of findings) {
    const key = `${finding.format}: ${finding.signature}`;
    defects.set(key, [...(defects.get(key) ?? []), finding]);
  }
  for (const [key, all] of defects) {
    console.log(`\n${key}: ${all.length} inputs, such as number ${all[0].index} of seed ${seed} (made from ${all[0].seedName || 'a seed'}), saved in ${all[0].saved}`);
    console.log(all[0].detail.split('\n').slice(0, 6).map((line) => `    ${line.slice(0, 200)}`).join('\n'));
  }
  console.log(`\n${inputs} inputs in ${seconds.toFixed(1)} s: ${findings.length} findings, ${defects.size} defects`);
  return findings.length > 0 ? 1 : 0;
}

function print({ format, inputs, read, refused, slow, untried, time_s, findings }) {
  const codes = Object.entries(refused).sort((a, b) => b[1] - a[1]);
  const total = codes.reduce((sum, [, count]) => sum + count, 0);
  console.log(`${format.padEnd(14)} ${String(inputs).padStart(7)} inputs: ${read} read, ${total} refused (${codes.length} codes: ${codes.slice(0, 8).map(([code, count]) => `${code} ${count}`).join(', ')}), ${slow} slow, ${untried > 0 ? `${untried} slow and not tried again, ` : ''}${findings.length} findings, ${time_s.toFixed(1)} s`);
}

/** An input and how to make it again. */
function save(finding, { files }) {
  const folder = join(values.save, `${finding.format}-${finding.seed}-${finding.index}`);
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, 'finding.txt'), `${finding.signature}\nnode test/fuzz/fuzz.mjs --format ${finding.format} --seed ${finding.seed} --only ${finding.index}\n\n${finding.detail}\n`);
  return folder;
}
