import { describe, expect, test } from 'vitest';
import { compile, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import type { Configuration } from '../../../src/ir/configuration.ts';
import { NO_MITIGATIONS, type Mitigations } from '../../../src/ir/mitigations.ts';
import { isNetwork } from '../../../src/ir/stage.ts';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import { readModel } from '../../../src/read/model.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { loadTarget } from '../../../targets/load.ts';
import { correct, mnist, modelFile } from '../../models/mnist.ts';

/** What the robustness study asks of mitigations, on a small network: at least half of the loss is won back. */
const TARGET = loadTarget(new URL('../../../examples/robustness/rram-64.json', import.meta.url).pathname).target;
const CALIBRATION = mnist('calib1k', 10);
const DATA = mnist('t10k', 50);

const WIRES: NonIdealities = { ...IDEAL, wires: { driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 1000 } };
const STUCK: NonIdealities = { ...IDEAL, stuckCells: { off: 0.025, on: 0.025 } };
const MANY_STUCK: NonIdealities = { ...IDEAL, stuckCells: { off: 0.0175, on: 0.0904 } };

const configuration = await compiled();

async function compiled(): Promise<Configuration> {
  const { stage } = await readModel(modelFile('mnist_mlp_qcfs.onnx'));
  if (!isNetwork(stage)) throw new Error('not a network');
  const { output } = compile({ ...stage, timesteps: 8 }, { ...DEFAULT_OPTIONS, quantise: { ...DEFAULT_OPTIONS.quantise, bits: 8 } }, { target: TARGET, calibration: CALIBRATION, profileOf: () => null, seed: 1, progress: () => {} });
  return output as Configuration;
}

test('the share that was found is told', async () => {
  const run = async (share: number): Promise<number> => (await simulate(configuration, TARGET, DATA, {
    nonIdealities: WIRES, mitigations: { ...NO_MITIGATIONS, preCompensation: { share } }, seed: 1, trial: 0, workers: 1, limit: 1, progress: () => {},
  })).weightScale!;
  const found = await run(0);
  expect(found).toBeGreaterThan(0.05);
  expect(found).toBeLessThan(0.9);
  expect(await run(0.25)).toBe(0.25);
});

async function rightOn(nonIdealities: NonIdealities, mitigations: Partial<Mitigations> = {}): Promise<number> {
  const { predictions } = await simulate(configuration, TARGET, DATA, {
    nonIdealities, mitigations: { ...NO_MITIGATIONS, ...mitigations }, calibration: CALIBRATION, seed: 1, trial: 0, workers: 1, limit: null, progress: () => {},
  });
  return correct(predictions, DATA.labels);
}

describe('at least half of what is lost is won back', async () => {
  const ideal = await rightOn(IDEAL);
  const cases: readonly (readonly [string, NonIdealities, readonly (readonly [string, Partial<Mitigations>])[]])[] = [
    ['wire set C', WIRES, [['gain', { gain: {} }], ['recalibration', { recalibration: { samples: 100 } }], ['pre-compensation', { preCompensation: { share: 0.25 } }], ['pre-compensation of the share that is found', { preCompensation: { share: 0 } }]]],
    ['5 % stuck devices', STUCK, [['recalibration', { recalibration: { samples: 100 } }], ['pairs', { pairs: {} }], ['remap and pairs', { remap: {}, pairs: {} }]]],
    ['1.75 % stuck off, 9.04 % stuck on', MANY_STUCK, [['remap and pairs', { remap: {}, pairs: {} }]]],
    ['stuck devices beside a reference column', { ...MANY_STUCK, offsetColumns: true }, [['range and recalibration', { range: { factor: 0 }, recalibration: { samples: 100 } }]]],
    ['both', { ...WIRES, ...{ stuckCells: STUCK.stuckCells } }, [['pairs, remap and recalibration', { pairs: {}, remap: {}, recalibration: { samples: 100 } }]]],
  ];
  for (const [what, effects, ways] of cases) {
    test(what, async () => {
      const without = await rightOn(effects);
      expect(ideal - without).toBeGreaterThan(2);
      for (const [name, mitigations] of ways) expect(await rightOn(effects, mitigations), name).toBeGreaterThanOrEqual((ideal + without) / 2);
    });
  }
});
