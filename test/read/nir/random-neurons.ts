import fc from 'fast-check';
import { integrateAndFire, type IntegrateAndFire, type Network, type Parameter, type Projection } from '../../../src/ir/network.ts';
import type { Decay, Gain, Synapse } from '../../../src/ir/neuron.ts';
import { CURRENT, dense, LINEAR, network, noise, oneToOne, population, sparse } from '../../ir/build.ts';

/** A power of two, so that time constants and factors turn into each other without rounding. */
export const DT_s = 2 ** -13;

/** What one NIR file can be read with: the same for all its neurons. */
export interface Firing {
  readonly reset: 'hard' | 'subtract' | 'subtract-delayed' | 'none';
  readonly compare: '>' | '>=';
  readonly order: Synapse['order'];
  readonly rule: 'euler' | 'exp';
}

export const firings: fc.Arbitrary<Firing> = fc.record({
  reset: fc.constantFrom('hard', 'hard', 'subtract', 'subtract-delayed', 'none'), compare: fc.constantFrom('>', '>='), order: fc.constantFrom('current-first', 'potential-first'), rule: fc.constantFrom('euler', 'exp'),
});

/** The settings with which a file is read as it was written. */
export function settingsOf({ reset, compare, order, rule }: Firing): readonly string[] {
  return [`dt=${DT_s}`, `reset=${reset}`, `comparator=${compare}`, `order=${order}`, `decay=${rule}`];
}

const SIZE = 3;

function parameter(...choices: readonly number[]): fc.Arbitrary<Parameter> {
  const value = fc.constantFrom(...choices);
  return fc.oneof({ weight: 2, arbitrary: value }, { weight: 1, arbitrary: fc.array(value, { minLength: SIZE, maxLength: SIZE }).map((values) => Float32Array.from(values)) });
}

function decay(rule: Firing['rule']): fc.Arbitrary<Decay> {
  const tau = parameter(...[1, 2, 4, 8].map((steps) => steps * DT_s)).map((tau_s): Decay => ({ tau_s, rule }));
  // A factor is written as the time constant of forward Euler.
  return rule === 'exp' ? tau : fc.oneof(tau, parameter(0, 0.5, 0.75));
}

// Thresholds that no sum of the other numbers meets: which addend comes first must not decide a spike.
const gain: fc.Arbitrary<Gain> = parameter(0.5, 1, 2).map((resistance) => ({ resistance }));

/** Neurons that NIR has a node for: I, IF, LI, LIF, CubaLI and CubaLIF. */
function neuron({ reset, compare, order, rule }: Firing): fc.Arbitrary<IntegrateAndFire> {
  const synapse = fc.record({ decay: decay(rule), gain, order: fc.constant(order) });
  const firing = fc.record({
    threshold: parameter(0.53125, 1.0703125, 1.515625), resetValue: reset === 'hard' ? parameter(0, -0.25, 0.25) : fc.constant(0), compare: fc.constant(compare),
    reset: fc.constant(reset === 'subtract-delayed' ? 'subtract' as const : reset), resetDelay: fc.constant(reset === 'subtract-delayed' ? 1 as const : 0 as const),
  });
  const silent = fc.constant({ sends: 'potential', reset: 'none', resetDelay: 0 } as const);
  const leaky = fc.record({ decay: decay(rule), gain, leakTarget: parameter(0, 0.25), synapse: fc.oneof(fc.constant(null), synapse) });
  const plain = parameter(0.5 / DT_s, 1 / DT_s).map((resistance) => ({ gain: { resistance } }));
  return fc.tuple(fc.oneof(leaky, plain), fc.oneof({ weight: 3, arbitrary: firing }, { weight: 1, arbitrary: silent })).map(([membrane, end]) => integrateAndFire({ kind: 'decay' in membrane ? 'lif' : 'if', ...membrane, ...end } as Partial<IntegrateAndFire>));
}

/** Two populations behind an input, with delays, with loops, and with a linear population in which signals add up. */
export function networkOf(firing: Firing): fc.Arbitrary<Network> {
  const sums = fc.record({ from: fc.constantFrom('x', 'a', 'b'), late: fc.constantFrom(0, 1, 2), later: fc.constantFrom(0, 1, 1, 2), twice: fc.boolean(), plain: fc.boolean() });
  const delays = fc.record({ forward: fc.constantFrom(0, 0, 1, 3), back: fc.constantFrom(1, 1, 2), own: fc.constantFrom(1, 1, 4), skip: fc.constantFrom(0, 0, 1, 2) });
  const loops = fc.record({ back: fc.boolean(), own: fc.boolean(), skip: fc.boolean(), diagonal: fc.boolean(), sum: fc.boolean() });
  return fc.record({ a: neuron(firing), b: neuron(firing), delays, loops, sums, seed: fc.nat(999) }).map(({ a, b, delays: delay, loops: has, sums: sum, seed }) => {
    const weights = (of: number): number[][] => Array.from({ length: SIZE }, (_, row) => noise(SIZE, seed + 10 * of + row).map((value) => Math.round(value * 4) / 4));
    const projections: Projection[] = [
      dense('x', 'a', weights(1), { bias: seed % 2 ? Float32Array.of(0.25, 0, -0.25) : null }), dense('a', 'b', weights(2), { delay: delay.forward }),
      ...(has.back ? [dense('b', 'a', weights(3), { delay: delay.back })] : []),
      ...(has.own ? [has.diagonal ? sparse('a', 'a', SIZE, SIZE, [[0, 0, 0.5], [1, 1, -0.5], [2, 2, 0.25]], { delay: delay.own }) : oneToOne('a', 'a', { delay: delay.own })] : []),
      ...(has.skip ? [sparse('x', 'b', SIZE, SIZE, [[0, 2, 0.5], [2, 1, -1]], { delay: delay.skip })] : []),
      ...(has.sum ? [
        dense('x', 's', weights(4)), sum.plain ? oneToOne(sum.from, 's', { name: 'to_s', delay: sum.late }) : dense(sum.from, 's', weights(5), { name: 'to_s', delay: sum.late }),
        ...(sum.twice ? [oneToOne(sum.from, 's', { name: 'to_s_too', delay: sum.late })] : []),
        // Whatever comes from behind must be late somewhere on its way.
        oneToOne('s', 'a', { delay: sum.from === 'x' || sum.late > 0 ? sum.later : Math.max(1, sum.later) }), dense('s', 'b', weights(6)),
      ] : []),
    ];
    // A cycle without delay is no network: what b sends reaches b through the sum.
    const late = projections.map((one): Projection => (one.name === 's-b' && sum.from === 'b' && sum.late === 0 ? { ...one, delay: 1 } : one));
    const summed = has.sum ? [population('s', [SIZE], LINEAR)] : [];
    return network([population('x', [SIZE], CURRENT), ...summed, population('a', [SIZE], a), population('b', [SIZE], b)], late, { dt_s: DT_s });
  });
}
