import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { parseNet } from '../../src/platforms/read-net.ts';
import { parseRepairs, parseSettings } from '../../src/platforms/settings.ts';
import { spikesim } from '../../src/platforms/spikesim/spikesim.ts';
import { codesOf, conv, dense, net, refusalsOf } from './fixture.ts';

function read(...layers: readonly object[]): ReturnType<typeof parseNet> {
  return parseNet(JSON.stringify(net(layers)), 'net.json');
}

function found(...layers: readonly object[]): readonly string[] {
  return refusalsOf(() => read(...layers)).map(({ code, where: { file, place } }) => `${code} ${file} ${place}`);
}

test('a list with defaults', () => {
  const { list, notes } = parseNet('{"layers":[{"kind":"conv","inChannels":3,"outChannels":8,"kernel":3,"inHeight":10,"inWidth":12,"pool":{"kind":"max","kernel":2}},{"kind":"dense","inFeatures":160,"outFeatures":4}]}', 'net.json');
  expect(notes).toEqual([]);
  expect(list).toMatchObject({ name: 'network', timesteps: null });
  expect(list.layers[0]).toMatchObject({ name: 'conv1', input: null, stride: [1, 1], padding: [0, 0, 0, 0], groups: 1, outSize: [8, 10], pooledSize: [4, 5], spikeSparsity: null });
  expect(list.layers[1]).toMatchObject({ name: 'dense2', input: 0, readout: true });
});

test('padding that is left out is what makes the layers fit', () => {
  const { padding: _, ...open } = conv(3, 8, 16);
  const { padding: _last, ...last } = conv(8, 8, 16);
  const { list, notes } = read(open, last);
  expect(list.layers.map((layer) => layer.kind === 'conv' && layer.padding)).toEqual([[1, 1, 1, 1], [1, 1, 1, 1]]);
  expect(notes.map(({ code }) => code)).toEqual(['S482', 'S482']);
});

test('branches: a layer names what feeds it and what is added to it', () => {
  const { list } = read(conv(3, 8, 16), conv(8, 16, 16, { stride: 2, name: 'a' }), conv(8, 16, 16, { stride: 2, kernel: 1, padding: 0, input: 'conv1', name: 'shortcut' }), conv(16, 16, 8, { input: 'a', residual: ['shortcut'] }));
  expect(list.layers.map(({ input, residual }) => [input, residual])).toEqual([[null, []], [0, []], [0, []], [1, [2]]]);
});

test('what is wrong with a list, each in one diagnostic at its place', () => {
  expect(found({ kind: 'conv', inChannels: 3, outChannels: 4, kernel: 3, inHeight: 8 })).toEqual(['S470 net.json layers[0]']);
  expect(found(dense(4, 4, { stride: 2 }))).toEqual(['S471 net.json layers[0].stride']);
  expect(found(conv(3, 4, 8, { kernel: [3, 3, 3] }))).toEqual(['S472 net.json layers[0].kernel']);
  expect(found(conv(3, 4, 8, { padding: [1, 1] }))).toEqual(['S472 net.json layers[0].padding']);
  expect(found(conv(3, 64, 32), conv(32, 64, 32))).toEqual(['S473 net.json layers[1].inChannels']);
  expect(found(conv(3, 64, 32, { padding: 0 }), conv(64, 64, 32))).toEqual(['S473 net.json layers[1].inHeight']);
  expect(found(conv(3, 64, 32), dense(64, 10))).toEqual(['S473 net.json layers[1].inFeatures']);
  expect(found(conv(3, 64, 32), conv(64, 32, 32, { residual: 'conv1' }))).toEqual(['S473 net.json layers[1].residual']);
  expect(found(conv(3, 4, 2, { kernel: 5, padding: 0 }))).toEqual(['S474 net.json layers[0].kernel']);
  expect(found(conv(3, 4, 4, { pool: { kind: 'max', kernel: 8 } }))).toEqual(['S474 net.json layers[0].pool']);
  expect(found(conv(3, 4, 8, { groups: 2 }))).toEqual(['S474 net.json layers[0].groups']);
  expect(found(conv(3, 4, 8, { name: 'a' }), conv(4, 4, 8, { name: 'a' }))).toEqual(['S475 net.json layers[1].name']);
  expect(found(conv(3, 4, 8), conv(4, 4, 8, { input: 'conv2' }))).toEqual(['S476 net.json layers[1].input']);
  expect(found(dense(4, 4, { synapses: 17 }))).toEqual(['S474 net.json layers[0].synapses']);
  expect(found(dense(4, 4, { input: 'dense2' }), dense(4, 4))).toEqual(['S476 net.json layers[0].input']);
  expect(found(dense(4, 4), dense(4, 6, { recurrent: true, input: 'dense2' }))).toEqual(['S473 net.json layers[1].inFeatures']);
  expect(found()).toEqual(['S477 net.json layers']);
  expect(found(conv(3, 4, 8, { spikeSparsity: 1.5 }))).toEqual(['S604 net.json layers[0].spikeSparsity']);
  expect(found(conv(3, 4, 8, { sparsity: 0.5 }))).toEqual(['S603 net.json layers[0].sparsity']);
  expect(refusalsOf(() => read(conv(3, 64, 32, { padding: 0 }), conv(64, 64, 32)))[0]!.help).toContain('"padding": 1 in conv1');
});

test('no text of a file stops the reader otherwise', () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 2 ** 25 }), fc.double(), fc.string(), fc.constant(null), fc.array(fc.nat(5)));
  const layer = fc.record({ kind: fc.constantFrom('conv', 'dense'), inChannels: value, outChannels: value, kernel: value, stride: value, padding: value, inHeight: value, inWidth: value, groups: value, inFeatures: value, outFeatures: value, residual: value, input: value }, { requiredKeys: ['kind'] });
  fc.assert(fc.property(fc.array(layer, { maxLength: 4 }), (layers) => {
    try {
      read(...layers);
    } catch (error) {
      expect(error).toBeInstanceOf(DiagnosticError);
    }
  }), { seed: 8, numRuns: 300 });
});

test('settings: everything wrong with them at once', () => {
  const parse = (...texts: readonly string[]) => parseSettings(texts, 'spikesim', spikesim.parameters, spikesim.repairs);
  expect(codesOf(() => parse('crossbarSise=64', 'device=flash', 'pesPerTile=1.5', 'clock_MHz=fast', 'crossbarSize', 'repair.latensy=on', 'repair.latency=yes'))).toEqual(['S484', 'S485', 'S485', 'S485', 'S483', 'S481', 'S485']);
  expect(refusalsOf(() => parse('crossbarSise=64'))[0]!.help).toBe("did you mean 'crossbarSize'?");
  expect(codesOf(() => parse('spikeSparsity=1.01'))).toEqual(['S485']);
  const { settings, switches } = parse('device=sram', 'clock_MHz=1e2', 'repair.latency=off');
  expect([settings.word('device'), settings.number('clock_MHz'), settings.number('crossbarSize'), settings.isGiven('crossbarSize')]).toEqual(['sram', 100, 64, false]);
  expect([...switches]).toEqual([['latency', false]]);
  expect(codesOf(() => parseRepairs('latency,spike', spikesim.repairs))).toEqual(['S481']);
  expect([...parseRepairs('latency', spikesim.repairs)].filter(([, on]) => on)).toEqual([['latency', true]]);
});
