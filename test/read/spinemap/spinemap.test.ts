import fc from 'fast-check';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { assumer } from '../../../src/read/assumptions.ts';
import { readModel } from '../../../src/read/model.ts';
import { readSpinemap } from '../../../src/read/spinemap/read-spinemap.ts';
import { spinemapSamples } from '../../../src/read/spinemap/stimulus.ts';
import { temporaryFolder } from '../../temporary.ts';

/** A folder with these files. @returns its path */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const CONNECTIONS = '0 2 3 \n1 3 \n2 4 \n3 4 \n';
const WEIGHTS = '0 0.5 -1.25 \n1 2e-1 \n2 1 \n3 .5 \n';
const SPIKES = '0 0 2 2 5 \n1 \n2 1 3 \n4 7 \n';

function read(files: Readonly<Record<string, string>>, named = 'connection_info.txt'): { readonly synapses: readonly string[]; readonly told: readonly string[]; readonly assumed: readonly string[] } {
  const assume = assumer({});
  const { network, diagnostics } = readSpinemap(join(folderOf(files), named), assume);
  expect(verifyNetwork(network)).toEqual([]);
  const synapses = network.projections.flatMap((one) => (one.kind !== 'sparse' ? [] : [...one.offsets.keys()].slice(0, -1).flatMap((source) =>
    Array.from(one.destinations.subarray(one.offsets[source], one.offsets[source + 1]), (to, i) => `${one.source}.${source} ${one.destination}.${to} ${one.values[one.offsets[source]! + i]!.toFixed(4)}`))));
  return { synapses, told: diagnostics.map(({ code, message }) => `${code} ${message}`), assumed: assume.made().map(({ text, option }) => (option ? `${text} (${option})` : text)) };
}

describe('an application', () => {
  it('has the weights of its files', () => {
    const { synapses, told, assumed } = read({ 'connection_info.txt': CONNECTIONS, 'weight_info.txt': WEIGHTS });
    expect(synapses).toEqual(['input.0 hidden_1.0 0.5000', 'input.0 hidden_1.1 -1.2500', 'input.1 hidden_1.1 0.2000', 'hidden_1.0 output.0 1.0000', 'hidden_1.1 output.0 0.5000']);
    expect(told).toEqual([]);
    expect(assumed.slice(0, 2)).toEqual(['neurons are integrate-and-fire with threshold 1, without leak; reset: subtract (--assume reset=hard|subtract|subtract-delayed|hard-delayed|none)', 'a neuron fires when its potential is >= the threshold (--assume comparator=>|>=)']);
  });

  it('without weights has those that make its neurons fire as often as its spikes say', () => {
    const { synapses, assumed } = read({ 'connection_info.txt': CONNECTIONS, 'spike_info.txt': SPIKES });
    // Spikes 3, 0, 2 of neurons 0 to 2; none are known of neuron 3.
    expect(synapses).toEqual(['input.0 hidden_1.0 0.6667', 'input.0 hidden_1.1 0.5000', 'input.1 hidden_1.1 0.5000', 'hidden_1.0 output.0 0.5000', 'hidden_1.1 output.0 0.5000']);
    expect(assumed.at(-1)).toBe('spike_info is what the inputs send when it is given as data; the spikes of other neurons follow from the network (--input spike_info.txt)');
  });

  it.each([['without both', 'one over their number'], ['with spikes alone', 'its number of spikes']])('%s says where its weights come from', (_, words) => {
    const { assumed } = read({ 'connection_info.txt': CONNECTIONS, ...(words.startsWith('its') ? { 'spike_info.txt': SPIKES } : {}) });
    expect(assumed.some((text) => text.includes(`weights into a neuron are equal: ${words}`))).toBe(true);
  });

  it.each(['app.connection_info.txt', 'app.weight_info.txt', 'app.spike_info.txt', '.'])('is found by %s', async (named) => {
    const folder = folderOf({ 'app.connection_info.txt': CONNECTIONS, 'app.weight_info.txt': WEIGHTS, 'app.spike_info.txt': SPIKES });
    const { stage } = await readModel(join(folder, named));
    expect(stage).toMatchObject({ stage: 'network', name: 'app', populations: [{ name: 'input', shape: [2] }, { name: 'hidden_1', shape: [2] }, { name: 'output', shape: [1] }] });
  });

  it('adds up synapses that stand there twice, in lines of their own or in one', () => {
    const { synapses, told } = read({ 'connection_info.txt': '0 1 1\n0 1 2\n1 2\n', 'weight_info.txt': '0 1 2\n0 4 8\n1 1\n' });
    expect(synapses).toEqual(['input.0 hidden_1.0 1.0000', 'input.0 hidden_1.0 2.0000', 'input.0 hidden_1.0 4.0000', 'input.0 output.0 8.0000', 'hidden_1.0 output.0 1.0000']);
    expect(told).toEqual(['S958 2 synapses stand there more than once; they add up']);
  });

  it('reads the same through tabs, carriage returns, empty lines and a missing last line end', () => {
    expect(read({ 'connection_info.txt': '\r\n 0\t2  3\r\n\n1 3\r\n2 4\n3 4' }).synapses).toEqual(read({ 'connection_info.txt': CONNECTIONS }).synapses);
  });

  it('has lines longer than the window of the reader', () => {
    const targets = Array.from({ length: 400000 }, (_, i) => 1 + (i % 1000));
    const { synapses } = read({ 'connection_info.txt': `0 ${targets.join(' ')}\n` });
    expect(synapses).toHaveLength(400000);
  });
});

