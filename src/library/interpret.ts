import { verify } from '../compile.ts';
import { fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Network } from '../ir/network.ts';
import { isNetwork } from '../ir/stage.ts';
import { measureAccuracy, type Accuracy } from '../report/accuracy.ts';
import type { PotentialChoice } from '../simulate/potential-choice.ts';
import { runReference, type ReferenceResult } from '../simulate/reference/run-reference.ts';
import { defaultWorkers } from '../simulate/simulate.ts';
import { checkOptions } from './check-options.ts';
import { withDataTimesteps } from './compile.ts';
import { DEFAULTS } from './defaults.ts';
import type { Model } from './model.ts';
import { observing, type Observed } from './observer.ts';
import { VERSION } from './version.ts';

export interface InterpretOptions extends Observed {
  /** Most samples. Default: all. */
  readonly limit?: number;
  /** Repeated in the report; the interpreter draws nothing. */
  readonly seed?: number;
  /** Threads; never changes the result. Default: one a core. */
  readonly workers?: number;
  /** Whose membrane potentials of the first sample are kept. Default: nobody's. */
  readonly potentials?: PotentialChoice;
}

/** What a network does without hardware, as JSON; `synaptile-report/1` without what only a chip has. */
export interface InterpretReport {
  readonly schema: 'synaptile-report/1';
  readonly version: string;
  readonly model: string;
  readonly target: 'none';
  readonly seed: number;
  readonly timesteps: number | null;
  readonly bits: number | null;
  readonly samples: number;
  readonly accuracy: Accuracy;
  /** Of every population: all of them, and on average. */
  readonly spikes: { readonly total: Readonly<Record<string, number>>; readonly perSample: Readonly<Record<string, number>> };
  readonly gaps: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface Interpretation {
  readonly report: InterpretReport;
  readonly result: ReferenceResult;
  /** What was run. */
  readonly network: Network;
  /** Class of each sample that ran; null where nobody says. */
  readonly labels: Int32Array | null;
}

/**
 * Runs a network as read, without hardware, by the reference interpreter (an ANN by its float forward pass). Nothing is converted, mapped or priced.
 * @throws DiagnosticError S813 where the model is no network any more, those of the verifier, S801..S803, S993, S994
 */
export async function interpret(model: Model, data: Dataset & { readonly diagnostics?: readonly Diagnostic[] }, options: InterpretOptions = {}): Promise<Interpretation> {
  checkOptions('interpret', options);
  const observer = observing(options);
  const stage = withDataTimesteps(model.stage, data);
  const network = isNetwork(stage) ? stage : fail('S813', { reason: `it holds stage ${stage.stage}` }, { file: model.file });
  const found = verify(network, null);
  observer.tell(found);
  const samples = Math.min(data.count, options.limit ?? data.count);
  const labels = data.labels?.slice(0, samples) ?? null;
  observer.start('running the reference interpreter');
  const result = await runReference(network, data, { limit: samples, workers: options.workers ?? defaultWorkers(), progress: observer.update, ...(options.potentials && { potentials: options.potentials }) });
  observer.stop();
  const { name, timesteps, bits } = network;
  return {
    result, labels, network,
    report: {
      schema: 'synaptile-report/1', version: VERSION, model: name, target: 'none', seed: options.seed ?? DEFAULTS.seed, timesteps, bits, samples: result.samples, accuracy: measureAccuracy(result.predictions, labels, null),
      spikes: { total: result.spikes, perSample: Object.fromEntries(Object.entries(result.spikes).map(([population, count]) => [population, count / result.samples])) },
      gaps: ['energy, latency, area, traffic: there is no hardware (--target none)'], diagnostics: [...model.diagnostics, ...(data.diagnostics ?? []), ...found],
    },
  };
}
