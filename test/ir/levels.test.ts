import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnostics/diagnostic.ts';
import { areBytes, badLevels, isLevel, largestLevel, printLevels, unsupportedLevels, type WeightLevels } from '../../src/ir/levels.ts';
import type { DenseProjection, Network } from '../../src/ir/network.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import { parseStage, printStage } from '../../src/ir/stage-text.ts';
import { loadTarget } from '../../targets/load.ts';
import { dense, integrateAndFire, network, population, SPIKES } from './build.ts';

const rise = (bits: number): WeightLevels => ({ bits, rise: 'mid-rise' });
const tread = (bits: number): WeightLevels => ({ bits, rise: 'mid-tread' });

/** x -> y through `a` with these levels, and through `b` with those of the network. */
function quantised(bits: number, levels: WeightLevels | undefined, data: Int8Array | Int16Array, others: Int8Array | Int16Array = Int8Array.of(1, -1)): Network {
  const projections = [
    dense('x', 'y', [[0, 0]], { name: 'a', weights: { shape: [1, 2], data }, ...(levels && { levels }) }),
    dense('x', 'y', [[0, 0]], { name: 'b', weights: { shape: [1, 2], data: others }, delay: 1 }),
  ];
  return network([population('x', [2], SPIKES), { ...population('y', [1], integrateAndFire()), scale: Float32Array.of(1) }], projections, { stage: 'quantised', bits, timesteps: 2 });
}

const found = (one: Network): string[] => verifyNetwork(one).map(({ code, message }) => `${code} ${message}`);

describe('levels', () => {
  test.each([
    [1, 'mid-rise', 1], [2, 'mid-rise', 3], [3, 'mid-rise', 7], [8, 'mid-rise', 255], [15, 'mid-rise', 32767],
    [2, 'mid-tread', 1], [3, 'mid-tread', 3], [8, 'mid-tread', 127], [16, 'mid-tread', 32767],
  ] as const)('%i bits %s reach to %i', (bits, kind, most) => {
    expect(largestLevel(bits, kind)).toBe(most);
    expect(areBytes({ bits, rise: kind })).toBe(most <= 127);
    const all = Array.from({ length: 2 * most + 1 }, (_, index) => index - most).filter((value) => isLevel(value, kind));
    expect(all.length).toBe(kind === 'mid-rise' ? 2 ** bits : 2 ** bits - 1);
  });

  test('in words', () => {
    expect([tread(2), rise(2), rise(1)].map(printLevels)).toEqual(['-1..1', 'the odd numbers of -3..3', 'the odd numbers of -1..1']);
    expect(badLevels(tread(1))).toBe('mid-tread levels have 2 to 16 bits, not 1');
    expect(badLevels(rise(16))).toBe('mid-rise levels have 1 to 15 bits, not 16');
    expect(badLevels({ bits: 2, rise: 'toString' as 'mid-rise' })).toBe('levels are mid-tread or mid-rise');
  });
});

