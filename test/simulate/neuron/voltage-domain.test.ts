import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConfiguredNeurons } from '../../../src/ir/configuration.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { Network } from '../../../src/ir/network.ts';
import { layoutsOf } from '../../../src/simulate/engine/layout.ts';
import { branchSteps } from '../../../src/simulate/neuron/laws.ts';
import { voltageDomainSoma } from '../../../src/simulate/neuron/voltage-domain.ts';
import { loadTarget } from '../../../targets/load.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population, samples, sparse } from '../../ir/build.ts';
import { configured, runEngine } from '../engine/configured.ts';
import { voltageDomain } from './circuits.ts';
import { chainByHand, lawByHand } from './twin.ts';

const RRAM = loadTarget('rram-128').target;
const SPIKEFLOW = loadTarget('spikeflow-64').target;
const LOIHI = loadTarget('loihi-sanafe').target;

const rows = (count: number, length: number, seed: number): number[][] => Array.from({ length: count }, (_, row) => noise(length, seed + row));
const spiking = (populations: Network['populations'], projections: Network['projections']): Network => ({ ...network(populations, projections, { timesteps: 12 }), stage: 'spiking' });

const CHAIN = spiking(
  [population('x', [20], CURRENT), population('h', [24], integrateAndFire({ threshold: 1.7, initial: 0.4 })), population('y', [9], integrateAndFire({ reset: 'hard', threshold: 0.8 }))],
  [dense('x', 'h', rows(24, 20, 3), { bias: Float32Array.from(noise(24, 70)) }), dense('h', 'y', rows(9, 24, 50))]);
const VALUES = noiseSamples([20], 6);
/** Values below 0 drive the other branch. */
const SIGNED: Dataset = samples([20], Array.from({ length: 6 }, (_, index) => noise(20, 200 + index)));

/** A population of plain neurons, and its somas on their own. */
function somasOf(size: number, threshold: number, bias: readonly number[]) {
  const neurons = { kind: 'neurons', name: 'n', shape: [size], firstNeuron: 5, features: size, positions: 1, neuron: integrateAndFire({ threshold }), bias: Float32Array.from(bias), inhibitoryBias: null } as unknown as ConfiguredNeurons;
  const layout = layoutsOf({ populations: [neurons] } as never)[0]!;
  return { draws: { seed: 7, population: neurons, layout }, layout };
}

describe('the law', () => {
  test('somas move as a plain twin of it, whatever drives them', () => {
    const circuits = fc.record({
      supply_V: fc.double({ min: 0.7, max: 1.2, noNaN: true }), reset_V: fc.double({ min: 0, max: 0.3, noNaN: true }), threshold_V: fc.double({ min: 0.4, max: 0.65, noNaN: true }),
      earlyUp_V: fc.double({ min: 0.7, max: 30, noNaN: true }), earlyDown_V: fc.double({ min: 0.95, max: 30, noNaN: true }), knee_V: fc.constantFrom(1e-6, 1e-3, 0.03, 0.07, 0.2),
      down: fc.constantFrom('mirror' as const, 'weak-headroom' as const), subSteps: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(fc.property(circuits, fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 })), { minLength: 4, maxLength: 12 }), fc.double({ min: -60, max: 60, noNaN: true }), (changes, drives, bias) => {
      const circuit = voltageDomain(changes);
      // Circuits without a step at mid-swing are refused when they are loaded.
      fc.pre(circuit.down !== 'mirror' || circuit.supply_V - circuit.earlyDown_V < (circuit.reset_V + circuit.threshold_V) / 2 - 0.01);
      const { draws, layout } = somasOf(1, 100, [bias]);
      const potentials = new Float32Array(layout.size);
      const soma = voltageDomainSoma(circuit, null, draws, potentials);
      soma.start(0);
      const own = Math.fround(bias);
      let v = circuit.reset_V;
      for (const [positive, negative] of drives) {
        const sums = new Int32Array(2 * layout.size);
        [sums[0], sums[layout.size]] = [positive, negative];
        const fired = soma.step(sums, new Int32Array(2 * layout.size), new Int32Array(1), 0, new Uint32Array(layout.size));
        v = lawByHand(circuit, v, (positive + Math.max(0, own)) / 100, (negative + Math.max(0, -own)) / 100);
        if (Math.abs(v - circuit.threshold_V) < 1e-9) return;
        expect(fired).toBe(v >= circuit.threshold_V ? 1 : 0);
        if (fired) v = circuit.reset_V;
        expect(potentials[0]! / 100).toBeCloseTo((v - circuit.reset_V) / (circuit.threshold_V - circuit.reset_V), 5);
        expect(sums.every((sum) => sum === 0)).toBe(true);
      }
    }), { seed: 3, numRuns: 150 });
  });

  test('is 1 at mid-swing and falls towards both ends of the supply', () => {
    const { up, down } = branchSteps(voltageDomain());
    expect([up(0.45), down(0.45)]).toEqual([1, 1]);
    expect([up(0.9), down(0)]).toEqual([0, 0]);
    expect([up(0.2) > 1, up(0.7) < 0.6, down(0.7) > 1, down(0.2) < 0.6]).toEqual([true, true, true, true]);
  });

  test('minimum-length mirrors lose 65 % of the step on the way to 0.6 V (facts: 65.5 %, ngspice)', () => {
    const { up } = branchSteps(voltageDomain({ earlyUp_V: 0.88, knee_V: 0.07 }));
    expect(1 - up(0.6) / up(0)).toBeCloseTo(0.68, 1);
  });
});

