import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile, DEFAULT_OPTIONS } from '../../src/compile.ts';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../../src/diagnostics/render.ts';
import { unrolledOf } from '../../src/ir/stage.ts';
import type { IntegerArithmetic } from '../../src/ir/target.ts';
import type { Unrolled } from '../../src/ir/unrolled.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { checkEquivalence } from '../../src/simulate/equivalence.ts';
import { interpret } from '../../src/simulate/reference/interpret.ts';
import { integerTarget } from '../ir/integer-target.ts';
import { drawFrom, drawNetwork, drawSamples } from './networks.ts';
import { TARGETS } from './targets.ts';

/** Formats narrow enough that potentials saturate and leaks are coarse, yet most networks find room. */
function drawArithmetic(seed: number): Partial<IntegerArithmetic> {
  const draw = drawFrom(seed);
  const potential_bits = draw.whole(9, 14);
  const shift = draw.whole(0, 2);
  return {
    potential_bits, levelShift: { minimum: 0, maximum: draw.whole(0, 5) }, threshold: { mantissa_bits: potential_bits - 2 - shift, shift },
    bias: { mantissa_bits: draw.whole(3, 6), largestExponent: potential_bits - 7 }, decay_bits: draw.whole(2, 12),
  };
}

/** Deep trees of sums, many cores. */
const TINY = TARGETS.filter(({ name }) => name.endsWith('tiny'));

it.each(TINY.map((target) => [target.name, target] as const))('law 1 in whole numbers, on %s', (_name, target) => {
  let [compared, saturated, leaks, spikes] = [0, 0, 0, 0];
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(5, 3, 2), (seed, bits) => {
    const network = drawNetwork(seed);
    const whole = { ...integerTarget(drawArithmetic(seed), target), inputBits: 3 };
    const data = drawSamples(network, seed, 2);
    let unrolled: Unrolled | null = null;
    const onStage = (stage: Parameters<typeof unrolledOf>[0]): void => { unrolled = unrolledOf(stage) ?? unrolled; };
    try {
      const { output } = compile(network, { ...DEFAULT_OPTIONS, quantise: { bits } }, { target: whole, calibration: data, profileOf: () => null, seed, progress: () => {} }, { onStage });
      if (output.stage !== 'configuration' || !unrolled) throw new Error('not compiled to the end');
      for (const implementation of ['wasm', 'typescript'] as const) expect(checkEquivalence(unrolled, output, whole, loadKernels(implementation), data, 2).map((one) => renderDiagnostic(one, false))).toEqual([]);
    } catch (error) {
      // Some thresholds or biases find no room.
      if (error instanceof DiagnosticError && error.diagnostics.some(({ code }) => code === 'S575')) return;
      throw error;
    }
    compared++;
    const { network: quantised } = unrolled as Unrolled;
    leaks += quantised.populations.filter(({ neuron }) => neuron.kind === 'lif').length;
    const real = { ...quantised, populations: quantised.populations.map((population) => ('integer' in population.neuron ? { ...population, neuron: withoutInteger(population.neuron) } : population)) };
    const [a, b] = [quantised, real].map((from) => interpret(from, data, { onSample: (_, activity) => { for (const sent of activity.values()) spikes += sent.reduce((sum, one) => sum + one, 0); } }));
    if (a!.outputs.some((value, index) => value !== b!.outputs[index])) saturated++;
  }), { seed: 23, numRuns: 9 });
  // Nothing is drawn in vain: most networks find room, and saturation or the rounding of leaks shows.
  expect(compared).toBeGreaterThan(5);
  expect(saturated).toBeGreaterThan(1);
  expect(leaks).toBeGreaterThan(3);
  expect(spikes).toBeGreaterThan(500);
});

function withoutInteger<N extends object>(neuron: N): N {
  const { integer: _integer, ...rest } = neuron as N & { integer?: unknown };
  return rest as N;
}
