import { describe, expect, test } from 'vitest';
import { DiagnosticError, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { describeLanguage } from '../../../src/read/synet/reference/description.ts';
import { argumentCalled, neuronCalled, projectionCalled } from '../../../src/read/synet/elsewhere.ts';
import { readSynetText } from '../../../src/read/synet/read.ts';

function diagnosticsOf(text: string): readonly Diagnostic[] {
  try {
    return readSynetText(text, { file: 'x.synet', folder: '.' }).diagnostics;
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}

describe('words of other tools', () => {
  const { neurons, projections } = describeLanguage();

  test('a network as a stranger may write it: every remedy says how it is written here', () => {
    const found = diagnosticsOf(`synet 1
network rec {
  dt 1 ms
  input x : [2] rate
  population h : [2] CubaLIF(tau_mem = 20 ms)
  population k : [2] lif(tau_mem = 20 ms, tau_syn = 5 ms, v_threshold = 1, tref = 2)
  population y : [2] li(tau = 20)
  output y membrane
  projection w : x -> h Linear(weights = [[1, 0], [0, 1]])
  projection r : h -> h dense(weights = [[0, 0.1], [0.1, 0]], delay = 2)
  projection q : h -> h dense(weight = [[0, 0.1], [0.1, 0]]) delay 2 ms
}`);
    expect(found.map(({ code, help, where }) => `${code} ${where.span!.line} ${help}`)).toEqual([
      'S412 5 write lif(tau = ..., synapse = current(tau = ...))',
      'S413 6 add decay = ..., or tau = 10 ms',
      'S414 6 write tau = 20 ms',
      'S414 6 write synapse = current(tau = 5 ms)',
      'S414 6 write threshold = 1',
      'S414 6 write refractory = 2, in timesteps',
      'S412 7 write lif(tau = ..., sends = potential)',
      'S412 9 write dense(weights = ...)',
      'S414 10 write delay N behind the brackets',
      'S413 11 add weights = ...',
      'S414 11 write weights = [[1, 2], [3, 4]]',
      'S416 11 write a whole number of timesteps from 0 without a unit',
    ]);
  });

  test('a recurrent projection without a delay is shown where it stands', () => {
    const { network } = readSynetText('synet 1\nnetwork n {\n  input x : [1] rate\n  population h : [1] if\n  output h count\n  projection p : x -> h one_to_one\n  projection r : h -> h one_to_one\n}', { file: 'x.synet', folder: '.' });
    expect(verifyNetwork(network)).toMatchObject([{ code: 'S507', where: { file: 'x.synet', place: 'projection r', span: { line: 7 } }, help: expect.stringContaining('a delay of 1') }]);
  });

  test.each([
    ['CubaLIF', 'lif'], ['Synaptic', 'lif'], ['Leaky', 'lif'], ['RLeaky', 'lif'], ['LI', 'lif'], ['I', 'if'], ['IAF', 'if'], ['ALIF', 'lif'], ['CoBaLIF', 'conductance_lif'], ['izh', 'izhikevich'],
    ['relu6', 'relu'], ['Identity', 'linear'],
  ])('the neuron %s is written as a model that there is', (name, word) => {
    const written = neuronCalled(name)!;
    expect(written.split('(')[0]).toBe(word);
    expect(neurons.map((model) => model.word)).toContain(word);
  });

  test.each([
    ['Affine', 'dense'], ['Linear', 'dense'], ['Conv2d', 'convolution'], ['AvgPool2d', 'pooling'], ['max_pool', 'pooling'], ['SumPool2d', 'pooling'], ['BatchNorm2d', 'batch_norm'], ['Flatten', 'one_to_one'],
    ['Delay', 'one_to_one'], ['recurrent', 'dense'], ['connections', 'sparse'],
  ])('the projection %s is written as a kind that there is', (name, word) => {
    expect(projectionCalled(name)!.split(/[( ]/)[0]).toBe(word);
    expect(projections.map((model) => model.word)).toContain(word);
  });

  test('an argument is only advised where the model has it', () => {
    const argumentsOf = (word: string): string[] => neurons.find((model) => model.word === word)!.arguments.map(({ name }) => name);
    expect(argumentCalled('tau_mem', argumentsOf('lif'))).toBe('tau = 20 ms');
    expect(argumentCalled('tau_mem', argumentsOf('if'))).toBeNull();
    expect(argumentCalled('toString', argumentsOf('lif'))).toBeNull();
    expect([neuronCalled('constructor'), projectionCalled('')]).toEqual([null, null]);
  });
});

test('mistakes of the hand are told with what is usually meant', () => {
  const helpOf = (statement: string): string => {
    const found = diagnosticsOf(`synet 1\nnetwork n {\n  ${statement}\n}`).find(({ code }) => code === 'S401' || code === 'S402')!;
    expect(found.where.span!.line, statement).toBe(3);
    return found.help.split('; the language is')[0]!;
  };
  expect(helpOf('timesteps = 50')).toBe("leave the '=' out, as in: timesteps 50");
  expect(helpOf('// a comment')).toBe('comments begin with # and end with the line');
  expect(helpOf('input x : 2 rate')).toContain('in brackets');
  expect(helpOf('population h [3] relu')).toContain('population NAME : SHAPE MODEL');
  expect(helpOf("population 'h' : [3] relu")).toBe('put names in double quotes');
  expect(helpOf('population h : [3] lif(tau = 10 ms threshold = 1)')).toBe('put a comma between two arguments');
  expect(helpOf('population h : [3] lif(tau = 10 ms')).toBe("close the bracket with ')'");
  expect(helpOf('population h : [3] lif(compare = >)')).toContain('compare = ">"');
  expect(helpOf('projection h -> k one_to_one')).toBe('write projection NAME : SOURCE -> DESTINATION MODEL');
  expect(helpOf('projection p : h -> k dense([[1]])')).toContain('weights = ');
  expect(helpOf('projection p : h -> k dense(weights = [[1 2]])')).toBe('put a comma between two entries');
  expect(helpOf('projection p : h -> k dense(weights = [1, 2; 3, 4])')).toContain('rows are lists');
  expect(helpOf('output k')).toContain('readout');
});
