import fc from 'fast-check';
import { expect, test } from 'vitest';
import { place } from '../../../passes/6-place/place.ts';
import { compileInTurns, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { axonGraphOf } from '../../../src/ir/axon-graph.ts';
import { clusterFlowsOf } from '../../../src/ir/cluster-flows.ts';
import { flowHops } from '../../../src/ir/flow-hops.ts';
import { verifyPlaced } from '../../../src/ir/placed.ts';
import type { Target } from '../../../src/ir/target.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { dense, network } from '../../ir/build.ts';
import { contextWith } from '../context.ts';
import { core, lower, matrix, neurons, spikes, targetWith } from '../lower.ts';
import { meshOf } from './flows.ts';

const CHAIN = network([spikes('x', [2]), neurons('a', [2]), neurons('b', [2]), neurons('c', [2]), neurons('d', [2])],
  [dense('x', 'a', matrix(2, 2)), dense('a', 'b', matrix(2, 2)), dense('b', 'c', matrix(2, 2)), dense('c', 'd', matrix(2, 2))], { timesteps: 1 });

test('along the curve: the cluster nearest to the input comes first', () => {
  const { placed, statistics } = lower(CHAIN, targetWith({ core: core({ neurons: 2 }) }), { stopAfter: 'placed', place: { placer: 'hilbert', rounds: 0, budget_s: 0 } });
  // Clusters 0..3 are d c b a; a 2 x 2 square of the 32 x 32 mesh, (0, 0) (0, 1) (1, 1) (1, 0).
  expect([...placed.coreOf]).toEqual([1, 33, 32, 0]);
  expect(statistics).toMatchObject({ messageHops: 2 * 3 });
});

test('generated networks: legal, swaps only shorten, and the hops said are those of the flows', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
    const { clustered } = lower(drawNetwork(seed), target, { stopAfter: 'clustered' });
    const flows = clusterFlowsOf(axonGraphOf(clustered.unrolled, target, clustered.profile), clustered.clusterOf, clustered.clusterCount);
    const costs = ['hilbert', 'force-directed', 'annealing'].map((placer) => {
      const { output, statistics } = place.run(clustered, { placer, rounds: 100, budget_s: 0.002 }, contextWith(null, target));
      expect(verifyPlaced(output, target)).toEqual([]);
      expect(statistics.messageHops).toBe(flowHops(flows, output.coreOf, target.mesh));
      return statistics.placementCost as number;
    });
    expect(costs[1]).toBeLessThanOrEqual(costs[0]!);
    expect(costs[2]).toBeLessThanOrEqual(costs[1]!);
  }), { seed: 13, numRuns: 20 });
});

test('S840: a stage of clusters that meets a mesh with fewer cores that work', () => {
  const target = (faultyCores: readonly number[]): Target => targetWith({ mesh: meshOf(3, 2, { faultyCores }), core: core({ neurons: 2 }) });
  const { clustered } = lower(CHAIN, target([]), { stopAfter: 'clustered' });
  expect(messagesOf(() => place.run(clustered, { placer: 'hilbert', rounds: 0, budget_s: 0 }, contextWith(null, target([0, 4, 5]))))).toEqual([
    'S840 the network needs 4 cores, 3 of the 6 of rram-128 work (1 too many)',
  ]);
});

test('faulty cores are left empty', () => {
  const target: Target = targetWith({ mesh: meshOf(3, 2, { faultyCores: [0, 4] }), core: core({ neurons: 2 }) });
  for (const placer of ['hilbert', 'force-directed', 'annealing', 'pso', 'radial', 'random']) {
    const { placed } = lower(CHAIN, target, { stopAfter: 'placed', place: { placer, rounds: 100, budget_s: 0.01 } });
    expect([...placed.coreOf].sort((a, b) => a - b), placer).toEqual([1, 2, 3, 5]);
  }
});

test('S703: too few cores, because many of them are faulty', () => {
  const target: Target = targetWith({ mesh: meshOf(3, 2, { faultyCores: [0, 3, 4] }), core: core({ neurons: 2 }) });
  expect(messagesOf(() => lower(CHAIN, target))).toEqual(['S703 population a does not fit: cores needed 4, the target has 3 (1 too many)']);
  expect(() => lower(CHAIN, target)).toThrow(expect.objectContaining({ diagnostics: [expect.objectContaining({ help: 'it alone takes 1 cores: make it smaller, or use a target with a larger mesh (3 cores of this one are faulty)' })] }));
});

test('S844: a given mapping that uses a faulty core', () => {
  const cores = new Map(['a', 'b', 'c', 'd'].map((name, i) => [name, Int32Array.of(i, i)]));
  const on = (faultyCores: readonly number[]): string[] => messagesOf(() =>
    lower(CHAIN, targetWith({ mesh: meshOf(3, 2, { faultyCores }), core: core({ neurons: 2 }) }), { mapping: { file: 'own.yaml', cores }, stopAfter: 'placed' }));
  expect(on([4])).toEqual([]);
  expect(on([3, 1])).toEqual(['S844 puts neurons on core 1 of rram-128, which is faulty; and on 1 other faulty cores']);
});

test('S841: a search that is ended says so, by whom, and what is left is legal', async () => {
  const target = targetWith({ core: core({ neurons: 2 }) });
  const { clustered } = lower(CHAIN, target, { stopAfter: 'clustered' });
  const ended = async (ask: () => Promise<boolean>): Promise<string[]> => {
    const { output, diagnostics } = await compileInTurns(clustered, { ...DEFAULT_OPTIONS, place: { placer: 'annealing', rounds: 100, budget_s: 0.005 } }, contextWith(null, target), ask);
    expect(output.stage).toBe('configuration');
    return diagnostics.filter(({ code }) => code === 'S841').map(({ severity, message }) => `${severity} ${message}`);
  };
  const slow = (): Promise<boolean> => new Promise((resolve) => { setTimeout(() => resolve(false), 20); });
  const said = (by: string): RegExp => new RegExp(`^warning annealing was stopped by the ${by} after \\d+ of \\d+ moves; the best placement until then is kept$`);
  expect(await ended(() => Promise.resolve(true))).toEqual([expect.stringMatching(said('user'))]);
  expect(await ended(slow)).toEqual([expect.stringMatching(said('clock'))]);
  expect(await ended(() => Promise.resolve(false))).toEqual([]);
});

function messagesOf(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ code, message }) => `${code} ${message}`);
  }
}
