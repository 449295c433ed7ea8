import { expect, test } from 'vitest';
import { loadKernels } from '../../src/kernels/load.ts';
import { checkEquivalence } from '../../src/simulate/equivalence.ts';
import { dense, network, samples } from '../ir/build.ts';
import { broken } from '../ir/broken.ts';
import { lower, neurons, spikes, targetWith } from '../passes/lower.ts';

// Both neurons of y fire at every spike of x.
const { unrolled, configuration } = lower(network([spikes('x', [1]), neurons('y', [2])], [dense('x', 'y', [[1], [1]])], { timesteps: 3 }), targetWith());
const data = samples([1], [[0, 1, 1]], 3);

test('equal spikes have no finding', () => {
  expect(checkEquivalence(unrolled, configuration, targetWith(), loadKernels('typescript'), data, 1)).toEqual([]);
});

test('S711 names the first spike that differs', () => {
  const wrong = broken(configuration, ({ blocks }) => { blocks[0]!.levels.data[1] = 0; });
  const [found] = checkEquivalence(unrolled, wrong, targetWith(), loadKernels('typescript'), data, 1);
  expect(found!.code).toBe('S711');
  expect(found!.message).toBe('reference(quantised) and simulate(configuration) differ: population y, sample 0, timestep 1, neuron 1');
});

test('S802 for inputs of two kinds, which no samples on hardware fit', () => {
  const current = { ...configuration.populations[0]!, name: 'z', coding: 'current' as const };
  const mixed = { ...configuration, populations: [...configuration.populations, current] } as typeof configuration;
  const both = samples([2], [[0, 1, 1, 0, 0, 1]], 3);
  const check = (): unknown => checkEquivalence(unrolled, mixed, targetWith(), loadKernels('typescript'), both, 1);
  expect(check).toThrow(expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'S802', help: expect.stringContaining('codings of one kind') as string })] }));
});
