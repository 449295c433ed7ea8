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
import { openSamples, type SampleOptions } from './data.ts';
import { DEFAULTS } from './defaults.ts';
import type { Observer } from './observer.ts';

/** What somas are made of. */
export interface CircuitOptions {
  /** A built-in neuron circuit or a JSON file; single parameters behind it: `cm28-min,reset_V=0.3`. Default: what the target says, else as the network says. */
  readonly neuronCircuit?: string;
  /** Unlabelled samples, or their file, that a voltage-domain circuit is fitted on. */
  readonly calibrateCircuit?: string | Dataset;
  /** Most samples used of them. Default 128. */
  readonly circuitSamples?: number;
}

/** What the somas of a chip are made of: as the user says, else as the target says; null where neither does. @throws DiagnosticError as `loadNeuronCircuit` */
export function circuitOf({ neuronCircuit }: CircuitOptions, target: Pick<Target, 'neuronCircuit'> | null): NeuronCircuit | null {
  return neuronCircuit === undefined ? target?.neuronCircuit ?? null : loadNeuronCircuit(neuronCircuit);
}

/** What is wrong with these options before the target is known. @throws DiagnosticError S807, and as `loadNeuronCircuit` */
export function checkCircuitOptions(options: CircuitOptions): void {
  if (options.circuitSamples !== undefined && options.calibrateCircuit === undefined) fail('S807', { option: '--circuit-samples', value: 'given', allowed: 'given together with --calibrate-circuit' });
  circuitOf(options, null);
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
export async function calibrateSomas({ calibrateCircuit: given, circuitSamples = DEFAULTS.circuitSamples, ...options }: CircuitOptions & SampleOptions, circuit: NeuronCircuit | null, configuration: Configuration, target: Target, observer: Observer): Promise<CircuitFit | null> {
  if (given === undefined) return null;
  if (circuit?.kind !== 'voltage-domain') return fail('S976', { circuit: circuit?.name ?? '(none)' });
  const dataset = typeof given !== 'string' ? given : await openSamples(given, options, configuration, circuitSamples);
  observer.start(`fitting circuit ${circuit.name}`);
  const found = calibrateCircuit(configuration, target, circuit, dataset, circuitSamples, observer.update);
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
export async function describeFit({ given, found, data }: CircuitFit, { configuration, target, dataset, nonIdealities, mitigations, labels, options }: FitRuns, fitted: SimulationResult, observer: Observer): Promise<CircuitCalibration> {
  observer.start('with ideal somas, and with the circuit as it was given');
  const chip = { nonIdealities, mitigations, trial: 0 };
  const [ideal, before] = await predictChips(configuration, target, dataset, [{ ...chip, circuit: null }, { ...chip, circuit: { circuit: given, settings: null } }], options);
  return describeCalibration({ given, found, data, populations: configuration.populations.map(({ name }) => name) }, { ideal: ideal!, before: before!, after: fitted.predictions, labels });
}
