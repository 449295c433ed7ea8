import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forward } from '../../../src/forward/forward.ts';
import type { Network, QuantisedActivation } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { errorCodes, faults, float, floats, read, type ModelSpec, type NodeSpec } from './build-model.ts';
import { datasetOf } from './quantised/cases.ts';

/** Nodes and constants of an activation from `x` to `y`. */
interface Written {
  readonly nodes: readonly NodeSpec[];
  readonly constants: Readonly<Record<string, number | readonly number[]>>;
}

const CHANNELS = 3;

function modelOf({ nodes, constants }: Written): ModelSpec {
  const tensors = Object.entries(constants).map(([name, value]) => (typeof value === 'number' ? floats(name, [], [value]) : floats(name, [value.length], value)));
  return { inputs: { x: ['N', CHANNELS] }, tensors, nodes };
}

type StepSpec = readonly [operator: string, ...operands: string[]];

/** A chain from x to y: an operator, and the name of its constant where it has one ('@' for the value itself). */
function chain(...steps: readonly StepSpec[]): readonly NodeSpec[] {
  return steps.map(([operator, ...operands], index) => {
    const value = index === 0 ? 'x' : `t${index}`;
    const inputs = operands.includes('@') ? operands.map((name) => (name === '@' ? value : name)) : [value, ...operands];
    return [operator, inputs, [index === steps.length - 1 ? 'y' : `t${index + 1}`], {}, `${operator}${index + 1}`];
  });
}

function neuronOf(network: Network): QuantisedActivation {
  const found = network.populations.filter(({ neuron }) => neuron.kind === 'quantised');
  expect(found).toHaveLength(1);
  expect(network.populations).toHaveLength(2);
  return found[0]!.neuron as QuantisedActivation;
}

function outputsOf(network: Network, samples: readonly (readonly number[])[]): readonly number[] {
  return Array.from(forward(network, datasetOf([CHANNELS], samples)).outputs);
}

/** The chain, in an order and with operators as drawn; all compute lambda clip(floor(x L / lambda + 1/2) / L, 0, 1). */
const WAYS = fc.record({
  levels: fc.integer({ min: 1, max: 32 }), ceilings: fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: CHANNELS, maxLength: CHANNELS }), each: fc.boolean(),
  first: fc.constantFrom('divide', 'multiply', 'steps'), bounds: fc.constantFrom('clip', 'relu and min', 'max and min', 'late clip', 'late relu and min'),
  swapped: fc.boolean(), around: fc.boolean(), rounding: fc.constantFrom('half-up', 'half-even', 'floor'),
});

function written({ levels, ceilings, each, first, bounds, swapped, around, rounding }: typeof WAYS extends fc.Arbitrary<infer W> ? W : never): Written {
  const lambda = (each ? ceilings : ceilings.slice(0, 1)).map(Math.fround);
  const constants: Record<string, number | readonly number[]> = {
    L: levels, half: 0.5, zero: 0, one: 1, lambda, factor: lambda.map((one) => levels / one), width: lambda.map((one) => one / levels), inverse: lambda.map((one) => 1 / one),
  };
  const late = bounds.startsWith('late');
  const by = (name: string): readonly string[] => (swapped ? [name, '@'] : ['@', name]);
  const bound = (limit: string): StepSpec[] => {
    if (bounds.endsWith('relu and min')) return [['Relu'], ['Min', ...by(limit)]];
    return bounds === 'max and min' ? [['Min', ...by(limit)], ['Max', ...by('zero')]] : [['Clip', 'zero', limit]];
  };
  const before: StepSpec[] = first === 'steps' ? [['Mul', ...by('factor')]] : first === 'divide' ? [['Div', 'lambda']] : [['Mul', ...by('inverse')]];
  const enlarged: StepSpec[] = first === 'steps' ? [] : [['Mul', ...by('L')]];
  const rounded: StepSpec[] = rounding === 'half-up' ? [['Add', ...by('half')], ['Floor']] : rounding === 'floor' ? [['Floor']] : [['Round']];
  const after: StepSpec[] = first === 'steps' ? [['Mul', ...by('width')]] : [['Div', 'L'], ['Mul', ...by('lambda')]];
  const steps = late
    ? [...before, ...enlarged, ...rounded, ...bound('L'), ...after]
    : [...before, ...bound(first === 'steps' ? 'L' : 'one'), ...enlarged, ...rounded, ...after];
  const nodes = chain(...steps);
  return { nodes: around ? ledAround(nodes) : nodes, constants };
}

/** Writes floor(v) as v + (floor(v) - v). */
function ledAround(nodes: readonly NodeSpec[]): readonly NodeSpec[] {
  return nodes.flatMap((node): NodeSpec[] => {
    const [operator, [input], [output]] = node;
    if (operator !== 'Floor' && operator !== 'Round') return [node];
    return [[operator, [input!], ['floored']], ['Sub', ['floored', input!], ['difference']], ['Add', [input!, 'difference'], [output!]]];
  });
}

