import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import type { Network } from '../../src/ir/network.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import { readSynetText } from '../../src/read/synet/read.ts';
import { parseArchitecture } from '../../src/train/architecture.ts';
import { refuseSilent } from '../../src/train/can-fire.ts';
import { drawWeights } from '../../src/train/draw-weights.ts';
import { loadExamples } from '../../src/train/load-examples.ts';
import { architectureOf, weightsOf } from '../../src/train/network.ts';
import { planOf } from '../../src/train/plan.ts';
import { LINEAR, networkWith } from './reference-network.ts';

const codesOf = (work: () => unknown): readonly string[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map(({ code }) => code);
    throw error;
  }
};

describe('networks', () => {
  it.each(['6-20-3', '6x5x2 conv3x3s2 conv2x17 20 3'])('%s: weights to a network and back', (architecture) => {
    const plan = planOf(parseArchitecture(architecture)), vector = drawWeights(plan, 2);
    const network = networkWith(architecture, vector);
    expect(verifyNetwork(network)).toEqual([]);
    const read = architectureOf(network, 'f');
    expect(read.architecture).toEqual(parseArchitecture(architecture));
    expect(weightsOf(read.projections, plan)).toEqual(vector);
  });

  const change = (changes: (network: Network) => Partial<Network>): Network => {
    const network = networkWith('6-5-3', drawWeights(planOf(parseArchitecture('6-5-3')), 1));
    return { ...network, ...changes(network) };
  };
  it.each([
    ['another threshold', change(({ populations }) => ({ populations: populations.map((one) => (one.name === 'hidden1' ? { ...one, neuron: { ...one.neuron, threshold: 2 } as never } : one)) }))],
    ['another response', change(({ populations }) => ({ populations: populations.map((one) => (one.name === 'output' ? { ...one, neuron: { ...one.neuron, response: 'alpha' } as never } : one)) }))],
    ['two projections of one source', change(({ projections }) => ({ projections: [...projections, { ...projections[0]!, name: 'more' }] }))],
    ['levels', change(() => ({ stage: 'quantised' }))],
  ])('S669: %s', (_, network) => expect(codesOf(() => architectureOf(network, 'f'))).toEqual(['S669']));

  it('S664: positive weights that do not sum up to the threshold', () => {
    const plan = planOf(parseArchitecture('4-3')), weights = new Float32Array(plan.parameters);
    expect(codesOf(() => refuseSilent(plan, weights, 'f'))).toEqual(['S664']);
    weights.fill(0.25);
    expect(codesOf(() => refuseSilent(plan, weights, 'f'))).toEqual([]);
  });
});

describe('examples', () => {
  const dataset = (changes: Partial<Dataset>): Dataset => ({ file: 'd', count: 2, shape: [2], timesteps: null, labels: Int32Array.of(0, 2), read: (_, out) => { out.set([0, 1]); }, ...changes });
  const loading = { shape: [2], times: LINEAR, outputs: 3, what: 'training data' };

  it('are times: 3 (1 - x)', () => {
    const { samples, labels } = loadExamples(dataset({}), null, loading);
    expect([...samples]).toEqual([Math.exp(3), 1, Math.exp(3), 1].map(Math.fround));
    expect([...labels]).toEqual([0, 2]);
  });

  it.each([
    [['S661'], { shape: [3] }], [['S661'], { timesteps: 4 }], [['S662'], { labels: null }], [['S663'], { labels: Int32Array.of(0, 3) }], [['S661', 'S662'], { shape: [3], labels: null }],
    [['S672'], { count: 2 ** 45, labels: Int32Array.of(0) }],
  ] as const)('%s', (codes, changes) => expect(codesOf(() => loadExamples(dataset(changes), null, loading))).toEqual(codes));
});

it('the text form of a network that was trained by hand is read', () => {
  const text = 'synet 1\nnetwork n {\n  input x : [1, 4, 4] time(when = linear(latest = 3))\n  population h : [2, 2, 2] first_spike(response = exponential)\n  population y : [2] first_spike(response = exponential)\n  output y first\n  projection a : x -> h convolution(weights = [[[[1, 1], [1, 1]]], [[[1, 1], [1, 1]]]], stride = [2, 2])\n  projection b : h -> y dense(weights = [[1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1]])\n}\n';
  const { network } = readSynetText(text, { file: 'f', folder: '.' });
  expect(architectureOf(network, 'f').architecture).toEqual(parseArchitecture('4x4x1 conv2x2s2 2'));
});
