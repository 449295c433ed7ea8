import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { Network } from '../../../src/ir/network.ts';
import { sizeOf } from '../../../src/ir/tensor.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { forward } from '../../../src/forward/forward.ts';
import { interpret, type Activity } from '../../../src/simulate/reference/interpret.ts';
import { noise, noiseSamples, samples } from '../../ir/build.ts';
import { randomNetwork } from '../../ir/random-network.ts';
import { contextWith } from '../context.ts';

/** null where there is no parametric form; the diagnostic must be one of fold's own. */
function folded(from: Network): Network | null {
  try {
    return fold.run(from, {}, contextWith()).output;
  } catch (error) {
    expect(error).toBeInstanceOf(DiagnosticError);
    for (const { code } of (error as DiagnosticError).diagnostics) expect(['S531', 'S532', 'S533', 'S534']).toContain(code);
    return null;
  }
}

/** Largest difference, relative to the largest value. */
function difference(one: Float64Array, other: Float64Array): number {
  const scale = one.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return one.reduce((most, value, index) => Math.max(most, Math.abs(value - other[index]!)), 0) / scale;
}

test('values stay the same to 1e-5, and two independent evaluators agree', () => {
  let done = 0;
  fc.assert(fc.property(randomNetwork('values'), (from) => {
    expect(verifyNetwork(from)).toEqual([]);
    const data = noiseSamples(from.populations[0]!.shape, 2, 3);
    const before = forward(from, data).outputs;
    expect(difference(before, interpret(from, data, { timesteps: 1 }).outputs)).toBeLessThan(1e-12);
    const to = folded(from);
    if (!to) return;
    done++;
    expect(verifyNetwork(to)).toEqual([]);
    expect(difference(before, forward(to, data).outputs)).toBeLessThan(1e-5);
  }), { seed: 1, numRuns: 400 });
  expect(done).toBeGreaterThan(240);
});

test('spikes stay the same, spike for spike', () => {
  let done = 0;
  fc.assert(fc.property(randomNetwork('spikes'), (from) => {
    expect(verifyNetwork(from)).toEqual([]);
    const to = folded(from);
    if (!to || hasEarlyBias(from)) return;
    done++;
    expect(verifyNetwork(to)).toEqual([]);
    const { shape } = from.populations[0]!;
    const trains = samples(shape, [noise(6 * sizeOf(shape), 5).map((value) => (value > 0.3 ? 1 : 0))], 6);
    const sent = (network: Network): Map<string, Float64Array> => {
      const trainsOf = new Map<string, Float64Array>();
      interpret(network, trains, { onSample: (_, activity: Activity) => activity.forEach((values, name) => trainsOf.set(name, values)) });
      return trainsOf;
    };
    const [before, after] = [sent(from), sent(to)];
    for (const { name } of to.populations) if (before.has(name) && from.populations.find((population) => population.name === name)!.neuron.kind !== 'linear') expect(after.get(name)).toEqual(before.get(name));
  }), { seed: 2, numRuns: 400 });
  expect(done).toBeGreaterThan(150);
});

/** Where fold warns that a bias acts earlier than before (S537), spikes may differ. */
function hasEarlyBias(from: Network): boolean {
  return fold.run(from, {}, contextWith()).diagnostics.some(({ code }) => code === 'S537');
}
