import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, DEFAULT_OPTIONS } from '../../src/compile.ts';
import type { Network } from '../../src/ir/network.ts';
import { parseStage, printStage } from '../../src/ir/stage-text.ts';
import type { Stage, StageName } from '../../src/ir/stage.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { printSynet } from '../../src/read/synet/print.ts';
import { readSynetText } from '../../src/read/synet/read.ts';
import { checkEquivalence } from '../../src/simulate/equivalence.ts';
import { interpret } from '../../src/simulate/reference/interpret.ts';
import { interpretUnrolled } from '../../src/simulate/reference/interpret-unrolled.ts';
import { loadTarget } from '../../targets/load.ts';
import { noiseSamples } from '../ir/build.ts';
import { temporalNetworks } from '../ir/random-temporal.ts';
import { contextWith } from '../passes/context.ts';
import { core, targetWith } from '../passes/lower.ts';
import { withoutOrigins } from '../read/synet/origins.ts';

const KERNELS = loadKernels();
const TARGETS = [
  targetWith({ fanIn: 7, core: core({ neurons: 40, crossbars: { count: 4, rows: 16, columns: 16 } }), mesh: { ...loadTarget('rram-128').target.mesh, width: 24, height: 24 } }),
  loadTarget('spikeflow-64').target,
];

function stagesOf(network: Network, target = TARGETS[0]!, bits = 4): Readonly<Record<StageName, Stage>> {
  const stages: Partial<Record<StageName, Stage>> = {};
  compile(network, { ...DEFAULT_OPTIONS, quantise: { bits }, place: { ...DEFAULT_OPTIONS.place, placer: 'hilbert' } }, contextWith(null, target), { onStage: (stage) => { stages[stage.stage] = stage; } });
  return stages as Record<StageName, Stage>;
}

describe('temporal networks', () => {
  test('folding changes no spike time, and unrolling none to the last bit', () => {
    let [fired, all] = [0, 0];
    fc.assert(fc.property(temporalNetworks, fc.constantFrom(1, 2, 4, 8), fc.constantFrom(...TARGETS), (network, bits, target) => {
      const data = noiseSamples(network.populations[0]!.shape, 3, bits);
      const stages = stagesOf(network, target, bits);
      const read = interpret(network, data);
      const folded = interpret(stages.folded as Network, data);
      read.outputs.forEach((time, i) => expect(folded.outputs[i]).toSatisfy((found: number) => found === time || Math.abs(found - time) < 1e-9));
      const quantised = interpret(stages.quantised as Network, data);
      const { unrolled } = stages;
      expect(unrolled.stage === 'unrolled' && interpretUnrolled(unrolled, data).outputs).toEqual(quantised.outputs);
      const { configuration } = stages;
      if (unrolled.stage === 'unrolled' && configuration.stage === 'configuration') expect(checkEquivalence(unrolled, configuration, target, KERNELS, data, 2)).toEqual([]);
      fired += read.outputs.filter(Number.isFinite).length;
      all += read.outputs.length;
      expect(stages.configuration).toMatchObject({ timesteps: 1, dt_s: null, output: { readout: 'first' } });
      expect(parseStage(printStage(stages.configuration), 'x.tile')).toEqual(stages.configuration);
    }), { seed: 5, numRuns: 30 });
    expect(fired / all).toBeGreaterThan(0.3);
  });

  test('every stage of the network reads back from its text', () => {
    fc.assert(fc.property(temporalNetworks, (network) => {
      const stages = stagesOf({ ...network, tau_s: 2e-6 });
      for (const stage of [network, stages.folded, stages.spiking, stages.quantised] as Network[]) {
        const { text } = printSynet(stage, { sideFile: 'x.npz', inlineLimit: Infinity });
        const { calibration: _calibration, ...written } = stage;
        expect(withoutOrigins(readSynetText(text, { file: 'x.synet', folder: '.' }).network)).toEqual(withoutOrigins(written as Network));
      }
    }), { seed: 6, numRuns: 8 });
  });

  test('8 bits change spike times little, and fewer more', () => {
    const errors = [8, 4, 2].map((bits) => {
      let [sum, count] = [0, 0];
      fc.assert(fc.property(temporalNetworks, (network) => {
        const data = noiseSamples(network.populations[0]!.shape, 2, 3);
        const times = [network, stagesOf(network, TARGETS[0], bits).quantised as Network].map((one) => interpret(one, data).outputs);
        times[0]!.forEach((time, i) => {
          if (!(time < Infinity && times[1]![i]! < Infinity)) return;
          sum += Math.abs(time - times[1]![i]!);
          count++;
        });
      }), { seed: 7, numRuns: 12 });
      return sum / count;
    });
    expect(errors[0]).toBeLessThan(0.02);
    expect(errors[0]).toBeLessThan(errors[1]!);
    expect(errors[1]).toBeLessThan(errors[2]!);
  });
});
