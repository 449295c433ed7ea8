import { describe, expect, it } from 'vitest';
import { faults, floats, ramp, read, type ModelSpec, type NodeSpec } from './build-model.ts';

const TENSORS = [floats('W', [3, 3], ramp(9, 0.1)), floats('c', [], [0.5]), floats('zero', [], [0])];

function model(...nodes: readonly NodeSpec[]): ModelSpec {
  return { inputs: { x: ['N', 3] }, tensors: TENSORS, nodes, opset: 20 };
}

function found(...nodes: readonly NodeSpec[]): readonly (readonly [string, string | undefined, string])[] {
  return faults(model(...nodes)).map(({ code, where, message }) => [code, where.place, message]);
}

const dense = (from: string, to: string): NodeSpec => ['MatMul', [from, 'W'], [to]];

describe('activations that cannot be converted', () => {
  it.each(['Celu', 'Elu', 'Erf', 'Exp', 'Gelu', 'HardSwish', 'Log', 'Mish', 'Selu', 'Shrink', 'Sigmoid', 'Sign', 'Softplus', 'Softsign', 'Swish', 'Tanh', 'ThresholdedRelu'])('%s', (operator) => {
    const [[code, place, message], ...others] = found(dense('x', 'a'), [operator, ['a'], ['b'], {}, 'act'], dense('b', 'y')) as [readonly [string, string, string]];
    expect([code, place, others.length]).toEqual(['S361', `node 'act' (${operator})`, 0]);
    expect(message).toMatch(new RegExp(`^activation ${operator} of node 'act' \\(node 2 of 3(, part of GELU)?\\) cannot be converted to spikes$`));
  });

  it('are all named at once, with what they are part of, and nothing that only follows from them', () => {
    const all = found(
      dense('x', 'a'), ['Sigmoid', ['a'], ['s'], {}, 'gate'], ['Mul', ['a', 's'], ['swish']], dense('swish', 'b'),
      ['Softplus', ['b'], ['p'], {}, 'soft'], ['Tanh', ['p'], ['t']], ['Mul', ['b', 't'], ['mish']], dense('mish', 'd'),
      ['Sigmoid', ['d'], ['g'], {}, 'logistic'], ['Log', ['g'], ['l']], dense('l', 'e'), ['Gelu', ['e'], ['f'], {}, 'fast', 'com.microsoft'], dense('f', 'y'),
    );
    expect(all.map(([code, place]) => [code, place])).toEqual([
      ['S361', "node 'gate' (Sigmoid)"], ['S361', "node 'soft' (Softplus)"], ['S361', "node 'logistic' (Sigmoid)"], ['S361', "node 'fast' (Gelu)"],
    ]);
    expect(all.map(([, , message]) => /part of [^)]*\)?/.exec(message)?.[0] ?? null)).toEqual(['part of swish (SiLU)', 'part of Mish)', 'part of LogSigmoid)', null]);
    expect(faults(model(['Elu', ['x'], ['a']], dense('a', 'y')))[0]!.help).toContain('retrain with ReLU, or with QCFS');
  });

  it('products and quotients of activations', () => {
    expect(found(dense('x', 'a'), ['Mul', ['a', 'x'], ['b'], {}, 'gate'], dense('b', 'y'))).toEqual([['S362', "node 'gate' (Mul)", "Mul of activations by input 'x', which holds activations too"]]);
    expect(found(dense('x', 'a'), ['Abs', ['a'], ['b']], ['Add', ['b', 'c'], ['d']], ['Div', ['a', 'd'], ['e'], {}, 'softsign'], dense('e', 'y'))).toEqual([
      ['S362', "node 'softsign' (Div)", "Div of activations by input 'd', which holds activations too"],
    ]);
  });

  it('those in pieces are named at the Where, and are no spikes', () => {
    const threshold: readonly NodeSpec[] = [dense('x', 'a'), ['LessOrEqual', ['a', 'c'], ['is']], ['Where', ['is', 'zero', 'a'], ['b'], {}, 'threshold'], dense('b', 'y')];
    expect(found(...threshold).map(([code, place]) => [code, place])).toEqual([['S361', "node 'threshold' (Where)"]]);
    const softplus: readonly NodeSpec[] = [dense('x', 'a'), ['Softplus', ['a'], ['p'], {}, 'soft'], ['Greater', ['a', 'c'], ['is']], ['Where', ['is', 'a', 'p'], ['b']], dense('b', 'y')];
    expect(found(...softplus).map(([code, place]) => [code, place])).toEqual([['S361', "node 'soft' (Softplus)"]]);
    const shrink: readonly NodeSpec[] = [
      dense('x', 'a'), ['Greater', ['a', 'c'], ['over']], ['Neg', ['c'], ['minus']], ['Less', ['a', 'minus'], ['under']], ['Or', ['over', 'under'], ['is']],
      ['Where', ['is', 'a', 'zero'], ['b'], {}, 'shrink'], dense('b', 'y'),
    ];
    expect(found(...shrink).map(([code, place]) => [code, place])).toEqual([['S361', "node 'shrink' (Where)"]]);
  });

  it('a comparison that becomes numbers is one of a spiking network still', () => {
    const codes = found(dense('x', 'a'), ['Greater', ['a', 'c'], ['is']], ['Cast', ['is'], ['b'], { to: 1 }], dense('b', 'y')).map(([code]) => code);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes).not.toContain('S361');
  });
});

describe('at the end of the graph', () => {
  it.each([
    [[['Sigmoid', ['a'], ['y']]]], [[['Tanh', ['a'], ['y']]]], [[['Sigmoid', ['a'], ['b']], ['Log', ['b'], ['y']]]], [[['Softmax', ['a'], ['b']], ['Log', ['b'], ['y']]]],
    [[['Sigmoid', ['a'], ['b']], ['Flatten', ['b'], ['d']], ['ArgMax', ['d'], ['y'], { axis: 1 }]]],
  ] as readonly (readonly [readonly NodeSpec[]])[])('what rises everywhere is left out, with a note: %j', (nodes) => {
    const { network, diagnostics } = read(model(dense('x', 'a'), ...nodes));
    expect(network.populations.map(({ neuron }) => neuron.kind)).toEqual(['input', 'linear']);
    expect(new Set(diagnostics.map(({ code, severity }) => `${code} ${severity}`))).toEqual(new Set(['S316 note']));
  });

  it('but not what others read too, or what something else follows', () => {
    expect(found(dense('x', 'a'), ['Sigmoid', ['a'], ['b'], {}, 's'], ['Add', ['b', 'b'], ['y']]).map(([code, place]) => [code, place])).toEqual([['S361', "node 's' (Sigmoid)"]]);
    expect(found(dense('x', 'a'), ['Sigmoid', ['a'], ['b'], {}, 's'], ['Mul', ['b', 'c'], ['y']]).map(([code]) => code)).toEqual(['S361']);
  });
});
