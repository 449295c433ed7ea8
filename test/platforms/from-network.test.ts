import { expect, test } from 'vitest';
import { fold } from '../../passes/1-fold/fold.ts';
import { integrateAndFire, type ListedProjection, type Network, type Projection } from '../../src/ir/network.ts';
import { tensor } from '../../src/ir/tensor.ts';
import { fromNetwork } from '../../src/platforms/from-network.ts';
import { synapseCount } from '../../src/platforms/layer-list.ts';
import { sata } from '../../src/platforms/sata/sata.ts';
import { parseSettings } from '../../src/platforms/settings.ts';
import { spikesim } from '../../src/platforms/spikesim/spikesim.ts';
import { codesOf } from './fixture.ts';

const origin = { file: 'ring', place: '' };

/** 3 inputs to 4 neurons, which hear themselves a timestep later, over all or over listed synapses; 2 outputs. */
function ring(recurrent: Projection): Network {
  const dense = (name: string, source: string, destination: string, shape: readonly [number, number]): Projection => (
    { kind: 'dense', name, source, destination, delay: 0, weights: tensor([...shape], new Float32Array(shape[0] * shape[1]).fill(1)), bias: null, window: null, origin });
  return {
    stage: 'network', name: 'ring', dt_s: 1e-3, timesteps: 6, bits: null, output: { population: 'out', readout: 'count' },
    populations: [
      { name: 'in', shape: [3], neuron: { kind: 'input', coding: 'spikes' }, origin },
      { name: 'mid', shape: [4], neuron: integrateAndFire({}), origin },
      { name: 'out', shape: [2], neuron: integrateAndFire({}), origin },
    ],
    projections: [dense('first', 'in', 'mid', [4, 3]), recurrent, dense('last', 'mid', 'out', [2, 4])],
  };
}

const WHOLE: Projection = { kind: 'dense', name: 'again', source: 'mid', destination: 'mid', delay: 1, weights: tensor([4, 4], new Float32Array(16).fill(1)), bias: null, window: null, origin };
const LISTED: ListedProjection = { kind: 'listed', name: 'again', source: 'mid', destination: 'mid', delay: 1, offsets: Int32Array.of(0, 1, 2, 3, 5), sources: Int32Array.of(1, 2, 3, 0, 2), weights: tensor([5], new Float32Array(5).fill(1)), bias: null, window: null, origin };

function layersOf(network: Network): ReturnType<typeof fromNetwork> {
  return fromNetwork(fold.run(network, {}, { target: null, calibration: null, profileOf: () => null, seed: 1, progress: () => {} }).output);
}

test('a recurrent projection is a layer without neurons that hears the layer which has them', () => {
  const { list, heard } = layersOf(ring(WHOLE));
  expect(list.layers).toMatchObject([
    { name: 'again', input: 1, recurrent: true, neurons: false, residual: [] },
    { name: 'first', input: null, recurrent: false, neurons: true, residual: [0] },
    { name: 'last', input: 1, recurrent: false, neurons: true },
  ]);
  expect(heard.map(({ population, destination }) => [population, destination])).toEqual([['mid', 'mid'], ['in', 'mid'], ['mid', 'out']]);
});

test('listed synapses are a dense layer that knows how many there are', () => {
  const { list } = layersOf(ring(LISTED));
  expect(list.layers[0]).toMatchObject({ kind: 'dense', inFeatures: 4, outFeatures: 4, synapses: 5 });
  expect(list.layers.map(synapseCount)).toEqual([5, 12, 8]);
});

test('platforms: corrected they are computed, published they are refused', () => {
  const { list } = layersOf(ring(LISTED));
  for (const platform of [spikesim, sata]) {
    const { settings } = parseSettings([], platform.name, platform.parameters, platform.repairs);
    const all = new Set(platform.repairs.map(({ name }) => name));
    expect(codesOf(() => platform.estimate(list, settings, new Set(), new Map()))).toContain('S478');
    const { energy, utilisation } = platform.estimate(list, settings, all, new Map());
    expect(energy.layers[0]!.total).toBeGreaterThan(0);
    // Six neurons, those of the recurrent layer not twice.
    expect(platform === sata ? utilisation.lifs! / 6 : utilisation.neurons).toBe(6);
  }
});

test('pooled values that are added to others are no layer', () => {
  const pool: Projection = { kind: 'pooling', name: 'pool', source: 'in', destination: 'mid', delay: 0, method: 'maximum', kernel: [1, 1], stride: [1, 1], padding: [0, 0, 0, 0], countPadding: true, origin };
  expect(codesOf(() => fromNetwork(ring(pool)))).toEqual(['S489']);
});
