import { diagnose, fail, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import { integrateAndFire, type IntegrateAndFire, type Parameter } from '../../ir/network.ts';
import { FIRING, mapParameter, type Decay } from '../../ir/neuron.ts';
import { sizeOf } from '../../ir/tensor.ts';
import type { Hdf5Array } from '../hdf5/tree.ts';
import type { Conventions } from './conventions.ts';
import type { NirNeuron } from './model.ts';

/** What lowering one neuron needs. */
export interface Soma {
  readonly node: NirNeuron;
  /** Of the population. */
  readonly shape: readonly number[];
  readonly conventions: Conventions;
  readonly where: Where;
}

/**
 * The canonical neuron of a NIR node, by the equations of NIR's documentation: tau dv/dt = (v_leak - v) + r I; dv/dt = r I without a tau;
 * tau_syn dI/dt = -I + w_in S before a CubaLI or CubaLIF. LI, I and CubaLI send their potential.
 * @throws DiagnosticError S906, S914
 */
export function neuronOf(soma: Soma): IntegrateAndFire {
  const { type } = soma.node;
  switch (type) {
    case 'Threshold':
      return integrateAndFire({ kind: 'lif', decay: 0, reset: 'none', compare: soma.conventions.compare, threshold: parameter(soma, 'threshold') });
    case 'I':
      return integrateAndFire({ gain: resistance(soma, 'r'), ...SENDS_POTENTIAL });
    case 'IF':
      return integrateAndFire({ gain: resistance(soma, 'r'), ...firing(soma) });
    case 'LI':
      return integrateAndFire({ ...membrane(soma, 'tau'), ...SENDS_POTENTIAL });
    case 'LIF':
      return integrateAndFire({ ...membrane(soma, 'tau'), ...firing(soma) });
    case 'CubaLI':
      return integrateAndFire({ ...membrane(soma, 'tau_mem'), ...synapse(soma), ...SENDS_POTENTIAL });
    case 'CubaLIF':
      return integrateAndFire({ ...membrane(soma, 'tau_mem'), ...synapse(soma), ...firing(soma) });
  }
}

const SENDS_POTENTIAL = { sends: 'potential', reset: 'none' } as const;

function membrane(soma: Soma, tau: string): Partial<IntegrateAndFire> {
  return { kind: 'lif', decay: decay(soma, tau), gain: resistance(soma, 'r'), leakTarget: parameter(soma, 'v_leak') };
}

function synapse(soma: Soma): Partial<IntegrateAndFire> {
  return { synapse: { decay: decay(soma, 'tau_syn'), gain: soma.node.parameters.has('w_in') ? resistance(soma, 'w_in') : { resistance: 1 }, order: soma.conventions.order } };
}

function firing(soma: Soma): Partial<IntegrateAndFire> {
  const { reset, resetDelay, compare, spikesPerStep } = soma.conventions;
  const toReset = reset === 'hard' && soma.node.parameters.has('v_reset');
  return { threshold: parameter(soma, 'v_threshold'), compare, reset, resetDelay, spikesPerStep, resetValue: toReset ? parameter(soma, 'v_reset') : FIRING.resetValue };
}

function resistance(soma: Soma, name: string): { readonly resistance: Parameter } {
  return { resistance: parameter(soma, name) };
}

function decay(soma: Soma, name: string): Decay {
  const { conventions: { dt_s, rule }, where } = soma;
  const tau_s = parameter(soma, name);
  for (const value of typeof tau_s === 'number' ? [tau_s] : tau_s) {
    if (!(value > 0)) fail('S906', { parameter: name, found: `${value}`, wanted: 'a time above 0' }, where);
    if (rule === 'euler' && value < dt_s! * (1 - ROUNDING)) fail('S914', { parameter: name, tau_s: value, dt_s: dt_s! }, where);
  }
  return { tau_s: mapParameter(tau_s, (value) => notBelow(value, dt_s!, typeof tau_s === 'number')), rule };
}

/** Relative error of a number stored as a 32-bit float, with some room. */
const ROUNDING = 1e-6;

/** A time constant that is dt but for the rounding of its file: at least dt, so that no state changes its sign. */
function notBelow(tau_s: number, dt_s: number, exact: boolean): number {
  if (Math.abs(tau_s - dt_s) > dt_s * ROUNDING) return tau_s;
  if (exact) return dt_s;
  const rounded = Math.fround(dt_s);
  return rounded < dt_s ? Math.fround(rounded * (1 + 2 ** -23)) : rounded;
}

/** One number where all values are equal; one a channel where the planes are uniform; else one a neuron. @throws DiagnosticError S906 */
export function parameter({ node, shape, where }: Soma, name: string): Parameter {
  const { data } = node.parameters.get(name)!;
  const bad = data.findIndex((value: number) => !Number.isFinite(Math.fround(value)));
  if (bad >= 0) fail('S906', { parameter: name, found: `${data[bad]} at index ${bad}`, wanted: 'finite numbers' }, where);
  return uniform(data, shape) ?? fail('S906', { parameter: name, found: `an array of ${data.length} values`, wanted: `one value, or ${sizeOf(shape)}` }, where);
}

/** The values of an array as a parameter of a population; null when they differ and their number does not fit. */
export function uniform(data: Hdf5Array['data'], shape: readonly number[]): Parameter | null {
  const first = data[0]!;
  if (data.every((value: number) => value === first)) return first;
  const [neurons, channels] = [sizeOf(shape), shape[0]!];
  if (data.length === channels) return Float32Array.from(data);
  if (data.length !== neurons) return null;
  const plane = neurons / channels;
  const perChannel = data.every((value: number, index: number) => value === data[index - (index % plane)]);
  return perChannel ? Float32Array.from({ length: channels }, (_, channel) => data[channel * plane]!) : Float32Array.from(data);
}

/** A warning where the numbers look as if the file counted time in timesteps; once a file. */
export function warnOfUnits(neurons: readonly NirNeuron[], { dt_s }: Conventions, assumedByUser: boolean, file: string): readonly Diagnostic[] {
  if (dt_s === null || assumedByUser) return [];
  const integrators = neurons.filter(({ type }) => type === 'IF');
  if (integrators.length > 0 && integrators.every((node) => node.parameters.get('r')!.data.every((value: number) => value === 1))) {
    return [diagnose('S915', { sign: 'the resistance of every integrate-and-fire neuron is 1', dt_s }, { file })];
  }
  const slow = neurons.flatMap((node) => ['tau', 'tau_mem'].flatMap((name) => [...(node.parameters.get(name)?.data.subarray(0, 1) ?? [])]));
  const least = Math.min(...slow);
  return slow.length > 0 && least >= UNLIKELY_TAU_s ? [diagnose('S915', { sign: `the time constants of the membranes are ${Number(least.toPrecision(4))} s and more`, dt_s }, { file })] : [];
}

/** Trained membranes forget within milliseconds. */
const UNLIKELY_TAU_s = 0.5;
