import { describe, expect, it } from 'vitest';
import { fileWith, group, values, type Value } from '../nir/files.ts';
import { netFile, read, refusal } from './files.ts';

const CUBA = { type: 'CUBA', iDecay: 1024, vDecay: 128, vThMant: 80, refDelay: 1 };
const matrix = (outputs: number, inputs: number, value = 2): Value => values(Array.from({ length: outputs * inputs }, () => value), [outputs, inputs]);
const dense = (changes: Readonly<Record<string, Value>> = {}): Readonly<Record<string, Value>> => ({ type: 'dense', shape: [2], weight: matrix(2, 3), neuron: CUBA, ...changes });
const planes = { type: 'input', shape: [1, 4, 4] };
const conv = (changes: Readonly<Record<string, Value>> = {}): Readonly<Record<string, Value>> => ({
  type: 'conv', shape: [2, 3, 3], weight: values(Array.from({ length: 8 }, () => 2), [2, 1, 2, 2]), stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1, neuron: CUBA, ...changes,
});

describe('files that hold no network of lava-dl (S930)', () => {
  it.each([
    ['no layers', group({ node: group({}) }), "it has no group 'layer'"],
    ['none in the group', group({ layer: group({}) }), "its group 'layer' is empty"],
    ['a number that is missing', group({ layer: group({ 0: group(dense()), 2: group(dense()) }) }), 'it has 2 layers, but no layer 1'],
    ['an input alone', group({ layer: group({ 0: group({ type: 'input', shape: [3] }) }) }), 'it has no layer with neurons'],
  ])('%s', async (_, root, reason) => {
    expect(await refusal(await fileWith(root, '.net'))).toEqual([`S930 : is no network of lava-dl: ${reason}`]);
  });
});

