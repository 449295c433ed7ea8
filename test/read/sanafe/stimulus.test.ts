import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../src/read/data/dataset.ts';
import { readSanafeStimulus, sanafeSamples, stimulusDataset } from '../../../src/read/sanafe/stimulus.ts';
import { CASES, networkOf, temporary } from './run.ts';

const OUT = '- {name: out, attributes: {threshold: 1, leak_decay: 1}, neurons: [0..1]}';

/** The spikes of one neuron as a text of 0 and 1. */
function trains(groups: string, timesteps: number, edges = '- in.0 -> out.0: {weight: 1}'): string[] {
  const { shape, timesteps: steps, read } = sanafeSamples(temporary('.yaml', networkOf(`${groups}\n${OUT}`, edges)), timesteps);
  const out = new Float32Array(shape[0]! * (steps ?? 1));
  read(0, out);
  return Array.from({ length: shape[0]! }, (_, neuron) => Array.from({ length: steps ?? 1 }, (__, step) => out[step * shape[0]! + neuron]).join(steps === null ? ' ' : ''));
}

describe('input neurons', () => {
  it('spike in the timesteps of their lists, and are silent past them', () => {
    expect(trains('- {name: in, neurons: [0: {spikes: [1, 0, 1]}, 1: {spikes: [true, false, false, true]}, 2: {}], attributes: {rate: 0}}', 5)).toEqual(['10100', '10010', '00000']);
  });

  it('spike in every floor(1 / rate)-th timestep, the first one not counted', () => {
    expect(trains('- {name: in, neurons: [0: {rate: 1}, 1: {rate: 0.5}, 2: {rate: 0.3}, 3: {rate: 0.2}, 4: {rate: 0.07}]}', 15)).toEqual(['1'.repeat(15), '010101010101010', '001001001001001', '000010000100001', '000000000000010']);
  });

  it('add up lists, rates and chance to one spike a timestep at most', () => {
    expect(trains('- {name: in, neurons: [0: {spikes: [1, 1], rate: 0.5, poisson: 0}]}', 4)).toEqual(['1101']);
    const [one, other] = trains('- {name: in, neurons: [0..1: {poisson: 0.25}]}', 4000);
    expect(one).not.toBe(other);
    for (const train of [one!, other!]) expect(Math.abs(train.split('1').length - 1 - 1000)).toBeLessThan(120);
    expect(trains('- {name: in, neurons: [0..1: {poisson: 0.25}]}', 4000)).toEqual([one, other]);
  });

  it('stand beside biases that drive groups of their own, which hold in every timestep', () => {
    const groups = '- {name: in, neurons: [0: {rate: 0.5}]}\n- {name: driven, attributes: {threshold: 3, leak_decay: 1}, neurons: [0: {bias: 0.5}, 1: {bias: 2}]}';
    expect(trains(groups, 4, '- in.0 -> out.0: {weight: 1}\n- driven.0 -> out.1: {weight: 1}')).toEqual(['0101', '0.50.50.50.5', '2222']);
  });
});

it('biases alone are one sample of values', () => {
  expect(trains('- {name: driven, attributes: {threshold: 3, leak_decay: 1}, neurons: [0: {bias: 0.5}, 1: {bias: 2}]}', 4, '- driven.0 -> out.1: {weight: 1}')).toEqual(['0.5', '2']);
});

it('a file lasts as long as its longest list, or as long as is asked for', async () => {
  const file = join(CASES, 'resets.yaml');
  expect((await readDataset(file)).timesteps).toBe(11);
  expect(await readDataset(file, { timesteps: 20 })).toMatchObject({ count: 1, shape: [3], timesteps: 20 });
  const { stimulus } = readSanafeStimulus(file);
  expect(stimulusDataset(stimulus, file, 20, 1).timesteps).toBe(20);
});