describe('any way to write a quantised clip-floor-shift activation', () => {
  it('is one population with its levels, and gives the same numbers', () => {
    fc.assert(fc.property(WAYS, fc.array(fc.double({ min: -0.4, max: 1.4, noNaN: true }), { minLength: CHANNELS, maxLength: CHANNELS }), (way, at) => {
      const { network } = read(modelOf(written(way)));
      expect(verifyNetwork(network)).toEqual([]);
      const { levels, ceilings, each, rounding } = way;
      const lambda = Array.from({ length: CHANNELS }, (_, channel) => Math.fround(ceilings[each ? channel : 0]!));
      const neuron = neuronOf(network);
      expect(neuron).toMatchObject({ low: 0, high: levels, zeroPoint: 0, rounding, bipolar: false });
      const scale = Float64Array.from(lambda, (_, channel) => (typeof neuron.scale === 'number' ? neuron.scale : neuron.scale[channel]!));
      scale.forEach((value, channel) => expect(value / (lambda[channel]! / levels)).toBeCloseTo(1, 6));
      // In the middle between two ties, where float32 makes no difference.
      const inputs = lambda.map((one, channel) => one / levels * (Math.floor(at[channel]! * levels) + (rounding === 'floor' ? 0.5 : 0.25)));
      const shift = rounding === 'floor' ? 0 : 0.5;
      const wanted = inputs.map((value, channel) => lambda[channel]! * Math.min(1, Math.max(0, Math.floor((value * levels) / lambda[channel]! + shift) / levels)));
      outputsOf(network, [inputs]).forEach((value, channel) => expect(value / lambda[channel]!).toBeCloseTo(wanted[channel]! / lambda[channel]!, 5));
    }), { seed: 7, numRuns: 200 });
  });
});

const CONSTANTS = { L: 4, half: 0.5, zero: 0, one: 1, lambda: 2, other: 2.1, less: 0.9, minus: -1, tenth: 0.1 };
const REST = [['Mul', 'L'], ['Add', 'half'], ['Floor'], ['Div', 'L'], ['Mul', 'lambda']] as const;

describe('what is nearly one is refused, with the node and the reason', () => {
  const reasonOf = (...steps: readonly StepSpec[]): string => {
    const found = faults(modelOf({ nodes: chain(...steps), constants: CONSTANTS }));
    expect(found.map(({ code }) => code)).toEqual(['S360']);
    return `${found[0]!.where.place}: ${found[0]!.message}`;
  };

  it.each([
    ['a bound between two levels', [['Div', 'lambda'], ...REST.slice(0, 4), ['Clip', 'zero', 'less'], ['Mul', 'lambda']], "node 'Floor4' (Floor)", 'it is clipped at 1.8, which is level 3.6 with steps of 0.5'],
    ['no upper bound', [['Div', 'lambda'], ['Relu'], ...REST], "node 'Floor5' (Floor)", 'nothing bounds its values from above'],
    ['no lower bound', [['Div', 'lambda'], ['Min', 'one'], ...REST], "node 'Floor5' (Floor)", 'nothing bounds its values from below'],
    ['nothing but a rounding', [['Round']], "node 'Round1' (Round)", 'nothing bounds its values from below'],
    ['the first of two roundings', [['Div', 'lambda'], ['Floor'], ['Mul', 'half'], ['Floor'], ['Clip', 'zero', 'one']], "node 'Floor2' (Floor)", 'nothing bounds its values from below'],
    ['a single level', [['Div', 'lambda'], ['Clip', 'zero', 'tenth'], ...REST], "node 'Floor5' (Floor)", 'has a single level'],
  ] as const)('%s', (_, steps, place, reason) => {
    const found = reasonOf(...steps);
    expect(found).toContain(`${place}: ${place.slice(place.indexOf('(') + 1, -1)} does not make up a quantised activation`);
    expect(found).toContain(reason);
  });

  it('a value in between that others read', () => {
    const nodes = [...chain(['Div', 'lambda'], ['Clip', 'zero', 'one'], ...REST).slice(0, -1), ['Mul', ['t6', 'lambda'], ['h'], {}, 'last'], ['Add', ['h', 't2'], ['y']]] as readonly NodeSpec[];
    const found = faults(modelOf({ nodes, constants: CONSTANTS }));
    expect(found.map(({ code, where }) => [code, where.place])).toEqual([['S360', "node 'Floor5' (Floor)"]]);
    expect(found[0]!.message).toContain('others read the result of its Clip');
  });

  it('channels with other numbers of levels, or with levels that float32 does not keep apart', () => {
    const channels = faults(modelOf({ nodes: chain(['Div', 'lambda'], ['Floor'], ['Relu'], ['Min', 'tops'], ['Mul', 'lambda']), constants: { ...CONSTANTS, tops: [3, 4, 4] } }));
    expect(channels.map(({ message }) => message)).toEqual([expect.stringContaining('its channels have different numbers of levels')]);
    const blurred = faults(modelOf({ nodes: chain(['Add', 'far'], ['Floor'], ['Sub', 'far'], ['Clip', 'zero', 'L']), constants: { ...CONSTANTS, far: 2 ** 24 } }));
    expect(blurred.map(({ message }) => message)).toEqual([expect.stringContaining('float32 makes something else of its 5 levels')]);
  });

  it('every rounding that does not fit, at once', () => {
    const nodes = [...chain(['Floor']).map(([operator, inputs]): NodeSpec => [operator, inputs, ['a']]), ['Ceil', ['x'], ['b']], ['Add', ['a', 'b'], ['y']]] as readonly NodeSpec[];
    expect(errorCodes(modelOf({ nodes, constants: {} }))).toEqual(['S360', 'S360']);
  });
});

