import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLES, MODELS, reportOf, synaptile, synaptileWith } from './synaptile.ts';

const EDGES = [join(EXAMPLES, 'edges.synet'), '--input', join(EXAMPLES, 'edges.csv'), '--labels', join(EXAMPLES, 'edges-labels.csv')];

describe('the commands', () => {
  it.each(['rram-128', 'spikeflow-64', 'loihi', 'none'])('runs the two-minute example on %s: every bar is seen', (target) => {
    expect(reportOf('run', ...EDGES, '--target', target).accuracy.correct).toBe(40);
  });

  it('lists targets, passes and mappers, as text and as JSON', () => {
    expect(synaptile('targets').stdout).toMatch(/rram-128[\s\S]*spikeflow-64[\s\S]*loihi[\s\S]*loihi-sanafe/);
    const passes = JSON.parse(synaptile('passes', '--json').stdout) as { name: string }[];
    expect(passes.map(({ name }) => name)).toEqual(['fold', 'convert', 'quantise', 'unroll', 'partition', 'place', 'route', 'configure']);
    expect(JSON.parse(synaptile('targets', '--json').stdout)).toHaveLength(4);
    expect(JSON.parse(synaptile('mappers', '--json').stdout)[0].name).toBe('tiles');
  });

  it('explains a diagnostic', () => {
    expect(synaptile('explain', 's703').stdout).toContain('must fit the target');
  });

  it('inspects a network as text, JSON and DOT, and a configuration', () => {
    const model = join(MODELS, 'mnist_cnn_bn.onnx');
    expect(synaptile('inspect', model).stdout).toContain('network mnist_cnn_bn');
    expect(JSON.parse(synaptile('inspect', model, '--format', 'json').stdout).synaptile).toBe('network/1');
    expect(synaptile('inspect', model, '--format', 'dot').stdout).toMatch(/^digraph "mnist_cnn_bn" \{/);
    expect(synaptile('compile', EDGES[0]!, '--target', 'rram-128', '-o', 'edges.tile').status).toBe(0);
    expect(synaptile('inspect', 'edges.tile').stdout).toContain('configuration edges for rram-128');
    expect(synaptile('inspect', 'edges.tile', '--format', 'dot').stdout).toContain('"image" -> "edges"');
  });

  it('prints a text to a pipe that stands alone and reads back equal', () => {
    const model = join(MODELS, 'mnist_cnn_bn.onnx');
    const stageOf = (...source: [string] | [string, string]): unknown => {
      const [file, text = ''] = source;
      return JSON.parse(synaptileWith(text, 'inspect', file, '--format', 'json').stdout, (key, value: unknown) => (key === 'origin' ? undefined : value));
    };
    expect(stageOf('-', synaptile('inspect', model).stdout)).toEqual(stageOf(model));
  });

  it('prints stages while it compiles, and times them', () => {
    const { stdout, stderr } = synaptile('compile', EDGES[0]!, '--target', 'loihi', '--print-ir-after', 'all', '--timing', '--verify-each');
    for (const word of ['stage folded', 'stage spiking', 'stage quantised', 'unrolled edges', 'clustered edges', 'placed edges', 'routed edges', 'configuration edges']) expect(stdout).toContain(word);
    expect(stderr).toMatch(/partition +\d+\.\d+ s/);
    expect(stderr).toContain('equal: reference(quantised)');
  });

  it('keeps machine output apart: JSON alone on stdout, warnings on stderr', () => {
    const { stdout, stderr } = synaptile('run', ...EDGES, '--target', 'rram-128', '--json');
    expect(JSON.parse(stdout).schema).toBe('synaptile-report/1');
    expect(stderr).toContain('warning S809');
  });

  it('reads a network, and a stage, from standard input', () => {
    const source = readFileSync(EDGES[0]!, 'utf8');
    const compiled = synaptileWith(source, 'compile', '-', '--target', 'loihi', '-o', '-');
    expect(JSON.parse(compiled.stdout).synaptile).toBe('configuration/1');
    expect(synaptileWith(compiled.stdout, 'inspect', '-').stdout).toContain('configuration edges for loihi');
    expect(synaptileWith('garbage', 'inspect', '-')).toMatchObject({ status: 1, stdout: '' });
  });

  it('exits with 2 on bad usage and 0 on help', () => {
    expect(synaptile('run').status).toBe(2);
    expect(synaptile('no-such-command').status).toBe(2);
    expect(synaptile('run', 'x.onnx', '--target', 'loihi', '--input', 'y', '--bits', 'many').status).toBe(2);
    expect(synaptile('--help').status).toBe(0);
    expect(synaptile('--version').stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
