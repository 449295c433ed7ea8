/**
 * `bench spike`: spike-driven accumulation in the kernels against a plain TypeScript event loop, images a second on one thread.
 * The kernels always include the neuron update; the reference is shown without it (what the gate uses: to the reference's advantage)
 * and with it (like against like).
 */
import { interleave, statement, table } from './measure.mjs';
import { importSource } from './import-source.mjs';
import { simulateRate } from './simulate.mjs';
import { panelVariant, scatterVariant } from './spike/kernel-variants.mjs';
import { fullyConnectedReference, scatterReference } from './spike/reference-loop.mjs';
import { torchLoop } from './spike/torch.mjs';
import { convolutionWorkload, fullyConnectedWorkload } from './spike/workload.mjs';

const DENSITIES = [0.01, 0.05, 0.2];
const REFERENCE = 'TS event f32', REFERENCE_LIF = 'TS event f32 + LIF';
const KERNELS = {
  'twin int16': ['typescript', 'i16'], 'twin f32': ['typescript', 'f32'],
  'wasm int16': ['wasm', 'i16'], 'wasm f32': ['wasm', 'f32'],
};

export async function benchSpike() {
  const { loadKernels } = await importSource('src/kernels/load.ts');
  const fullyConnected = [[784, 1200], [1200, 1200]].flatMap(([inputs, outputs]) => DENSITIES.map((density) => {
    const work = fullyConnectedWorkload(inputs, outputs, density);
    return compare(`${inputs}x${outputs}, ${density * 100}%`, work, fullyConnectedReference, panelVariant, loadKernels);
  }));
  const convolutions = DENSITIES.map((density) => {
    const work = convolutionWorkload(64, 128, 16, density);
    return compare(`3x3x64x128 on 16x16, ${density * 100}%`, work, scatterReference, scatterVariant, loadKernels);
  });
  console.log(torchLoop());
  console.log(simulateRate(), '\n');
  const gate = fullyConnected[DENSITIES.indexOf(0.05)];
  return [
    statement('784x1200, 5%: wasm int16 / TS event f32', gate.ratio('wasm int16', REFERENCE), { atLeast: 6 }),
    statement('784x1200, 5%: wasm f32 / TS event f32', gate.ratio('wasm f32', REFERENCE), { atLeast: 5 }),
    equality([...fullyConnected, ...convolutions]),
  ];
}

/** Times all variants of one workload, prints their table and checks that they fire the same spikes. */
function compare(name, work, reference, kernelVariant, loadKernels) {
  const kernels = Object.fromEntries(Object.entries(KERNELS).map(([variant, [implementation, type]]) =>
    [variant, kernelVariant(loadKernels(implementation), work, type)]));
  const withUpdate = reference(work, true);
  let referenceSpikes;
  const times = interleave({
    [REFERENCE]: reference(work, false),
    [REFERENCE_LIF]: () => { referenceSpikes = withUpdate(); },
    ...Object.fromEntries(Object.entries(kernels).map(([variant, { run }]) => [variant, run])),
  }, { seconds: 3 });
  const prints = Object.values(kernels).map(({ fingerprint }) => fingerprint());
  const equal = prints.every(({ spikes, checksum }) => spikes === referenceSpikes && checksum === prints[0].checksum);
  console.log(`${name}, T=${work.steps}, ${referenceSpikes} spikes, ${equal ? 'equal in all variants' : 'DIFFERENT'}`);
  console.log(table(rowsOf(times, work.images)), '\n');
  return { name, equal, ratio: (variant, base) => times[base].best_ms / times[variant].best_ms };
}

function rowsOf(times, images) {
  const perSecond = (time_ms) => (1000 * images / time_ms).toFixed(time_ms < 10 * images ? 0 : 1);
  const ratio = (base, time) => `${(times[base].best_ms / time.best_ms).toFixed(2)}x`;
  return [
    ['variant', 'best img/s', 'median img/s', 'rounds', `/ ${REFERENCE}`, `/ ${REFERENCE_LIF}`],
    ...Object.entries(times).map(([variant, time]) =>
      [variant, perSecond(time.best_ms), perSecond(time.median_ms), time.rounds, ratio(REFERENCE, time), ratio(REFERENCE_LIF, time)]),
  ];
}

function equality(comparisons) {
  const different = comparisons.filter(({ equal }) => !equal).map(({ name }) => name);
  const holds = different.length === 0;
  return { text: holds ? 'spikes: wasm = twin = reference everywhere' : `spikes differ in ${different.join('; ')}`, holds };
}
