import onnxProto from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import { onnxSpikingMessages } from '../../../../src/diagnostics/messages/onnx-spiking.ts';
import { buildModel, errorCodes, faults, faultsOf, floats, integers, read, type ModelSpec, type NodeSpec } from '../build-model.ts';
import { fixture } from './cases.ts';

const { onnx } = onnxProto;

const W = floats('w', [2, 3], [1, 0.5, -0.5, 0.25, 1, 0.75]);
const V = floats('v', [2, 2], [0.5, 1, 1, -0.5]);
const NUMBERS = [floats('half', [], [0.5]), floats('one', [], [1])];
const FLOAT = { to: 1 };

/** A leaky population whose spikes are subtracted at once: spikes s_t and potential m_t from a current and the potential before. */
function leaky(t: string, current: string, before: string | null, decay = 'half', threshold = 'one'): readonly NodeSpec[] {
  const start: readonly NodeSpec[] = before === null ? [['Identity', [current], [`p${t}`]]] : [['Mul', [before, decay], [`d${t}`]], ['Add', [`d${t}`, current], [`p${t}`]]];
  return [...start, ['Greater', [`p${t}`, threshold], [`f${t}`]], ['Cast', [`f${t}`], [`s${t}`], FLOAT], ['Mul', [`s${t}`, threshold], [`r${t}`]], ['Sub', [`p${t}`, `r${t}`], [`m${t}`]]];
}

const gemm = (from: string, weights: string, to: string): NodeSpec => ['Gemm', [from, weights], [to], { transB: 1 }];

/** Three timesteps of one population on an input of its own for every step; `changes` replace the nodes of a step. */
function unrolled(changes: Readonly<Record<number, readonly NodeSpec[]>> = {}): ModelSpec {
  const steps = [0, 1, 2, 3].flatMap((t) => [
    ['Gather', ['x', `at${t}`], [`x${t}`], { axis: 0 }] as NodeSpec, ...(changes[t] ?? [gemm(`x${t}`, 'w', `i${t}`), ...leaky(`${t}`, `i${t}`, t === 0 ? null : `m${t - 1}`)]),
  ]);
  return {
    inputs: { x: [4, 'N', 3] }, tensors: [W, V, ...NUMBERS, floats('third', [], [0.3]), floats('w2', [2, 3], [1, 0.5, -0.5, 0.25, 1, 0.5]), ...[0, 1, 2, 3].map((t) => integers(`at${t}`, [t], []))],
    nodes: [...steps, ...[0, 1, 2, 3].map((t): NodeSpec => ['Unsqueeze', [`s${t}`, 'at0v'], [`u${t}`]]), ['Concat', ['u0', 'u1', 'u2', 'u3'], ['y'], { axis: 0 }]],
  };
}

const withAxis = (spec: ModelSpec): ModelSpec => ({ ...spec, tensors: [...spec.tensors!, integers('at0v', [0])] });

const STEP: ModelSpec = {
  inputs: { x: ['N', 3], mem: ['N', 2] }, outputs: ['s', 'm'], tensors: [W, V, ...NUMBERS], nodes: [gemm('x', 'w', 'i'), ...leaky('', 'i', 'mem')],
};