describe('its spikes', () => {
  it('are the data of its inputs', () => {
    const folder = folderOf({ 'a.connection_info.txt': CONNECTIONS, 'a.spike_info.txt': SPIKES });
    const { count, shape, timesteps, read: readSample } = spinemapSamples(join(folder, 'a.spike_info.txt'));
    const out = new Float32Array(timesteps! * shape[0]!);
    readSample(0, out);
    expect([count, shape, timesteps]).toEqual([1, [2], 8]);
    expect([...out]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it.each([['0 1.5\n', /1.5 is no timestep/], ['0 -1\n', /-1 is no timestep/], ['0 1000000\n', /is no timestep/], ['-1 0\n', /-1 is no number of a neuron/], ['', /names no neuron/], ['0\n1\n', /no neuron spikes/], ['spikes\n', /'spikes' is no number/]])('S955: %j', (text, reason) => {
    const folder = folderOf({ 'a.connection_info.txt': CONNECTIONS, 'a.spike_info.txt': text });
    expect(() => spinemapSamples(join(folder, 'a.spike_info.txt'))).toThrow(reason);
  });
});

describe('what is wrong', () => {
  const attempt = (files: Readonly<Record<string, string>>, named = 'connection_info.txt') => (): unknown => read(files, named);

  it.each([
    ['a word', '0 1\n1 two\n', "S955 is no line of this file: 'two' is no number"], ['a fraction', '0 1.5\n', 'S955 is no line of this file: 1.5 is no number of a neuron'], ['a sign', '-1 2\n', 'S955 is no line of this file: -1 is no number of a neuron'],
    ['far too large a number', '0 99999999999\n', 'S955 is no line of this file: 99999999999 is no number of a neuron'], ['a number that leaves a gap', '0 3000000\n', 'S955 is no line of this file: neuron 3000000 is named, and only 2 numbers stand here'],
    ['a raw log of CARLsim', 'Connection: 0 -> 1\n', "S955 is no line of this file: 'Connection:' is no number"], ['no synapses', '0\n1\n', 'S959 holds no SpiNeMap application: no line of this file has a destination'], ['nothing', '', 'S959 holds no SpiNeMap application'],
  ])('connections: %s', (_, text, message) => {
    expect(attempt({ 'connection_info.txt': text })).toThrow(message);
  });

  it('is shown at its place', () => {
    try {
      attempt({ 'connection_info.txt': '0 1\n1  x2\n' })();
      expect.fail('it was read');
    } catch (error) {
      expect((error as DiagnosticError).diagnostics[0]!.where.span).toMatchObject({ line: 2, column: 4 });
    }
  });

  it.each([
    ['another neuron', '1 1 1\n0 1\n2 1\n3 1\n', 'the weights of neuron 1 stand where connection_info lists the synapses of neuron 0'], ['fewer weights', '0 1\n1 1\n2 1\n3 1\n', 'neuron 0 has 2 synapses in connection_info and 1 weights here'],
    ['more weights', '0 1 1\n1 1\n2 1\n3 1 1 1 1\n', 'there are more weights than the 5 synapses'], ['fewer lines', '0 1 1\n1 1\n', 'connection_info has 4 lines, weight_info 2'], ['more lines', `${WEIGHTS}4\n`, 'connection_info has 4 lines, and here is one more'],
  ])('S956: %s', (_, weights, reason) => {
    expect(attempt({ 'connection_info.txt': CONNECTIONS, 'weight_info.txt': weights })).toThrow(`S956 the SpiNeMap files contradict each other: ${reason}`);
  });

  it('a weight beyond 32-bit floats', () => {
    expect(attempt({ 'connection_info.txt': '0 1\n', 'weight_info.txt': '0 1e300\n' })).toThrow('S955 is no line of this file: 1e+300 is no weight');
  });

  it('S959: an application without connections, a folder with several', () => {
    expect(attempt({ 'weight_info.txt': WEIGHTS }, 'weight_info.txt')).toThrow(/S959 .* there is no .*connection_info.txt/);
    expect(attempt({ 'a.connection_info.txt': CONNECTIONS, 'b.connection_info.txt': CONNECTIONS }, '.')).toThrow(/S959 .* holds several: a.connection_info.txt, b.connection_info.txt/);
    expect(attempt({ 'a.txt': '' }, '.')).toThrow(/S959 .* no file in this folder/);
    mkdirSync(join(folderOf({}), 'connection_info.txt'));
    expect(attempt({}, 'connection_info.txt')).toThrow(/S959/);
  });

  it('is refused, or read, whatever the bytes', () => {
    const text = fc.array(fc.constantFrom('0', '1', '2', '17', ' ', ' ', '\n', '\n', '.5', '-3', 'x', '\0', '\r', '1e9', '\u00e4'), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(fc.property(text, text, (connections, weights) => {
      try {
        attempt({ 'connection_info.txt': connections, 'weight_info.txt': weights, 'spike_info.txt': weights })();
      } catch (error) {
        expect(error).toBeInstanceOf(DiagnosticError);
      }
    }), { seed: 3, numRuns: 300 });
  });
});
