/**
 * Are SNNs truly energy-efficient? What operation counts claim against what SpikeSim, SATA and the tile targets say: writes results.json, the tables of
 * README.md and the plots here, or all of it into another folder (--out).
 *
 *     npm run build && node examples/energy-efficiency/study.mjs [--cifar FOLDER] [--images 50] [--cifar-images 4] [--again] [--workloads BNTT,SBP] [--timesteps 2,4] [--targets rram-128]
 *       [--calibration-samples N] [--out FOLDER]
 *
 * `--cifar` names a folder with `cifar10_vgg8_bn.onnx`, `calib500.bin.gz` and `test2k.bin.gz` (the images have no licence and are not part of the project).
 * Measured networks that results.json has already are kept; `--again` runs all. For a part of the study: `--workloads` of those stated; of those measured `--timesteps`, the tile `--targets`
 * of MNIST, and how many images they are calibrated with.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { listOf, outputOf, reportOf } from '../study.mjs';
import { convolutionsOf, measuredCases, readNet, SHIPPED_mJ, STATED_CASES, withoutResiduals } from './cases.mjs';
import { plotAll } from './plot.mjs';
import { tablesOf } from './tables.mjs';

const { values: options } = parseArgs({
  options: {
    cifar: { type: 'string' }, images: { type: 'string', default: '50' }, 'cifar-images': { type: 'string', default: '4' }, again: { type: 'boolean' },
    workloads: { type: 'string', default: STATED_CASES.map(({ workload }) => workload).join(',') }, timesteps: { type: 'string', default: '2,4,8,16' }, targets: { type: 'string' }, 'calibration-samples': { type: 'string' }, out: { type: 'string' },
  },
});
const output = outputOf(import.meta.dirname, options.out);
const stated = STATED_CASES.filter(({ workload }) => listOf(options.workloads).includes(workload));

const file = output.file('results.json');
const known = existsSync(file) && !options.again ? JSON.parse(readFileSync(file, 'utf8')).measured : [];
const results = { stated: stated.map((one) => ({ ...one, ...statedRow(one), shipped_mJ: SHIPPED_mJ[one.workload] })), sparsitySweep: [0, 0.5, 0.9, 0.95, 0.99].map(sweepRow), repairs: repairsOf(), measured: known };
for (const { network, timesteps, model, flags } of measuredCases({ ...options, cifarImages: options['cifar-images'], calibrationSamples: options['calibration-samples'] })) {
  if (!listOf(options.timesteps).includes(String(timesteps))) continue;
  if (results.measured.some((row) => row.network === network && row.timesteps === timesteps)) continue;
  results.measured.push({ network, ...rowOf(estimate(model, 'spikesim', 'corrected', ['--set', `timesteps=${timesteps}`, ...flags])) });
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  console.log(`${network}, T = ${timesteps}`);
}
writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
output.show(Object.fromEntries(Object.entries(tablesOf(results)).map(([name, table]) => [name, `\n${table}\n`])));
await plotAll(results, output.folder);

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
  return reportOf(['estimate', model, '--platform', platform, '--mode', mode, ...flags, '--json'], input);
}