describe('levels that are other numbers than those that were rounded to', () => {
  const lambda = (x: number): number => Math.min(1, Math.max(0, Math.floor(x * 2 + 0.5) / 4));
  it.each([
    ['another lambda behind', [['Div', 'lambda'], ['Clip', 'zero', 'one'], ...REST.slice(0, 4), ['Mul', 'other']], (x: number) => 2.1 * lambda(x)],
    ['no lambda behind', [['Div', 'lambda'], ['Clip', 'zero', 'one'], ...REST.slice(0, 4)], lambda],
    ['a shift behind', [['Div', 'lambda'], ['Clip', 'zero', 'one'], ...REST, ['Add', 'tenth']], (x: number) => 2 * lambda(x) + 0.1],
    ['a shift within', [['Div', 'lambda'], ['Clip', 'zero', 'one'], ...REST.slice(0, 3), ['Add', 'tenth'], ['Div', 'L'], ['Mul', 'lambda']], (x: number) => 2 * lambda(x) + 0.05],
    ['what falls before', [['Div', 'lambda'], ['Mul', 'minus'], ['Clip', 'zero', 'one'], ...REST], (x: number) => 2 * lambda(-x)],
    ['what falls behind', [['Div', 'lambda'], ['Clip', 'zero', 'one'], ...REST, ['Neg']], (x: number) => -2 * lambda(x)],
    ['what falls within', [['Div', 'lambda'], ['Clip', 'zero', 'one'], ...REST.slice(0, 3), ['Mul', 'minus'], ['Clip', 'minusThree', 'zero'], ['Mul', 'half']], (x: number) => -0.5 * Math.min(3, 4 * lambda(x))],
  ] as const)('%s: a factor and a shift stand beside the population', (_, steps, wanted) => {
    const { network } = read(modelOf({ nodes: chain(...steps), constants: { ...CONSTANTS, minusThree: -3 } }));
    expect(network.populations.filter(({ neuron }) => neuron.kind !== 'linear').map(({ neuron }) => neuron.kind)).toEqual(['input', 'quantised']);
    for (const x of [-3, -1.4, -0.1, 0.3, 0.9, 1.2, 1.6, 1.9, 5]) for (const value of outputsOf(network, [[x, x, x]])) expect(value).toBeCloseTo(wanted(x), 5);
  });
});

