import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PANEL_F32, PANEL_I16, type Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { anyI32, exactly, roughF32, weightI16 } from './draws.ts';
import { IMPLEMENTATIONS, bytesAt, f32At, i32At, memoryComparer, place } from './arena.ts';

const ROWS = 5;

/** One panel with everything that a call needs, as plain numbers. */
interface Panel {
  readonly weights: readonly number[];
  /** [image][step] rows. */
  readonly events: readonly (readonly (readonly number[])[])[];
  readonly drives: readonly number[];
  readonly biases: readonly number[];
  readonly initials: readonly number[];
  readonly decays: readonly number[];
  readonly thresholds: readonly number[];
  readonly hard: number;
  readonly resetValue: number;
  readonly flushEvery: number;
  /** Where potentials saturate. */
  readonly most?: number | undefined;
}

/** Runs a panel and returns where its results lie. */
function runPanel(kernels: Kernels, panel: Panel, type: 'i16' | 'f32') {
  const columns = type === 'i16' ? PANEL_I16 : PANEL_F32, images = panel.events.length, steps = panel.events[0]!.length;
  const floats = (values: readonly number[]) => place(kernels, Float32Array.from(values));
  const offsets = [0];
  for (const list of panel.events.flat()) offsets.push(offsets.at(-1)! + list.length);
  const weights = type === 'i16' ? place(kernels, Int16Array.from(panel.weights)) : floats(panel.weights);
  const drives = type === 'i16' ? place(kernels, Int32Array.from(panel.drives)) : floats(panel.drives);
  const events = [place(kernels, Int32Array.from(offsets)), place(kernels, Int32Array.from(panel.events.flat(2))), images, steps] as const;
  const thresholds = floats(panel.thresholds), potentials = kernels.allocate(4 * columns);
  const neuron = [drives, floats(panel.biases), floats(panel.initials), potentials, floats(panel.decays), thresholds, thresholds,
    panel.hard, panel.resetValue] as const;
  const stride = columns / 8 + 3; // what lies between is not touched
  const fired = kernels.allocate(images * steps * stride), counts = kernels.allocate(4 * columns);
  if (type === 'i16') kernels.panelI16(weights, ...events, ...neuron, panel.flushEvery, fired, stride, counts, panel.most);
  else kernels.panelF32(weights, ...events, ...neuron, fired, stride, counts, panel.most);
  return { fired, stride, counts, potentials };
}

/** The definition, one column after the other, in exact integers and with every rounding written out. */
function spikesOf(panel: Panel, columns: number): boolean[][] {
  const f = Math.fround;
  const potentials = new Array<number>(columns);
  return panel.events.flatMap((image, b) => image.map((list, t) => Array.from({ length: columns }, (_, c) => {
    if (t === 0) potentials[c] = f(panel.initials[c]!);
    const sum = list.reduce((total, row) => total + panel.weights[row * columns + c]!, panel.drives[b * columns + c]!);
    const all = f(f(f(panel.decays[c]!) * potentials[c]!) + f(f(sum) + f(panel.biases[c]!)));
    const raised = panel.most === undefined ? all : Math.max(-panel.most, Math.min(panel.most, all));
    const fired = raised >= f(panel.thresholds[c]!);
    potentials[c] = fired ? (panel.hard !== 0 ? f(panel.resetValue) : f(raised - f(panel.thresholds[c]!))) : raised;
    return fired;
  })));
}

function firedBits(kernels: Kernels, { fired, stride }: { fired: number; stride: number }, lists: number, columns: number): boolean[][] {
  return Array.from({ length: lists }, (_, list) => {
    const bytes = bytesAt(kernels, fired + list * stride, columns / 8);
    return Array.from({ length: columns }, (_, c) => ((bytes[c >> 3]! >> (c & 7)) & 1) === 1);
  });
}

