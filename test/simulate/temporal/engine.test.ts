import { describe, expect, test } from 'vitest';
import { RESPONSES } from '../../../src/ir/first-spike.ts';
import type { Network } from '../../../src/ir/network.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { loadTarget } from '../../../targets/load.ts';
import { noiseSamples } from '../../ir/build.ts';
import { core, targetWith } from '../../passes/lower.ts';
import { deepNetwork, denseNetwork } from './networks.ts';
import { spikeTimes } from './oracle.ts';
import { onChip, runTemporal } from './temporal-run.ts';
import { samplesOf } from '../engine/configured.ts';

const RRAM = loadTarget('rram-128').target;
const SMALL = targetWith({ fanIn: 24, core: { ...RRAM.core, crossbars: { ...RRAM.core.crossbars!, rows: 24, columns: 16 } } });
const OPEN = targetWith({ fanIn: 4096, core: core({}), device: null });

/** What differs from the definitions, by more than `most` of the time. */
function differences(network: Network, target: Parameters<typeof onChip>[1], options: Parameters<typeof runTemporal>[3], most: number, shape: readonly number[], count = 5): string[] {
  const data = noiseSamples(shape, count, 3);
  const { configuration, quantised } = onChip(network, target);
  const { times } = runTemporal(configuration, target, data, options);
  const { data: values, width } = samplesOf(data);
  const found: string[] = [];
  for (let sample = 0; sample < data.count; sample++) {
    for (const [name, expected] of spikeTimes(quantised, values.subarray(sample * width, (sample + 1) * width))) {
      const got = times[name]![sample]!;
      expected.forEach((time, i) => { if (!(got[i] === time || Math.abs(got[i]! - time) <= most * Math.max(1, time))) found.push(`${name} ${sample} ${i}: ${got[i]} for ${time}`); });
    }
  }
  return found;
}

describe('spike times are those of the definitions', () => {
  const targets = [['crossbars', RRAM], ['small crossbars with partial sums', SMALL], ['no crossbars', OPEN]] as const;

  test.each(targets)('dense, to the last bit, %s', (_, target) => {
    for (const response of ['exponential', 'step'] as const) {
      expect(differences(denseNetwork(response), target, {}, 0, [40])).toEqual([]);
      expect(differences(denseNetwork(response), target, { kernels: loadKernels('typescript') }, 0, [40])).toEqual([]);
    }
  });

  test.each(RESPONSES.filter((response) => response !== 'exponential' && response !== 'step'))('dense, %s', (response) => {
    expect(differences(denseNetwork(response), RRAM, {}, 1e-10, [40], 3)).toEqual([]);
  });

  test.each(targets)('convolutions and pooling, to the last bit, %s', (_, target) => {
    expect(differences(deepNetwork(1), target, {}, 0, [2, 9, 9])).toEqual([]);
    expect(differences(deepNetwork(4), target, {}, 0, [2, 9, 9])).toEqual([]);
  });
});
