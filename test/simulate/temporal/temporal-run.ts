import type { Configuration } from '../../../src/ir/configuration.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { PhaseDomainCircuit } from '../../../src/ir/neuron-circuit.ts';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import type { Network } from '../../../src/ir/network.ts';
import type { Target } from '../../../src/ir/target.ts';
import { networkOf } from '../../../src/ir/stage.ts';
import type { Kernels } from '../../../src/kernels/kernels.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import type { EngineCounts } from '../../../src/simulate/engine/engine.ts';
import { temporalEngine } from '../../../src/simulate/temporal/engine.ts';
import { loadTemporal } from '../../../src/simulate/temporal/program.ts';
import { configured, samplesOf } from '../engine/configured.ts';

export interface TemporalRun {
  /** By population and sample. */
  readonly times: Readonly<Record<string, readonly Float64Array[]>>;
  readonly counts: EngineCounts;
}

export interface TemporalRunOptions {
  readonly effects?: Partial<NonIdealities>;
  readonly circuit?: PhaseDomainCircuit;
  readonly kernels?: Kernels;
  readonly seed?: number;
}

/** Lowers a network to the chip; the quantised network beside it. */
export function onChip(network: Network, target: Target, bits = 8): { configuration: Configuration; quantised: Network } {
  const { configuration, unrolled } = configured(network, target, null, bits);
  return { configuration, quantised: networkOf(unrolled)! };
}

export function runTemporal(configuration: Configuration, target: Target, data: Dataset, { effects = {}, circuit, kernels = loadKernels(), seed = 1 }: TemporalRunOptions = {}): TemporalRun {
  const engine = temporalEngine(loadTemporal(configuration, target, kernels, { effects: { ...IDEAL, ...effects }, circuit: circuit ?? null, seed }));
  const times: Record<string, Float64Array[]> = Object.fromEntries(configuration.populations.map(({ name }) => [name, []]));
  engine.run(samplesOf(data), 0, (_, all) => {
    for (const { name, firstNeuron, features, positions } of configuration.populations) times[name]!.push(all.slice(firstNeuron, firstNeuron + features * positions));
  });
  return { times, counts: engine.takeCounts() };
}
