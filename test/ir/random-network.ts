import fc from 'fast-check';
import { projectedShape } from '../../src/ir/geometry.ts';
import type { Network, Neuron, Padding4, Population, Projection } from '../../src/ir/network.ts';
import { planeShape } from '../../src/ir/network.ts';
import { sizeOf } from '../../src/ir/tensor.ts';
import { batchNorm, convolution, CURRENT, dense, integrateAndFire, LINEAR, network, oneToOne, pad, pooling, population, RELU, SPIKES, sumWindow } from './build.ts';

/** One step of a random network; numbers are cut down to what fits when it is built. */
interface Step {
  readonly kind: 'convolution' | 'average' | 'sum' | 'maximum' | 'batch-norm' | 'padding' | 'flatten' | 'dense' | 'skip';
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly channels: number;
  readonly grouped: boolean;
  readonly window: boolean;
  readonly delay: number;
  readonly neurons: boolean;
  readonly seed: number;
}

/** `values`: activations, any weights. `spikes`: spiking neurons, weights and factors that are exact in binary, delays. */
export type Flavour = 'values' | 'spikes';

export function randomNetwork(flavour: Flavour): fc.Arbitrary<Network> {
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom<Step['kind']>('convolution', 'convolution', 'average', 'sum', 'maximum', 'batch-norm', 'padding', 'flatten', 'dense', 'skip'),
    kernel: fc.integer({ min: 1, max: 3 }), stride: fc.integer({ min: 1, max: 2 }), padding: fc.constantFrom(0, 0, 0, 1, -1), dilation: fc.constantFrom(1, 1, 2),
    channels: fc.integer({ min: 1, max: 4 }), grouped: fc.boolean(), window: fc.boolean(), delay: fc.constantFrom(0, 0, 0, 1), neurons: fc.boolean(), seed: fc.nat(9999),
  });
  const shape = fc.constantFrom([2, 6, 6], [1, 5, 7], [4, 4, 4], [3, 8, 8]);
  return fc.tuple(shape, fc.array(step, { minLength: 1, maxLength: 6 })).map(([input, steps]) => build(flavour, input, steps));
}

function build(flavour: Flavour, input: readonly number[], steps: readonly Step[]): Network {
  const populations: Population[] = [population('x', input, flavour === 'values' ? CURRENT : SPIKES)];
  const projections: Projection[] = [];
  steps.forEach((step, index) => {
    const source = populations.at(-1)!;
    const name = `p${index}`;
    const made = projectionOf(step, source, name, flavour);
    const shape = step.kind === 'flatten' || step.kind === 'dense' ? [sizeOf(projectedShape(made, source.shape))] : projectedShape(made, source.shape);
    populations.push(population(name, shape, step.neurons ? neuronOf(flavour, step.seed) : LINEAR));
    projections.push({ ...made, delay: flavour === 'spikes' ? step.delay : 0 });
    if (step.kind === 'skip') projections.push(oneToOne(source.name, name, { name: `${name}.skip` }));
  });
  const last = populations.at(-1)!;
  populations.push(population('y', [3], flavour === 'values' ? LINEAR : integrateAndFire()));
  projections.push(dense(last.name, 'y', rows(3, sizeOf(last.shape), 77, flavour)));
  return network(populations, projections, { timesteps: flavour === 'spikes' ? 6 : null });
}

function neuronOf(flavour: Flavour, seed: number): Neuron {
  if (flavour === 'values') return seed % 3 === 0 ? { kind: 'relu', ceiling: 1 } : RELU;
  return integrateAndFire({
    kind: 'lif', decay: [0.5, 0.75, 1][seed % 3]!, threshold: [0.5, 1][seed % 2]!, reset: seed % 5 < 3 ? 'subtract' : 'hard', compare: seed % 7 < 4 ? '>=' : '>', initial: 0.25,
  });
}

function projectionOf(step: Step, { name: from, shape }: Population, to: string, flavour: Flavour): Projection {
  const [channels, height, width] = planeShape(shape);
  const fit = (extent: number): number => Math.min(step.kernel, extent);
  const kernel = [fit(height), fit(width)] as const;
  const crop = Math.min(height, width) > 3 ? step.padding : Math.max(0, step.padding);
  const roomy = Math.min(height, width) + Math.min(0, 2 * crop) >= (step.kernel - 1) * step.dilation + 1;
  const padding: Padding4 = roomy && step.kernel > 1 ? [crop, crop, crop, crop] : [0, 0, 0, 0];
  const stride = [step.stride, step.stride] as const;
  switch (step.kind) {
    case 'convolution': {
      const groups = step.grouped ? channels : 1;
      const out = groups === 1 ? step.channels : channels;
      const dilation = roomy ? [step.dilation, step.dilation] as const : [1, 1] as const;
      const weights = [out, channels / groups, ...kernel];
      const bias = step.seed % 2 ? Float32Array.from(numbers(out, step.seed + 1, flavour)) : null;
      return convolution(from, to, weights, numbers(sizeOf(weights), step.seed, flavour), { bias, stride, padding, dilation, groups });
    }
    case 'average':
    case 'sum':
    case 'maximum': {
      const square: readonly [number, number] = flavour === 'spikes' && kernel[0] === 3 ? [2, Math.min(2, width)] : kernel;
      return pooling(from, to, step.kind, square, { stride, padding: step.kind === 'maximum' && flavour === 'spikes' ? [0, 0, 0, 0] : padding.map((side) => Math.min(side, square[0] - 1, square[1] - 1)) as unknown as Padding4 });
    }
    case 'batch-norm': {
      const of = (seed: number): number[] => numbers(channels, seed, flavour);
      const variance = flavour === 'values' ? of(4).map((value) => value * value + 0.1) : of(4).map(() => 4);
      return batchNorm(from, to, { gamma: of(step.seed), beta: step.grouped ? of(2).map(() => 0) : of(2), mean: step.grouped ? of(3).map(() => 0) : of(3), variance });
    }
    case 'padding':
      return pad(from, to, [crop, 0, crop, 1]);
    case 'flatten':
    case 'skip':
      return oneToOne(from, to);
    case 'dense': {
      const windowed = step.window && height >= 2 && width >= 2;
      const inputs = windowed ? channels * Math.floor(height / 2) * Math.floor(width / 2) : sizeOf(shape);
      const bias = step.seed % 2 ? Float32Array.from(numbers(5, step.seed + 1, flavour)) : null;
      return dense(from, to, rows(5, inputs, step.seed, flavour), { bias, window: windowed ? sumWindow([2, 2]) : null });
    }
  }
}

function rows(outputs: number, inputs: number, seed: number, flavour: Flavour): number[][] {
  return Array.from({ length: outputs }, (_, row) => numbers(inputs, seed + row, flavour));
}

/** -1..1; multiples of 1/4 for spikes, so that sums are exact in any order. */
function numbers(count: number, seed: number, flavour: Flavour): number[] {
  let state = (seed * 2654435761) >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    const value = state / 2147483648 - 1;
    return flavour === 'spikes' ? Math.round(value * 4) / 4 : Math.fround(value);
  });
}
