import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLES, FOLDER, reportOf, synaptile } from './synaptile.ts';

const DATA = ['--input', join(EXAMPLES, 'edges.csv'), '--labels', join(EXAMPLES, 'edges-labels.csv')];
/** The example without its leak, which circuits do not have. */
const MODEL = join(FOLDER, 'edges.synet');
writeFileSync(MODEL, readFileSync(join(EXAMPLES, 'edges.synet'), 'utf8').replace('lif(decay = 0.9, threshold = 1, compare = ">")', 'if(threshold = 2)'));
const RUN = ['run', MODEL, '--target', 'rram-128', ...DATA, '--calibrate', join(EXAMPLES, 'edges.csv')];

test('without imperfections a time-domain circuit is the ideal neuron; with them chips differ, and workers do not', () => {
  const ideal = reportOf(...RUN) as never as { accuracy: object; traffic: object; neuronCircuit: null };
  const phase = reportOf(...RUN, '--neuron-circuit', 'time-domain') as never as { accuracy: object; traffic: object; neuronCircuit: { name: string; energy: { static_J: number } } };
  expect([phase.accuracy, phase.traffic]).toEqual([ideal.accuracy, ideal.traffic]);
  expect([ideal.neuronCircuit, phase.neuronCircuit.name]).toEqual([null, 'time-domain']);
  expect(phase.neuronCircuit.energy.static_J).toBeGreaterThan(0);
  const noisy = [...RUN, '--neuron-circuit', 'time-domain,phaseNoise=0.2,frequencyMismatch=0.2,taps=8,drift=0.01', '--trials', '2'];
  expect(reportOf(...noisy, '--workers', '1')).toEqual(reportOf(...noisy, '--workers', '2'));
}, 120_000);

test('a voltage-domain circuit, with devices, fitted; the same with any number of workers', () => {
  const fitted = [...RUN, '--neuron-circuit', 'cm28-min,stepMismatch=0.02', '--non-idealities', 'programmingVariation.sigma=0.05', '--calibrate-circuit', join(EXAMPLES, 'edges.csv'), '--circuit-samples', '4'];
  const report = reportOf(...fitted, '--workers', '1') as never as { neuronCircuit: { parameters: { stepMismatch: number }; calibration: { data: object; gain: { measure: string }; populations: { deviation: { before: number; after: number } }[] } } };
  expect(report.neuronCircuit.parameters.stepMismatch).toBe(0.02);
  expect(report.neuronCircuit.calibration).toMatchObject({ data: { samples: 4 }, gain: { measure: 'accuracy' } });
  for (const { deviation } of report.neuronCircuit.calibration.populations) expect(deviation.after).toBeLessThan(deviation.before);
  expect(reportOf(...fitted, '--workers', '2')).toEqual(report);
}, 120_000);

test('a target may name its circuit, and the user another', () => {
  const target = JSON.parse(readFileSync(join(EXAMPLES, '../targets/rram-128.json'), 'utf8'));
  const file = join(FOLDER, 'chip.json');
  writeFileSync(join(FOLDER, 'slow.json'), JSON.stringify({ name: 'slow', summary: 'for a test', papers: [], kind: 'time-domain', frequencyMismatch: 0, phaseNoise: 0, taps: null, drift: 0, energy: { spike_J: null, synapticOperation_J: null, static_W: null } }));
  writeFileSync(file, JSON.stringify({ ...target, neuronCircuit: 'slow.json' }));
  const circuit = (...options: readonly string[]): string => (reportOf(...RUN.map((one) => (one === 'rram-128' ? file : one)), ...options) as never as { neuronCircuit: { name: string } }).neuronCircuit.name;
  expect(circuit()).toBe('slow');
  expect(circuit('--neuron-circuit', 'cm28-300n')).toBe('cm28-300n');
}, 120_000);

test('one diagnostic for each thing that is wrong', () => {
  const errors = (...options: readonly string[]): readonly string[] => synaptile(...RUN, ...options).stderr.split('\n').filter((line) => /^error/.test(line)).map((line) => line.slice(6, 10));
  expect(errors('--neuron-circuit', 'cm28-min,threshold_V=0.95')).toEqual(['S990']);
  expect(errors('--neuron-circuit', 'phase-domain')).toEqual(['S971']);
  expect(errors('--neuron-circuit', 'cm28-min', '--non-idealities', 'readNoise.sigma=0.1')).toEqual(['S972']);
  expect(errors('--neuron-circuit', 'cm28-min', '--mitigate', 'gain')).toContain('S973');
  expect(errors('--neuron-circuit', 'time-domain', '--calibrate-circuit', join(EXAMPLES, 'edges.csv'))).toEqual(['S976']);
  expect(errors('--calibrate-circuit', join(EXAMPLES, 'edges.csv'))).toEqual(['S976']);
  expect(errors('--circuit-samples', '3')).toEqual(['S807']);
  const none = synaptile('run', join(EXAMPLES, 'edges.synet'), '--target', 'none', ...DATA, '--neuron-circuit', 'cm28-min');
  expect(none.stderr).toMatch(/error S807: option --neuron-circuit is given; it must be left out where there is no hardware/);
}, 120_000);