describe.each(IMPLEMENTATIONS)('panel by hand, %s', (implementation) => {
  it.each(['i16', 'f32'] as const)('two images of two steps, %s', (type) => {
    const columns = type === 'i16' ? PANEL_I16 : PANEL_F32, kernels = loadKernels(implementation);
    const same = (value: number) => new Array<number>(columns).fill(value);
    // Row 0 gives each column its own number, row 1 takes 1 from each. All but the first ten columns never fire.
    const weights = [...Array.from({ length: columns }, (_, c) => c), ...same(-1)];
    const thresholds = Array.from({ length: columns }, (_, c) => (c < 10 ? 10 : Infinity));
    const { fired, stride, counts, potentials } = runPanel(kernels, {
      weights, events: [[[0], [0, 1, 0]], [[], [0]]], drives: [...same(1), ...same(0)], biases: same(0.5), initials: same(2), decays: same(1),
      thresholds, hard: 0, resetValue: 0, flushEvery: 100,
    }, type);
    const bitsOf = (list: number) => bytesAt(kernels, fired + list * stride, 3);
    // First image: 2 + c + 1.5 >= 10 from column 7 on, in the second step + 2 c + 0.5 (a tie at no column): 4 + 3 c >= 10 from 2 on,
    // columns 7 to 9 have lost 10: c - 6.5 + 2 c + 0.5 >= 10 from 6 on.
    expect(bitsOf(0)).toEqual([0b10000000, 0b11, 0]);
    expect(bitsOf(1)).toEqual([0b11111100, 0b11, 0]);
    // Second image: 2.5, then 3 + c: a tie at column 7.
    expect(bitsOf(2)).toEqual([0, 0, 0]);
    expect(bitsOf(3)).toEqual([0b10000000, 0b11, 0]);
    expect(i32At(kernels, counts, 12)).toEqual([0, 0, 1, 1, 1, 1, 1, 3, 3, 3, 0, 0]);
    expect(f32At(kernels, potentials, 12)).toEqual([3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 13, 14]);
  });

  it('flushes i16 sums before they overflow', () => {
    const kernels = loadKernels(implementation);
    const same = (value: number) => new Array<number>(PANEL_I16).fill(value);
    const weights = Array.from({ length: PANEL_I16 }, (_, c) => (c % 2 === 0 ? 30000 : -30000));
    const { potentials } = runPanel(kernels, {
      weights, events: [[[0, 0, 0, 0, 0]]], drives: same(7), biases: same(0), initials: same(0), decays: same(1), thresholds: same(Infinity),
      hard: 0, resetValue: 0, flushEvery: 1,
    }, 'i16');
    expect(f32At(kernels, potentials, 4)).toEqual([150007, -149993, 150007, -149993]);
  });
});

const panelOf = (columns: number, weight: fc.Arbitrary<number>, drive: fc.Arbitrary<number>): fc.Arbitrary<Panel> => fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }))
  .chain(([images, steps]) => fc.record({
    weights: exactly(weight, ROWS * columns),
    events: exactly(exactly(fc.array(fc.nat(ROWS - 1), { maxLength: 12 }), steps), images),
    drives: exactly(drive, images * columns),
    biases: exactly(roughF32, columns), initials: exactly(roughF32, columns),
    thresholds: exactly(fc.oneof(roughF32, fc.constant(Infinity)), columns),
    decays: exactly(fc.constantFrom(0, 1, Math.fround(0.9), 0.5), columns),
    hard: fc.constantFrom(0, 1), resetValue: roughF32, flushEvery: fc.constantFrom(1, 2, 5, 100, 2 ** 31 - 1),
    most: fc.constantFrom(undefined, undefined, Infinity, 3, 1000),
  }));

describe('panel, generated', () => {
  it.each([
    ['i16', panelOf(PANEL_I16, weightI16, anyI32)], ['f32', panelOf(PANEL_F32, roughF32, roughF32)],
  ] as const)('wasm and twin leave the same bytes, %s', (type, panels) => {
    const leavesEqualMemory = memoryComparer();
    fc.assert(fc.property(panels, (panel) => {
      expect(leavesEqualMemory((kernels) => void runPanel(kernels, panel, type))).toBe(true);
    }), { seed: 4, numRuns: 150 });
  });

  it.each(IMPLEMENTATIONS)('i16 sums fire exactly the spikes of the definition, %s', (implementation) => {
    const small = fc.integer({ min: -127, max: 127 }), kernels = loadKernels(implementation);
    fc.assert(fc.property(panelOf(PANEL_I16, small, small), (drawn) => {
      const panel = { ...drawn, flushEvery: Math.min(drawn.flushEvery, 258) };
      const results = runPanel(kernels, panel, 'i16');
      const expected = spikesOf(panel, PANEL_I16);
      expect(firedBits(kernels, results, expected.length, PANEL_I16)).toEqual(expected);
      const counts = Array.from({ length: PANEL_I16 }, (_, c) => expected.filter((columns) => columns[c]).length);
      expect(i32At(kernels, results.counts, PANEL_I16)).toEqual(counts);
    }), { seed: 5, numRuns: 60 });
  });
});