describe('whole networks', () => {
  const circuit = voltageDomain({ thresholdMismatch: 0 });

  test.each([['values', VALUES], ['values of both signs', SIGNED]] as const)('%s: spike for spike those of a plain twin, on every target', (_, data) => {
    const { configuration } = configured(CHAIN, RRAM, data);
    const wanted = chainByHand(configuration, data, circuit);
    expect(wanted['h']!.some((spike) => spike === 1) && wanted['y']!.some((spike) => spike === 1)).toBe(true);
    for (const target of [RRAM, SPIKEFLOW, LOIHI]) {
      const own = configured(CHAIN, target, data).configuration;
      const run = runEngine(own, target, data, { circuit });
      for (const name of ['h', 'y']) expect([...run.trains[name]!], `${target.name} ${name}`).toEqual(chainByHand(own, data, circuit)[name]);
    }
  });

  test('on crossbars whose devices are as they should be', () => {
    const { configuration } = configured(CHAIN, RRAM, SIGNED);
    const ideal = runEngine(configuration, RRAM, SIGNED, { circuit });
    const healthy = runEngine(configuration, RRAM, SIGNED, { circuit, effects: { stuckCells: { off: 0, on: 0 } } });
    expect(healthy.trains).toEqual(ideal.trains);
    expect(healthy.counts.reads).toEqual(ideal.counts.reads);
    expect(runEngine(configuration, RRAM, SIGNED, { circuit, effects: { programmingVariation: { sigma: 0.2 } } }).trains).not.toEqual(ideal.trains);
  });

  test('listed synapses are those of a matrix', () => {
    const weights = rows(7, 20, 30);
    const listed = sparse('x', 'y', 20, 7, Array.from({ length: 140 }, (_, i) => [Math.floor(i / 7), i % 7, weights[i % 7]![Math.floor(i / 7)]!] as const));
    const populations = [population('x', [20], CURRENT), population('y', [7], integrateAndFire({ threshold: 2 }))];
    const run = (projection: Network['projections'][number]) => runEngine(configured({ ...spiking(populations, [projection]), stage: 'network' }, LOIHI, SIGNED).configuration, LOIHI, SIGNED, { circuit });
    expect(run(listed).trains['y']).toEqual(run(dense('x', 'y', weights)).trains['y']);
  });

  test('convolutions: the same on chips that store weights once and on those that do not', () => {
    const source = spiking([population('x', [2, 6, 6], CURRENT), population('c', [4, 5, 5], integrateAndFire({ threshold: 0.5 })), population('y', [5], integrateAndFire({ threshold: 0.3 }))],
      [convolution('x', 'c', [4, 2, 2, 2], noise(32, 3)), dense('c', 'y', rows(5, 100, 11))]);
    const data = noiseSamples([2, 6, 6], 4);
    const [one, other] = [RRAM, SPIKEFLOW].map((target) => runEngine(configured(source, target, data).configuration, target, data, { circuit }));
    expect(one!.trains['c']).toEqual(other!.trains['c']);
    expect(one!.trains['y']).toEqual(other!.trains['y']);
    expect(one!.trains['y']!.some((spike) => spike === 1)).toBe(true);
  });

  test('with no headroom to lose, positive drive and one sub-step: the ideal neuron with a hard reset', () => {
    const source = spiking([population('x', [20], CURRENT), population('y', [9], integrateAndFire({ reset: 'hard', threshold: 2.3 }))], [dense('x', 'y', rows(9, 20, 5).map((row) => row.map(Math.abs)))]);
    const { configuration } = configured(source, RRAM, VALUES);
    const linear = voltageDomain({ earlyUp_V: 1e300, earlyDown_V: 1e300, knee_V: 1e-300, subSteps: 1, supply_V: 1e6 });
    expect(runEngine(configuration, RRAM, VALUES, { circuit: linear }).trains['y']).toEqual(runEngine(configuration, RRAM, VALUES).trains['y']);
  });
});

describe('mismatch', () => {
  const drawn = (changes: Parameters<typeof voltageDomain>[0], seed = 7): number[] => {
    const { draws, layout } = somasOf(4000, 100, new Array(4000).fill(0));
    const potentials = new Float32Array(layout.size);
    const soma = voltageDomainSoma(voltageDomain({ earlyUp_V: 1e300, earlyDown_V: 1e300, knee_V: 1e-300, subSteps: 1, ...changes }), null, { ...draws, seed }, potentials);
    soma.start(0);
    const sums = new Int32Array(2 * layout.size).fill(50, 0, layout.size);
    soma.step(sums, new Int32Array(2 * layout.size), new Int32Array(layout.size), 0, new Uint32Array(layout.size));
    return [...potentials.subarray(0, 4000)];
  };
  const spread = (values: readonly number[]): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  };

  test('of the step: as wide as it says, once a chip', () => {
    const potentials = drawn({ stepMismatch: 0.1 });
    expect(spread(potentials) / 50).toBeCloseTo(0.1, 2);
    expect(drawn({ stepMismatch: 0.1 })).toEqual(potentials);
    expect(drawn({ stepMismatch: 0.1 }, 8)).not.toEqual(potentials);
  });

  test('of the threshold: the share of neurons that half a threshold fires', () => {
    const fired = drawn({ thresholdMismatch: 0.25 }).filter((potential) => potential === 0).length;
    // Thresholds of 1 + 0.25 N(0, 1) below 0.5: two standard deviations down.
    expect(fired / 4000).toBeCloseTo(0.0228, 2);
  });
});
