import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { onnxMessages } from '../../../src/diagnostics/messages/onnx.ts';
import { buildModel, errorCodes, faults, floats, integers, ramp, read, writeModel } from './build-model.ts';
import { readOnnx } from '../../../src/read/onnx/read-onnx.ts';

const weights = floats('W', [2, 3], [1, -2, 3, -4, 5, -6]);

describe('names and origins', () => {
  it('come from the nodes, fit for the network language, unique and stable', () => {
    const { network } = read({
      inputs: { 'in put': ['N', 3] }, tensors: [weights, floats('V', [2, 2], ramp(4))],
      nodes: [
        ['Gemm', ['in put', 'W'], ['a'], { transB: 1 }, '/conv1/Conv'], ['MatMul', ['a', 'V'], ['b'], {}, '<script>"\u0007\u202E'],
        ['MatMul', ['b', 'V'], ['c'], {}, '/conv1/Conv'], ['MatMul', ['c', 'V'], ['d']], ['MatMul', ['d', 'V'], ['y'], {}, '/3/fc'],
      ],
    });
    expect(network.populations.map((one) => one.name)).toEqual(['in_put', 'conv1.Conv', 'script', 'conv1.Conv_2', 'MatMul_3', 'n3.fc']);
    expect(network.projections[0]).toMatchObject({ name: 'in_put_to_conv1.Conv', delay: 0 });
    for (const { name } of [...network.populations, ...network.projections]) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_.]*$/);
    expect(network.populations.map((one) => one.origin.place)).toEqual([
      "input 'in put'", "node '/conv1/Conv' (Gemm)", "node '<script>\"??' (MatMul)", "node '/conv1/Conv' (MatMul)", 'node number 4 (MatMul)', "node '/3/fc' (MatMul)",
    ]);
  });

  it('the network is named after the file', () => {
    const file = writeModel(buildModel({ inputs: { x: ['N', 3] }, nodes: [['Relu', ['x'], ['y']]] }), undefined, 'my-net.v2.onnx');
    expect(readOnnx(file).network).toMatchObject({ stage: 'network', name: 'my-net.v2', dt_s: null, timesteps: null, bits: null, output: { readout: 'value' } });
  });
});

describe('inputs and outputs', () => {
  it.each([['N'], [-1], [0], [1], [32]])('the batch %s is dropped', (batch) => {
    expect(read({ inputs: { x: [batch, 3] }, nodes: [['Relu', ['x'], ['y']]] }).network.populations[0]!.shape).toEqual([3]);
  });

  it('several inputs are several input populations; initializers among the inputs are none', () => {
    const { network } = read({ inputs: { x: ['N', 3], z: ['N', 2], W: [2, 3] }, tensors: [weights], nodes: [['Gemm', ['x', 'W'], ['a'], { transB: 1 }], ['Add', ['a', 'z'], ['y']]] });
    expect(network.populations.filter((one) => one.neuron.kind === 'input').map((one) => one.name)).toEqual(['x', 'z']);
  });

  it('of several outputs the first is read, with a warning; what only others need is left out', () => {
    const { network, diagnostics } = read({
      inputs: { x: ['N', 3], z: ['N', 3] }, outputs: ['y', 'other'], nodes: [['Relu', ['x'], ['y']], ['Erf', ['z'], ['other']]],
    });
    expect(network.populations).toHaveLength(2);
    expect(diagnostics.map((one) => [one.code, one.severity])).toEqual([['S321', 'note'], ['S315', 'warning']]);
    expect(diagnostics[1]!.message).toContain("'other'");
  });

  it('refuses inputs without a full shape, and batches that contradict each other', () => {
    expect(errorCodes({ inputs: { x: ['N', 'features'] }, nodes: [['Relu', ['x'], ['y']]] })).toEqual(['S335']);
    expect(errorCodes({ inputs: { x: ['N'] }, nodes: [['Relu', ['x'], ['y']]] })).toEqual(['S314']);
    expect(errorCodes({ inputs: { x: [4, 2], z: [8, 2] }, nodes: [['Add', ['x', 'z'], ['y']]] })).toEqual(['S314']);
    expect(errorCodes({ inputs: { x: ['N', 2 ** 30, 2 ** 30] }, nodes: [['Relu', ['x'], ['y']]] })).toEqual(['S320']);
  });

  it('refuses outputs that nothing, a constant or an input gives', () => {
    expect(errorCodes({ inputs: { x: ['N', 3] }, outputs: [], nodes: [['Relu', ['x'], ['y']]] })).toEqual(['S319']);
    expect(errorCodes({ inputs: { x: ['N', 3] }, outputs: ['?'], nodes: [['Relu', ['x'], ['y']]] })).toEqual(['S319']);
    expect(errorCodes({ inputs: { x: ['N', 3] }, outputs: ['W'], tensors: [weights], nodes: [] })).toEqual(['S319']);
    expect(errorCodes({ inputs: { x: ['N', 3] }, nodes: [['Identity', ['x'], ['y']]] })).toEqual(['S319']);
  });
});

