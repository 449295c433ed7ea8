import type { Dataset } from '../../src/ir/dataset.ts';
import { integrateAndFire, neuronCount, type InputNeuron, type Network, type Population, type Projection, type SynapticProjection } from '../../src/ir/network.ts';
import { FIRING, type Adaptation, type Conductance, type Decay, type Firing, type Gain, type SpikingNeuron, type Synapse } from '../../src/ir/neuron.ts';
import { sizeOf } from '../../src/ir/tensor.ts';
import { uniform } from '../../src/ir/random.ts';
import { drawFrom, drawNetwork, type Draw } from '../equivalence/networks.ts';
import { sparse } from '../ir/build.ts';

/** Families of neurons whose networks are drawn. `exact`: all of their arithmetic is exact in f32, so that nothing may differ. */
export const FAMILIES = {
  'integrate-and-fire': { exact: true, neuron: membrane },
  'adaptive and CubaLIF': { exact: true, neuron: currents },
  'snnTorch resets': { exact: true, neuron: delayed },
  'Loihi integers': { exact: true, neuron: loihi },
  'time constants': { exact: false, neuron: timed },
  conductances: { exact: false, neuron: conductance },
  Izhikevich: { exact: false, neuron: izhikevich },
} as const;
export type Family = keyof typeof FAMILIES;

/** Weights and biases are multiples of it. */
const STEP = 1 / 64;

/** Values of inputs are multiples of it, from 0 to 1. */
const LEVELS = { scale: 0.25, low: 0, high: 4 };

/**
 * A network of stage `network` drawn from a seed: every kind of input, dense, sparse and convolutional projections (grouped, dilated,
 * windowed), skip connections, delays and loops, and neurons of one family with parameters per population, channel or neuron.
 */
export function drawFamily(family: Family, seed: number): Network {
  const draw = drawFrom(seed + 1);
  const drawn = drawNetwork(seed);
  const { neuron } = FAMILIES[family];
  const integers = family === 'Loihi integers';
  const populations = drawn.populations.map((population): Population => {
    if (population.neuron.kind !== 'input') return { ...population, neuron: neuron(draw, population) };
    // Loihi adds whole numbers, and spikes are the only inputs that are.
    const coding = integers ? 'spikes' : population.neuron.coding;
    const input: InputNeuron = coding === 'spikes' ? { kind: 'input', coding } : { kind: 'input', coding, levels: LEVELS };
    return { ...population, neuron: input };
  });
  const unit = integers ? 1 : STEP;
  const projections = drawn.projections.map((projection) => drawnWeights(draw, projection as SynapticProjection, unit, family === 'conductances', drawn.populations));
  return { ...drawn, stage: 'network', timesteps: 6, dt_s: 1e-3, populations, projections, output: { population: 'out', readout: draw.one(['count', 'membrane'] as const) } };
}

/** Samples that are spike trains where an input takes some; other inputs are then presented a value in every timestep alike. */
export function drawData(network: Network, seed: number, count: number): Dataset {
  const inputs = network.populations.filter(({ neuron }) => neuron.kind === 'input');
  const size = inputs.reduce((sum, population) => sum + neuronCount(population), 0);
  const trains = inputs.some(({ neuron }) => neuron.kind === 'input' && neuron.coding === 'spikes');
  return {
    file: 'drawn', count, shape: [size], timesteps: trains ? network.timesteps : null, labels: null,
    read: (index, out) => {
      for (let i = 0; i < out.length; i++) {
        const value = uniform(seed, index, i);
        out[i] = trains ? Number(value < 0.4) : Math.floor(5 * value) / 4;
      }
    },
  };
}

/** Rounds weights and biases to multiples of `unit`; some dense projections become lists of synapses. */
function drawnWeights(draw: Draw, projection: SynapticProjection, unit: number, receptors: boolean, populations: readonly Population[]): Projection {
  const { shape } = projection.weights;
  const bound = unit === 1 ? 12 : 16;
  // Powers of two, so that the value of a level that is found in them is one, too.
  const whole = (value: number): number => (value === 0 ? 0 : Math.sign(value) * 2 ** Math.round(Math.log2(Math.max(1, Math.abs(value) * bound))));
  const data = Float32Array.from(projection.weights.data, (weight) => unit * (receptors ? Math.abs(whole(weight)) : whole(weight)));
  const bias = projection.bias && projection.bias.map((value) => unit * (receptors ? Math.abs(Math.round(value * bound)) : Math.round(value * bound)));
  const receptor = receptors ? { receptor: draw.one(['excitatory', 'excitatory', 'inhibitory'] as const) } : {};
  const { name, source, destination, delay } = projection;
  if (projection.kind === 'dense' && projection.window === null && draw.real() < 0.3) {
    const [rows, columns] = shape as [number, number];
    const synapses = Array.from({ length: columns }, (_, from) => Array.from({ length: rows }, (__, to): [number, number, number] => [from, to, data[to * columns + from]!])).flat().filter(([, , weight]) => weight !== 0);
    return sparse(source, destination, sizeOf(populations.find((one) => one.name === source)!.shape), rows, synapses, { name, delay, bias, ...receptor });
  }
  const grid = unit === 1 || draw.real() < 0.5 ? {} : { grid: { scale: new Float32Array(shape[0]!).fill(unit), bits: 8 } };
  return { ...projection, weights: { shape, data }, bias, ...receptor, ...grid };
}