describe('spiking graphs that are read', () => {
  it('every timestep on an input of its own', () => {
    const { network } = read(withAxis(unrolled()));
    expect(network).toMatchObject({ timesteps: 4, output: { readout: 'count' } });
    expect(network.populations.map(({ shape, neuron }) => [shape, neuron.kind])).toEqual([[[3], 'input'], [[2], 'lif']]);
  });

  it('one timestep, whatever the order of additions and the way a spike is asked for', () => {
    const forms: readonly (readonly NodeSpec[])[] = [
      STEP.nodes,
      [gemm('x', 'w', 'i'), ['Mul', ['half', 'mem'], ['d']], ['Add', ['i', 'd'], ['p']], ['Less', ['one', 'p'], ['f']], ['Where', ['f', 'one', 'zero'], ['s']], ['Neg', ['s'], ['n']], ['Add', ['n', 'p'], ['m']]],
      [gemm('x', 'w', 'i'), ['Div', ['mem', 'two'], ['d']], ['Sum', ['i', 'd'], ['p']], ['Sub', ['p', 'one'], ['o']], ['Greater', ['o', 'zero'], ['f']], ['Cast', ['f'], ['s'], FLOAT], ['Sub', ['p', 's'], ['m']]],
    ];
    const networks = forms.map((nodes) => read({ ...STEP, nodes, tensors: [...STEP.tensors!, floats('zero', [], [0]), floats('two', [], [2])] }).network);
    for (const { populations } of networks) expect(populations[1]!.neuron).toEqual(networks[0]!.populations[1]!.neuron);
    expect(networks[0]!.populations[1]!.neuron).toMatchObject({ decay: 0.5, threshold: 1, reset: 'subtract', resetDelay: 0 });
  });

  it('names mean nothing', () => {
    const rename = (name: string): string => `n${[...name].map((letter) => letter.charCodeAt(0)).join('_')}`;
    const renamed = {
      inputs: Object.fromEntries(Object.entries(STEP.inputs).map(([name, dims]) => [rename(name), dims])), outputs: STEP.outputs!.map(rename),
      tensors: STEP.tensors!.map((tensor) => ({ ...tensor, name: rename(tensor.name!) })),
      nodes: STEP.nodes.map(([operator, inputs, outputs, attributes]): NodeSpec => [operator, inputs.map(rename), outputs.map(rename), attributes ?? {}]),
    };
    expect(read(renamed).network.populations.map(({ neuron }) => neuron)).toEqual(read(STEP).network.populations.map(({ neuron }) => neuron));
  });
});