describe('layers', () => {
  it('of types that are not read are all listed (S931)', async () => {
    const said = await refusal(await netFile(dense(), { type: 'concat', layers: [0, 1] }, { type: 'convT' }));
    expect(said).toEqual(['S931 layer 1 (concat): layers of type concat are not read', 'S931 layer 2 (convT): layers of type convT are not read']);
  });

  it.each<[string, Readonly<Record<string, Value>>, string]>([
    ['no type', { shape: [2] }, 'S932 layer 0: type is missing, wanted is a text'],
    ['no shape', { type: 'dense', weight: matrix(2, 3), neuron: CUBA }, 'S932 layer 0 (dense): shape is missing'],
    ['a shape of two numbers', dense({ shape: [2, 3] }), 'shape is [2, 3], wanted is one number, or channels, height and width'],
    ['no weights', { type: 'dense', shape: [2], neuron: CUBA }, 'weight is missing'],
    ['complex weights', dense({ weight: group({ real: matrix(2, 3), imag: matrix(2, 3) }) }), 'weight is complex (real and imag)'],
    ['weights that are no numbers', dense({ weight: values([1, NaN], [2, 1]) }), 'weight is NaN at index 1'],
    ['a row too few', dense({ shape: [3] }), 'weight is an array of shape [2, 3], wanted is 3 rows'],
    ['decays beyond 4096', dense({ neuron: { ...CUBA, vDecay: 5000 } }), 'vDecay is 5000, wanted is a whole number from 0 to 4096'],
    ['decays of three neurons', dense({ neuron: { ...CUBA, vDecay: [1, 2, 3] } }), 'vDecay is 3 numbers, wanted is one, one a channel (2)'],
    ['a current that never decays', dense({ neuron: { ...CUBA, iDecay: 0 } }), 'iDecay is 0, wanted is a whole number from 1 to 4096'],
    ['delays of another length', dense({ delay: [1, 2, 3, 4, 5] }), 'delay is an array of shape [5], wanted is one number, 2, 3 or 2 x 3'],
    ['a bias out of range', dense({ bias: [1, 1e6] }), 'bias is 1000000, wanted is numbers from -131071 to 131071'],
    ['neurons that are a number', dense({ neuron: 1 }), 'neuron is no group'],
    ['recurrent synapses with delays', dense({ type: 'dense_rec', weight_rec: matrix(2, 2), delay: [1, 1] }), 'delay is there, wanted is none beside recurrent synapses'],
    ['recurrent synapses of another size', dense({ type: 'dense_rec', weight_rec: matrix(2, 3) }), 'weight_rec is an array of 3 columns, wanted is 2'],
  ])('with %s', async (_, layer, said) => {
    const found = await refusal(await netFile(layer));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(said);
  });

  it.each<[string, string, string]>([
    ['SDNN', 'SDNN', 'sigma-delta neurons send differences of values'], ['RF', 'RF', 'resonate-and-fire'], ['ALIF', 'ALIF', 'their thresholds and refractory states'], ['others', 'X', 'they are not known'],
  ])('of neurons that are not read: %s (S933)', async (_, type, reason) => {
    expect((await refusal(await netFile(dense({ neuron: { ...CUBA, type } }))))[0]).toContain(`S933 layer 0 (dense): neurons of type ${type} are not read: ${reason}`);
  });

  it('of neurons with graded spikes (S933)', async () => {
    expect((await refusal(await netFile(dense({ neuron: { ...CUBA, gradedSpike: 1 } }))))[0]).toContain('neurons of type CUBA with graded spikes are not read');
  });

  it.each<[string, readonly Readonly<Record<string, Value>>[], string]>([
    ['synapses from other neurons', [dense(), dense()], 'S935 layer 1 (dense): makes synapses from 3 neurons, but the layer before has 2'],
    ['planes of another shape', [planes, conv({ shape: [2, 4, 4] })], 'S935 layer 1 (conv): makes [2, 3, 3], but its shape says [2, 4, 4]'],
    ['groups that do not fit', [planes, conv({ groups: 2 })], 'in 2 groups, but the layer before has 1 channels'],
    ['windows that do not fit', [planes, conv({ dilation: [4, 4] })], 'S935'],
    ['windows after a flatten layer', [planes, { type: 'flatten' }, conv()], 'makes windows over planes, but a flatten layer comes before it'],
    ['windows over nothing', [conv()], 'S932 layer 0 (conv): the shape of its input is not stated, wanted is an input layer before it'],
    ['an input in the middle', [dense(), planes], 'S935 layer 1 (input)'],
    ['a layer after an average', [dense(), { type: 'average', shape: [2] }, dense()], 'an average is the last layer'],
    ['means that do not divide', [dense(), { type: 'average', shape: [3] }], 'S935 layer 1 (average): makes 3 means, but the layer before has 2 neurons'],
    ['delays of other channels', [planes, conv({ delay: [1, 2, 3] })], 'delay is 3 numbers, wanted is one, or one an output channel (2)'],
    ['a kernel for pooling that is none', [planes, { ...conv(), type: 'pool', kernelSize: [3, 3] }], 'wanted is one kernel, height and width'],
    ['neurons for planes that are missing', [planes, { type: 'conv', shape: [2, 3, 3], weight: values([2, 2], [2, 1, 1, 1]) }], 'neuron is missing'],
    ['far too many neurons', [{ type: 'input', shape: [65536, 65536, 1] }, dense()], 'S918'],
  ])('that contradict each other: %s', async (_, layers, said) => {
    const found = await refusal(await netFile(...layers));
    expect(found.at(-1)).toContain(said);
  });
});

describe('warnings', () => {
  const told = async (...layers: readonly Readonly<Record<string, Value>>[]): Promise<readonly string[]> => (await read(await netFile(...layers))).diagnostics.map(({ code, message }) => `${code} ${message}`);

  it('weights and delays that are cut (S934)', async () => {
    expect(await told(dense({ weight: values([300, -400, 2, 4, 6, 254], [2, 3]) }))).toEqual(['S934 2 weights lie outside -256..254 and are cut to it, as lava-dl does']);
    expect(await told(dense({ weight: matrix(2, 3, 255) }))).toEqual([]);
    expect(await told(dense({ delay: [70, -1] }))).toEqual(['S934 2 delays lie outside 0..62 and are cut to it, as lava-dl does']);
  });

  it('what lava-dl passes over, or cuts to whole numbers (S936)', async () => {
    expect(await told(dense({ weight: values([1.5, -1.5, 2, 4, 6, 8], [2, 3]) }))).toEqual(['S936 weight 1.5 at index 0 is no whole number: all are cut to whole numbers towards 0, as lava-dl does']);
    expect(await told(dense({ neuron: { ...CUBA, refDelay: 3, wgtExp: 2 } }))).toEqual([
      'S936 refDelay is 3: it is read as 1, as lava-dl does: the LIF neuron of Lava has no refractory period', 'S936 wgtExp is 2: it is read as 0, as lava-dl does when it runs the file',
    ]);
    const { network } = await read(await netFile(dense({ weight: values([1.5, -1.5, 2, 4, 6, 8], [2, 3]) })));
    expect(network.projections[0]).toMatchObject({ weights: { data: Float32Array.of(1, -1, 2, 4, 6, 8) } });
  });
});
