import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { IntegrateAndFire } from '../../../../src/ir/neuron.ts';
import { floats, ramp, read, type NodeSpec } from '../build-model.ts';

const number = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min: Math.ceil(min * 64), max: Math.floor(max * 64) }).map((value) => value / 64);

const NEURON = fc.record({
  decay: number(0.1, 0.95), gain: number(0.2, 2), leak: number(-0.5, 0.5), threshold: number(0.6, 2), resetTo: number(-0.5, 0.5),
  compare: fc.constantFrom('>' as const, '>=' as const), reset: fc.constantFrom('hard' as const, 'subtract' as const, 'none' as const),
  /** How the same arithmetic is written down. */
  swapped: fc.boolean(), inverted: fc.boolean(), shifted: fc.boolean(), where: fc.boolean(),
});
type Neuron = typeof NEURON extends fc.Arbitrary<infer N> ? N : never;

/** One timestep of this neuron, from x and the potential before. */
function nodesOf({ compare, reset, swapped, inverted, shifted, where }: Neuron): readonly NodeSpec[] {
  const add = (a: string, b: string, to: string): NodeSpec => ['Add', swapped ? [b, a] : [a, b], [to]];
  const asked: readonly NodeSpec[] = shifted
    ? [['Sub', ['p', 'th'], ['over']], inverted ? [compare === '>' ? 'Less' : 'LessOrEqual', ['zero', 'over'], ['f']] : [compare === '>' ? 'Greater' : 'GreaterOrEqual', ['over', 'zero'], ['f']]]
    : [inverted ? [compare === '>' ? 'Less' : 'LessOrEqual', ['th', 'p'], ['f']] : [compare === '>' ? 'Greater' : 'GreaterOrEqual', ['p', 'th'], ['f']]];
  const left: Readonly<Record<Neuron['reset'], readonly NodeSpec[]>> = {
    none: [['Identity', ['p'], ['m']]],
    subtract: where ? [['Sub', ['p', 'th'], ['less']], ['Where', ['f', 'less', 'p'], ['m']]] : [['Mul', ['s', 'th'], ['r']], ['Sub', ['p', 'r'], ['m']]],
    hard: where ? [['Where', ['f', 'to', 'p'], ['m']]] : [['Mul', ['s', 'to'], ['a']], ['Sub', ['one', 's'], ['n']], ['Mul', ['n', 'p'], ['b']], add('a', 'b', 'm')],
  };
  return [
    ['MatMul', ['x', 'w'], ['i']], ['Mul', ['i', 'gain'], ['g']], ['Mul', ['mem', 'decay'], ['d']], add('d', 'g', 'dg'), add('dg', 'constant', 'p'), ...asked, ['Cast', ['f'], ['s'], { to: 1 }], ...left[reset],
  ];
}

it('a neuron is read back from its arithmetic, however it is written', () => {
  fc.assert(fc.property(NEURON, (neuron) => {
    const { decay, gain, leak, threshold, resetTo, compare, reset } = neuron;
    const constants = { decay, gain, th: threshold, to: resetTo, constant: (1 - decay) * leak, zero: 0, one: 1 };
    const { network } = read({
      inputs: { x: ['N', 3], mem: ['N', 2] }, outputs: ['s', 'm'], nodes: nodesOf(neuron),
      tensors: [floats('w', [3, 2], ramp(6, 0.25)), ...Object.entries(constants).map(([name, value]) => floats(name, [], [value]))],
    });
    const found = network.populations[1]!.neuron as IntegrateAndFire;
    expect(found).toMatchObject({ kind: 'lif', compare, reset, resetDelay: 0, threshold, decay, gain, lowest: null, synapse: null, echo: false });
    if (reset === 'hard') expect(found.resetValue).toBeCloseTo(resetTo, 6);
    expect(found.leakTarget).toBeCloseTo(leak, 5);
  }), { seed: 3, numRuns: 150 });
});
