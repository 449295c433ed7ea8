import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { readOnnx } from './src/read/onnx/read-onnx.ts';
import { verifyNetwork } from './src/ir/verify-network.ts';
import { fold } from './passes/1-fold/fold.ts';
import { convert } from './passes/2-convert/convert.ts';
import { quantise } from './passes/3-quantise/quantise.ts';
import { forward } from './src/simulate/reference/forward.ts';
import { interpret } from './src/simulate/reference/interpret.ts';
import { mnist, correct, modelFile } from './test/models/mnist.ts';
const t = <T>(name: string, f: () => T): T => { const s = performance.now(); const r = f(); console.log(name, Math.round(performance.now() - s), 'ms'); return r; };
for (const model of ['mnist_mlp_1200', 'mnist_cnn_bn']) test(model, () => {
  const data = mnist('t10k'); const calibration = mnist('calib1k');
  const context = { target: null, calibration, seed: 1, progress: () => undefined };
  const { network } = t('read', () => readOnnx(modelFile(model + '.onnx')));
  console.log(network.populations.map(p => `${p.name} ${p.shape} ${p.neuron.kind}`), network.projections.map(p => `${p.name} ${p.kind}`), verifyNetwork(network));
  const folded = t('fold', () => fold.run(network, {}, context));
  console.log(folded.statistics, folded.diagnostics, verifyNetwork(folded.output), folded.output.projections.map(p => [p.name, p.kind, (p as any).weights?.shape, (p as any).window]));
  const expected = JSON.parse(readFileSync(modelFile(`expected/${model}.logits20.json`), 'utf8')).images;
  for (const n of [network, folded.output]) { const r = forward(n, data, { limit: 20 }); let worst = 0; expected.forEach((e: any, i: number) => e.logits.forEach((x: number, k: number) => worst = Math.max(worst, Math.abs(x - r.outputs[i*10+k]!)))); console.log('worst', worst); }
  const f = t('forward 10000', () => forward(folded.output, data)); console.log('acc', correct(f.predictions, data.labels));
  for (const readout of ['count', 'membrane'] as const) {
  const c = t('convert', () => convert.run(folded.output, { percentile: 99.9, samples: 256, coding: 'current', readout, timesteps: 32 }, context));
  console.log(c.statistics, c.diagnostics, verifyNetwork(c.output));
  for (const bits of [2]) {
  const q = t('quantise', () => quantise.run(c.output, { bits }, context));
  console.log(q.statistics, q.diagnostics, verifyNetwork(q.output));
  const limit = model === 'mnist_mlp_1200' ? 200 : 20;
  const r = t('interpret ', () => interpret(q.output, data, { limit })); console.log('bits', bits, 'readout', readout, 'acc', correct(r.predictions, data.labels), '/', limit);
  }
  const r = t('interpret f64 ', () => interpret(c.output, data, { limit: 50 })); console.log('acc f64', correct(r.predictions, data.labels), '/', 50);
  }
}, 600000);
