import { loadNonIdealities } from '../../targets/load.ts';
import { fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { isAnn } from '../ir/network.ts';
import { isUnmitigated, NO_MITIGATIONS, type Mitigations } from '../ir/mitigations.ts';
import type { NeuronCircuit } from '../ir/neuron-circuit.ts';
import type { NonIdealities } from '../ir/non-idealities.ts';
import { isNetwork } from '../ir/stage.ts';
import type { Target } from '../ir/target.ts';
import type { AblationRuns } from '../simulate/ablation.ts';
import type { CircuitCalibration } from '../report/circuit-calibration.ts';
import { summariseMapping } from '../report/mapping.ts';
import { chipRunOf, type GainRuns } from '../report/mitigation-gain.ts';
import { findingsOfNetwork } from '../report/network.ts';
import type { UnrollingLoss } from '../report/unrolling.ts';
import { ablate } from '../simulate/ablation.ts';
import { checkCircuit } from '../simulate/neuron/check-circuit.ts';
import { runReference } from '../simulate/reference/run-reference.ts';
import type { PotentialChoice } from '../simulate/potential-choice.ts';
import type { PopulationRaster, SimulationResult } from '../simulate/result.ts';
import { defaultWorkers, simulateChips } from '../simulate/simulate.ts';
import { costOfSolvedReads } from '../simulate/solved-cost.ts';
import { findingsOfTimes } from '../simulate/temporal/findings.ts';
import { checkOptions } from './check-options.ts';
import { checkChipOptions, errorSamplesOf, type ChipOptions } from './chip-options.ts';
import type { Compiled } from './compile.ts';
import { openSamples, type Data, type SampleOptions } from './data.ts';
import { DEFAULTS } from './defaults.ts';
import { eachAlone, runIdeal, runMitigated, type ComparedChips } from './mitigation-runs.ts';
import { checkMitigations, parseMitigations, withFewerTimesteps } from './mitigations.ts';
import { networkOptionsOf, type PacketOptions } from './network-options.ts';
import { observing, type Observed, type Observer } from './observer.ts';
import { calibrateSomas, checkCircuitOptions, circuitOf, describeFit, type CircuitOptions } from './soma-circuit.ts';
import { checkTemporalOptions } from './temporal-options.ts';
import { measureUnrollLoss } from './unroll-loss.ts';
import { checkCells, inCells } from './weight-cells.ts';

export interface SimulateOptions extends ChipOptions, CircuitOptions, PacketOptions, SampleOptions, Observed {
  /** Most samples. Default: all. */
  readonly limit?: number;
  /** Of everything random. Default: that of the compilation. */
  readonly seed?: number;
  /** Threads; never changes the result. Default: one a core. */
  readonly workers?: number;
  /** What is done about non-idealities: `NAME[=NUMBER],...`, see `MITIGATIONS`. */
  readonly mitigate?: string;
  /** Whether the same chips also run without mitigations, and the ideal one. */
  readonly mitigationGain?: boolean;
  /** Unlabelled samples, or their file, that mitigations may use. Default: those that the configuration was calibrated with. */
  readonly calibrate?: string | Dataset;
  /** Whether the float network, and the one before unrolling, run on the same samples. Default true, where they are known. */
  readonly reference?: boolean;
  /** Whose membrane potentials of the first sample are kept. Default: nobody's. */
  readonly potentials?: PotentialChoice;
  /** Whether the first sample is kept packet by packet where the mesh is simulated cycle by cycle, for `writeTrace`. Default false. */
  readonly trace?: boolean;
}

/** What a simulation gave: everything that a report is made of. */
export interface Simulation {
  readonly compiled: Compiled;
  /** As it ran: with fewer timesteps where a mitigation says so. */
  readonly configuration: Configuration;
  readonly target: Target;
  readonly data: Dataset;
  readonly seed: number;
  /** One of each chip; at least one. */
  readonly chips: readonly SimulationResult[];
  /** Spikes of the first sample on the first chip, population by population. */
  readonly raster: readonly PopulationRaster[];
  /** Class of each sample that ran; null where nobody says. */
  readonly labels: Int32Array | null;
  readonly nonIdealities: NonIdealities;
  readonly mitigations: Mitigations;
  readonly calibration: Dataset | null;
  readonly circuit: NeuronCircuit | null;
  readonly circuitCalibration: CircuitCalibration | null;
  readonly ablation: AblationRuns | null;
  readonly gain: GainRuns | null;
  /** What the float network says; null where it was not run. */
  readonly reference: { readonly predictions: Int32Array } | null;
  readonly unrollLoss: UnrollingLoss | null;
  /** Warnings and notes about model, data, compilation and simulation. */
  readonly diagnostics: readonly Diagnostic[];
  readonly simulate_s: number;
  readonly peakMemory_MB: number;
}

/**
 * Runs a configuration on data, on one chip or several, with what devices and converters do to it, and what else was asked for beside it.
 * @param compiled of `compile` or `openConfiguration`
 * @param data of `readData` or `dataOf`: values of the inputs, or spike trains
 * @throws DiagnosticError S812 where it is no configuration, S801..S805 where data, target and configuration do not fit together, S807 for options that mean
 *   nothing, S846..S848 for mitigations, S976 for circuits, S993 and S994 for options, and those of non-idealities (S6xx, S87x)
 */
export async function simulate(compiled: Compiled, data: Dataset & { readonly diagnostics?: readonly Diagnostic[] }, options: SimulateOptions = {}): Promise<Simulation> {
  checkSimulateOptions(options);
  const observer = observing(options);
  const { target, stage } = compiled;
  const whole = stage.stage === 'configuration' ? stage : fail('S812', { stage: stage.stage }, { file: compiled.file });
  const { seed = compiled.seed, trials = DEFAULTS.trials, workers = defaultWorkers() } = options;
  const mitigations = mitigationsOf(options);
  const configuration = withFewerTimesteps(whole, mitigations);
  const samples = Math.min(data.count, options.limit ?? data.count);
  const labels = data.labels?.slice(0, samples) ?? null;
  const nonIdealities = inCells(nonIdealitiesOf(options, target), whole);
  checkChipOptions(options, nonIdealities);
  checkTemporalOptions(configuration, options);
  const calibration = typeof options.calibrate === 'string' ? await openCalibration(options.calibrate, options, whole, observer) : options.calibrate ?? compiled.calibration;
  const idle = [...checkMitigations(mitigations, nonIdealities, whole, calibration !== null), ...checkCells(nonIdealities, whole, target)];
  const circuit = circuitOf(options, target);
  const early = [...idle, ...costOfSolvedReads(configuration, target, nonIdealities), ...checkCircuit(circuit, configuration, nonIdealities, mitigations)];
  observer.tell(early);
  const network = networkOptionsOf(options);
  const started = performance.now();
  const fit = await calibrateSomas(options, circuit, configuration, target, observer);
  const run = { seed, workers, limit: samples, progress: observer.update, network, ...(calibration && { calibration }), circuit: fit?.somas ?? (circuit && { circuit, settings: null }) };
  observer.start(trials > 1 ? `simulating ${trials} chips` : 'simulating');
  const chips = await simulateChips(configuration, target, data, Array.from({ length: trials }, (_, trial) => ({ nonIdealities, mitigations, trial })), {
    ...run, errorSamples: errorSamplesOf(options, samples), network: { ...network, record: options.trace ?? false }, ...(options.potentials && { potentials: options.potentials }),
  });
  if (options.ablate) observer.start('one effect at a time, and all but one');
  const ablation = options.ablate ? await ablate(configuration, target, data, { nonIdealities, mitigations }, chips.map(({ predictions }) => predictions), run) : null;
  const gain = options.mitigationGain ? await measureGain({ configuration: whole, target, dataset: data, nonIdealities, chips: trials, options: run }, mitigations, chips, observer) : null;
  const circuitCalibration = fit && await describeFit(fit, { configuration, target, dataset: data, nonIdealities, mitigations, labels, options: run }, chips[0]!, observer);
  const simulate_s = (performance.now() - started) / 1000;
  const { reference, unrollLoss } = await compareWithFloat(compiled, data, labels, options.reference ?? true, { limit: samples, workers }, observer);
  observer.stop();
  const found = [...findingsOfNetwork(chips[0]!.network, target, network.model === 'cycle'), ...findingsOfTimes(configuration, chips[0]!)];
  observer.tell(found);
  const known = new Set(compiled.diagnostics);
  const ofData = (data.diagnostics ?? []).filter((one) => !known.has(one));
  return {
    compiled, configuration, target, data, seed, chips, raster: chips[0]!.raster, labels, nonIdealities, mitigations, calibration, circuit: fit?.somas.circuit ?? circuit, circuitCalibration, ablation, gain, reference, unrollLoss,
    diagnostics: [...compiled.diagnostics, ...ofData, ...early, ...found], simulate_s, peakMemory_MB: process.resourceUsage().maxRSS / 1024,
  };
}

/**
 * What is wrong with options before anything is compiled or read, for whoever wants to know early; `simulate` asks it too.
 * @throws DiagnosticError S807, S846, S847, S993, S994, and as `loadNeuronCircuit`
 */
export function checkSimulateOptions(options: SimulateOptions): void {
  checkOptions('simulate', options);
  checkChipOptions(options, typeof options.nonIdealities === 'object' ? options.nonIdealities : null);
  checkCircuitOptions(options);
  networkOptionsOf(options);
  if (options.mitigationGain && isUnmitigated(mitigationsOf(options))) fail('S807', { option: '--mitigation-gain', value: 'given', allowed: 'given together with --mitigate' });
}

/** The non-idealities of a name, of a file, or as they are. @throws DiagnosticError as `loadNonIdealities` */
export function nonIdealitiesOf({ nonIdealities = DEFAULTS.nonIdealities }: Pick<ChipOptions, 'nonIdealities'>, target: Target): NonIdealities {
  return typeof nonIdealities === 'string' ? loadNonIdealities(nonIdealities, target) : nonIdealities;
}

function mitigationsOf({ mitigate }: SimulateOptions): Mitigations {
  return mitigate === undefined ? NO_MITIGATIONS : parseMitigations(mitigate);
}

async function openCalibration(file: string, options: SampleOptions, configuration: Configuration, observer: Observer): Promise<Data> {
  const data = await openSamples(file, options, configuration);
  observer.tell(data.diagnostics);
  return data;
}

/** What the float network, and the network before unrolling, say about the same samples. */
async function compareWithFloat({ from, sides, passes }: Compiled, data: Dataset, labels: Int32Array | null, wanted: boolean, limits: { readonly limit: number; readonly workers: number }, observer: Observer): Promise<Pick<Simulation, 'reference' | 'unrollLoss'>> {
  if (!wanted) return { reference: null, unrollLoss: null };
  if (isNetwork(from) && isAnn(from)) observer.start('float reference');
  const reference = isNetwork(from) && isAnn(from) ? await runReference(from, data, { ...limits, progress: observer.update }) : null;
  return { reference, unrollLoss: await measureUnrollLoss(sides, passes, data, labels, limits, observer) };
}

/** The same chips without mitigations, and with each of several alone; and the ideal one. */
async function measureGain(bench: ComparedChips, mitigations: Mitigations, mitigated: readonly SimulationResult[], observer: Observer): Promise<GainRuns> {
  observer.start('without mitigations');
  const ideal = await runIdeal(bench);
  const without = await runMitigated(bench, NO_MITIGATIONS);
  const several = eachAlone(mitigations);
  const alone: GainRuns['alone'][number][] = [];
  for (const one of several.length > 1 ? several : []) {
    observer.start(`with ${one.name} alone`);
    alone.push({ name: one.name, chips: await runMitigated(bench, one.mitigations) });
  }
  const mapping = summariseMapping(bench.configuration, bench.target);
  return { ideal, without, with: mitigated.map((result) => chipRunOf(result, bench.target, mapping)), alone };
}
