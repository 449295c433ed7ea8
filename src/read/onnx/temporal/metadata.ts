import { diagnose, stopOnErrors, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { RESPONSES, type InputTimes, type Response } from '../../../ir/first-spike.ts';
import type { Assumer } from '../../assumptions.ts';

/** What the metadata of a model of temporal coding say; its graph holds the weights alone. */
export interface TemporalMetadata {
  readonly response: Response;
  readonly threshold: number;
  readonly tau_s: number | null;
  readonly times: InputTimes;
  /** Which spike of its window a MaxPool passes on. */
  readonly pooling: 'earliest' | 'latest';
}

/** Whether the weights of a model act on spike times (`coding` = ttfs). */
export function isTemporalModel(metadata: ReadonlyMap<string, string>): boolean {
  return metadata.get('coding')?.trim().toLowerCase() === 'ttfs';
}

const POOLINGS = ['latest', 'earliest'] as const;

/** @throws DiagnosticError S615 with everything that cannot be understood */
export function readMetadata(metadata: ReadonlyMap<string, string>, file: string, assume: Assumer): TemporalMetadata {
  const found: Diagnostic[] = [];
  const refuse = (key: string, value: string | null, allowed: string): void => { found.push(diagnose('S615', { key, value: value === null ? null : printable(value), allowed }, { file, place: 'metadata' })); };
  const number = (key: string, holds: (value: number) => boolean, allowed: string): number | null => {
    const text = metadata.get(key);
    if (text === undefined) return null;
    const value = text.trim() === '' ? NaN : Number(text);
    if (holds(value)) return value;
    refuse(key, text, allowed);
    return null;
  };
  const word = <T extends string>(key: string, values: readonly T[]): T | null => {
    const text = metadata.get(key);
    const value = values.find((one) => one === text?.trim().toLowerCase());
    if (text !== undefined && value === undefined) refuse(key, text, values.join(', '));
    return value ?? null;
  };
  const response = word('response', RESPONSES);
  if (!metadata.has('response')) assume.state({ key: 'state', text: 'neurons answer a spike by an exponential current without leak (metadata key response)', option: null });
  const pooling = word('max_pool', POOLINGS);
  const threshold = number('threshold', isPositive, 'a number above 0') ?? 1;
  const tau_s = number('tau_s', isPositive, 'a number of seconds above 0');
  const times = timesOf(metadata, number, refuse);
  stopOnErrors(found);
  return { response: response ?? 'exponential', threshold, tau_s, times: times!, pooling: pooling ?? 'latest' };
}

type ReadNumber = (key: string, holds: (value: number) => boolean, allowed: string) => number | null;
type Refuse = (key: string, value: string | null, allowed: string) => void;

/** `input_latest`: linear; `input_z_on` and `input_z_off` (z = e^t), or `input_t_on` and `input_t_off`: two levels; `input_times` = value. */
function timesOf(metadata: ReadonlyMap<string, string>, number: ReadNumber, refuse: Refuse): InputTimes | null {
  const named = metadata.get('input_times')?.trim().toLowerCase();
  if (named !== undefined && named !== 'value' && named !== 'linear' && named !== 'two-level') {
    refuse('input_times', metadata.get('input_times')!, 'linear, two-level, value');
    return null;
  }
  if (named === 'value') return { kind: 'value' };
  if (named === 'linear' || (named === undefined && metadata.has('input_latest'))) return linearTimes(metadata, number, refuse);
  if (named === 'two-level' || ['input_z_on', 'input_z_off', 'input_t_on', 'input_t_off'].some((key) => metadata.has(key))) return twoLevels(metadata, number, refuse);
  refuse('input_times', null, 'linear (with input_latest), two-level (with input_t_on, input_t_off and input_above) or value');
  return null;
}

function linearTimes(metadata: ReadonlyMap<string, string>, number: ReadNumber, refuse: Refuse): InputTimes | null {
  if (!metadata.has('input_latest')) refuse('input_latest', null, 'the spike time of the value 0');
  const latest = number('input_latest', isPositive, 'a time above 0, in units of tau');
  const grid = number('input_grid', isPositive, 'a time above 0, in units of tau');
  const silentBelow = number('input_silent_below', Number.isFinite, 'a number');
  return latest === null ? null : { kind: 'linear', latest, ...(grid !== null && { grid }), ...(silentBelow !== null && { silentBelow }) };
}

function twoLevels(metadata: ReadonlyMap<string, string>, number: ReadNumber, refuse: Refuse): InputTimes | null {
  const time = (level: 'on' | 'off', silent: boolean): number => {
    const z = number(`input_z_${level}`, (value) => value >= 1, 'the exponential e^t of a time, from 1 on');
    if (z !== null) return Math.log(z);
    const own = number(`input_t_${level}`, (value) => value >= 0, 'a time from 0 on, in units of tau');
    return own ?? (silent ? Infinity : 0);
  };
  const above = number('input_above', Number.isFinite, 'a number') ?? pixelAbove(metadata.get('preprocess'));
  if (above === null && !metadata.has('input_above')) refuse('input_above', null, 'the value above which an input is early (preprocess = "pixel > 127 ..." is understood too)');
  const [early, late] = [time('on', false), time('off', true)];
  return above === null ? null : { kind: 'two-level', above, early, late };
}

/** Of "pixel > 127 ...", for pixels of 0..255 that are presented as 0..1: half a grey level above. */
function pixelAbove(text: string | undefined): number | null {
  const found = /\bpixel\s*>\s*(\d{1,3})\b/.exec(text ?? '');
  return found ? (Number(found[1]) + 0.5) / 255 : null;
}

function isPositive(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}
