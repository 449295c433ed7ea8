import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import type { Network } from '../../src/ir/network.ts';
import { parseStage, printStage } from '../../src/ir/stage-text.ts';
import { allocate, type ElementType } from '../../src/ir/tensor.ts';
import { CURRENT, dense, integrateAndFire, network, population } from './build.ts';
import { smallStages } from './small-stages.ts';

const SOUND = network([population('x', [2], CURRENT), population('y', [1], integrateAndFire())], [dense('x', 'y', [[0.1, -3]])]);

/** `data` after a round trip as the bias of a network. */
function roundTrip(data: unknown): unknown {
  const [projection] = SOUND.projections;
  const stage = { ...SOUND, projections: [{ ...projection!, bias: data }] } as unknown as Network;
  return (parseStage(printStage(stage), 'x.tile') as unknown as { projections: { bias: unknown }[] }).projections[0]!.bias;
}

test('a header line, and short arrays one can read', () => {
  const text = printStage(SOUND);
  expect(text.split('\n').slice(0, 2)).toEqual(['{', ' "synaptile": "network/1",']);
  expect(JSON.parse(text).projections[0].weights).toEqual({ shape: [1, 2], data: { $array: 'f32', values: [Math.fround(0.1), -3] } });
});

test('every stage reads back equal', () => {
  const { unrolled, clustered, placed, routed, configuration } = smallStages();
  for (const stage of [SOUND, unrolled, clustered, placed, routed, configuration]) expect(parseStage(printStage(stage), 'x.tile')).toEqual(stage);
});

test('numbers that JSON does not know, in arrays and outside', () => {
  const odd = [NaN, Infinity, -Infinity, -0, 0, 5e-324, 1.7976931348623157e308];
  expect(roundTrip(Float64Array.from(odd))).toEqual(Float64Array.from(odd));
  expect(roundTrip(odd)).toEqual(odd);
});

test('arrays of every type and length, bit for bit', () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  fc.assert(fc.property(fc.constantFrom<ElementType>('f32', 'f64', 'i8', 'i16', 'i32', 'u8'), bytes, fc.nat(40), (type, values, length) => {
    const data = allocate(type, length);
    new Uint8Array(data.buffer).set(values.subarray(0, data.byteLength));
    // A NaN has many bit patterns; in a short array it is printed as a number.
    if (data instanceof Float32Array || data instanceof Float64Array) data.forEach((value, i) => { if (Number.isNaN(value)) data[i] = 0.5; });
    const back = roundTrip(data) as typeof data;
    expect(back.constructor).toBe(data.constructor);
    expect(new Uint8Array(back.buffer, back.byteOffset, back.byteLength)).toEqual(new Uint8Array(data.buffer));
  }), { seed: 1, numRuns: 300 });
});

test('a view into a larger buffer prints its own part', () => {
  expect(roundTrip(Int32Array.from({ length: 60 }, (_, i) => i).subarray(20, 50))).toEqual(Int32Array.from({ length: 30 }, (_, i) => 20 + i));
});

describe('S710', () => {
  const text = printStage(SOUND);
  const long = printStage({ ...SOUND, projections: [dense('x', 'y', [Array.from({ length: 20 }, (_, i) => i)])] });
  test.each([
    ['an empty file', '', 'JSON'],
    ['truncated', text.slice(0, text.length / 2), 'JSON'],
    ['not JSON', 'network test {}', 'JSON'],
    ['a number', '42', 'the key "synaptile" is missing'],
    ['null', 'null', 'the key "synaptile" is missing'],
    ['a list', '[]', 'the key "synaptile" is missing'],
    ['foreign JSON', '{"name": "synaptile"}', 'the key "synaptile" is missing'],
    ['the key is missing', text.replace('"synaptile"', '"other"'), 'the key "synaptile" is missing'],
    ['the key is no text', '{"synaptile": 1}', 'the key "synaptile" is missing'],
    ['a stage that does not exist', text.replaceAll('network', 'netwerk'), '"netwerk/1" is no stage'],
    ['two stages in one', text.replace('"network/1"', '"placed/1"'), '"placed/1" is no stage'],
    ['another version', text.replace('network/1', 'network/2'), 'version 2 of its format is not known'],
    ['no version', text.replace('network/1', 'network'), 'version undefined of its format is not known'],
    ['an array of an unknown type', text.replace('"$array": "f32"', '"$array": "f16"'), 'there are no arrays of type "f16"'],
    ['bytes that do not fill the last number', long.replace(/"base64": "..../, '"base64": "'), '77 bytes do not hold a whole number of f32 values'],
    ['an array without values', text.replace('"values"', '"other"'), 'an array has neither "values" nor "base64"'],
    ['an array of words', text.replace('"values": [', '"values": ["one",'), 'an array has neither "values" nor "base64"'],
  ])('%s', (_what, damaged, reason) => {
    expect(damaged).not.toBe(text);
    try {
      parseStage(damaged, 'damaged.tile');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(DiagnosticError);
      const [found] = (error as DiagnosticError).diagnostics;
      expect(found).toMatchObject({ code: 'S710', where: { file: 'damaged.tile' } });
      expect(found!.message).toContain(reason);
    }
  });
});
