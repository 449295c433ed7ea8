import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadTarget } from '../../../targets/load.ts';
import { compile, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { checkGivenMapping } from '../../../src/ir/given-mapping.ts';
import type { Configuration } from '../../../src/ir/configuration.ts';
import type { Target } from '../../../src/ir/target.ts';
import { assumer } from '../../../src/read/assumptions.ts';
import { readGivenMapping } from '../../../src/read/sanafe/given-mapping.ts';
import { readSanafe } from '../../../src/read/sanafe/read-sanafe.ts';
import { somaCores } from '../../../src/simulate/engine/wiring.ts';

const folder = mkdtempSync(join(tmpdir(), 'synaptile-mapping-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { target: loihi } = loadTarget('loihi-sanafe');

/** Two inputs, a convolution of two channels onto 2 x 2, three neurons that hear all of it. */
const NETWORK = `network:
  name: net
  groups:
  - {name: x, attributes: {soma_hw_name: 'loihi_inputs[0]'}, neurons: [0: {spikes: [1, 0]}, 1..15: {}]}
  - {name: a, attributes: {soma_hw_name: loihi_lif, threshold: 2}, neurons: [0..7: {}]}
  - {name: b, attributes: {soma_hw_name: loihi_lif, threshold: 3}, neurons: [0..2: {}]}
  edges:
  - x -> a: {type: conv2d, input_height: 4, input_width: 4, input_channels: 1, kernel_height: 3, kernel_width: 3, kernel_count: 2, stride_height: 1, stride_width: 1, weight: [${Array.from({ length: 18 }, (_, i) => i % 4).join(', ')}]}
  - a -> b: {type: dense, weight: [${Array.from({ length: 24 }, (_, i) => i % 3).join(', ')}]}
`;
const WHOLE = ['x.0..15: {core: 0.0}', 'a.0..3: {core: 1.0}', 'a.4..7: {core: 1.1}', 'b.0..2: {core: 4.2}'];

function written(name: string, mappings: readonly string[], network = NETWORK): string {
  const file = join(folder, name);
  writeFileSync(file, `${network}mappings:${mappings.length === 0 ? ' []' : `\n${mappings.map((entry) => `- ${entry}`).join('\n')}`}\n`);
  return file;
}

/** The configuration that a mapping gives. */
function mapped(mappings: readonly string[], target: Target = loihi): Configuration {
  const file = written('mapped.yaml', mappings);
  const { network } = readSanafe(file, assumer({}));
  const { mapping } = readGivenMapping(file, target);
  const options = { ...DEFAULT_OPTIONS, mapping };
  return compile({ ...network, timesteps: 4 }, options, { target, calibration: null, profileOf: () => null, seed: 1, progress: () => undefined }).output as Configuration;
}

function found(mappings: readonly string[], target: Target = loihi, network = NETWORK): readonly string[] {
  const file = written('found.yaml', mappings, network);
  const model = readSanafe(written('model.yaml', []), assumer({})).network;
  const { mapping, diagnostics } = readGivenMapping(file, target);
  return [...diagnostics, ...checkGivenMapping(mapping, model, target)].map(({ code, message }) => `${code} ${message}`);
}

function refused(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map(({ code, message }) => `${code} ${message}`);
    throw error;
  }
  return [];
}

describe('a mapping is followed', () => {
  test('neuron by neuron, whatever the order; tiles are numbered column by column', () => {
    // Tile 4 is (1, 0), tile 1 is (0, 1): core = (y 8 + x) 4 + core.
    const configuration = mapped(['b.2: {core: 0.0}', 'b.0..1: {core: 4.3}', 'a: {core: 1.0}', 'x: {core: 31.3}']);
    const cores = somaCores(configuration);
    expect([...cores.subarray(0, 16)]).toEqual(Array.from({ length: 16 }, () => (3 * 8 + 7) * 4 + 3));
    expect([...cores.subarray(16, 24)]).toEqual(Array.from({ length: 8 }, () => 32));
    expect([...cores.subarray(24)]).toEqual([7, 7, 0]);
  });

  test('units are cut between channels on different cores, and nowhere else', () => {
    const units = (mappings: readonly string[]): readonly string[] => mapped(mappings).units.map(({ population, columns }) => `${population} ${columns.start}..${columns.end}`);
    expect(units(['x: {core: 0.0}', 'a: {core: 1.0}', 'b: {core: 2.0}'])).toEqual(['1 0..2', '2 0..3']);
    expect(units(['x: {core: 0.0}', 'a.0..5: {core: 1.0}', 'a.6..7: {core: 3.0}', 'b.0: {core: 2.0}', 'b.1..2: {core: 5.0}'])).toEqual(['1 0..1', '1 1..2', '2 0..1', '2 1..3']);
  });

  test('inputs enter from outside where the target has them there', () => {
    const outside: Target = { ...loihi, mesh: { ...loihi.mesh, inputs: 'entry' } };
    expect(found(WHOLE.slice(1), outside)).toEqual([]);
    expect([...somaCores(mapped(WHOLE, outside)).subarray(0, 16)]).toEqual(Array.from({ length: 16 }, () => -1));
  });
});

describe('what is wrong with one', () => {
  test('S830: neurons without a core', () => {
    expect(found(['a.0..2: {core: 0.0}', 'a.5: {core: 0.1}', 'b: {core: 0.0}'])).toEqual([
      'S830 16 of the 16 neurons of "x" have no core, the first is number 0',
      'S830 4 of the 8 neurons of "a" have no core, the first is number 3',
    ]);
  });

  test('S831: cores that do not exist', () => {
    expect(found([...WHOLE.slice(0, 3), 'b.0: {core: 0.0}', 'b.1: {core: 32.0}', 'b.2: {core: 3.4}'])).toEqual([
      'S831 neuron 1 of "b" is on core 32.0, loihi-sanafe has 32 tiles (0 to 31) of 4 cores',
      'S831 neuron 2 of "b" is on core 3.4, loihi-sanafe has 32 tiles (0 to 31) of 4 cores',
    ]);
  });

  test('S832: each limit that is broken, with the core that breaks it most; inputs on cores count', () => {
    const small: Target = { ...loihi, core: { ...loihi.core, neurons: 12, axonsIn: 10 } };
    expect(refused(() => mapped(['x: {core: 0.0}', 'a: {core: 0.0}', 'b: {core: 9.1}'], small))).toEqual([
      'S832 core 0 (core 0 of the tile at x 0, y 0) does not hold what the mapping puts on it: neurons needed 24, a core has 12 (12 too many)',
      'S832 core 0 (core 0 of the tile at x 0, y 0) does not hold what the mapping puts on it: axons in needed 16, a core has 10 (6 too many)',
    ]);
    expect(refused(() => mapped(['x: {core: 0.0}', 'a.0..3: {core: 0.0}', 'a.4..7: {core: 1.1}', 'b: {core: 9.1}'], { ...small, core: { ...small.core, neurons: null, axonsIn: 15 } }))[0])
      .toBe('S832 core 0 (core 0 of the tile at x 0, y 0) does not hold what the mapping puts on it: axons in needed 16, a core has 15 (1 too many); 1 other cores break the same limit');
  });

  test('S833: a mapping of another network', () => {
    const other = NETWORK.replace('name: b,', 'name: c,').replace('a -> b', 'a -> c').replace('0..2: {}', '0..2: {}');
    expect(found([...WHOLE.slice(0, 3), 'c: {core: 0.0}'], loihi, other)).toEqual([
      'S833 maps 3 neurons of "c", a population that the network does not have',
      'S830 3 of the 3 neurons of "b" have no core, the first is number 0',
    ]);
    expect(found(WHOLE.slice(0, 3).concat('b: {core: 0.0}'), loihi, NETWORK.replace('0..2: {}', '0..1: {}').replace(/(dense, weight: )\[[^\]]*\]/, `$1[${Array.from({ length: 16 }, () => 1).join(', ')}]`))).toEqual([
      'S833 maps 2 neurons of "b", which has 3',
    ]);
  });

  test('S834: neurons on two cores that share their weights', () => {
    const { target } = loadTarget('spikeflow-64');
    expect(refused(() => mapped(['a.0..2: {core: 0.0}', 'a.3..7: {core: 1.0}', 'b: {core: 2.0}'], target))).toEqual([
      'S834 neuron 3 of "a" is on another core than neuron 0, with which it shares its weights',
    ]);
  });

  test('S835: no mapping at all', () => {
    expect(refused(() => readGivenMapping('net.synet', loihi))).toEqual(['S835 is no mapping: its name does not end in .yaml']);
    expect(refused(() => readGivenMapping(written('none.yaml', []), loihi))).toEqual(['S835 is no mapping: it names no core for any neuron']);
  });

  test('S836: faulty cores', () => {
    const broken: Target = { ...loihi, mesh: { ...loihi.mesh, faultyCores: [33] } };
    expect(found(WHOLE, broken)).toEqual(['S836 neuron 4 of "a" is on core 33, which is faulty on loihi-sanafe']);
  });
});
