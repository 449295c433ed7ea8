import { describe, expect, test } from 'vitest';
import { cellsOf, inputsOf, layoutOf, type SumInput, type SynapticInput, type Unrolled } from '../../src/ir/unrolled.ts';
import { verifyUnrolled } from '../../src/ir/verify-unrolled.ts';
import { convolution, dense, network, noise } from './build.ts';
import { broken } from './broken.ts';
import { fanInOf, lower, matrix, neurons, spikes } from '../passes/lower.ts';
import { SMALL, smallStages } from './small-stages.ts';

const { unrolled } = smallStages();

function codes(stage: Unrolled, target = SMALL): string[] {
  return [...new Set(verifyUnrolled(stage, target).map(({ code }) => code))];
}

type Change = Parameters<typeof broken<Unrolled>>[1];
type Sums = { -readonly [K in keyof SumInput]: number[] };
const rowsOf = (copy: Parameters<Change>[0], unit: number): { start: number; end: number } => (copy.units[unit]!.input as SynapticInput).rows;
const partsOf = (copy: Parameters<Change>[0], unit: number): number[] => (copy.units[unit]!.input as unknown as Sums).units;

test('the small network is sound', () => {
  expect(unrolled.units.map((unit) => [inputsOf(unit), cellsOf(unit), unit.soma])).toEqual([
    [3, 12, false], [3, 12, false], [2, 0, true], [2, 4, false], [2, 4, false], [2, 0, true],
  ]);
  expect(verifyUnrolled(unrolled, SMALL)).toEqual([]);
});

test('features of a population: channels when only convolutions feed it', () => {
  const fed = network([spikes('x', [2, 3, 3]), neurons('a', [4, 3, 3]), neurons('b', [4, 3, 3])],
    [convolution('x', 'a', [4, 2, 1, 1], noise(8)), dense('a', 'b', matrix(36, 36))]);
  expect(fed.populations.map((one) => layoutOf(fed, one))).toEqual([{ features: 18, positions: 1 }, { features: 4, positions: 9 }, { features: 36, positions: 1 }]);
});

describe('S701: more inputs than the fan-in', () => {
  const wrong: readonly (readonly [string, Change])[] = [
    ['of the stage file', (copy) => { copy.fanIn = 2; }],
    ['rows', (copy) => { rowsOf(copy, 0).end = 4; }],
    ['partial sums', (copy) => { partsOf(copy, 2).push(0, 1); }],
  ];
  test.each(wrong)('%s', (_what, change) => expect(codes(broken(unrolled, change))).toContain('S701'));
  test('of another target', () => expect(codes(unrolled, fanInOf(2))).toEqual(['S701']));
});

describe('S702: a synapse, soma or partial sum that is not there exactly once', () => {
  const wrong: readonly (readonly [string, Change])[] = [
    ['a unit is dropped', (copy) => { copy.units.pop(); }],
    ['a unit stands twice', (copy) => { copy.units.push(structuredClone(copy.units[0]!)); }],
    ['a row is missing', (copy) => { rowsOf(copy, 0).end--; }],
    ['a row is held twice', (copy) => { Object.assign(rowsOf(copy, 1), { start: 2, end: 5 }); }],
    ['as many rows as before, but one half twice', (copy) => { Object.assign(rowsOf(copy, 1), { start: 0, end: 3 }); }],
    ['a row beyond the last', (copy) => { Object.assign(rowsOf(copy, 1), { start: 4, end: 7 }); }],
    ['synapses of another group', (copy) => { (copy.units[0]!.input as unknown as { groups: { start: number; end: number } }).groups = { start: 1, end: 2 }; }],
    ['synapses of another projection', (copy) => { (copy.units[3]!.input as unknown as { projection: number }).projection = 0; }],
    ['a unit of another population', (copy) => { copy.units[3]!.population = 1; }],
    ['fewer columns', (copy) => { copy.units[5]!.columns.end--; }],
    ['columns beyond the last', (copy) => { copy.units[3]!.columns = { start: 2, end: 4 }; }],
    ['columns without end', (copy) => { copy.units[3]!.columns = { start: 2, end: Infinity }; }],
    ['a soma is lost', (copy) => { copy.units[2]!.soma = false; }],
    ['a soma too many', (copy) => { copy.units[0]!.soma = true; }],
    ['a partial sum is added twice', (copy) => { partsOf(copy, 2).push(0); }],
    ['a partial sum is not added', (copy) => { partsOf(copy, 2).pop(); }],
    ['partial sums of another population', (copy) => { partsOf(copy, 2)[0] = 3; partsOf(copy, 5)[0] = 0; }],
    ['a sum stands before its parts', (copy) => { copy.units.unshift(copy.units.pop()!); }],
    ['a sum of itself', (copy) => { partsOf(copy, 5)[0] = 5; }],
  ];
  test.each(wrong)('%s', (_what, change) => expect(codes(broken(unrolled, change))).toEqual(['S702']));

  test('convolutions: a group is missing', () => {
    const grouped = network([spikes('x', [4, 3, 3]), neurons('y', [4, 1, 1])], [convolution('x', 'y', [4, 1, 3, 3], noise(36), { groups: 4 })], { timesteps: 1 });
    const { unrolled: sound } = lower(grouped, fanInOf(18), { stopAfter: 'unrolled' });
    expect(sound.units.length).toBe(2);
    expect(codes(sound, fanInOf(18))).toEqual([]);
    expect(codes(broken(sound, (copy) => { copy.units.pop(); }), fanInOf(18))).toEqual(['S702']);
  });
});
