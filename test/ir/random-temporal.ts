import fc from 'fast-check';
import { projectedShape } from '../../src/ir/geometry.ts';
import type { InputTimes, Response } from '../../src/ir/first-spike.ts';
import { RESPONSES } from '../../src/ir/first-spike.ts';
import { planeShape, type Network, type Population, type Projection } from '../../src/ir/network.ts';
import { sizeOf } from '../../src/ir/tensor.ts';
import { convolution, dense, noise, oneToOne, pad, pooling, population, sparse } from './build.ts';
import { temporal, temporalNetwork, timeInput } from './temporal-networks.ts';

interface Step {
  readonly kind: 'convolution' | 'earliest' | 'latest' | 'padding' | 'flatten' | 'reshape' | 'dense' | 'sparse' | 'skip';
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly channels: number;
  readonly biased: boolean;
  readonly seed: number;
}

const TIMES: readonly InputTimes[] = [{ kind: 'linear', latest: 2 }, { kind: 'linear', latest: 2, grid: 0.25, silentBelow: 0.2 }, { kind: 'two-level', above: 0.5, early: 0, late: 1.5 }];

/** Networks of temporal coding of every kind of projection, in which many neurons fire. */
export const temporalNetworks: fc.Arbitrary<Network> = fc.tuple(
  fc.constantFrom(...RESPONSES), fc.constantFrom(...TIMES), fc.constantFrom([2, 6, 6], [1, 5, 7], [3, 4, 4]),
  fc.array(fc.record<Step>({
    kind: fc.constantFrom('convolution', 'convolution', 'earliest', 'latest', 'padding', 'flatten', 'reshape', 'dense', 'sparse', 'skip'),
    kernel: fc.integer({ min: 1, max: 3 }), stride: fc.integer({ min: 1, max: 2 }), padding: fc.constantFrom(0, 0, 1, -1), channels: fc.integer({ min: 1, max: 4 }),
    biased: fc.boolean(), seed: fc.nat(9999),
  }), { minLength: 1, maxLength: 5 }),
).map(([response, times, input, steps]) => build(response, times, input, steps));

function build(response: Response, times: InputTimes, input: readonly number[], steps: readonly Step[]): Network {
  const populations: Population[] = [population('x', input, timeInput(times))];
  const projections: Projection[] = [];
  steps.forEach((step, index) => {
    const source = populations.at(-1)!;
    const name = `p${index}`;
    const made = projectionOf(step, source, name);
    const shape = made.kind === 'one-to-one' ? reshaped(step, source.shape) : made.kind === 'dense' || made.kind === 'sparse' ? [sizeOf(projectedShape(made, source.shape))] : projectedShape(made, source.shape);
    const passes = made.kind === 'pooling' || made.kind === 'padding' || made.kind === 'one-to-one';
    populations.push(temporal(name, shape, passes ? 'step' : response));
    projections.push(made);
    if (step.kind === 'skip') projections.push(dense(source.name, name, rows(sizeOf(shape), sizeOf(source.shape), step.seed + 1), { name: `${name}.more` }));
  });
  const last = populations.at(-1)!;
  populations.push(temporal('y', [3], response, Float32Array.of(1, 0.75, 1.25)));
  projections.push(dense(last.name, 'y', rows(3, sizeOf(last.shape), 77)));
  return temporalNetwork(populations, projections);
}

function reshaped({ kind }: Step, shape: readonly number[]): readonly number[] {
  const [channels, height, width] = planeShape(shape);
  return kind === 'flatten' ? [sizeOf(shape)] : [channels, width, height];
}

/** Mostly above 0, so that neurons fire; the sum of a few is above 1. */
function weightsOf(count: number, inputs: number, seed: number): number[] {
  return noise(count, seed).map((value) => Math.round(64 * (value + 0.5) * (4 / Math.sqrt(inputs))) / 64);
}

function rows(outputs: number, inputs: number, seed: number): number[][] {
  return Array.from({ length: outputs }, (_, row) => weightsOf(inputs, inputs, seed + row));
}

function projectionOf(step: Step, { name: from, shape }: Population, to: string): Projection {
  const [channels, height, width] = planeShape(shape);
  const size = sizeOf(shape);
  const kernel = [Math.min(step.kernel, height), Math.min(step.kernel, width)] as const;
  const stride = [step.stride, step.stride] as const;
  const roomy = Math.min(height, width) > 3;
  const sides = roomy ? step.padding : Math.max(0, step.padding);
  switch (step.kind) {
    case 'convolution': {
      const weights = [step.channels, channels, ...kernel];
      const around = step.kernel > 1 && Math.min(height, width) > 1 ? Math.max(0, sides) : 0;
      return convolution(from, to, weights, weightsOf(sizeOf(weights), channels * kernel[0] * kernel[1], step.seed), { stride, padding: [around, around, around, around], bias: step.biased ? Float32Array.from(weightsOf(step.channels, 1, step.seed + 1), (value) => value / 8) : null });
    }
    case 'earliest': case 'latest': return pooling(from, to, step.kind, kernel, { stride, padding: [0, 0, kernel[0] > 1 ? 1 : 0, 0] });
    case 'padding': return pad(from, to, [sides, Math.max(0, sides), 0, 1]);
    case 'flatten': case 'reshape': return oneToOne(from, to);
    case 'dense': case 'skip': return dense(from, to, rows(5, size, step.seed), { bias: step.biased ? Float32Array.of(0.5, -0.5, 0.25, 0, 0.125) : null });
    case 'sparse': return sparse(from, to, size, 4, Array.from({ length: size }, (_, i) => [i, (i + step.seed) % 4, weightsOf(1, size / 4, step.seed + i)[0]!] as const));
  }
}
