import { diagnose, stopOnErrors } from '../index.ts';
import type { SimulateFlags } from './simulation.ts';

/**
 * Options that say something about chips, where there are none (--target none).
 * @throws DiagnosticError S807 for each
 */
export function refuseHardwareOptions({ nonIdealities, trials, errorSamples, errors, ablate, mitigate, mitigationGain, neuronCircuit, calibrateCircuit, technology, annotate }: SimulateFlags & { readonly technology?: string }): void {
  const asked = {
    '--non-idealities': nonIdealities !== 'ideal', '--trials': trials > 1, '--error-samples': (errorSamples ?? 0) > 0, '--errors': errors !== undefined, '--ablate': ablate === true,
    '--mitigate': mitigate !== undefined, '--mitigation-gain': mitigationGain === true, '--neuron-circuit': neuronCircuit !== undefined, '--calibrate-circuit': calibrateCircuit !== undefined, '--technology': technology !== undefined, '--annotate': annotate !== undefined,
  };
  const given = Object.entries(asked).filter(([, value]) => value);
  stopOnErrors(given.map(([option]) => diagnose('S807', { option, value: 'given', allowed: 'left out where there is no hardware (--target none)' })));
}
