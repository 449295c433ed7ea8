/**
 * Are SNNs truly energy-efficient? What operation counts claim against what SpikeSim, SATA and the tile targets say: writes results.json, the tables of
 * README.md and the plots here.
 *
 *     npm run build && node examples/energy-efficiency/study.mjs [--cifar FOLDER] [--mnist-images N] [--cifar-images N] [--again]
 *
 * `--cifar` names a folder with `cifar10_vgg8_bn.onnx`, `calib500.bin.gz` and `test2k.bin.gz` (the images have no licence and are not part of the project).
 * Measured networks that results.json has already are kept; `--again` runs all.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { convolutionsOf, measuredCases, readNet, SHIPPED_mJ, STATED_CASES, withoutResiduals } from './cases.mjs';
import { plotAll } from './plot.mjs';
import { tablesOf } from './tables.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const { values: options } = parseArgs({ options: { cifar: { type: 'string' }, 'mnist-images': { type: 'string', default: '50' }, 'cifar-images': { type: 'string', default: '4' }, again: { type: 'boolean' } } });

const file = join(here, 'results.json');
const known = existsSync(file) && !options.again ? JSON.parse(readFileSync(file, 'utf8')).measured : [];
const results = { stated: STATED_CASES.map((one) => ({ ...one, ...statedRow(one), shipped_mJ: SHIPPED_mJ[one.workload] })), sparsitySweep: [0, 0.5, 0.9, 0.95, 0.99].map(sweepRow), repairs: repairsOf(), measured: known };
for (const { network, timesteps, model, flags } of measuredCases({ mnistImages: options['mnist-images'], cifarImages: options['cifar-images'], cifar: options.cifar })) {
  if (results.measured.some((row) => row.network === network && row.timesteps === timesteps)) continue;
  results.measured.push({ network, ...rowOf(estimate(model, 'spikesim', 'corrected', ['--set', `timesteps=${timesteps}`, ...flags])) });
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  console.log(`${network}, T = ${timesteps}`);
}
writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
const page = join(here, 'README.md');
writeFileSync(page, Object.entries(tablesOf(results)).reduce((text, [name, table]) => text.replace(new RegExp(`(<!-- ${name} -->\n)[^]*(<!-- end of ${name} -->)`), (_, begin, end) => `${begin}\n${table}\n\n${end}`), readFileSync(page, 'utf8')));
await plotAll(results, here);

/** One workload: both platforms corrected, and what the published tools say of as much of it as they can. */
function statedRow({ net, timesteps, sparsity }) {
  const flags = ['--set', `timesteps=${timesteps}`, '--set', `spikeSparsity=${sparsity}`];
  const whole = readNet(net);
  const published = (platform, list, more = []) => estimate('-', platform, 'published', [...flags, ...more], JSON.stringify(list));
  const [convolutions, plain] = [published('spikesim', convolutionsOf(whole)), published('sata', withoutResiduals(whole))];
  const bytes = published('sata', withoutResiduals(whole), ['--set', 'activationBits=8', '--set', 'outputBits=8']);
  return {
    ...rowOf(estimate('-', 'spikesim', 'corrected', flags, JSON.stringify(whole))),
    published: { spikesim_J: convolutions.energy.perInference_J, sata_J: plain.energy.perInference_J, sataBytes_J: bytes.energy.perInference_J, sataBreakEven: plain.claim.breakEven.platform },
  };
}

/** VGG-9 at five timesteps, ever sparser. */
function sweepRow(sparsity) {
  const flags = ['--set', 'timesteps=5', '--set', `spikeSparsity=${sparsity}`];
  const net = JSON.stringify(readNet('vgg9'));
  const { claim, comparison } = estimate('-', 'spikesim', 'corrected', flags, net);
  const published = estimate('-', 'sata', 'published', flags, net);
  return { sparsity, claimed_J: claim.total.snn8_J, spikesim_J: comparison.systems[0].energy_J, sata_J: comparison.systems[1].energy_J, sataPublished_J: published.energy.perInference_J };
}

/** What each repair changes for VGG-9: energy, latency and area with it over those without it. */
function repairsOf() {
  return ['spikesim', 'sata'].flatMap((platform) => {
    const { repairs, energy, latency, area } = estimate('-', platform, 'corrected', ['--set', 'timesteps=5', '--set', 'spikeSparsity=0.9'], JSON.stringify(readNet('vgg9')));
    const factor = (now, other) => (other ? now / other : null);
    return repairs.map(({ name, summary, otherwise }) => ({
      platform, name, summary, needed: otherwise === null,
      energy: otherwise && factor(energy.perInference_J, otherwise.energy_J), latency: otherwise && factor(latency.perInference_s, otherwise.latency_s), area: otherwise && factor(area.total_mm2, otherwise.area_mm2),
    }));
  });
}

/** What the tables and plots need of a report. */
function rowOf({ timesteps, claim, comparison }) {
  const { operations, annOperations, snn8_J, snn32_J, ann8_J, ann32_J } = claim.total;
  return {
    timesteps, rate: operations / (annOperations * timesteps), claimed: { snn8_J, snn32_J, ann8_J, ann32_J, breakEven: claim.breakEven.claimed },
    systems: comparison.systems, perLayer: comparison.perLayer,
  };
}

function estimate(model, platform, mode, flags, input) {
  const command = [join(root, 'dist/cli.js'), 'estimate', model, '--platform', platform, '--mode', mode, ...flags, '--json'];
  return JSON.parse(execFileSync(process.execPath, command, { cwd: root, maxBuffer: 1e8, stdio: ['pipe', 'pipe', 'ignore'], encoding: 'utf8', ...(input !== undefined && { input }) }));
}
