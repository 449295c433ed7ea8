import { ROUNDINGS } from '../../../forward/activate.ts';
import type { Mode } from './program.ts';
import type { Stage } from './stages.ts';

/** y = gain scale clip(round(x / scale + offset), low, high) + shift. */
export interface Levels {
  readonly gain: number;
  readonly shift: number;
  readonly scale: number;
  readonly offset: number;
  readonly mode: Mode;
  readonly low: number;
  readonly high: number;
}

/** Why stages are no levels; those of the highest rank come nearest. */
export interface Miss {
  readonly rank: number;
  readonly reason: string;
}

/** The levels that a chain of stages rounds to. */
export function levelsOf(stages: readonly Stage[]): Levels | Miss {
  const state = stages.reduce<State | Miss>((before, stage) => (isMiss(before) ? before : after(before, stage)), START);
  return isMiss(state) ? state : settled(state);
}

export function isMiss(result: object): result is Miss {
  return 'rank' in result;
}

/** y = gain clip(round(slope x + offset), low, high) + shift within least..most, with whole low and high; before the rounding gain and shift mean nothing. */
interface State {
  readonly mode: Mode | null;
  readonly slope: number;
  readonly offset: number;
  readonly low: number;
  readonly high: number;
  readonly gain: number;
  readonly shift: number;
  readonly least: number;
  readonly most: number;
}

const START: State = { mode: null, slope: 1, offset: 0, low: -Infinity, high: Infinity, gain: 1, shift: 0, least: -Infinity, most: Infinity };

function after(state: State, stage: Stage): State | Miss {
  switch (stage.kind) {
    case 'affine': return (stage.gain > 0 || state.mode !== null) && Number.isFinite(stage.gain) ? scaled(state, stage) : { rank: 1, reason: 'it falls where its input rises' };
    case 'clip': return clipped(state, stage);
    case 'round': return rounded(state, stage.mode);
  }
}

function scaled(state: State, { gain, shift }: { readonly gain: number; readonly shift: number }): State {
  if (state.mode === null) {
    return { ...state, slope: state.slope * gain, offset: state.offset * gain + shift, low: state.low * gain + shift, high: state.high * gain + shift };
  }
  const bounds = [state.least * gain + shift, state.most * gain + shift];
  return { ...state, gain: state.gain * gain, shift: state.shift * gain + shift, least: Math.min(...bounds), most: Math.max(...bounds) };
}

function clipped(state: State, { low, high }: { readonly low: number; readonly high: number }): State {
  const within = (value: number): number => Math.min(high, Math.max(low, value));
  if (state.mode === null) return { ...state, low: within(state.low), high: within(state.high) };
  return { ...state, least: within(state.least), most: within(state.most) };
}

/** Rounding keeps order, so bounds may be rounded for themselves; whole numbers stay what they are. */
function rounded(state: State, mode: Mode): State | Miss {
  const round = mode === 'down' ? Math.trunc : ROUNDINGS[mode];
  if (state.mode !== null) {
    const whole = state.gain === 1 && Number.isInteger(state.shift);
    return whole ? { ...state, least: round(state.least), most: round(state.most) } : { rank: 1, reason: 'values are rounded twice' };
  }
  return { ...state, mode, low: round(state.low), high: round(state.high) };
}

/** What float32 may make of equal numbers on the way. */
const SAME = 4e-6;

function settled({ mode, slope, offset, low, high, gain, shift, least, most }: State): Levels | Miss {
  if (mode === null) return { rank: 0, reason: 'nothing is rounded' };
  const bounds = [(least - shift) / gain, (most - shift) / gain];
  const bottom = Math.max(low, Math.min(...bounds));
  const top = Math.min(high, Math.max(...bounds));
  if (!Number.isFinite(bottom)) return { rank: 2, reason: 'nothing bounds its values from below (a clip at 0, or a ReLU)' };
  if (!Number.isFinite(top)) return { rank: 2, reason: 'nothing bounds its values from above (a clip at lambda)' };
  const [first, last] = [wholeNumber(bottom), wholeNumber(top)];
  const odd = first === null ? bottom : top;
  if (first === null || last === null) return { rank: 5, reason: `it is clipped at ${shown(odd * gain + shift)}, which is level ${shown(odd)} with steps of ${shown(gain)}` };
  if (!(first < last)) return { rank: 3, reason: 'it has a single level' };
  if (Math.max(-first, last) > MOST_LEVEL) return { rank: 3, reason: `it has levels beyond ${MOST_LEVEL}` };
  const even = mode === 'down' && first >= 0 ? 'floor' : mode;
  const moved = Math.abs(gain * slope - 1) <= SAME ? wholeNumber(shift / gain) : null;
  if (moved === null || !movesAlong(even, moved)) return { gain: gain * slope, shift, scale: 1 / slope, offset: snapped(offset), mode: even, low: first, high: last };
  return { gain: 1, shift: 0, scale: gain, offset: snapped(offset + moved), mode: even, low: first + moved, high: last + moved };
}

/** Whether round(v) + moved = round(v + moved) for all v. */
function movesAlong(mode: Mode, moved: number): boolean {
  return moved === 0 || mode === 'floor' || mode === 'ceil' || (mode === 'half-even' && moved % 2 === 0);
}

const MOST_LEVEL = 2 ** 31;

function wholeNumber(value: number): number | null {
  const whole = Math.round(value);
  return Math.abs(value - whole) <= SAME * Math.max(1, Math.abs(whole)) ? whole + 0 : null;
}

/** Halves and whole numbers up to what float32 made of them. */
function snapped(offset: number): number {
  const doubled = wholeNumber(2 * offset);
  return doubled === null ? offset : doubled / 2;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}
