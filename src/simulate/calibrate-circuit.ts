import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { NO_MITIGATIONS } from '../ir/mitigations.ts';
import type { VoltageDomainCircuit } from '../ir/neuron-circuit.ts';
import { IDEAL } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { checkData } from './check-data.ts';
import { checkCircuit } from './neuron/check-circuit.ts';
import { fitCircuit, type FittedCircuit } from './neuron/fit/fit-circuit.ts';
import { engineOf } from './runner.ts';
import { loadSamples } from './simulate.ts';

/**
 * Fits a circuit to what the ideal chip does with unlabelled samples, once for all chips: `fitCircuit` says how.
 * @param most samples that are used
 * @throws DiagnosticError S801..S803, S805, S970, S971
 */
export function calibrateCircuit(configuration: Configuration, target: Target, circuit: VoltageDomainCircuit, dataset: Dataset, most: number, progress: (fraction: number) => void): FittedCircuit {
  checkData(configuration, dataset);
  checkCircuit(circuit, configuration, IDEAL, NO_MITIGATIONS);
  const samples = loadSamples(dataset, { first: 0, count: Math.min(most, dataset.count) });
  return fitCircuit(circuit, samples, {
    configuration, progress,
    program: (somas) => engineOf({ configuration, target, effects: IDEAL, circuit: somas, seed: 0, detailed: false }, null).program,
  });
}
