import { fail } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import { isAnn } from '../ir/network.ts';
import { isNetwork, type Stage } from '../ir/stage.ts';
import { verify } from '../compile.ts';
import { writeAtomically } from '../files.ts';
import { readLabels } from '../read/data/labels.ts';
import { measureAccuracy } from '../report/accuracy.ts';
import { renderOutputsCsv } from '../report/csv.ts';
import { formatPercent } from '../report/quantity.ts';
import { forward } from '../forward/forward.ts';
import { interpret } from '../simulate/reference/interpret.ts';
import type { SimulateFlags } from './simulation.ts';
import { tell, type Progress } from './terminal.ts';

declare const SYNAPTILE_VERSION: string;

/** --target none: the network as read, by the reference interpreter (an ANN by its float forward pass). Nothing is priced. */
export async function runWithoutHardware(stage: Stage, dataset: Dataset, model: string, flags: SimulateFlags, progress: Progress): Promise<void> {
  if (!isNetwork(stage)) return fail('S813', { reason: `it holds stage ${stage.stage}` }, { file: model });
  tell(verify(stage, null));
  const samples = Math.min(dataset.count, flags.limit ?? dataset.count);
  const labels = (flags.labels === undefined ? dataset.labels : readLabels(flags.labels, dataset.count))?.slice(0, samples) ?? null;
  progress.start('running the reference interpreter');
  const { outputs, outputCount, predictions } = isAnn(stage) ? forward(stage, dataset, { limit: samples })
    : interpret(stage, dataset, { limit: samples, onSample: (sample) => progress.update((sample + 1) / samples) });
  progress.stop();
  const accuracy = measureAccuracy(predictions, labels, null);
  const answers = { samples, outputCount, outputs: Float32Array.from(outputs), predictions };
  if (flags.outputs) writeAtomically(flags.outputs, renderOutputsCsv(answers, labels));
  const json = `${JSON.stringify({
    schema: 'synaptile-report/1', version: SYNAPTILE_VERSION, model: stage.name, target: 'none', seed: flags.seed,
    timesteps: stage.timesteps, bits: stage.bits, samples, accuracy, gaps: ['energy, latency, area, traffic: there is no hardware (--target none)'],
  }, null, 2)}\n`;
  if (typeof flags.json === 'string' && flags.json !== '-') writeAtomically(flags.json, json);
  if (flags.json === true || flags.json === '-') process.stdout.write(json);
  else process.stdout.write(`${stage.name}, no hardware: ${samples} samples${accuracy.value === null ? '' : `, accuracy ${formatPercent(accuracy.value, 2)} (${accuracy.correct} correct)`}\n`);
}
