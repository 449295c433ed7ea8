import type { Parameter, QuantisedActivation, Rounding } from '../../../ir/network.ts';
import { isMiss, levelsOf, type Levels, type Miss } from './levels.ts';
import { run, type Mode, type Program } from './program.ts';
import { stagesOf } from './stages.ts';

/** y = gain activation(x + before) + behind; parameters are one number, or one a channel. */
export interface SteppedActivation {
  readonly activation: QuantisedActivation;
  readonly before: Parameter;
  readonly gain: Parameter;
  readonly behind: Parameter;
  /**
   * 0: offset and rounding are those of training with QCFS or a rounding to the nearest; 1: a rounding without offset; 2: with another offset;
   * 3: its levels are other numbers than those that were rounded to.
   */
  readonly strangeness: 0 | 1 | 2 | 3;
}

/** The quantised activation that a program computes. */
export function steppedActivation(program: Program): SteppedActivation | Miss {
  const levels: Levels[] = [];
  for (let channel = 0; channel < program.channels; channel++) {
    const stages = stagesOf(program, channel);
    const exact = stages === null ? SEVERAL : levelsOf(stages);
    if (isMiss(exact)) return exact;
    const found = { ...exact, high: highest(program, channel, exact) };
    if (found.low !== (levels[0] ?? found).low || found.high !== (levels[0] ?? found).high) return { rank: 6, reason: 'its channels have different numbers of levels' };
    if (!agrees(program, channel, found)) return { rank: 7, reason: `float32 makes something else of its ${found.high - found.low + 1} levels of ${found.scale}` };
    levels.push(found);
  }
  return composed(levels);
}

const SEVERAL: Miss = { rank: 0, reason: 'it is no chain of additions, factors, bounds and one rounding' };

/** A bound that is a whole number of levels may lie below it in float32, and a floor then ends one level lower. */
function highest(program: Program, channel: number, { gain, shift, scale, offset, low, high }: Levels): number {
  const reached = Math.round((run(program, (high + 3 - offset) * scale, channel) - shift) / (scale * gain));
  return reached === high - 1 && low < reached ? reached : high;
}

/** Levels that are tried out, those beyond both ends included. */
const MOST_TRIED = 18;

/** Whether the program itself, run in float32, gives the level in the middle of each of its steps. */
function agrees(program: Program, channel: number, { gain, shift, scale, offset, mode, low, high }: Levels): boolean {
  const stride = Math.max(1, Math.ceil((high - low + 7) / MOST_TRIED));
  for (let level = low - 3; level <= high + 3; level += stride) {
    const input = (level + MIDDLE[mode](level) - offset) * scale;
    const wanted = Math.min(high, Math.max(low, level)) * scale * gain + shift;
    if (!(Math.abs(run(program, input, channel) - wanted) <= 1e-4 * scale * Math.abs(gain) + 1e-6 * Math.abs(wanted))) return false;
  }
  return true;
}

/** From a level to the middle of what is rounded to it. */
const MIDDLE: Readonly<Record<Mode, (level: number) => number>> = {
  floor: () => 0.5, ceil: () => -0.5, 'half-even': () => 0, down: (level) => Math.sign(level) / 2,
};

function composed(levels: readonly Levels[]): SteppedActivation {
  const { low, high, mode, offset } = levels[0]!;
  const alike = levels.every((one) => one.offset === offset && one.mode === mode);
  const named = alike ? namedRounding(mode, offset, low) : null;
  const rounding = named ?? mode;
  const [scale, gain, behind] = [parameterOf(levels.map((one) => one.scale)), parameterOf(levels.map((one) => one.gain)), parameterOf(levels.map((one) => one.shift))];
  const before = named === null ? parameterOf(levels.map((one) => one.offset * one.scale)) : 0;
  return {
    activation: { kind: 'quantised', scale, zeroPoint: 0, low, high, rounding, bipolar: false }, before, gain, behind,
    strangeness: gain !== 1 || behind !== 0 ? 3 : named === null ? 2 : rounding.startsWith('half') ? 0 : 1,
  };
}

/** The rounding that takes the offset into itself; half-up and half-down look at the magnitude, so levels below 0 would be others. */
function namedRounding(mode: Mode, offset: number, low: number): Rounding | null {
  if (offset === 0) return mode;
  if (mode === 'floor' && offset === 0.5 && low >= 0) return 'half-up';
  return mode === 'ceil' && offset === -0.5 && low >= 0 ? 'half-down' : null;
}

function parameterOf(values: readonly number[]): Parameter {
  return values.every((value) => value === values[0]) ? values[0]! : Float32Array.from(values);
}
