import { loadNeuronCircuit } from '../../targets/load-circuit.ts';
import { fail } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Mitigations } from '../ir/mitigations.ts';
import type { NeuronCircuit, SomaCircuit, VoltageDomainCircuit } from '../ir/neuron-circuit.ts';
import type { NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { describeCalibration, type CircuitCalibration } from '../report/circuit-calibration.ts';
import { calibrateCircuit } from '../simulate/calibrate-circuit.ts';
import type { FittedCircuit } from '../simulate/neuron/fit/fit-circuit.ts';
import type { SimulationResult } from '../simulate/result.ts';
import { predictChips, type ChipsOptions } from '../simulate/simulate.ts';
import { openDataset, type DataFlags } from './session.ts';
import type { Progress } from './terminal.ts';

/** Samples that a circuit is fitted on where the user does not say. */
const FIT_SAMPLES = 128;

/** Options that say what somas are made of. */
export interface CircuitFlags {
  readonly neuronCircuit?: string;
  readonly calibrateCircuit?: string;
  readonly circuitSamples?: number;
}

/** What the somas of a chip are made of: as the user says, else as the target says; null where neither does. @throws DiagnosticError as `loadNeuronCircuit` */
export function circuitOf({ neuronCircuit }: CircuitFlags, target: Pick<Target, 'neuronCircuit'> | null): NeuronCircuit | null {
  return neuronCircuit === undefined ? target?.neuronCircuit ?? null : loadNeuronCircuit(neuronCircuit);
}

/** What is wrong with these options before the target is known. @throws DiagnosticError S807, and as `loadNeuronCircuit` */
export function checkCircuitFlags(flags: CircuitFlags): void {
  if (flags.circuitSamples !== undefined && flags.calibrateCircuit === undefined) fail('S807', { option: '--circuit-samples', value: 'given', allowed: 'given together with --calibrate-circuit' });
  circuitOf(flags, null);
}

/** A circuit before and after it was fitted. */
export interface CircuitFit {
  readonly given: VoltageDomainCircuit;
  readonly somas: SomaCircuit;
  readonly found: FittedCircuit;
  readonly data: CircuitCalibration['data'];
}

/**
 * Fits the circuit where that is asked for; null else.
 * @throws DiagnosticError S976 where there is nothing to fit, and as `calibrateCircuit`
 */
export async function calibrateSomas({ calibrateCircuit: file, circuitSamples = FIT_SAMPLES, ...flags }: CircuitFlags & DataFlags, circuit: NeuronCircuit | null, configuration: Configuration, target: Target, progress: Progress): Promise<CircuitFit | null> {
  if (file === undefined) return null;
  if (circuit?.kind !== 'voltage-domain') return fail('S976', { circuit: circuit?.name ?? '(none)' });
  const dataset = await openDataset(file, flags, configuration, circuitSamples);
  progress.start(`fitting circuit ${circuit.name}`);
  const found = calibrateCircuit(configuration, target, circuit, dataset, circuitSamples, progress.update);
  return { given: circuit, somas: { circuit: found.circuit, settings: found.settings }, found, data: { file: dataset.file, samples: Math.min(circuitSamples, dataset.count) } };
}

/** The chips that a fit is measured on. */
export interface FitRuns {
  readonly configuration: Configuration;
  readonly target: Target;
  readonly dataset: Dataset;
  readonly nonIdealities: NonIdealities;
  readonly mitigations: Mitigations;
  readonly labels: Int32Array | null;
  readonly options: ChipsOptions;
}

/** Runs the first chip with ideal somas and with the circuit as it was given, and says what the fit won. @param fitted the first chip with the fitted circuit */
export async function describeFit({ given, found, data }: CircuitFit, { configuration, target, dataset, nonIdealities, mitigations, labels, options }: FitRuns, fitted: SimulationResult, progress: Progress): Promise<CircuitCalibration> {
  progress.start('with ideal somas, and with the circuit as it was given');
  const chip = { nonIdealities, mitigations, trial: 0 };
  const [ideal, before] = await predictChips(configuration, target, dataset, [{ ...chip, circuit: null }, { ...chip, circuit: { circuit: given, settings: null } }], options);
  return describeCalibration({ given, found, data, populations: configuration.populations.map(({ name }) => name) }, { ideal: ideal!, before: before!, after: fitted.predictions, labels });
}
