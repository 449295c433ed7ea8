import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CalibrationRecord } from '../ir/calibration.ts';
import type { Technology } from '../ir/target.ts';
import { measureAccuracy, type Accuracy } from './accuracy.ts';
import { measureArea, type AreaReport } from './area.ts';
import { describeAblation, type Ablation } from './ablation.ts';
import { withFoundScale, type MitigationReport } from './mitigations.ts';
import { collectConstants, type ConstantUse } from './constants.ts';
import { priceEnergy, type Energy } from './energy.ts';
import { describeError, type ErrorOverTime } from './error-over-time.ts';
import { findGaps } from './gaps.ts';
import type { PassStatistics, ProjectionLevels, ReportInput } from './input.ts';
import { estimateLatency, type Latency } from './latency.ts';
import { describeNetwork, withNetwork, type Network } from './network.ts';
import { circuitConstants, describeCircuit, staticPowerOfSomas_W, withCircuitPrices, type NeuronCircuitReport } from './neuron-circuit.ts';
import { timeSteps, type StepTime } from './step-time.ts';
import { priceProgramming, type Programming } from './programming.ts';
import { withSlices } from './device-makeup.ts';
import { countSynapticOperations, type SynapticOperations } from './synops.ts';
import { addDeviations } from '../simulate/deviation/deviation.ts';
import type { ConverterRanges } from '../simulate/mitigation/calibrate-converters.ts';
import { summariseTrials, type Trials } from './trials.ts';
import { measureTraffic, type Traffic } from './traffic.ts';
import { describeUnrolling, type Unrolling } from './unrolling.ts';
import { describePlacement, measureUtilisation, type Placement, type Utilisation } from './utilisation.ts';

/** The JSON report, `synaptile-report/1`. Keys carry their SI unit; parts sum to totals; null is a named gap. */
export interface Report {
  readonly schema: 'synaptile-report/1';
  readonly version: string;
  readonly model: string;
  readonly target: string;
  readonly targetSummary: string;
  readonly seed: number;
  readonly timesteps: number;
  /** Bits of a weight, the most of any projection; and those of each. */
  readonly bits: number;
  readonly bitsPerProjection: readonly ProjectionLevels[];
  readonly samples: number;
  /** Of the first chip. */
  readonly accuracy: Accuracy;
  /** All chips; null for one alone. */
  readonly trials: Trials | null;
  /** How far the chips go from the ideal one; null where that was not measured. */
  readonly errorOverTime: ErrorOverTime | null;
  /** What each non-ideality has in the loss; null where that was not asked for. */
  readonly ablation: Ablation | null;
  /** What is done about non-idealities; null where nothing is. */
  readonly mitigations: MitigationReport | null;
  /** How the column converters of the first chip were set by calibration samples, a population each; null where they were not. */
  readonly converters: readonly ConverterRanges[] | null;
  /** What somas are made of; null where they are as the network says. */
  readonly neuronCircuit: NeuronCircuitReport | null;
  readonly energy: Energy;
  /** Loading the chip, once; null where there are no memory devices. */
  readonly programming: Programming | null;
  readonly latency: Latency;
  /** The first sample timestep by timestep, by its busiest core in each; null where that is not counted. */
  readonly stepTime: StepTime | null;
  readonly area: AreaReport;
  /** Where prices were scaled to another node, else absent; each constant says how. */
  readonly technology?: Technology;
  readonly traffic: Traffic;
  /** The first samples in the mesh, cycle by cycle. */
  readonly network: Network;
  readonly utilisation: Utilisation;
  readonly synops: SynapticOperations;
  /** What became of neurons with more inputs than the fan-in; null where that was done elsewhere. */
  readonly unrolling: Unrolling | null;
  /** What conversion and quantisation did on the calibration data; null where there was nothing to calibrate. */
  readonly calibration: CalibrationRecord | null;
  readonly timing: ReportInput['timing'];
  readonly placement: Placement;
  /** Every constant the numbers rest on, with source, scope and evidence. */
  readonly constants: readonly ConstantUse[];
  /** What is not known, each line `what: why`. */
  readonly gaps: readonly string[];
  readonly passes: readonly PassStatistics[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Prices and times what a simulation counted, and puts accuracy, area, traffic and utilisation beside it. */
export function makeReport(input: ReportInput): Report {
  const { result, circuit } = input;
  const target = withCircuitPrices(input.target, circuit);
  const { ledger } = result;
  const mapping = withSlices(input.mapping, ledger);
  const network = describeNetwork(result.network, target, ledger.populations);
  const latency = withNetwork(estimateLatency(target.timing, ledger, mapping.placement), network);
  return {
    schema: 'synaptile-report/1',
    version: input.version,
    model: input.model,
    target: target.name,
    targetSummary: target.summary,
    seed: input.seed,
    timesteps: input.timesteps,
    bits: input.bits,
    bitsPerProjection: mapping.perProjection,
    samples: ledger.samples,
    accuracy: measureAccuracy(result.predictions, input.labels, input.reference && input.reference.predictions),
    trials: summariseTrials(input),
    errorOverTime: errorOf(input),
    mitigations: input.mitigations ? withFoundScale(input.mitigations, result.weightScale) : null,
    ablation: input.ablation ? describeAblation(input.ablation, input.labels) : null,
    converters: result.converters && result.converters.length > 0 ? result.converters : null,
    neuronCircuit: describeCircuit(circuit, ledger, mapping.neurons, latency.perInference_s, input.circuitCalibration ?? null),
    energy: priceEnergy(target, ledger, mapping.coresUsed, latency.perInference_s, staticPowerOfSomas_W(circuit, mapping.neurons)),
    programming: priceProgramming(target, ledger),
    latency,
    stepTime: timeSteps(target.timing, ledger, mapping.tilesUsed),
    area: measureArea(target, mapping),
    ...(target.technology && { technology: target.technology }),
    traffic: measureTraffic(ledger, target.mesh, network),
    network,
    utilisation: measureUtilisation(target, mapping),
    synops: countSynapticOperations(ledger, mapping),
    unrolling: input.unrolling ? describeUnrolling(input.unrolling.mode, input.passStatistics, input.unrolling.loss, ledger) : null,
    calibration: input.calibration ?? null,
    timing: input.timing,
    placement: describePlacement(target, mapping),
    constants: [...collectConstants(target, ledger), ...circuitConstants(circuit)],
    gaps: findGaps(input, network),
    passes: input.passStatistics,
    diagnostics: input.diagnostics,
  };
}

/** Over all chips that were measured. */
function errorOf({ result, chips = [result] }: ReportInput): ErrorOverTime | null {
  const deviations = chips.flatMap(({ deviation }) => deviation ?? []);
  return describeError(deviations.length === 0 ? null : deviations.reduce(addDeviations), deviations.length);
}
