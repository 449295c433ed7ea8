import { projectedShape } from '../../src/ir/geometry.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import { neuronCount, type InputNeuron, type Network, type Neuron, type Population, type Projection } from '../../src/ir/network.ts';
import { sizeOf } from '../../src/ir/tensor.ts';
import { uniform } from '../../src/ir/random.ts';
import { convolution, dense, integrateAndFire, network, population, SPIKES, sumWindow } from '../ir/build.ts';

/** Draws for one network: the n-th call gives the n-th number of the seed. */
export interface Draw {
  readonly real: () => number;
  readonly whole: (low: number, high: number) => number;
  readonly one: <T>(choices: readonly T[]) => T;
}

export function drawFrom(seed: number): Draw {
  let n = 0;
  const real = (): number => uniform(seed, n++);
  const whole = (low: number, high: number): number => low + Math.floor(real() * (high - low + 1));
  return { real, whole, one: (choices) => choices[whole(0, choices.length - 1)]! };
}

/**
 * A spiking network drawn from a seed: one to three inputs of any coding, dense and convolutional populations (grouped, dilated, strided,
 * padded, windowed), several projections into one population, skip connections, delays, recurrence, every neuron model.
 */
export function drawNetwork(seed: number): Network {
  const draw = drawFrom(seed);
  const spikes = draw.real() < 0.4;
  const populations: Population[] = Array.from({ length: draw.whole(1, 3) }, (_, i) => {
    return population(`input${i}`, draw.one([[2, 6, 6], [1, 7, 5], [9], [3, 4, 4]]), spikes ? SPIKES : draw.one(CODINGS));
  });
  const projections: Projection[] = [];
  const count = draw.whole(1, 4);
  for (let i = 0; i < count; i++) addPopulation(draw, populations, projections, `p${i}`);
  // Every input is heard, and the output hears the last population.
  const heard = new Set(projections.map(({ source }) => source));
  populations.push(population('out', [draw.whole(2, 11)], neuronFrom(draw)));
  for (const { name, shape, neuron } of [...populations.slice(0, -2).filter(({ name: n }) => !heard.has(n)), populations.at(-2)!]) {
    projections.push(dense(name, 'out', matrix(draw, sizeOf(populations.at(-1)!.shape), sizeOf(shape)), { name: `${name}-out`, delay: neuron.kind === 'input' ? 0 : draw.one([0, 0, 1]) }));
  }
  if (draw.real() < 0.4) addRecurrence(draw, populations, projections);
  return { ...network(populations, projections, { timesteps: draw.whole(3, 8) }), stage: 'spiking', output: { population: 'out', readout: draw.one(['count', 'membrane'] as const) } };
}

const CODINGS: readonly InputNeuron[] = [
  { kind: 'input', coding: 'current' }, { kind: 'input', coding: 'rate' }, { kind: 'input', coding: 'latency' },
  { kind: 'input', coding: 'rate', amplitude: 0.61 }, { kind: 'input', coding: 'latency', amplitude: 0.83 },
];

function addPopulation(draw: Draw, populations: Population[], projections: Projection[], name: string): void {
  const first = draw.one(populations);
  const made = draw.real() < 0.65 && first.shape.length === 3 ? convolutionFrom(draw, first, name) : denseFrom(draw, first, name);
  const shape = made.kind === 'dense' ? [made.weights.shape[0]!] : projectedShape(made, first.shape);
  projections.push(made);
  const extra = draw.one(populations);
  if (draw.real() < 0.4 && extra !== first) {
    const same = extra.shape.length === 3 && shape.length === 3 && extra.shape[1] === shape[1] && extra.shape[2] === shape[2];
    const size = [shape[0]!, extra.shape[0]!, 1, 1];
    projections.push(same
      ? convolution(extra.name, name, size, values(draw, sizeOf(size)), { name: `${extra.name}-${name}`, delay: draw.one([0, 2]) })
      : dense(extra.name, name, matrix(draw, sizeOf(shape), sizeOf(extra.shape)), { name: `${extra.name}-${name}` }));
  }
  populations.push(population(name, shape, neuronFrom(draw)));
}