/** One number, one a channel, one a neuron. */
function spread(draw: Draw, { shape }: Population, choices: readonly number[]): number | Float32Array {
  const length = draw.one([0, 0, shape[0]!, sizeOf(shape)]);
  return length === 0 ? draw.one(choices) : Float32Array.from({ length }, () => draw.one(choices));
}

function firing(draw: Draw, population: Population): Firing {
  return {
    ...FIRING, threshold: spread(draw, population, [0.5, 1, 0.75]), compare: draw.one(['>=', '>'] as const), reset: draw.one(['subtract', 'hard', 'hard', 'none'] as const),
    resetValue: draw.one([0, 0, -0.25, spread(draw, population, [0, 0.125])]), refractory: draw.one([0, 0, 1, spread(draw, population, [0, 2])]),
    initial: draw.one([0, 0.25, spread(draw, population, [0, 0.5])]), lowest: draw.one([null, null, -0.5]),
  };
}

/** Decays that are exact: factors, and time constants whose factor is. */
function decay(draw: Draw): Decay {
  return draw.one([0.5, 0.75, { tau_s: 2e-3, rule: 'euler' }, { tau_s: 4e-3, rule: 'euler' }] as const);
}

function gain(draw: Draw, leaks: boolean): Gain {
  return draw.one([1, 1, 0.5, 2, { resistance: leaks ? 2 : 500 }] as const);
}

function membrane(draw: Draw, population: Population): SpikingNeuron {
  const leaks = draw.real() < 0.6;
  return integrateAndFire({
    ...firing(draw, population), kind: leaks ? 'lif' : 'if', decay: leaks ? 0.5 : 1, gain: draw.one([1, 0.5, 2, spread(draw, population, [1, 2])]), leakTarget: draw.one([0, 0, -0.25, 0.5]),
    ...(leaks && draw.real() < 0.5 ? { decay: decay(draw), gain: draw.one([1, 2]) } : {}),
  });
}

function currents(draw: Draw, population: Population): SpikingNeuron {
  const leaks = draw.real() < 0.6;
  const synapse: Synapse | null = draw.real() < 0.6 ? { decay: 0.5, gain: draw.one([1, 0.5, 2]), order: draw.one(['current-first', 'potential-first'] as const) } : null;
  const adaptation: Adaptation | null = draw.real() < 0.6 ? { on: draw.one(['threshold', 'current'] as const), decay: 0.5, jump: spread(draw, population, [0.25, 0.5]) } : null;
  return integrateAndFire({ ...firing(draw, population), kind: leaks ? 'lif' : 'if', decay: leaks ? 0.5 : 1, gain: gain(draw, false) === 2 ? 2 : 1, synapse, adaptation });
}

function delayed(draw: Draw, population: Population): SpikingNeuron {
  const leaks = draw.real() < 0.6;
  const echo = draw.real() < 0.4;
  return integrateAndFire({
    ...firing(draw, population), refractory: 0, kind: leaks ? 'lif' : 'if', decay: leaks ? 0.5 : 1, echo, resetDelay: echo ? 0 : 1, reset: echo ? 'subtract' : draw.one(['subtract', 'hard'] as const),
    synapse: draw.real() < 0.3 ? { decay: 0.5, gain: 1, order: 'current-first' } : null,
  });
}

function loihi(draw: Draw): SpikingNeuron {
  return {
    ...FIRING, kind: 'loihi-lif', compare: '>', reset: 'hard', threshold: draw.whole(1, 40), currentDecay: draw.whole(0, 4095), potentialDecay: draw.whole(0, 4096), bias: draw.whole(-64, 400),
    refractory: draw.one([0, 0, 2]),
  };
}

function timed(draw: Draw, population: Population): SpikingNeuron {
  const tau = (rule: 'euler' | 'exp'): Decay => ({ tau_s: draw.one([3e-3, 7e-3, 20e-3]), rule });
  const rule = draw.one(['euler', 'exp'] as const);
  return integrateAndFire({
    ...firing(draw, population), kind: 'lif', decay: tau(rule), gain: { resistance: draw.one([3, 5.5]) }, leakTarget: draw.one([0, -0.3]),
    synapse: draw.real() < 0.5 ? { decay: tau(draw.one(['euler', 'exp'] as const)), gain: draw.one([1, { resistance: 2.3 }]), order: 'current-first' } : null,
  });
}

function conductance(draw: Draw, population: Population): SpikingNeuron {
  const channel = (reversal: number): Conductance => ({ decay: draw.one([0.5, 0.9, { tau_s: 5e-3, rule: 'exp' }] as const), gain: draw.one([0.3, { resistance: 1 }]), reversal });
  return {
    ...firing(draw, population), kind: 'conductance-lif', reset: draw.one(['hard', 'subtract'] as const), resetDelay: draw.one([0, 1] as const), leakTarget: -0.1,
    decay: draw.one([0.8, { tau_s: 10e-3, rule: 'exp' }, { tau_s: 10e-3, rule: 'euler' }] as const), excitatory: channel(4), inhibitory: channel(-1),
  };
}

function izhikevich(draw: Draw): SpikingNeuron {
  return {
    ...FIRING, kind: 'izhikevich', compare: draw.one(['>=', '>'] as const), threshold: 30, reset: 'hard', resetValue: draw.one([-65, -50]), initial: draw.one([-70, -60]), refractory: draw.one([0, 1]),
    step: draw.one([0.5, 1]), quadratic: 0.04, linear: 5, constant: 140, gain: draw.one([40, 80]),
    recovery: { step: 0.5, rate: draw.one([0.02, 0.1]), coupling: 0.2, rest: 0, jump: 8, initial: -14, order: draw.one(['old', 'new'] as const) },
  };
}
