import { describe, expect, test } from 'vitest';
import type { CircuitCost, NeuronCircuit } from '../../src/ir/neuron-circuit.ts';
import { describeCalibration } from '../../src/report/circuit-calibration.ts';
import { makeReport } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { timeDomain, voltageDomain } from '../simulate/neuron/circuits.ts';
import { counts, input, ledger } from './fixture.ts';

const cost = (value: number): CircuitCost => ({ value, source: 'a circuit paper', scope: 'neuron without synapse', evidence: 'simulated' });
/** 24 of the 54 spikes are those of somas. */
const result = { ...input.result, ledger: { ...ledger, total: counts({ ...ledger.total, somaSpikes: 24 }), populations: ledger.populations.map((one) => (one.name === 'input' ? one : { ...one, counts: counts({ ...one.counts, somaSpikes: one.counts.neuronSpikes }) })) } };
const reportWith = (circuit: NeuronCircuit | null) => makeReport({ ...input, result, circuit });

describe('energy of somas that are made of a circuit', () => {
  const circuit = { ...voltageDomain(), energy: { spike_J: cost(4e-15), synapticOperation_J: cost(2e-13), static_W: cost(2e-7) } };

  test('spikes, synaptic operations and static power, in place of the price of the target', () => {
    const { energy, latency, neuronCircuit } = reportWith(circuit);
    expect(neuronCircuit!.energy).toMatchObject({ spikes: 12, synapticOperations: 80, neurons: 6 });
    expect(neuronCircuit!.energy.spikes_J).toBeCloseTo(12 * 4e-15, 20);
    expect(neuronCircuit!.energy.synapticOperations_J).toBeCloseTo(80 * 2e-13, 20);
    expect(neuronCircuit!.energy.static_J).toBeCloseTo(6 * 2e-7 * latency.perInference_s!, 22);
    expect(energy.parts_J.neuron).toBeCloseTo(12 * 4e-15 + 80 * 2e-13, 20);
    const before = reportWith(null).energy;
    expect(energy.static_J - before.static_J).toBeCloseTo(neuronCircuit!.energy.static_J!, 20);
    expect(energy.parts_J.crossbar).toBe(before.parts_J.crossbar);
  });

  test('parts sum to the total, and so do populations', () => {
    const { energy, neuronCircuit } = reportWith(circuit);
    expect(Object.values(energy.parts_J).reduce((sum, part) => sum + part, 0)).toBeCloseTo(energy.perInference_J, 22);
    expect(energy.perLayer.reduce((sum, one) => sum + one.energy_J, energy.static_J + energy.unattributed_J)).toBeCloseTo(energy.perInference_J, 22);
    const { spikes_J, synapticOperations_J, static_J, known_J } = neuronCircuit!.energy;
    expect(spikes_J! + synapticOperations_J! + static_J!).toBeCloseTo(known_J, 24);
  });

  test('prices carry their source', () => {
    const own = reportWith(circuit).constants.filter(({ source }) => source === 'a circuit paper');
    expect(own.map(({ of, unit }) => [of, unit])).toEqual([['neuron per somaSpikes', 'pJ'], ['neuron per synapticEvents', 'pJ'], ['static per neuron of circuit mirrors', 'W']]);
    for (const { evidence, note } of own) expect([evidence, note]).toEqual(['simulated', 'circuit mirrors: neuron without synapse']);
    expect(reportWith(circuit).constants.some(({ of }) => of === 'neuron per neuronUpdates')).toBe(false);
  });
});

test('what nobody knows is a gap, never zero', () => {
  const { gaps, neuronCircuit, energy } = reportWith(timeDomain());
  expect(neuronCircuit!.energy).toMatchObject({ spikes_J: null, synapticOperations_J: null, static_J: null, known_J: 0 });
  expect(gaps.filter((gap) => gap.includes('circuit phase'))).toEqual(['spikes', 'synaptic operations', 'static power'].map((what) => `energy of the somas' ${what}: no cost of circuit phase is known (left out of the energy)`));
  expect(gaps.some((gap) => gap.includes('neuronUpdates'))).toBe(false);
  expect(energy.partsWithoutPrice).toContain('neuron');
});

test('ideal somas keep the price of the target', () => {
  const ideal = { ...timeDomain(), kind: 'ideal' } as unknown as NeuronCircuit;
  expect(reportWith(ideal).energy).toEqual(reportWith(null).energy);
  expect(reportWith(ideal).gaps).toEqual(reportWith(null).gaps);
  expect(reportWith(null).neuronCircuit).toBeNull();
});

test('what a calibration did and won', () => {
  const given = voltageDomain();
  const setting = { up: 0.8, down: 0.4, initial: 0.25, trims: Float32Array.of(-0.1, 0.2) };
  const of = (...predictions: number[]): Int32Array => Int32Array.from(predictions);
  const fit = { given, found: { circuit: { ...given, reset_V: 0.3, threshold_V: 0.7 }, settings: [null, setting], deviations: [null, { before: 1.1, after: 0.1 }] }, data: { file: 'few.npy', samples: 3 }, populations: ['input', 'hidden'] };
  const predictions = { ideal: of(0, 1, 2, 2), before: of(0, 0, 0, 0), after: of(0, 1, 2, 0) };
  const calibration = describeCalibration(fit, { ...predictions, labels: of(0, 1, 2, 1) });
  expect(calibration.gain).toEqual({ measure: 'accuracy', ideal: 0.75, before: 0.25, after: 0.75, agreement: { before: 0.25, after: 0.75 }, recovered: 1 });
  expect(describeCalibration(fit, { ...predictions, labels: null }).gain).toMatchObject({ measure: 'agreement', ideal: 1, before: 0.25, after: 0.75 });
  expect(calibration.populations).toMatchObject([{ name: 'hidden', up: 0.8, down: 0.4, initial: 0.25, deviation: { before: 1.1, after: 0.1 } }]);
  const text = renderText(makeReport({ ...input, result, circuit: fit.found.circuit, circuitCalibration: calibration }), { colour: false, width: 120 });
  expect(text).toContain('Neuron circuit    mirrors (voltage-domain)');
  expect(text).toContain('fitted on 3 samples of few.npy: swing 0.250 to 0.650 V before, 0.300 to 0.700 V after');
  expect(text).toContain('accuracy 25.00 % before, 75.00 % after, 75.00 % with ideal somas: 100 % of the loss won back');
  expect(text).toContain('thresholds -0.100 to +0.200');
});
