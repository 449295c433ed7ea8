import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CALIBRATION, FOLDER, IMAGES, LABELS, MODELS, synaptile, text } from './synaptile.ts';

interface Series {
  readonly sums: { readonly relativeRms: number; readonly gain: number; readonly perTimestep: Readonly<Record<string, readonly number[]>> };
  readonly potentials: Series['sums'];
  readonly spikes: { readonly ideal: number; readonly chip: number; readonly differing: number; readonly vanRossum: number; readonly perTimestep: Readonly<Record<string, readonly number[]>> };
}

interface Report {
  readonly accuracy: { readonly value: number };
  readonly energy: { readonly perInference_J: number };
  readonly trials: { readonly accuracies: readonly number[]; readonly mean: number; readonly standardDeviation: number; readonly interval95: readonly number[]; readonly energy: { readonly perInference_J: readonly number[] } } | null;
  readonly errorOverTime: { readonly samples: number; readonly chips: number; readonly timesteps: number; readonly perLayer: readonly { readonly name: string; readonly neurons: number; readonly running: Series; readonly fresh: Series }[] } | null;
  readonly ablation: { readonly ideal: number; readonly all: number; readonly loss: number; readonly effects: readonly { readonly name: string; readonly alone: { readonly value: number } }[] } | null;
}

const DATA = ['--input', IMAGES, '--labels', LABELS, '--limit', '60', '--network', 'analytic'];
const TIMESTEPS = 6;

/** Report of a simulation that must succeed, without its times. */
function simulated(...parameters: readonly string[]): Report {
  const { status, stdout, stderr } = synaptile('simulate', 'mlp.tile', ...DATA, ...parameters, '--json');
  if (status !== 0) throw new Error(stderr);
  const { timing: _timing, ...report } = JSON.parse(stdout);
  return report;
}

beforeAll(() => {
  const made = synaptile('compile', join(MODELS, 'mnist_mlp_1200.onnx'), '--target', 'rram-128', '--timesteps', String(TIMESTEPS), '--calibrate', CALIBRATION, '--calibration-samples', '16', '--rounding', 'nearest', '--corrections', 'none', '-o', 'mlp.tile');
  if (made.status !== 0) throw new Error(made.stderr);
  writeFileSync(join(FOLDER, 'effects.json'), JSON.stringify({ programmingVariation: { sigma: 0.6 }, adc: { bits: 5, range: 0.25 } }));
  writeFileSync(join(FOLDER, 'nothing.json'), JSON.stringify({ programmingVariation: { sigma: 0 } }));
});

describe('several chips of a trained network', () => {
  const asked = ['--non-idealities', 'effects.json', '--trials', '3', '--error-samples', '20', '--ablate', '--seed', '4'];
  let report: Report;
  beforeAll(() => { report = simulated(...asked, '--workers', '1'); });

  it('give the same bytes whatever the number of workers', () => expect(simulated(...asked, '--workers', '2')).toEqual(report));

  it('have an accuracy and an energy each; the report is about the first', () => {
    const { accuracies, mean, interval95, energy } = report.trials!;
    expect(accuracies).toHaveLength(3);
    expect(accuracies[0]).toBe(report.accuracy.value);
    expect(energy.perInference_J[0]).toBe(report.energy.perInference_J);
    expect(mean).toBeCloseTo(accuracies.reduce((sum, value) => sum + value, 0) / 3, 12);
    expect(interval95[0]! <= mean && mean <= interval95[1]!).toBe(true);
  });

  it('go away from the ideal chip over time, the later populations also by what they inherit', () => {
    const { samples, chips, timesteps, perLayer } = report.errorOverTime!;
    expect([samples, chips, timesteps, perLayer.map(({ neurons }) => neurons)]).toEqual([20, 3, TIMESTEPS, [1200, 1200, 10]]);
    for (const { running, fresh } of perLayer) {
      for (const { sums, potentials, spikes } of [running, fresh]) {
        for (const list of [...Object.values(sums.perTimestep), ...Object.values(potentials.perTimestep), ...Object.values(spikes.perTimestep)]) expect(list).toHaveLength(TIMESTEPS);
        expect(spikes.perTimestep['ideal']!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(spikes.ideal, 9);
        expect(spikes.perTimestep['vanRossum']!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(spikes.vanRossum, 9);
      }
      expect(running.spikes.ideal).toBe(fresh.spikes.ideal);
    }
    expect(perLayer[0]!.running).toEqual(perLayer[0]!.fresh);
    expect(perLayer[1]!.running.sums.relativeRms).toBeGreaterThan(perLayer[1]!.fresh.sums.relativeRms);
  });

  it('lose accuracy to each effect', () => {
    const { ideal, all, loss, effects } = report.ablation!;
    expect(effects.map(({ name }) => name)).toEqual(['programmingVariation', 'adc']);
    expect(all).toBeCloseTo(report.trials!.mean, 12);
    expect(loss).toBeCloseTo(ideal - all, 12);
    expect(simulated().accuracy.value).toBe(ideal);
    writeFileSync(join(FOLDER, 'adc.json'), JSON.stringify({ adc: { bits: 5, range: 0.25 } }));
    expect(simulated('--non-idealities', 'adc.json', '--error-samples', '0').accuracy.value).toBeCloseTo(effects[1]!.alone.value, 12);
  });

  it('are on the page, in the text and in a CSV', () => {
    const { status, stdout } = synaptile('simulate', 'mlp.tile', ...DATA, '--non-idealities', 'effects.json', '--trials', '2', '--html', 'chips.html', '--errors', 'errors.csv');
    expect(status).toBe(0);
    expect(stdout).toContain('2 chips: accuracy');
    expect(stdout).toContain('Error over time   1 sample on 2 chips, 6 timesteps');
    expect(readFileSync(join(FOLDER, 'chips.html'), 'utf8')).toContain('Van Rossum distance up to the timestep');
    expect(text('errors.csv').trim().split('\n')).toHaveLength(1 + 3 * 2 * TIMESTEPS);
  });
});

describe('without effects', () => {
  it('effects of magnitude 0 are measured as exactly 0', () => {
    const { errorOverTime, trials, ablation } = simulated('--non-idealities', 'nothing.json');
    expect([trials, ablation]).toEqual([null, null]);
    for (const { running, fresh } of errorOverTime!.perLayer) {
      for (const { sums, potentials, spikes } of [running, fresh]) expect([sums.relativeRms, sums.gain, potentials.relativeRms, spikes.differing, spikes.vanRossum]).toEqual([0, 1, 0, 0, 0]);
    }
  });

  it('nothing is measured on the ideal chip, and asking for it is refused', () => {
    expect(simulated().errorOverTime).toBeNull();
    for (const [option, ...value] of [['--ablate'], ['--errors', 'e.csv'], ['--error-samples', '5']] as const) {
      const { status, stderr } = synaptile('simulate', 'mlp.tile', ...DATA, option, ...value);
      expect(status).toBe(1);
      expect(stderr).toContain('S807');
      expect(stderr).toContain(`option ${option} is given; it must be given together with --non-idealities that are not all off`);
    }
    expect(synaptile('simulate', 'mlp.tile', ...DATA, '--non-idealities', 'typical', '--errors', 'e.csv', '--error-samples', '0').stderr).toContain('left out where --error-samples is 0');
  });
});