describe('around such an activation', () => {
  it('a value that others read too keeps its population, and the activation follows', () => {
    const nodes = [...chain(['Div', 'lambda'], ['Clip', 'zero', 'one'], ...REST).slice(0, -1), ['Mul', ['t6', 'lambda'], ['h']], ['Add', ['h', 'x'], ['y']]] as readonly NodeSpec[];
    const { network } = read(modelOf({ nodes, constants: CONSTANTS }));
    expect(network.populations.map(({ neuron }) => neuron.kind)).toEqual(['input', 'quantised', 'linear']);
    expect(outputsOf(network, [[0.75, -3, 9]])).toEqual([1.75, -3, 11]);
  });

  it('asking for the shape of a value in between is no use of it', () => {
    const { nodes, constants } = { nodes: chain(['Add', 'tenth'], ['Clip', 'zero', 'L'], ['Add', 'half'], ['Floor']), constants: CONSTANTS };
    const before: readonly NodeSpec[] = [['Shape', ['t1'], ['extents']], ['Reshape', ['t', 'extents'], ['y']]];
    const [add, ...others] = nodes.map((node): NodeSpec => [node[0], node[1], node[2].map((name) => (name === 'y' ? 't' : name))]);
    const { network } = read(modelOf({ nodes: [add!, before[0]!, ...others, before[1]!], constants }));
    expect(network.populations.filter(({ neuron }) => neuron.kind === 'quantised')).toHaveLength(1);
    expect(outputsOf(network, [[0.45, 2.1, 9]])).toEqual([1, 2, 4]);
  });

  it('an offset that is no rounding to the nearest becomes part of the bias', () => {
    const written = chain(['Gemm', 'W', 'B'], ['Div', 'lambda'], ['Clip', 'zero', 'one'], ['Mul', 'L'], ['Add', 'tenth'], ['Floor'], ['Div', 'L'], ['Mul', 'lambda']);
    const { network } = read({ ...modelOf({ nodes: written, constants: { ...CONSTANTS, B: [1, 2, 3] } }), tensors: [
      ...modelOf({ nodes: [], constants: { ...CONSTANTS, B: [1, 2, 3] } }).tensors!, floats('W', [CHANNELS, CHANNELS], [1, 0, 0, 0, 1, 0, 0, 0, 1]),
    ] });
    expect(neuronOf(network)).toMatchObject({ scale: 0.5, low: 0, high: 4, rounding: 'floor' });
    const [dense] = network.projections;
    expect(dense).toMatchObject({ kind: 'dense', bias: Float32Array.of(1.05, 2.05, 3.05) });
  });

  it('constants may be computed from those that were trained, from attributes too', () => {
    const nodes: readonly NodeSpec[] = [
      ['Exp', ['raw'], ['e']], ['Constant', [], ['four'], { value_float: float(4) }], ['Constant', [], ['ten'], { value_float: float(10) }], ['Div', ['four', 'ten'], ['ratio']],
      ['Mul', ['e', 'ratio'], ['lambda']], ...chain(['Div', 'lambda'], ['Clip', 'zero', 'one'], ...REST),
    ];
    const { network } = read(modelOf({ nodes, constants: { L: 4, half: 0.5, zero: 0, one: 1, raw: 1 } }));
    expect(neuronOf(network).scale).toBeCloseTo((Math.E * 0.4) / 4, 6);
  });

  it('but not from numbers that are not there', () => {
    const lambda = (operator: string, raw: number): readonly string[] =>
      errorCodes(modelOf({ nodes: [[operator, ['raw'], ['lambda']], ...chain(['Div', 'lambda'], ['Clip', 'zero', 'one'], ...REST)], constants: { L: 4, half: 0.5, zero: 0, one: 1, raw } }));
    expect(lambda('Log', -1)).toEqual(['S309']);
    expect(lambda('Reciprocal', 0)).toEqual(['S309']);
    expect(lambda('Exp', 100)).toEqual(['S309']);
    expect(errorCodes(modelOf({ nodes: [['Add', ['a', 'b'], ['c']], ['Add', ['x', 'c'], ['y']]], constants: { a: [1, 2], b: [1, 2, 3] } }))).toEqual(['S310']);
    const [row, column] = [floats('row', [1, 4096], new Array<number>(4096).fill(1)), floats('column', [4096, 1], new Array<number>(4096).fill(1))];
    expect(errorCodes({ inputs: { x: ['N', 3] }, tensors: [row, column], nodes: [['Mul', ['row', 'column'], ['c']], ['MatMul', ['x', 'c'], ['y']]] })).toEqual(['S320']);
  });

  it('whole numbers may be rounded once more', () => {
    const { network } = read(modelOf({ nodes: chain(['Div', 'lambda'], ['Floor'], ['Add', 'one'], ['Round'], ['Sub', 'one'], ['Clip', 'zero', 'L'], ['Mul', 'lambda']), constants: CONSTANTS }));
    expect(neuronOf(network)).toMatchObject({ scale: 2, low: 0, high: 4, rounding: 'floor' });
  });

  it('whole numbers are found by arithmetic on floats alone', () => {
    const cast = (...to: readonly number[]): ModelSpec => ({
      ...modelOf({ nodes: [], constants: CONSTANTS }),
      nodes: [['Clip', ['x', 'zero', 'L'], ['a']], ['Cast', ['a'], ['b'], { to: to[0]! }], ['Cast', ['b'], ['y'], { to: to[1]! }]],
    });
    expect(neuronOf(read(cast(7, 1)).network)).toMatchObject({ scale: 1, low: 0, high: 4, rounding: 'floor' });
    expect(errorCodes(cast(2, 1))).toEqual(['S311']);
    expect(errorCodes(cast(7, 7))).toEqual(['S311']);
  });

  it('a graph of nothing else is read in time', () => {
    const steps = Array.from({ length: 1000 }, () => [['Add', 'tenth'], ['Floor']] as const).flat();
    expect(errorCodes(modelOf({ nodes: chain(...steps), constants: CONSTANTS }))).toEqual(['S360']);
  });
});
