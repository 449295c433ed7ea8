import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { channelCount, neuronCount, type Parameter, type Population } from './network.ts';
import { isTimeConstant, type Decay, type Gain } from './neuron.ts';

/** Collects what is wrong with the parameters of one population. */
export interface ParameterChecks {
  readonly found: Diagnostic[];
  /** Length, finiteness, and a range where one is given. */
  readonly parameter: (what: string, parameter: Parameter, range?: Range) => void;
  /** A factor within 0..1, or a sound time constant. */
  readonly decay: (what: string, decay: Decay) => void;
  /** @param leaks false for a state that integrates without decay: a resistance then needs dt */
  readonly gain: (what: string, gain: Gain, leaks?: boolean) => void;
  /** What makes no sense together. */
  readonly senseless: (reason: string | false) => void;
}

export interface Range {
  readonly holds: (value: number) => boolean;
  readonly words: string;
}

export const ABOVE_ZERO: Range = { holds: (value) => value > 0, words: 'above 0' };

export function within(low: number, high: number): Range {
  return { holds: (value) => value >= low && value <= high, words: `within ${low}..${high}` };
}

export function whole(low: number, high: number): Range {
  const to = Number.isFinite(high) ? ` to ${high}` : '';
  return { holds: (value) => Number.isInteger(value) && value >= low && value <= high, words: `a whole number from ${low}${to}` };
}

/** Time constants stand as f32 in arrays, so one that equals dt may lie a rounding below it. */
const ROUNDING = 1e-6;

export function parameterChecks(population: Population, dt_s: number | null): ParameterChecks {
  const found: Diagnostic[] = [];
  const { name, origin } = population;
  const lengths = [channelCount(population), neuronCount(population)];
  const parameter = (what: string, values: Parameter, range?: Range): void => {
    const title = `the ${what} of population "${name}"`;
    if (typeof values !== 'number' && !lengths.includes(values.length)) {
      found.push(diagnose('S504', { what: title, found: values.length, allowed: `one number, ${lengths[0]} (channels) or ${lengths[1]} (neurons)` }, origin));
      return;
    }
    const list = typeof values === 'number' ? [values] : values;
    const infinite = list.findIndex((value) => !Number.isFinite(value));
    if (infinite >= 0) found.push(diagnose('S508', { what: title, index: infinite }, origin));
    const outside = range && infinite < 0 ? list.find((value) => !range.holds(value)) : undefined;
    if (outside !== undefined) found.push(diagnose('S516', { population: name, what, value: outside, allowed: range!.words }, origin));
  };
  const needsTimestep = (what: string): void => {
    if (dt_s === null) found.push(diagnose('S524', { population: name, what }, origin));
  };
  return {
    found, parameter,
    decay: (what, decay) => {
      if (!isTimeConstant(decay)) return parameter(what, decay, within(0, 1));
      needsTimestep(what);
      const shortest = decay.rule === 'euler' ? dt_s ?? 0 : 0;
      const words = shortest > 0 ? `at least one timestep of ${shortest} s, as the Euler rule needs` : 'above 0';
      parameter(`time constant (s) of the ${what}`, decay.tau_s, { holds: (tau) => tau > 0 && tau >= shortest * (1 - ROUNDING), words });
    },
    gain: (what, gain, leaks = true) => {
      const factor = typeof gain === 'number' || gain instanceof Float32Array;
      parameter(factor ? what : `resistance of the ${what}`, factor ? gain : gain.resistance);
      if (!factor && !leaks) needsTimestep(what);
    },
    senseless: (reason) => { if (reason) found.push(diagnose('S525', { population: name, reason }, origin)); },
  };
}
