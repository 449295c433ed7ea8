import { diagnose, stopOnErrors } from '../../diagnostics/diagnostic.ts';
import { MITIGATIONS, foldsIntoNeurons, type Mitigations } from '../../ir/mitigations.ts';
import { IDEAL, type NonIdealities } from '../../ir/non-idealities.ts';
import { actsInReads } from '../engine/read-effects.ts';

/**
 * What a chip that runs a temporal network cannot have.
 * @throws DiagnosticError S640, S641
 */
export function checkTemporalChip(effects: NonIdealities, mitigations: Mitigations): void {
  const reading = Object.entries(effects).filter(([name, effect]) => effect !== null && actsWhileReading({ ...IDEAL, [name]: effect })).map(([name]) => name);
  if (effects.nonlinearity && !reading.includes('nonlinearity') && actsInReads({ ...IDEAL, nonlinearity: effects.nonlinearity, wires: effects.wires })) reading.push('nonlinearity');
  const folding = MITIGATIONS.filter(({ key }) => mitigations[key] !== null && (key === 'timesteps' || foldsIntoNeurons(key))).map(({ name }) => name);
  stopOnErrors([
    ...(reading.length > 0 ? [diagnose('S640', { effects: reading.join(', ') })] : []),
    ...(folding.length > 0 ? [diagnose('S641', { mitigations: folding.join(', ') })] : []),
  ]);
}

function actsWhileReading(effects: NonIdealities): boolean {
  return effects.dac !== null || effects.adcCalibration !== null || effects.adcErrors !== null || actsInReads(effects);
}
