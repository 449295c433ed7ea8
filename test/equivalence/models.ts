import { integrateAndFire, type Network, type Population, type Projection, type SynapticProjection } from '../../src/ir/network.ts';
import { FIRING, type Decay, type Firing, type SpikingNeuron } from '../../src/ir/neuron.ts';
import { drawFrom, drawNetwork, type Draw } from './networks.ts';

/** A drawn network whose neurons are of every model that hardware may support; timesteps of 1 ms. */
export function drawModels(seed: number, bits: number): Network {
  const draw = drawFrom(seed + 1);
  const plain = drawNetwork(seed);
  const values = new Set(plain.populations.filter(({ neuron }) => neuron.kind === 'input' && neuron.coding === 'current').map(({ name }) => name));
  const populations = plain.populations.map((population): Population => {
    if (population.neuron.kind === 'input') return population;
    const hearsValues = plain.projections.some(({ source, destination }) => destination === population.name && values.has(source));
    const unheard = population.name === plain.output.population && !plain.projections.some(({ source }) => source === population.name);
    return { ...population, neuron: neuronFrom(draw, population, hearsValues, unheard && plain.output.readout === 'membrane') };
  });
  const projections = plain.projections.map((projection) => fitted(draw, projection as SynapticProjection, populations.find(({ name }) => name === projection.destination)!, bits));
  return { ...plain, stage: 'network', dt_s: 1e-3, populations, projections };
}

/** Conductances are told apart by their receptor; Loihi neurons take whole weights and biases. */
function fitted(draw: Draw, projection: SynapticProjection, { neuron }: Population, bits: number): Projection {
  const with_ = (weights: (weight: number) => number, bias: (value: number) => number): SynapticProjection => ({
    ...projection, weights: { ...projection.weights, data: Float32Array.from(projection.weights.data, weights) }, bias: projection.bias && projection.bias.map(bias),
  });
  if (neuron.kind === 'conductance-lif') return { ...with_(Math.abs, Math.abs), receptor: draw.one(['excitatory', 'excitatory', 'inhibitory'] as const) };
  const most = 2 ** (bits - 1) - 1;
  return neuron.kind === 'loihi-lif' ? with_((weight) => Math.round((weight * most) / 1.2), (value) => Math.round(10 * value)) : projection;
}

function neuronFrom(draw: Draw, population: Population, hearsValues: boolean, readsPotential: boolean): SpikingNeuron {
  const models = [membrane, membrane, membrane, conductance, izhikevich, ...(hearsValues ? [] : [loihi])];
  const made = draw.one(models)(draw, population);
  if (!readsPotential || made.kind === 'loihi-lif' || draw.real() < 0.5) return made;
  const { reset: _reset, resetDelay: _delay, ...rest } = made;
  return { ...rest, ...(made.kind === 'izhikevich' ? {} : { echo: false }), sends: 'potential', reset: 'none', resetDelay: 0 } as SpikingNeuron;
}

function membrane(draw: Draw, population: Population): SpikingNeuron {
  const leaks = draw.real() < 0.7;
  const firing = firingFrom(draw);
  const adaptation = draw.real() < 0.4 ? { on: draw.one(['threshold', 'current'] as const), decay: decayFrom(draw), jump: perChannel(draw, population, 0.2) } : null;
  const fixed = adaptation?.on !== 'threshold';
  const echo = firing.reset === 'subtract' && fixed && draw.real() < 0.2;
  return integrateAndFire({
    ...firing, kind: leaks ? 'lif' : 'if', decay: leaks ? decayFrom(draw) : 1, gain: draw.one([1, 1, 0.7, perChannel(draw, population, 1), { resistance: leaks ? 4 : 500 }]),
    leakTarget: draw.one([0, 0, -0.3]), adaptation, echo, resetDelay: fixed && !echo && firing.reset !== 'none' ? draw.one([0, 1] as const) : 0,
    synapse: draw.real() < 0.4 ? { decay: decayFrom(draw), gain: draw.one([1, 0.5, { resistance: 3 }]), order: draw.one(['current-first', 'potential-first'] as const) } : null,
  });
}

function firingFrom(draw: Draw): Firing {
  return {
    ...FIRING, threshold: draw.one([0.5, 1, 1.7]), compare: draw.one(['>=', '>'] as const), reset: draw.one(['subtract', 'hard', 'hard', 'none'] as const),
    resetValue: draw.one([0, -0.2]), refractory: draw.one([0, 0, 1, 2]), initial: draw.one([0, 0.4]), lowest: draw.one([null, null, -0.5]),
  };
}

function decayFrom(draw: Draw): Decay {
  return draw.one([0.9, 0.5, { tau_s: 0.008, rule: 'euler' }, { tau_s: 0.005, rule: 'exp' }] as const);
}

function perChannel(draw: Draw, { shape }: Population, around: number): Float32Array {
  return Float32Array.from({ length: shape[0]! }, () => around * (0.5 + draw.real()));
}

function conductance(draw: Draw): SpikingNeuron {
  const channel = (reversal: number) => ({ decay: decayFrom(draw), gain: draw.one([0.3, { resistance: 1 }]), reversal });
  const reset = draw.one(['hard', 'subtract'] as const);
  return { ...firingFrom(draw), kind: 'conductance-lif', reset, resetDelay: draw.one([0, 1] as const), decay: decayFrom(draw), leakTarget: -0.1, excitatory: channel(4), inhibitory: channel(-1) };
}

function izhikevich(draw: Draw): SpikingNeuron {
  return {
    ...FIRING, kind: 'izhikevich', compare: draw.one(['>=', '>'] as const), threshold: 30, reset: 'hard', resetValue: draw.one([-65, -50]), initial: -70, refractory: draw.one([0, 1]),
    step: 0.25, quadratic: 0.04, linear: 5, constant: 140, gain: draw.one([40, 80]),
    recovery: { step: 0.25, rate: 0.02, coupling: 0.2, rest: 0, jump: 8, initial: -14, order: draw.one(['old', 'new'] as const) },
  };
}

function loihi(draw: Draw): SpikingNeuron {
  return { ...FIRING, kind: 'loihi-lif', compare: '>', reset: 'hard', threshold: draw.whole(1, 40), currentDecay: draw.whole(0, 4095), potentialDecay: draw.whole(0, 4096), bias: draw.whole(-64, 200), refractory: draw.one([0, 0, 2]) };
}
