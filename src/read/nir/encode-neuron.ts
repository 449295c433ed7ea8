import { fail } from '../../diagnostics/diagnostic.ts';
import { parameterAt, type IntegrateAndFire, type Parameter, type Population } from '../../ir/network.ts';
import { decayFactor, isTimeConstant, type Decay, type Gain } from '../../ir/neuron.ts';
import { sizeOf } from '../../ir/tensor.ts';
import type { Hdf5Array } from '../hdf5/tree.ts';
import { isStateless } from './losses.ts';
import type { NeuronType } from './model.ts';

export interface EncodedNeuron {
  readonly type: NeuronType;
  readonly parameters: ReadonlyMap<string, Hdf5Array>;
}

/**
 * The node for an integrate-and-fire population, its parameters as arrays of `shape`. A decay that is a factor becomes the time constant that
 * forward Euler turns back into it: tau = dt / (1 - decay); a gain likewise r = gain / (1 - decay), or gain / dt without leak.
 * @throws DiagnosticError S920
 */
export function encodeNeuron(population: Population, neuron: IntegrateAndFire, shape: readonly number[], dt_s: number): EncodedNeuron {
  const cell: Cell = { population, dt_s };
  const array = (parameter: Parameter): Hdf5Array => fill(parameter, population.shape, shape);
  if (isStateless(neuron)) return { type: 'Threshold', parameters: new Map([['threshold', array(neuron.threshold)]]) };
  const firing: [string, Hdf5Array][] = [['v_threshold', array(neuron.threshold)], ['v_reset', array(neuron.reset === 'hard' ? neuron.resetValue : 0)]];
  const fires = neuron.sends === 'spikes';
  if (neverForgets(neuron.decay) && !neuron.synapse) {
    const r = array(resistanceOf(cell, neuron.gain, null));
    return { type: fires ? 'IF' : 'I', parameters: new Map([['r', r], ...(fires ? firing : [])]) };
  }
  const { synapse } = neuron;
  const membrane: [string, Hdf5Array][] = [
    [synapse ? 'tau_mem' : 'tau', array(tauOf(cell, neuron.decay))], ['r', array(resistanceOf(cell, neuron.gain, neuron.decay))], ['v_leak', array(neuron.leakTarget)],
  ];
  if (!synapse) return { type: fires ? 'LIF' : 'LI', parameters: new Map([...membrane, ...(fires ? firing : [])]) };
  const current: [string, Hdf5Array][] = [['tau_syn', array(tauOf(cell, synapse.decay))], ['w_in', array(resistanceOf(cell, synapse.gain, synapse.decay))]];
  return { type: fires ? 'CubaLIF' : 'CubaLI', parameters: new Map([...current, ...membrane, ...(fires ? firing : [])]) };
}

interface Cell {
  readonly population: Population;
  readonly dt_s: number;
}

function neverForgets(decay: Decay): boolean {
  if (isTimeConstant(decay)) return false;
  return typeof decay === 'number' ? decay === 1 : decay.every((value) => value === 1);
}

function tauOf(cell: Cell, decay: Decay): Parameter {
  if (isTimeConstant(decay)) return decay.tau_s;
  return mapExactly(decay, (value) => cell.dt_s / (1 - forgetting(cell, value)));
}

/** @throws DiagnosticError S920 for a state that does not decay, where NIR's node has a time constant */
function forgetting({ population }: Cell, decay: number): number {
  return decay < 1 ? decay : fail('S920', { what: `population "${population.name}"`, reason: 'some of its states never decay, and NIR has no node for that with a leak or a synaptic current beside' }, population.origin);
}

/** @param decay of the state that is driven; null for one that only integrates */
function resistanceOf(cell: Cell, gain: Gain, decay: Decay | null): Parameter {
  if (typeof gain === 'object' && 'resistance' in gain) return gain.resistance;
  if (decay === null) return mapExactly(gain, (value) => value / cell.dt_s);
  const factor = decayFactor(decay, cell.dt_s);
  const { shape } = cell.population;
  if (typeof gain === 'number' && typeof factor === 'number') return gain / (1 - forgetting(cell, factor));
  return Float32Array.from({ length: sizeOf(shape) }, (_, index) => parameterAt(gain, shape, index) / (1 - forgetting(cell, parameterAt(factor, shape, index))));
}

function mapExactly(parameter: Parameter, use: (value: number) => number): Parameter {
  return typeof parameter === 'number' ? use(parameter) : Float32Array.from(parameter, use);
}

/** One value a neuron: NIR wants all parameters of a node in the same shape. */
export function fill(parameter: Parameter, own: readonly number[], shape: readonly number[]): Hdf5Array {
  const size = sizeOf(shape);
  if (typeof parameter === 'number') return { kind: 'array', shape, data: new Float64Array(size).fill(parameter) };
  return { kind: 'array', shape, data: parameter.length === size ? parameter : Float32Array.from({ length: size }, (_, index) => parameterAt(parameter, own, index)) };
}
