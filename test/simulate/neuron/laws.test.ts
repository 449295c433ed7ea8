import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { branchSteps, downStep, upStep, type StepParameters } from '../../../src/simulate/neuron/laws.ts';
import { transferCurve } from '../../../src/simulate/neuron/transfer-curve.ts';
import { builtInNeuronCircuits, loadNeuronCircuit } from '../../../targets/load-circuit.ts';

const PLAIN: StepParameters = { supply_V: 1, reset_V: 0.25, threshold_V: 0.75, earlyUp_V: 2, earlyDown_V: 2, knee_V: 1e-6, down: 'mirror' };

describe('the laws of a step', () => {
  test('are lines where there is no knee', () => {
    expect([0, 0.5, 1].map(upStep(PLAIN))).toEqual([1, 0.75, 0]);
    expect([0, 0.5, 1].map(downStep(PLAIN))).toEqual([0, 0.75, 1]);
    expect([0, 0.5, 1].map(downStep({ ...PLAIN, down: 'weak-headroom' }))).toEqual([0, 1.25, 1.5]);
  });

  test('lose 63 % of the way to the line at one knee from the rail', () => {
    const circuit = { ...PLAIN, earlyUp_V: 1e6, earlyDown_V: 1e6, knee_V: 0.1 };
    expect(upStep(circuit)(0.9)).toBeCloseTo(1 - Math.exp(-1), 5);
    expect(downStep(circuit)(0.1)).toBeCloseTo(1 - Math.exp(-1), 5);
  });

  test('are 1 at mid-swing; the reflected one is the up step seen from the other rail', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 0.9, noNaN: true }), fc.constantFrom('cm28-min', 'cm28-100n', 'cm28-300n'), (potential_V, name) => {
      const circuit = loadNeuronCircuit(name);
      if (circuit.kind !== 'voltage-domain') throw new Error(name);
      expect(branchSteps(circuit).up(0.45)).toBeCloseTo(1, 12);
      expect(branchSteps({ ...circuit, down: 'weak-headroom' }).down(0.45)).toBeCloseTo(1, 12);
      expect(branchSteps(circuit).down(potential_V)).toBeCloseTo(branchSteps(circuit).up(0.9 - potential_V), 12);
    }), { seed: 7, numRuns: 60 });
  });
});

describe('the transfer curve', () => {
  test('of cm28-min falls from reset to threshold by two thirds', () => {
    const { points, unit } = transferCurve(loadNeuronCircuit('cm28-min'))!;
    const at = (potential: number): (typeof points)[number] => points.find((one) => one.potential === potential)!;
    expect([points.length, points[0]!.potential, points.at(-1)!.potential, unit]).toEqual([91, 0, 0.9, 'V']);
    expect(at(0.65).up / at(0.25).up).toBeCloseTo(0.355, 3);
    expect(at(0.45)).toMatchObject({ up: 1, down: 1 });
    expect(at(0.9).up).toBeCloseTo(0, 12);
  });

  test('of a phase is a line, and only a neuron without steps has none', () => {
    expect(transferCurve(loadNeuronCircuit('time-domain'))!.points.map(({ up }) => up)).toEqual([1, 1]);
    expect(builtInNeuronCircuits().map(({ name }) => name).filter((name) => transferCurve(loadNeuronCircuit(name)) === null)).toEqual(['phase-domain']);
  });
});