describe('spiking graphs that are refused', () => {
  it('lost states (init_hidden), with every population', () => {
    const found = faultsOf(fixture('init_hidden'));
    expect(found.map(({ code, where }) => [code, where.place])).toEqual([['S323', "node '/net/net.1/Greater' (Greater)"], ['S323', "node '/net/net.3/Greater' (Greater)"]]);
    expect(found[0]!.help).toContain('init_hidden=False');
  });

  it('potentials that follow on two synaptic currents instead of each other, once for all timesteps', () => {
    const found = faultsOf(fixture('alpha_unrolled'));
    expect(found.map(({ code, where }) => [code, where.place])).toEqual([['S324', "node '/alpha/Greater_1' (Greater)"]]);
    expect(found[0]!.message).toContain('population "alpha" is not understood: its potential does not follow on that of the step before');
  });

  it('a population without state beside one that has it', () => {
    const nodes = [...STEP.nodes, gemm('s', 'v', 'i2'), ...leaky('2', 'i2', null)];
    expect(errorCodes({ ...STEP, nodes, outputs: ['s2', 'm'] })).toEqual(['S323']);
  });

  it('updates that are no neuron, and comparisons of two values', () => {
    const square: readonly NodeSpec[] = [gemm('x', 'w', 'i'), ['Mul', ['mem', 'mem'], ['d']], ['Add', ['d', 'i'], ['p']], ['Greater', ['p', 'one'], ['f']], ['Cast', ['f'], ['s'], FLOAT], ['Sub', ['p', 's'], ['m']]];
    expect(faults({ ...STEP, nodes: square }).map(({ code, message }) => [code, message.includes('multiplies')])).toEqual([['S324', true]]);
    expect(errorCodes({ ...STEP, nodes: [...STEP.nodes.slice(0, 3), ['Greater', ['p', 'i'], ['f']], ['Cast', ['f'], ['s'], FLOAT], ['Sub', ['p', 's'], ['m']]] })).toContain('S324');
    expect(errorCodes({ ...STEP, tensors: [W, V, floats('half', [], [0.5]), floats('one', [], [NaN])] })).toEqual(['S324']);
  });

  it('a timestep with another weight, decay or threshold', () => {
    const changed = (nodes: readonly NodeSpec[]): readonly string[] => faults(withAxis(unrolled({ 1: nodes }))).map(({ code, message }) => `${code} ${/in timestep (\d)/.exec(message)?.[1]}`);
    expect(changed([gemm('x1', 'w', 'i1'), ...leaky('1', 'i1', 'm0')])).toEqual([]);
    expect(changed([gemm('x1', 'w2', 'i1'), ...leaky('1', 'i1', 'm0')])).toEqual(['S325 1']);
    expect(changed([gemm('x1', 'w', 'i1'), ...leaky('1', 'i1', 'm0', 'third')])).toEqual(['S325 1']);
    expect(changed([gemm('x1', 'w', 'i1'), ...leaky('1', 'i1', 'm0', 'half', 'half')])).toEqual(['S325 1']);
    expect(changed([gemm('x0', 'w', 'i1'), ...leaky('1', 'i1', 'm0')])).toEqual(['S325 0']);
  });

  it('a population that is there in some timesteps only', () => {
    const spec = withAxis(unrolled());
    const late: readonly NodeSpec[] = [gemm('s3', 'v', 'j'), ['Greater', ['j', 'one'], ['late']], ['Cast', ['late'], ['sl'], FLOAT]];
    expect(errorCodes({ ...spec, nodes: [...spec.nodes, ...late], outputs: ['y', 'sl'] })).toEqual(['S326']);
  });

  it('one and the same input in every step: of two timesteps alone, or as the current of two populations', () => {
    const later = (t: string, from: string, threshold = 'one'): readonly NodeSpec[] => leaky(t, 'i', from, 'half', threshold);
    const spec = (nodes: readonly NodeSpec[], outputs: readonly string[]): ModelSpec => ({ inputs: { x: ['N', 3] }, outputs, tensors: [W, ...NUMBERS], nodes: [gemm('x', 'w', 'c'), ['Mul', ['c', 'half'], ['i']], ...nodes] });
    const first = [...leaky('0', 'i', null), ...later('1', 'm0')];
    expect(errorCodes(spec(first, ['s0', 's1']))).toEqual(['S326']);
    expect(read(spec([...first, ...later('2', 'm1')], ['s2'])).network.populations.at(-1)!.neuron).toMatchObject({ decay: 0.5, reset: 'subtract' });
    const second = [...leaky('3', 'i', null, 'half', 'half'), ...later('4', 'm3', 'half'), ...later('5', 'm4', 'half')];
    expect(new Set(errorCodes(spec([...first, ...later('2', 'm1'), ...second], ['s2', 's5'])))).toEqual(new Set(['S326']));
  });

  it('states that leave a choice', () => {
    const nodes: readonly NodeSpec[] = [
      gemm('x', 'w', 'i'), ['Add', ['a', 'b'], ['ab']], ['Mul', ['ab', 'half'], ['d']], ['Add', ['d', 'i'], ['m1']], ['Sub', ['d', 'i'], ['m2']], ['Greater', ['m1', 'one'], ['f']], ['Cast', ['f'], ['s'], FLOAT],
    ];
    expect(errorCodes({ inputs: { x: ['N', 3], a: ['N', 2], b: ['N', 2] }, outputs: ['s', 'm1', 'm2'], tensors: [W, ...NUMBERS], nodes })).toContain('S327');
  });

  it('outputs that hold nothing of the neurons', () => {
    expect(errorCodes({ ...STEP, inputs: { x: ['N', 3] }, nodes: [gemm('x', 'w', 'i'), ['Greater', ['one', 'half'], ['f']]], outputs: ['i'] })).toEqual(['S330']);
  });

  it('spikes and potential of one population', () => {
    const nodes = [...STEP.nodes, gemm('s', 'v', 'a'), gemm('p', 'v', 'b'), ['Add', ['a', 'b'], ['j']] as NodeSpec, ...leaky('2', 'j', 'mem2')];
    expect(errorCodes({ ...STEP, inputs: { ...STEP.inputs, mem2: ['N', 2] }, nodes, outputs: ['s', 'm', 's2', 'm2'] })).toEqual(['S336']);
  });

  it('parameters that differ between samples', () => {
    expect(errorCodes({ ...STEP, inputs: { x: [2, 3], mem: [2, 2] }, tensors: [W, V, floats('half', [], [0.5]), floats('one', [2, 1], [1, 2])] })).toEqual(['S337']);
  });

  it('free extents beside the batch', () => {
    expect(errorCodes({ ...STEP, inputs: { x: ['N', 'features'], mem: ['N', 2] } })).toContain('S335');
    expect(errorCodes({ ...STEP, inputs: { x: ['N', 3], mem: ['N', 'neurons'] } })).toContain('S335');
  });

  it('several unknown operators, one diagnostic each, with their place', () => {
    const nodes: readonly NodeSpec[] = [...STEP.nodes, ['Erf', ['s'], ['e'], {}, 'bent'], ['LIF', ['e'], ['l'], {}, '', 'org.example']];
    expect(faults({ ...STEP, nodes, outputs: ['s', 'm', 'l'] }).map(({ code, where }) => [code, where.place])).toEqual([['S305', "node 'bent' (Erf)"], ['S305', 'node number 9 (LIF)']]);
  });
});

