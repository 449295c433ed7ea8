import { describe, expect, test } from 'vitest';
import { barrierOf, timeSteps } from '../../src/report/step-time.ts';
import type { Constant, Timing } from '../../src/ir/target.ts';
import type { StepCounts } from '../../src/simulate/ledger/ledger.ts';
import { ledger } from './fixture.ts';

const ns = (value: number): Constant => ({ value, source: 's', scope: 'term', evidence: 'assumed' });
const timing: Timing = {
  model: 'concurrent', perCount_ns: { denseEvents: ns(3), sparseEvents: ns(4), convolutionEvents: ns(2), neuronUpdates: ns(6), activeUpdates: ns(1), somaSpikes: ns(30), packets: ns(5), deliveries: ns(16) },
  hopEastWest_ns: ns(4), hopNorthSouth_ns: ns(6), barrier_ns: ns(1800), barriers_ns: [{ tiles: 2, time_ns: ns(100) }, { tiles: 4, time_ns: ns(200) }], minimumStep_ns: null,
};

/** Two cores with 3 and 1 neurons, two timesteps. */
const steps: StepCounts = {
  timesteps: 2, cores: 2, neurons: Uint32Array.of(3, 1),
  counts: {
    denseEvents: Uint32Array.of(0, 10, 0, 0), sparseEvents: Uint32Array.of(0, 0, 5, 0), convolutionEvents: Uint32Array.of(0, 7, 0, 0),
    activeUpdates: Uint32Array.of(2, 0, 3, 1), somaSpikes: Uint32Array.of(1, 0, 0, 1), packets: Uint32Array.of(2, 0, 0, 1), deliveries: Uint32Array.of(0, 2, 1, 0),
  },
};
const timed = (changes: Partial<Timing> = {}, tiles = 2) => timeSteps({ ...timing, ...changes }, { ...ledger, steps }, tiles)!;

describe('the time of each timestep, by hand', () => {
  // Step 0: core 0 sends 2 + 18 + 30 + 10 = 60, core 1 receives 30 + 14 + 32 = 76 and updates in 6. Step 1: core 0 receives 20 + 16 = 36 and updates in 21, core 1 sends 1 + 6 + 30 + 5 = 42.
  test('concurrent: the longer side of the busiest core', () => {
    const { perInference_s, mean_s, longest_s, longest, barrier_s, tiles } = timed();
    expect(barrier_s * 1e9).toBeCloseTo(100);
    expect(perInference_s * 1e9).toBeCloseTo(76 + 42 + 200);
    expect([mean_s * 1e9, longest_s * 1e9].map(Math.round)).toEqual([159, 176]);
    expect([longest, tiles]).toEqual([{ timestep: 0, core: 1 }, 2]);
  });

  test('serial: both sides of it', () => expect(timed({ model: 'serial' }).perInference_s * 1e9).toBeCloseTo(82 + 57 + 200));

  test('a time of the whole is one of its parts, and a step has a least length', () => {
    const { denseEvents: _d, sparseEvents: _s, convolutionEvents: _c, ...others } = timing.perCount_ns;
    // Core 1 receives 17 events of 3 ns and two messages.
    expect(timed({ perCount_ns: { ...others, synapticEvents: ns(3) } }).longest_s * 1e9).toBeCloseTo(183);
    expect(timed({ minimumStep_ns: ns(1000) }).perInference_s * 1e9).toBeCloseTo(2000);
  });
});

test('barriers go by the tiles in use', () => {
  expect([1, 2, 3, 4, 32].map((tiles) => barrierOf(timing, tiles))).toEqual([100, 100, 100, 200, 200]);
  const { barriers_ns: _, ...single } = timing;
  expect(barrierOf(single, 3)).toBe(1800);
});

test('steps that are not counted are not timed', () => expect(timeSteps(timing, ledger, 2)).toBe(null));
