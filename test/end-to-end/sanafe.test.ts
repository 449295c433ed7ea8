import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spikesOf } from '../read/sanafe/run.ts';
import { EXAMPLES, FOLDER, synaptile, text } from './synaptile.ts';

const HERE = join(import.meta.dirname, 'sanafe');
const CASES = join(import.meta.dirname, '../read/sanafe/cases');
const STEPS = 24;

/** Spikes of SANA-FE itself, on its loihi.yaml; sanafe/make-referee.py made them. */
const REFEREE = JSON.parse(readFileSync(join(HERE, 'referee-spikes.json'), 'utf8')) as Readonly<Record<string, readonly (readonly string[])[]>>;

const COMPILATIONS = {
  edges: [join(EXAMPLES, 'edges.synet'), '--input', join(EXAMPLES, 'edges.csv')],
  pairs: [join(HERE, 'pairs.synet'), '--input', join(HERE, 'pairs.csv')],
} as const;

describe('a network compiled for loihi', () => {
  it.each(Object.entries(COMPILATIONS))('%s is written for SANA-FE with a core for each neuron', (name, parameters) => {
    const { status, stderr } = synaptile('compile', ...parameters, '--target', 'loihi', '-o', `${name}.yaml`);
    expect(status).toBe(0);
    expect(stderr).toContain('SANA-FE runs it differently: it computes in whole numbers that saturate');
    expect(text(`${name}.yaml`)).toBe(readFileSync(join(HERE, `${name}-loihi.yaml`), 'utf8'));
  });

  it.each(Object.keys(COMPILATIONS))('%s has there the spikes that it has here', (name) => {
    expect(spikesOf(join(HERE, `${name}-loihi.yaml`), STEPS)).toEqual(REFEREE[name]);
  });

  it('has the outputs that our own chip has', () => {
    const [model, ...data] = COMPILATIONS.pairs;
    expect(synaptile('run', model, ...data, '--target', 'loihi', '--outputs', 'pairs.csv').status).toBe(0);
    const fired = REFEREE.pairs!.flat();
    const counts = [0, 1, 2].map((i) => fired.filter((neuron) => neuron === `votes.${i}`).length);
    expect(text('pairs.csv').trim().split('\n')[1]!.split(',').slice(3).map(Number)).toEqual(counts);
  });
});

it('what SANA-FE does not split is said: a neuron of more inputs than a crossbar has rows', () => {
  writeFileSync(join(FOLDER, 'wide.synet'), `synet 1
network wide {
  timesteps 8
  input x : [300] spikes
  population y : [2] if(threshold = 2)
  output y count
  projection p : x -> y dense(weights = f32 [2, 300] [${Array.from({ length: 600 }, (_, i) => i % 7).join(', ')}]) delay 1
}
`);
  const { status, stderr } = synaptile('compile', 'wide.synet', '--target', 'rram-128', '-o', 'wide.yaml');
  expect(status).toBe(0);
  expect(stderr).toContain('warning S952 wide.yaml: the mapping, in which 3 units compute partial sums,');
  const mapping = text('wide.yaml').split('mappings:')[1]!.trim().split('\n').map((line) => line.trim());
  expect(mapping).toHaveLength(301);
  expect(mapping.at(-1)).toMatch(/^- y\.0\.\.1: \{core: \d+\.\d+\}$/);
  const units = mapping.slice(0, 300).map((line) => /core: (\S+), soma: "(inputs\[\d+\])"/.exec(line)!.slice(1).join(' '));
  expect(new Set(units).size).toBe(300);
});

describe('a SANA-FE file', () => {
  it('is told to have a mapping, which is kept when it is written again, as are its stimuli', () => {
    const { status, stderr } = synaptile('inspect', join(CASES, 'resets.yaml'), '-o', 'again.yaml');
    expect(status).toBe(0);
    expect(stderr).toContain("4 of a chip's cores are used by the mapping of this file");
    expect(text('again.yaml')).toBe(readFileSync(join(CASES, 'written/resets.yaml'), 'utf8'));
    expect(spikesOf(join(FOLDER, 'again.yaml'), 40)).toEqual(spikesOf(join(CASES, 'resets.yaml'), 40));
  });

  it('is data for its own network', () => {
    const file = join(CASES, 'resets.yaml');
    const { status } = synaptile('run', file, '--target', 'none', '--input', file, '--timesteps', '40', '--outputs', 'resets.csv');
    expect(status).toBe(0);
    const fired = spikesOf(file, 40).flat();
    expect(text('resets.csv').trim().split('\n')[1]!.split(',').slice(3).map(Number)).toEqual([0, 1, 2, 3].map((i) => fired.filter((neuron) => neuron === `bounded.${i}`).length));
  });
});

it('a netlist of SANA-FE 1 is read by its content: other files end in .net too', () => {
  const { status, stderr } = synaptile('inspect', join(CASES, 'legacy.net'), '-o', 'legacy.yaml');
  expect([status, stderr.includes('S952')]).toEqual([0, false]);
  expect(text('legacy.yaml')).toBe(readFileSync(join(CASES, 'written/legacy.yaml'), 'utf8'));
});

describe('a SpiNeMap application', () => {
  it('compiles and runs with its own spikes', () => {
    mkdirSync(join(FOLDER, 'app'));
    writeFileSync(join(FOLDER, 'app/net.connection_info.txt'), '0 2 3\n1 3\n2 4\n3 4\n');
    writeFileSync(join(FOLDER, 'app/net.weight_info.txt'), '0 1 0.5\n1 0.5\n2 1\n3 1\n');
    writeFileSync(join(FOLDER, 'app/net.spike_info.txt'), '0 0 2 4\n1 0 1 2 3\n');
    const { status, stderr } = synaptile('run', 'app', '--target', 'loihi', '--input', 'app/net.spike_info.txt', '--timesteps', '5', '--outputs', 'net.csv', '--verify-each');
    expect(stderr).toContain('assumed: neurons are integrate-and-fire');
    expect(status).toBe(0);
    // Neuron 2 spikes at 0, 2, 4, neuron 3 at 0, 2, 3: charges 2, 0, 2, 1, 1 for neuron 4, which keeps what is above 1 for the next timestep.
    expect(text('net.csv')).toBe('sample,label,predicted,o0\n0,,0,5\n');
  });
});