describe('loops', () => {
  const info = (name: string, dims: readonly number[], elemType = 1): onnxProto.onnx.IValueInfoProto => ({ name, type: { tensorType: { elemType, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } } });

  /** A Scan over x whose body is the nodes of STEP. */
  function scan(attributes: Readonly<Record<string, number | readonly number[]>> = {}, start = 'v0', more: readonly NodeSpec[] = []): ModelSpec {
    const { graph } = onnx.ModelProto.decode(buildModel({ inputs: {}, nodes: [gemm('xt', 'w', 'i'), ...leaky('', 'i', 'mem'), ['Identity', ['s'], ['seen']]] }));
    const body = { ...graph, input: [info('mem', [1, 2]), info('xt', [1, 3])], output: [info('m', [1, 2]), info('seen', [1, 2])] };
    return {
      inputs: { x: [4, 1, 3] }, tensors: [W, V, ...NUMBERS, floats('v0', [1, 2], [0, 0])],
      nodes: [...more, ['Scan', [start, 'x'], ['end', 'y'], { num_scan_inputs: 1, body: { g: body, type: onnx.AttributeProto.AttributeType.GRAPH }, ...attributes }]],
    };
  }

  it('are read as their body', () => {
    expect(read(scan()).network).toMatchObject({ timesteps: 4, output: { readout: 'count' } });
  });

  it('must start from constants, and go forwards', () => {
    expect(errorCodes(scan({}, 'first', [['ReduceMax', ['x'], ['r']], ['Add', ['v0', 'r'], ['first']]]))).toEqual(['S305']);
    expect(errorCodes(scan({}, 'first', [['ReduceSum', ['x'], ['r']], ['Add', ['v0', 'r'], ['first']]]))).toContain('S328');
    expect(errorCodes(scan({ scan_input_directions: [1] }))).toEqual(['S329']);
    expect(errorCodes(scan({ num_scan_inputs: 0 }))).toEqual(['S329']);
  });
});

it('every code of this room has a case here or beside', () => {
  const shapes = ['S331', 'S332', 'S333', 'S334'];
  const own = ['S323', 'S324', 'S325', 'S326', 'S327', 'S328', 'S329', 'S330', 'S335', 'S336', 'S337'];
  expect([...own, ...shapes].sort()).toEqual(Object.keys(onnxSpikingMessages).sort());
});