describe('what is refused', () => {
  it('collects all unknown operators and domains, each with its node, and nothing that only follows from them', () => {
    const found = faults({
      inputs: { x: ['N', 3] }, tensors: [weights],
      nodes: [
        ['Sinh', ['x'], ['g'], {}, 'bent'], ['Ceil', ['g'], ['c'], {}, 'rounded'], ['Gemm', ['c', 'W'], ['a'], { transB: 1 }],
        ['Shape', ['a'], ['s']], ['Reshape', ['a', 's'], ['r']], ['Relu', ['r'], ['q'], {}, 'act', 'com.example'], ['Erf', ['q'], ['y']],
      ],
    });
    expect(found.map((one) => [one.code, one.where.place])).toEqual([
      ['S305', "node 'bent' (Sinh)"], ['S305', "node 'act' (Relu)"], ['S361', 'node number 7 (Erf)'],
    ]);
    expect(found[1]!.message).toContain('com.example.Relu');
    expect(found[2]!.message).toContain('node 7 of 7');
  });

  it('collects faults of several nodes', () => {
    expect(errorCodes({
      inputs: { x: ['N', 3] }, tensors: [floats('V', [5, 5], ramp(25)), floats('B', [2], [NaN, 1]), weights],
      nodes: [['MatMul', ['x', 'V'], ['a']], ['Gemm', ['x', 'W', 'B'], ['b'], { transB: 1 }], ['Add', ['a', 'b'], ['y']]],
    })).toEqual(['S310', 'S309']);
  });

  it.each([[8], [22], [0]])('opset %i', (opset) => {
    expect(errorCodes({ opset, inputs: { x: ['N', 3] }, nodes: [['Relu', ['x'], ['y']]] })).toEqual(['S304']);
  });

  it.each([9, 21])('but not opset %i', (opset) => {
    expect(errorCodes({ opset, inputs: { x: ['N', 3] }, nodes: [['Relu', ['x'], ['y']]] })).toEqual([]);
  });

  it('NaN and infinite weights, by tensor and index', () => {
    for (const bad of [NaN, Infinity]) {
      const [fault] = faults({ inputs: { x: ['N', 3] }, tensors: [floats('W', [2, 3], [1, 2, 3, 4, bad, 6])], nodes: [['Gemm', ['x', 'W'], ['y'], { transB: 1 }]] });
      expect(fault).toMatchObject({ code: 'S309', message: `tensor 'W' has ${bad} at index [1, 1]` });
    }
  });

  it('graphs whose values are missing, out of order or given twice', () => {
    expect(errorCodes({ inputs: { x: ['N', 3] }, nodes: [['Relu', ['ghost'], ['y']]] })).toEqual(['S318']);
    expect(errorCodes({ inputs: { x: ['N', 3] }, nodes: [['Relu', ['a'], ['y']], ['Relu', ['x'], ['a']]] })).toEqual(['S318']);
    expect(errorCodes({ inputs: { x: ['N', 3] }, nodes: [['Relu', ['x'], ['y']], ['Relu', ['x'], ['y']]] })).toEqual(['S318']);
    expect(errorCodes({ inputs: { x: ['N', 3] }, tensors: [weights, weights], nodes: [['Relu', ['x'], ['y']]] })).toEqual(['S318']);
  });

  it('constants where activations belong, and the other way round', () => {
    expect(errorCodes({ inputs: { x: ['N', 3] }, tensors: [weights], nodes: [['GlobalAveragePool', ['W'], ['a']], ['Add', ['a', 'x'], ['y']]] })).toEqual(['S312']);
    expect(errorCodes({ inputs: { x: ['N', 3], s: ['N', 2] }, nodes: [['Reshape', ['x', 's'], ['y']]] })).toEqual(['S312']);
    expect(errorCodes({ inputs: { x: ['N', 3] }, tensors: [integers('W', ramp(6), [2, 3])], nodes: [['Gemm', ['x', 'W'], ['y'], { transB: 1 }]] })).toEqual(['S307']);
  });
});

it('every code of this room has a case here', () => {
  const folder = import.meta.dirname;
  const cases = readdirSync(folder).filter((name) => name.endsWith('.test.ts')).map((name) => readFileSync(path.join(folder, name), 'utf8')).join('');
  for (const code of Object.keys(onnxMessages)) expect(cases, code).toContain(`'${code}'`);
});
