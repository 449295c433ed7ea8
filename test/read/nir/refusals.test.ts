import { describe, expect, it } from 'vitest';
import { activityOf, chainFile, fileWith, graph, group, nirFile, read, refusal, values, type Edge, type Value } from './files.ts';

const LIF = { type: 'LIF', tau: 4e-4, r: 1, v_leak: 0, v_threshold: 1 };
const INPUT = { type: 'Input', shape: [2] };
const OUTPUT = { type: 'Output', shape: [2] };
const matrix = (outputs: number, inputs: number): Value => ({ type: 'Linear', weight: values(Array.from({ length: outputs * inputs }, () => 0.5), [outputs, inputs]) });
const convolution = (changes: Readonly<Record<string, Value>>): Value => ({
  type: 'Conv2d', weight: values([1, 1, 1, 1], [1, 1, 2, 2]), bias: [0], stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1, ...changes,
});

describe('files that hold no NIR graph (S903)', () => {
  it.each([
    ['nothing', group({}), 'it has nothing in it'],
    ['something else', group({ layer: group({}), weights: [1] }), "it has 'layer', 'weights' in it"],
  ])('%s', async (_, root, reason) => {
    expect(await refusal(await fileWith(root))).toEqual([`S903 : holds no NIR graph: ${reason}, but no group 'node'`]);
  });

  it('a graph without nodes', async () => {
    expect(await refusal(await nirFile({}, []))).toEqual(['S909 : cannot be read as a network: it has no nodes']);
  });
});

describe('nodes', () => {
  it('of unknown types are all listed (S904)', async () => {
    const said = await refusal(await chainFile([2], { a: { type: 'Lif' }, b: { type: 'MaxPool2d' }, c: LIF }));
    expect(said).toEqual(["S904 node 'a' (Lif): nodes of type Lif are not known", "S904 node 'b' (MaxPool2d): nodes of type MaxPool2d are not known"]);
  });

  it.each<[string, Value, string]>([
    ['no type', { tau: 1 }, "S905 node 'a' (unknown): lacks the parameter type"],
    ['no group', [1, 2], "S906 node 'a' (unknown): parameter node is no group"],
    ['a neuron without a time constant', { ...LIF, tau: group({}) }, "S906 node 'a' (LIF): parameter tau is a group, wanted is numbers"],
    ['a threshold that is missing', { type: 'IF', r: 1 }, 'S905 node \'a\' (IF): lacks the parameter v_threshold'],
    ['parameters that are texts', { ...LIF, tau: 'fast' }, "parameter tau is the text 'fast'"],
    ['parameters without values', { ...LIF, tau: values([], [0]) }, 'parameter tau is an empty array'],
    ['parameters that are no numbers', { ...LIF, v_leak: [0, NaN] }, 'parameter v_leak is NaN at index 1'],
    ['a time constant of 0', { ...LIF, tau: 0 }, 'parameter tau is 0, wanted is a time above 0'],
    ['a time constant below dt', { ...LIF, tau: 5e-5 }, "S914 node 'a' (LIF): parameter tau is 0.00005 s, shorter than the timestep of 0.0001 s"],
    ['parameters for other populations', { ...LIF, tau: [1, 1, 2] }, "S908 node 'a' (LIF): receives a signal of shape [2], wanted is [3], the shape of its parameters"],
    ['a matrix for other signals', matrix(2, 3), "S908 node 'a' (Linear): receives a signal of shape [2], wanted is 3 values, as its weight [2, 3] says"],
    ['a matrix of three axes', { type: 'Linear', weight: values([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]) }, 'parameter weight is an array of shape [2, 2, 2], wanted is 2 extents'],
    ['a bias for other outputs', { type: 'Affine', weight: values([1, 0, 0, 1], [2, 2]), bias: [1, 2, 3] }, 'parameter bias is an array of 3 values, wanted is 2'],
    ['a scale for other signals', { type: 'Scale', scale: [1, 2, 3] }, "S908 node 'a' (Scale)"],
    ['a delay back in time', { type: 'Delay', delay: -1 }, "S906 node 'a' (Delay): parameter delay is -1 s"],
    ['a window over a vector', { type: 'SumPool2d', kernel_size: 2, stride: 2, padding: 0 }, "S908 node 'a' (SumPool2d): receives a signal of shape [2], wanted is [channels, height, width]"],
    ['axes that do not exist', { type: 'Flatten', start_dim: 0, end_dim: 3 }, "S908 node 'a' (Flatten)"],
  ])('%s', async (_, node, said) => {
    const found = await refusal(await chainFile([2], { a: node }));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(said);
  });

  it.each<[string, Readonly<Record<string, Value>>, string]>([
    ['a stride of 0', { stride: [0, 1] }, 'parameter stride is [0, 1], wanted is whole numbers from 1'],
    ['three strides', { stride: [1, 1, 1] }, 'wanted is one whole number or two'],
    ['padding by an unknown word', { padding: 'reflect' }, "parameter padding is 'reflect'"],
    ["'same' with strides", { padding: 'same', stride: [2, 2] }, 'wanted is numbers where the stride is not 1'],
    ['groups that do not divide', { groups: 2, weight: values([1, 1, 1], [3, 1, 1, 1]) }, 'S908'],
    ['planes that are too small', { weight: values(Array.from({ length: 25 }, () => 1), [1, 1, 5, 5]) }, 'planes that hold the kernel 5 x 5'],
    ['planes of another shape', { input_shape: [8, 8] }, 'planes of [8, 8], as its input_shape says'],
    ['a kernel of three axes', { weight: values([1, 1], [1, 1, 2]) }, 'wanted is 4 extents'],
  ])('convolutions with %s', async (_, changes, said) => {
    const found = await refusal(await chainFile([1, 4, 4], { a: convolution(changes) }, [1]));
    expect(found[0]).toContain(said);
    expect(found[0]).toContain("node 'a' (Conv2d)");
  });

  it('pads more than half a window', async () => {
    expect((await refusal(await chainFile([1, 4, 4], { a: { type: 'AvgPool2d', kernel_size: 2, stride: 2, padding: 2 } }, [1])))[0]).toContain('at most half the kernel');
  });
});