describe('a quantised network', () => {
  test('projections have levels of their own, or those of the network', () => {
    expect(found(quantised(4, undefined, Int8Array.of(7, -7)))).toEqual([]);
    expect(found(quantised(4, rise(2), Int8Array.of(-3, 1)))).toEqual([]);
    expect(found(quantised(4, rise(1), Int8Array.of(-1, 1)))).toEqual([]);
    expect(found(quantised(8, rise(7), Int8Array.of(127, -1)))).toEqual([]);
    expect(found(quantised(8, rise(8), Int16Array.of(255, -1)))).toEqual([]);
  });

  test('S512: a level that is none', () => {
    expect(found(quantised(4, rise(2), Int8Array.of(-3, 2)))).toEqual(['S512 projection "a" has the level 2, which is none of the odd numbers of -3..3 (2 bits)']);
    expect(found(quantised(4, rise(2), Int8Array.of(0, 1)))).toEqual(['S512 projection "a" has the level 0, which is none of the odd numbers of -3..3 (2 bits)']);
    expect(found(quantised(4, rise(1), Int8Array.of(3, 1)))).toEqual(['S512 projection "a" has the level 3, which is none of the odd numbers of -1..1 (1 bit)']);
    expect(found(quantised(4, tread(2), Int8Array.of(2, 1)))).toEqual(['S512 projection "a" has the level 2, which is none of -1..1 (2 bits)']);
  });

  test('S513: weights of another type than the levels need', () => {
    expect(found(quantised(8, rise(8), Int8Array.of(-3, 1)))).toEqual(['S513 projection "a" lacks weights of type i16']);
    expect(found(quantised(12, tread(4), Int16Array.of(-3, 1), Int16Array.of(1, 1)))).toEqual(['S513 projection "a" lacks weights of type i8']);
  });

  test('S556: levels that do not exist, more bits than the network says, levels before there are any', () => {
    expect(found(quantised(4, tread(1), Int8Array.of(-1, 1)))).toEqual(['S556 projection "a": mid-tread levels have 2 to 16 bits, not 1']);
    expect(found(quantised(1, rise(1), Int8Array.of(-1, 1)))).toEqual(['S556 projection "b": mid-tread levels have 2 to 16 bits, not 1']);
    expect(found(quantised(4, { bits: 2.5, rise: 'mid-rise' }, Int8Array.of(-1, 1)))).toEqual(['S556 projection "a": mid-rise levels have 1 to 15 bits, not 2.5']);
    expect(found(quantised(4, tread(6), Int8Array.of(-1, 1)))).toEqual(['S556 network "test": its projections have up to 6 bits, not 4']);
    const early = network([population('x', [1], SPIKES), population('y', [1], integrateAndFire())], [dense('x', 'y', [[1]], { levels: rise(2) })], { stage: 'spiking', timesteps: 1 });
    expect(found(early)).toEqual(['S556 projection "x-y": weights have no levels at stage spiking']);
  });

  test.each([5, 'few', {}, { bits: 2 }, { rise: 'mid-rise' }, { bits: '2', rise: 'mid-rise' }, { bits: null, rise: null }])('S556: levels %j, as they may stand in a stage file', (levels) => {
    const codes = verifyNetwork(quantised(4, levels as unknown as WeightLevels, Int8Array.of(-1, 1))).map(({ code }) => code);
    expect(codes).toEqual(['S556']);
  });

  test('reads back from its stage file', () => {
    const one = quantised(4, rise(2), Int8Array.of(-3, 1));
    expect(parseStage(printStage(one), 'x.tile')).toEqual(one);
    expect((parseStage(printStage(one), 'x.tile') as Network).projections.map((projection) => (projection as DenseProjection).levels)).toEqual([rise(2), undefined]);
  });
});

describe('what a target stores', () => {
  const { target } = loadTarget('rram-128');
  const device = { ...target.device!, levels: { ...target.device!.levels, value: 4 } };
  const codes = (one: Network, of = target): string[] => unsupportedLevels(one, of).map(({ code, message }) => `${code} ${message}`);

  test('S551: other bits, of any projection', () => {
    expect(codes(quantised(9, rise(2), Int8Array.of(1, 1)))).toEqual(['S551 target "rram-128" stores weights of 1 to 8 bits, not 9']);
    expect(codes(quantised(4, rise(1), Int8Array.of(1, 1)), { ...target, weightBits: { minimum: 2, maximum: 8 } })).toEqual(['S551 target "rram-128" stores weights of 2 to 8 bits, not 1']);
  });

  test('S557: mid-rise levels need as many conductances as they have codes', () => {
    expect(codes(quantised(3, rise(2), Int8Array.of(1, 1)), { ...target, device })).toEqual([]);
    expect(codes(quantised(3, rise(3), Int8Array.of(1, 1)), { ...target, device })).toEqual(['S557 the mid-rise levels of "a" (3 bits) need 8 conductances a device, spikesim-rram has 4']);
    expect(codes(quantised(3, rise(3), Int8Array.of(1, 1)), { ...target, device: null })).toEqual([]);
  });

  test('a kind of levels is named once', () => {
    const one = quantised(3, rise(3), Int8Array.of(1, 1));
    const all = { ...one, projections: [...one.projections, ...['c', 'd'].map((name) => ({ ...one.projections[0]!, name }))] };
    expect(codes(all, { ...target, device })).toEqual(['S557 the mid-rise levels of "a" and 2 others (3 bits) need 8 conductances a device, spikesim-rram has 4']);
    expect(diagnose('S557', { projection: 'a', others: 1, bits: 1, needed: 2, device: 'd', available: 1 }).message).toContain('"a" and 1 other (1 bit) need');
  });
});
