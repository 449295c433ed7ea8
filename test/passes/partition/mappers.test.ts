import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAPPERS } from '../../../passes/mappers.ts';
import { compile, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import { renderDiagnostic } from '../../../src/diagnostics/render.ts';
import { unrolledOf } from '../../../src/ir/stage.ts';
import type { Unrolled } from '../../../src/ir/unrolled.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { checkEquivalence } from '../../../src/simulate/equivalence.ts';
import { drawNetwork, drawSamples } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { contextWith } from '../context.ts';

test.each(MAPPERS)('law 1 for the mapper $name: the chip spikes as the network does', ({ partitioner, placer }) => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
    const network = drawNetwork(seed);
    const data = drawSamples(network, seed, 1);
    let unrolled: Unrolled | null = null;
    const options = { ...DEFAULT_OPTIONS, quantise: { ...DEFAULT_OPTIONS.quantise, bits: 4 }, partition: { partitioner }, place: { ...DEFAULT_OPTIONS.place, placer, budget_s: 0.01 } };
    const { output } = compile(network, options, { ...contextWith(data, target), seed }, { onStage: (stage) => { unrolled = unrolledOf(stage) ?? unrolled; } });
    if (output.stage !== 'configuration' || !unrolled) throw new Error('not compiled to the end');
    expect(checkEquivalence(unrolled, output, target, loadKernels('typescript'), data, 1).map((one) => renderDiagnostic(one, false))).toEqual([]);
  }), { seed: 6, numRuns: 5 });
});