describe('edges', () => {
  const nodes = { input: INPUT, lif1: LIF, output: OUTPUT };
  it('to nodes that do not exist are all listed, with the nearest name (S907)', async () => {
    const file = await nirFile(nodes, [['input', 'lif'], ['lif', 'output'], ['nowhere', 'nothing']]);
    expect(await refusal(file)).toEqual([
      "S907 edge 'input' -> 'lif': names 'lif', which is no node of this graph", "S907 edge 'lif' -> 'output': names 'lif', which is no node of this graph",
      "S907 edge 'nowhere' -> 'nothing': names 'nowhere' and 'nothing', which are no nodes of this graph",
    ]);
  });

  it('inside nested graphs are named by the way there', async () => {
    const inner = graph({ input: INPUT, lif: LIF, output: OUTPUT }, [['input', 'lif'], ['lif', 'out']]);
    expect(await refusal(await nirFile({ input: INPUT, net: inner, output: OUTPUT }, [['input', 'net'], ['net', 'output']]))).toEqual(["S907 edge 'net/lif' -> 'net/out': names 'out', which is no node of this graph"]);
  });

  it('are pairs of names', async () => {
    const odd = group({ type: 'NIRGraph', nodes: group({ a: group({ ...LIF, tau: [1, 1] }) }), edges: { kind: 'text', shape: [3], texts: ['a', 'b', 'c'] } });
    expect(await refusal(await fileWith(group({ node: odd })))).toEqual(['S906 edges: parameter edges is 3 names, wanted is two names an edge']);
    expect((await refusal(await fileWith(group({ node: group({ type: 'NIRGraph', nodes: group({ a: group(LIF) }), edges: [1, 2] }) }))))[0]).toContain('no list of names');
  });

  it('to a nested graph with two inputs lead nowhere (S911)', async () => {
    const inner = graph({ in1: INPUT, in2: INPUT, lif: LIF, output: OUTPUT }, [['in1', 'lif'], ['in2', 'lif'], ['lif', 'output']]);
    const said = await refusal(await nirFile({ input: INPUT, net: inner, output: OUTPUT }, [['input', 'net'], ['net', 'output']]));
    expect(said).toEqual(["S911 edge 'input' -> 'net': leads into a nested graph with 2 nodes (in1, in2) to connect to"]);
    const closed = graph({ a: LIF, b: LIF }, [['a', 'b'], ['b', 'a']]);
    expect((await refusal(await nirFile({ input: INPUT, net: closed, output: OUTPUT }, [['input', 'net'], ['net', 'output']])))[0]).toContain('a nested graph with none to connect to');
  });

  it('that stand twice count once (S910)', async () => {
    const edges: Edge[] = [['input', 'lif1'], ['lif1', 'output'], ['lif1', 'output'], ['lif1', 'output']];
    const { network, diagnostics } = await read(await nirFile(nodes, edges));
    expect(diagnostics.map(({ code, where, message }) => `${code} ${where.place}: ${message}`)).toEqual(["S910 edge 'lif1' -> 'output': stands 3 times in the file and is kept once"]);
    expect(network.projections).toHaveLength(1);
  });

  it('bring signals of different sizes together', async () => {
    const file = await nirFile({ ...nodes, wide: matrix(3, 2) }, [['input', 'lif1'], ['input', 'wide'], ['wide', 'output'], ['lif1', 'output']]);
    expect((await refusal(file))[0]).toContain("S908 node 'output' (Output)");
    const loop = await nirFile({ ...nodes, back: matrix(3, 2), lif1: { ...LIF, tau: [4e-4, 4e-4] } }, [['input', 'lif1'], ['lif1', 'back'], ['back', 'lif1'], ['lif1', 'output']]);
    expect((await refusal(loop))[0]).toContain("S908 node 'lif1' (LIF): receives a signal of shape [3]");
  });
});