function convolutionFrom(draw: Draw, source: Population, name: string): Projection {
  const [channels, height, width] = source.shape as [number, number, number];
  const window = draw.real() < 0.3 && height >= 4 && width >= 4
    ? draw.one([sumWindow([2, 2]), sumWindow([3, 3], [1, 1], [1, 1, 1, 1]), sumWindow([1, 1], [2, 2], [-1, 0, 0, 0])]) : null;
  const groups = draw.one([1, 1, channels]);
  const out = groups * draw.whole(1, 3);
  const roomy = !window && Math.min(height, width) >= 5;
  const kernel = roomy ? draw.whole(1, 3) : 1;
  const size = [out, channels / groups, kernel, kernel];
  const padding = draw.one([[0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 2, 0]] as const);
  return convolution(source.name, name, size, values(draw, sizeOf(size)), {
    window, groups, padding: roomy ? padding : [0, 0, 0, 0], stride: draw.one([[1, 1], [2, 1], [2, 2]] as const),
    dilation: kernel > 1 && draw.real() < 0.3 ? [2, 2] : [1, 1], bias: biasFrom(draw, out),
  });
}

function denseFrom(draw: Draw, source: Population, name: string): Projection {
  const planes = source.shape.length === 3 && source.shape[1]! >= 2 && source.shape[2]! >= 2 && draw.real() < 0.4;
  const window = planes ? sumWindow([2, 2]) : null;
  const inputs = window ? source.shape[0]! * Math.floor(source.shape[1]! / 2) * Math.floor(source.shape[2]! / 2) : sizeOf(source.shape);
  const out = draw.whole(1, 20);
  return dense(source.name, name, matrix(draw, out, inputs), { window, bias: biasFrom(draw, out), delay: source.neuron.kind === 'input' ? draw.one([0, 0, 1]) : draw.one([0, 0, 0, 2]) });
}

function addRecurrence(draw: Draw, populations: readonly Population[], projections: Projection[]): void {
  const neurons = populations.filter(({ neuron }) => neuron.kind !== 'input');
  const later = draw.one(neurons);
  const earlier = neurons[draw.whole(0, neurons.indexOf(later))]!;
  projections.push(dense(later.name, earlier.name, matrix(draw, neuronCount(earlier), neuronCount(later)), { name: 'recurrent', delay: draw.whole(1, 2) }));
}

function neuronFrom(draw: Draw): Neuron {
  const leaky = draw.real() < 0.5;
  return integrateAndFire({
    kind: leaky ? 'lif' : 'if', decay: leaky ? draw.one([0.9, 0.5, 0.8123]) : 1, threshold: draw.one([0.5, 1, 1.7]),
    reset: draw.one(['subtract', 'subtract', 'hard'] as const), compare: draw.one(['>=', '>'] as const), initial: draw.one([0, 0.5]),
  });
}

function biasFrom(draw: Draw, count: number): Float32Array | null {
  return draw.real() < 0.5 ? Float32Array.from({ length: count }, () => 0.3 * (draw.real() - 0.5)) : null;
}

function values(draw: Draw, count: number): number[] {
  return Array.from({ length: count }, () => Math.fround(2 * draw.real() - 0.9));
}

function matrix(draw: Draw, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, () => values(draw, columns));
}

/** Samples for the inputs of a network: values in 0..1 (many of them 0), or spike trains. */
export function drawSamples(of: Network, seed: number, count: number): Dataset {
  const inputs = of.populations.filter(({ neuron }) => neuron.kind === 'input');
  const trains = inputs.some(({ neuron }) => neuron.kind === 'input' && neuron.coding === 'spikes');
  return {
    file: 'drawn samples', count, shape: [inputs.reduce((sum, input) => sum + neuronCount(input), 0)], timesteps: trains ? of.timesteps : null, labels: null,
    read: (index, out) => {
      for (let i = 0; i < out.length; i++) {
        const draw = uniform(seed, index, i);
        out[i] = trains ? Number(draw < 0.3) : Math.max(0, 1.5 * draw - 0.5);
      }
    },
  };
}
