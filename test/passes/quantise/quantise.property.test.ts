import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import { convert } from '../../../passes/2-convert/convert.ts';
import { quantise } from '../../../passes/3-quantise/quantise.ts';
import { DEFAULT_OPTIONS } from '../../../src/compile.ts';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { noiseSamples } from '../../ir/build.ts';
import { randomNetwork } from '../../ir/random-network.ts';
import { contextWith } from '../context.ts';

test('whatever network comes in, every stage is sound and the last one runs', () => {
  let done = 0;
  fc.assert(fc.property(randomNetwork('values'), fc.constantFrom(1, 2, 3, 4, 8, 12), fc.constantFrom('mid-tread', 'mid-rise'), fc.constantFrom('current', 'rate'), fc.constantFrom('count', 'membrane'), (from, bits, levels, coding, readout) => {
    const context = contextWith(noiseSamples(from.populations[0]!.shape, 3, 5));
    let folded: Network;
    try {
      folded = fold.run(from, {}, context).output;
    } catch (error) {
      expect(error).toBeInstanceOf(DiagnosticError);
      return;
    }
    const spiking = convert.run(folded, { ...DEFAULT_OPTIONS.convert, samples: 3, coding, readout, timesteps: 4 }, context).output;
    const quantised = quantise.run(spiking, { bits, levels }, context).output;
    for (const stage of [folded, spiking, quantised]) expect(verifyNetwork(stage)).toEqual([]);
    const { outputs } = interpret(quantised, noiseSamples(from.populations[0]!.shape, 1, 5));
    expect(outputs.every((value) => Number.isFinite(value) && Math.fround(value) === value)).toBe(true);
    done++;
  }), { seed: 3, numRuns: 60 });
  expect(done).toBeGreaterThan(36);
});