describe('graphs (S909)', () => {
  it.each<[string, Readonly<Record<string, Value>>, readonly Edge[], string]>([
    ['all nodes in a ring', { a: LIF, b: LIF }, [['a', 'b'], ['b', 'a']], 'every node leads to another, so none is its output'],
    ['an output that no input leads to', { input: INPUT, n: LIF, output: OUTPUT, a: LIF, b: LIF }, [['input', 'n'], ['a', 'b'], ['b', 'a'], ['b', 'output']], "nothing leads from an input to 'a', 'b', 'output'"],
    ['a window that nothing leads to', { p: { type: 'AvgPool2d', kernel_size: 2, stride: 2, padding: 0 }, n: LIF }, [['p', 'n']], 'it does not state the shape of its input'],
    ['a convolution that does not state its planes', { c: convolution({}), n: LIF }, [['c', 'n']], 'it does not state the shape of its input'],
  ])('%s', async (_, nodes, edges, reason) => {
    const said = await refusal(await nirFile(nodes, edges));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('S909');
    expect(said[0]).toContain(reason);
  });

  it('with more ways through Input and Output nodes than can be followed', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `o${index}`);
    const edges = names.flatMap((from) => names.filter((to) => to !== from).map((to): Edge => [from, to]));
    const file = await nirFile({ input: INPUT, ...Object.fromEntries(names.map((name) => [name, OUTPUT])), n: LIF }, [['input', 'o0'], ...edges, ['o23', 'n']]);
    expect(await refusal(file)).toEqual(['S909 : cannot be read as a network: too many paths through Input and Output nodes meet']);
  });

  it('of too many neurons, before memory is taken for them (S918)', async () => {
    const said = await refusal(await nirFile({ input: { type: 'Input', shape: [2 ** 30, 4] }, n: LIF }, [['input', 'n']]));
    expect(said[0]).toContain('S918');
  });

  it('with several outputs: the first is read (S913)', async () => {
    const { network, diagnostics } = await read(await nirFile({ input: INPUT, a: LIF, b: LIF, out1: OUTPUT, out2: OUTPUT }, [['input', 'a'], ['a', 'out1'], ['input', 'b'], ['b', 'out2']]));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual(["S913 has 2 outputs; 'out1' is read, left out is 'out2'"]);
    expect(network.output).toEqual({ population: 'a', readout: 'count' });
  });
});

describe('what is told and read all the same (S919)', () => {
  const told = async (file: Promise<string>): Promise<readonly string[]> => (await read(await file)).diagnostics.map(({ code, where, message }) => `${code} ${where.place}: ${message}`);

  it('a ring of neurons that runs by itself', async () => {
    const nodes = { input: INPUT, n: LIF, output: OUTPUT, a: { ...LIF, v_leak: [5, 5] }, w: matrix(2, 2) };
    const file = await nirFile(nodes, [['input', 'n'], ['n', 'output'], ['a', 'w'], ['w', 'a'], ['a', 'n']]);
    const { network, diagnostics } = await read(file);
    expect(diagnostics.map(({ message }) => message)).toEqual(['nothing leads from an input to it; with the nodes behind it, it runs by itself']);
    expect(network.projections.map(({ source, destination, kind, delay }) => `${source}-${destination} ${kind} ${delay}`).sort()).toEqual(['a-a dense 1', 'a-n one-to-one 0', 'input-n one-to-one 0']);
    const sent = activityOf(network, [0, 0, 0, 0, 0, 0], 3);
    expect(sent.get('a')).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('ports that say other shapes', async () => {
    const inner = graph({ input: { type: 'Input', shape: [7] }, lif: { ...LIF, tau: [4e-4, 4e-4] }, output: OUTPUT }, [['input', 'lif'], ['lif', 'output']]);
    expect(await told(nirFile({ input: INPUT, net: inner, output: { type: 'Output', shape: [3] } }, [['input', 'net'], ['net', 'output']]))).toEqual([
      "S919 node 'net/input' (Input): its shape is [7], but a signal of shape [2] arrives; the signal passes as it is",
      "S919 node 'output' (Output): its shape is [3], but a signal of shape [2] arrives; the signal passes as it is",
    ]);
  });

  it('equal parameters for another number of neurons', async () => {
    const three = values([1, 1, 1]);
    expect(await told(chainFile([2], { n: { ...LIF, tau: values([4e-4, 4e-4, 4e-4]), r: three, v_leak: 0, v_threshold: three } }))).toEqual([
      "S919 node 'n' (LIF): its parameters are 3 equal values each, but a signal of shape [2] arrives; one value is taken for all",
    ]);
  });
});

describe('texts of a file in messages', () => {
  it('are cut and cannot steer a terminal', async () => {
    const [said] = await refusal(await chainFile([2], { [`\u001b[31m${'x'.repeat(500)}`]: { type: 'A\u0007B' } }));
    expect(said).toContain('A?B');
    expect(said).not.toMatch(/[\u0000-\u001f]/);
    expect(said!.length).toBeLessThan(300);
  });
});
