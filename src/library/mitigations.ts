import { diagnose, stopOnErrors, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/nearest.ts';
import type { Configuration } from '../ir/configuration.ts';
import { foldsIntoNeurons, MITIGATIONS, NO_MITIGATIONS, type MitigationInfo, type Mitigations } from '../ir/mitigations.ts';
import { isIdeal, type NonIdealities } from '../ir/non-idealities.ts';

/** Longest name that is repeated in a message. */
const SHOWN = 40;

/**
 * Reads `--mitigate NAME[=NUMBER][,...]`; the last of equals counts.
 * @throws DiagnosticError S846, S847: all that is wrong with it
 */
export function parseMitigations(text: string): Mitigations {
  const found: Diagnostic[] = [];
  let mitigations = NO_MITIGATIONS;
  for (const part of text.split(',').map((one) => one.trim())) {
    const [name, number] = splitAt(part);
    const info = MITIGATIONS.find((one) => one.name === name);
    if (!info) {
      const names = MITIGATIONS.map((one) => one.name);
      found.push(diagnose('S846', { name: name.slice(0, SHOWN) || '(none)', meant: nearest(name, names), known: names.join(', ') }));
      continue;
    }
    const value = valueOf(info, number);
    if (typeof value === 'string') found.push(diagnose('S847', { name, reason: value }));
    else mitigations = { ...mitigations, [info.key]: value };
  }
  stopOnErrors(found);
  return mitigations;
}

function splitAt(part: string): readonly [name: string, number: string | null] {
  const at = part.indexOf('=');
  return at < 0 ? [part, null] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}

/** The value of its key; a text says what is wrong. */
function valueOf({ number: info }: MitigationInfo, text: string | null): Record<string, number> | string {
  if (!info) return text === null ? {} : 'takes no number';
  if (text === null) return info.default === null ? `needs a number: ${info.meaning}` : { [info.key]: info.default };
  const value = text === '' ? NaN : Number(text);
  const isLegal = value >= info.least && value <= info.most && (!info.whole || Number.isInteger(value));
  return isLegal ? { [info.key]: value } : `takes ${info.whole ? 'a whole number' : 'a number'} (${info.meaning}) from ${info.least} to ${info.most}, not ${text.slice(0, SHOWN) || 'nothing'}`;
}

/**
 * What is to be said before mitigations work on a chip.
 * @throws DiagnosticError S847, S848
 */
export function checkMitigations(mitigations: Mitigations, nonIdealities: NonIdealities, configuration: Configuration, calibrated: boolean): readonly Diagnostic[] {
  const { recalibration, timesteps, spareColumns, remap, flip, pairs, range, preCompensation, lineOrder } = mitigations;
  const found: Diagnostic[] = [];
  if (recalibration && !calibrated) found.push(diagnose('S848', { name: 'recalibration' }));
  if (timesteps && timesteps.count > configuration.timesteps) found.push(diagnose('S847', { name: 'timesteps', reason: `takes from 1 to the ${configuration.timesteps} timesteps that the configuration was made for, not ${timesteps.count}` }));
  stopOnErrors(found);
  const idle = (name: string, needs: string): Diagnostic => diagnose('S849', { name, needs });
  if (!nonIdealities.stuckCells) {
    for (const [name, one] of [['remap', remap], ['spare-columns', spareColumns], ['flip', nonIdealities.offsetColumns ? null : flip], ['pairs', pairs], ['range', range]] as const) if (one) found.push(idle(name, 'no devices are stuck'));
  }
  if (!nonIdealities.wires) for (const [name, one] of [['line-order', lineOrder], ['pre-compensation', preCompensation]] as const) if (one) found.push(idle(name, 'wires have no resistance'));
  if (isIdeal(nonIdealities)) for (const [name, one] of [['gain', mitigations.gain], ['recalibration', recalibration]] as const) if (one) found.push(idle(name, 'the chip is ideal'));
  return [...found, ...untunable(mitigations, configuration)];
}

function untunable(mitigations: Mitigations, { populations }: Configuration): readonly Diagnostic[] {
  const asked = MITIGATIONS.filter(({ key }) => foldsIntoNeurons(key) && mitigations[key] !== null).map(({ name }) => name);
  const whole = populations.flatMap((one) => (one.kind === 'neurons' && (one.neuron.kind === 'loihi-lif' || ('integer' in one.neuron && one.neuron.integer)) ? [one.name] : []));
  if (asked.length === 0 || whole.length === 0) return [];
  return [diagnose('S869', { populations: whole.length > 3 ? `${whole.slice(0, 3).join(', ')} and ${whole.length - 3} others` : whole.join(', '), mitigations: asked.join(' and ') })];
}

/** The configuration with fewer timesteps, where that is asked for. */
export function withFewerTimesteps(configuration: Configuration, { timesteps }: Mitigations): Configuration {
  return timesteps ? { ...configuration, timesteps: timesteps.count } : configuration;
}
