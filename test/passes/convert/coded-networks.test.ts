import { describe, expect, test } from 'vitest';
import { compile, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import { forward } from '../../../src/forward/forward.ts';
import type { Configuration } from '../../../src/ir/configuration.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { Network } from '../../../src/ir/network.ts';
import { unrolledOf } from '../../../src/ir/stage.ts';
import type { Unrolled } from '../../../src/ir/unrolled.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { checkEquivalence } from '../../../src/simulate/equivalence.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { loadTarget } from '../../../targets/load.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { convolution, CURRENT, dense, network, noise, population, samples } from '../../ir/build.ts';

/** Planes -> convolution, ReLU -> 4 outputs. */
const ANN: Network = network(
  [population('x', [2, 5, 5], CURRENT), population('h', [4, 3, 3], { kind: 'relu', ceiling: null }), population('y', [4], { kind: 'linear' })],
  [convolution('x', 'h', [4, 2, 3, 3], noise(72, 3), { bias: Float32Array.of(0.1, -0.1, 0, 0.2) }), dense('h', 'y', Array.from({ length: 4 }, (_, row) => noise(36, row + 11)), { name: 'h-y' })],
);

function drawn(low: number, high: number): Dataset {
  return samples([2, 5, 5], Array.from({ length: 24 }, (_, sample) => noise(50, sample + 1).map((value) => low + ((value + 1) / 2) * (high - low))));
}

interface Coded {
  readonly spiking: Network;
  readonly configuration: Configuration;
  readonly unrolled: Unrolled;
  readonly codes: readonly string[];
}

function coded(coding: 'current' | 'rate' | 'latency', data: Dataset, targetName: string): Coded {
  let spiking: Network | null = null;
  let unrolled: Unrolled | null = null;
  const { output, diagnostics } = compile(ANN, { ...DEFAULT_OPTIONS, convert: { ...DEFAULT_OPTIONS.convert, coding, readout: 'membrane', timesteps: 32 }, quantise: { ...DEFAULT_OPTIONS.quantise, bits: 8 } },
    { target: loadTarget(targetName).target, calibration: data, profileOf: () => null, seed: 1, progress: () => undefined }, {
      onStage: (stage) => {
        if (stage.stage === 'spiking') spiking = stage;
        unrolled = unrolledOf(stage) ?? unrolled;
      },
    });
  return { spiking: spiking!, configuration: output as Configuration, unrolled: unrolled!, codes: diagnostics.map(({ code }) => code) };
}

const CASES = [['current', 0, 1], ['rate', 0, 1], ['latency', 0, 1], ['rate', 0, 2.6], ['latency', 0, 2.6], ['rate', -2, 2.6]] as const;

describe('a converted network whose input spikes', () => {
  test.each([...CASES.map((one) => [...one, 'rram-128'] as const), ...CASES.slice(4).flatMap((one) => ['loihi', 'spikeflow-64'].map((target) => [...one, target] as const))])('%s of values %d to %d, on %s', (coding, low, high, target) => {
    const data = drawn(low, high);
    const { spiking, configuration, unrolled, codes } = coded(coding, data, target);
    expect(codes.includes('S539')).toBe(low < 0);
    const added = low < 0 ? ['x.positive', 'x.negative'] : coding === 'latency' ? ['x.relay'] : [];
    expect(spiking.populations.map(({ name }) => name)).toEqual(['x', ...added, 'h', 'y']);
    const wanted = forward(ANN, data).predictions;
    const found = interpret(unrolled.network, data).predictions;
    expect(found.filter((one, sample) => one === wanted[sample]).length).toBeGreaterThanOrEqual(20);
    expect(checkEquivalence(unrolled, configuration, loadTarget(target).target, loadKernels(), data, 3)).toEqual([]);
  });
});

test('S538: latencies of values below 0', () => expect(codesOf(() => coded('latency', drawn(-1, 1), 'rram-128'))).toEqual(['S538']));
