import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { estimatedProfile } from '../../../src/ir/spike-profile.ts';
import { decodeHypergraph } from '../../../src/read/hypergraph/decode.ts';
import { writeHypergraph } from '../../../src/read/hypergraph/write-hypergraph.ts';
import { convolution, dense, network } from '../../ir/build.ts';
import { core, fanInOf, lower, matrix, neurons, spikes, targetWith } from '../../passes/lower.ts';
import { temporaryFolder } from '../../temporary.ts';

function written(from: Parameters<typeof lower>[0], target = targetWith({ core: core({}) })) {
  const { unrolled } = lower(from, target, { stopAfter: 'unrolled' });
  const file = join(temporaryFolder(), 'out.snn');
  const profile = estimatedProfile(unrolled.network);
  writeHypergraph(unrolled, { ...profile, spikes: profile.spikes.map((_, neuron) => neuron + 0.5) }, file);
  return decodeHypergraph(new Uint8Array(readFileSync(file)), file);
}

function lists({ offsets, targets }: { offsets: Int32Array; targets: Int32Array }): number[][] {
  return [...offsets.keys()].slice(1).map((i) => [...targets.subarray(offsets[i - 1], offsets[i])]);
}

describe('a hypergraph that is written', () => {
  const chain = network([spikes('x', [3]), neurons('h', [2]), neurons('y', [1])], [dense('x', 'h', matrix(2, 3)), dense('h', 'y', matrix(1, 2))], { timesteps: 1 });

  it('names for every neuron those that hear it, and how often it speaks', () => {
    const graph = written(chain);
    expect(graph.neurons).toBe(6);
    expect(lists(graph)).toEqual([[3, 4], [3, 4], [3, 4], [5], [5], []]);
    expect([...graph.frequencies]).toEqual([0.5, 1.5, 2.5, 3.5, 4.5, NaN]);
  });

  it('is the same when fan-in spreads neurons over several units', () => {
    expect(lists(written(chain, fanInOf(2)))).toEqual(lists(written(chain)));
  });

  it('lists the windows of a convolution', () => {
    const line = network([spikes('x', [1, 1, 4]), neurons('y', [2, 1, 2])], [convolution('x', 'y', [2, 1, 1, 3], [1, 2, 3, 4, 5, 6])], { timesteps: 1 });
    // y is [channel][position]: numbers 4 5 of channel 0, 6 7 of channel 1.
    expect(lists(written(line)).slice(0, 4)).toEqual([[4, 6], [4, 5, 6, 7], [4, 5, 6, 7], [5, 7]]);
  });

  it('S964 refuses what would be too large', () => {
    const { unrolled } = lower(chain, targetWith({ core: core({}) }), { stopAfter: 'unrolled' });
    expect(() => writeHypergraph(unrolled, estimatedProfile(unrolled.network), '/nowhere/out.snn', 10)).toThrow('S964');
  });
});
