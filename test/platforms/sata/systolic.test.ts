import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { foldCycles, productOf, statisticsOf } from '../../../src/platforms/sata/systolic.ts';
import { parseNet } from '../../../src/platforms/read-net.ts';
import { net } from '../fixture.ts';

interface Run {
  readonly cycles: number;
  readonly stalls: number;
  readonly outputs: readonly [first: number, last: number];
  readonly filters: readonly [first: number, last: number];
  readonly sram: readonly [ifmap: number, filter: number, ofmap: number];
  readonly dram: readonly [ifmap: number, filter: number, ofmap: number];
}

/** What SCALE-Sim 3.0.0 says (make-scalesim.py runs it). */
const SHAPES = JSON.parse(readFileSync(join(import.meta.dirname, 'scalesim.json'), 'utf8')) as { name: string; layer: object; rows: number; columns: number; os: Run; ws: Run }[];

describe('cycles and accesses of SCALE-Sim on ten shapes, both dataflows', () => {
  test.each(SHAPES.map((one) => [one.name, one] as const))('%s', (_, { layer, rows, columns, os, ws }) => {
    const [own] = parseNet(JSON.stringify(net([layer])), 'net.json').list.layers;
    const { outputStationary, weightStationary } = foldCycles(productOf(own!), { rows, columns });
    // SCALE-Sim gives the number of the last cycle, counted from 0.
    expect([outputStationary.total - 1, weightStationary.total - 1]).toEqual([os.cycles, ws.cycles]);
    expect([os.stalls, ws.stalls]).toEqual([0, 0]);
    const found = statisticsOf(own!, { rows, columns, inputBuffer_bytes: 32768 });
    expect(found.outputStationary).toEqual({ start: os.outputs[0], cycles: os.outputs[1] - os.outputs[0] });
    expect(found.weightStationary.cycles).toBe(ws.filters[1] - ws.filters[0]);
    expect([found.sramReads.ifmap, found.sramReads.filter, found.dramReads.filter]).toEqual([os.sram[0], ws.sram[1], ws.dram[1]]);
    // It counts R + C writes more in every fold, and drains whole lines of C outputs.
    expect(found.sramReads.ofmap + outputStationary.folds * (rows + columns)).toBe(os.sram[2]);
    expect(os.dram[2] - found.dramReads.ofmap).toBeLessThan(columns);
    // It brings in inputs value by value, we pixel by pixel: exact while they fit into half of the buffer.
    expect(Math.abs(found.dramReads.ifmap / os.dram[0] - 1)).toBeLessThan(0.01);
  });
});

test('three layers as SATA\'s own SCALE-Sim counts them', () => {
  const of = (inChannels: number, outChannels: number, size: number): object => {
    const [layer] = parseNet(JSON.stringify(net([{ kind: 'conv', inChannels, outChannels, kernel: 3, padding: 0, inHeight: size, inWidth: size }])), 'net.json').list.layers;
    const { dramReads: { ifmap: _, ...rest }, ...found } = statisticsOf(layer!, { rows: 16, columns: 8, inputBuffer_bytes: 32768 });
    return { ...found, dramReads: rest };
  };
  expect(of(3, 64, 32)).toEqual({ dramReads: { filter: 1728, ofmap: 57600 }, sramReads: { filter: 1728, ifmap: 194400, ofmap: 57600 }, outputStationary: { cycles: 22317, start: 26 }, weightStationary: { cycles: 14085 } });
  expect(of(64, 128, 16)).toMatchObject({ outputStationary: { cycles: 123808, start: 575 }, weightStationary: { cycles: 134565 } });
  expect(of(128, 128, 16)).toMatchObject({ outputStationary: { cycles: 243040, start: 1151 }, weightStationary: { cycles: 269349 } });
});

test('inputs read from DRAM where they do not fit, against SATA\'s own SCALE-Sim', () => {
  const of = (inChannels: number, outChannels: number, size: number): number => {
    const [layer] = parseNet(JSON.stringify(net([{ kind: 'conv', inChannels, outChannels, kernel: 3, padding: 0, inHeight: size, inWidth: size }])), 'net.json').list.layers;
    return statisticsOf(layer!, { rows: 16, columns: 8, inputBuffer_bytes: 32768 }).dramReads.ifmap;
  };
  const found = [of(64, 128, 16) / 276832, of(128, 128, 16) / 608955, of(128, 128, 32) / 3748404, of(256, 256, 16) / 3398786];
  for (const ratio of found) expect(Math.abs(ratio - 1)).toBeLessThan(2e-4);
});
