import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNT_NAMES, ENERGY_PARTS, type CountName, type NeuronAbilities } from '../../src/ir/target.ts';
import { measureAccuracy, wilsonInterval } from '../../src/report/accuracy.ts';
import { priceEnergy } from '../../src/report/energy.ts';
import { estimateLatency } from '../../src/report/latency.ts';
import { makeReport } from '../../src/report/report.ts';
import { noCounts, type Ledger } from '../../src/simulate/ledger/ledger.ts';
import { constant, counts, input, ledger, target } from './fixture.ts';

const report = makeReport(input);

describe('energy', () => {
  it('is price times count over samples', () => {
    // Two samples: 18 reads at 1 pJ, 56 conversions at 2 pJ, 60 updates at 3 pJ, 24 hops at 4 pJ; two cores at 1 mW for 205 ns.
    const { parts_J } = report.energy;
    expect(parts_J.crossbar).toBeCloseTo(9e-12, 20);
    expect(parts_J.adc).toBeCloseTo(56e-12, 20);
    expect(parts_J.neuron).toBeCloseTo(90e-12, 20);
    expect(parts_J.link).toBeCloseTo(48e-12, 20);
    expect(parts_J.static).toBeCloseTo(410e-12, 20);
    expect(report.energy.perInference_J).toBeCloseTo(613e-12, 20);
    expect(report.energy.total_J).toBeCloseTo(1226e-12, 20);
  });

  it('is booked on populations, static power apart', () => {
    expect(report.energy.perLayer.map(({ name, energy_J }) => [name, Math.round(energy_J * 1e12)])).toEqual([['input', 0], ['hidden', 145], ['output', 58]]);
    expect(report.energy.static_J).toBeCloseTo(410e-12, 20);
  });

  it('prices counts that no population owns as unattributed', () => {
    const more: Ledger = { ...ledger, total: { ...ledger.total, crossbarReads: ledger.total.crossbarReads + 6 } };
    const energy = priceEnergy(target, more, 2, 0);
    expect(energy.unattributed_J).toBeCloseTo(3e-12, 20);
    expect(energy.parts_J.crossbar).toBeCloseTo(12e-12, 20);
  });

  it('says which parts the target does not price', () => {
    expect(report.energy.partsWithoutPrice).toEqual(['synapse', 'dac', 'buffer', 'router']);
  });

  it('takes the whole chip for static power where the target says so', () => {
    const chip = { ...target, staticPower: { power_W: constant(2), per: 'chip' as const } };
    expect(priceEnergy(chip, ledger, 2, 0.5).parts_J.static).toBe(1);
  });

  it('sums to its totals for any ledger', () => {
    const count = fc.integer({ min: 0, max: 1e12 });
    const someCounts = fc.record(Object.fromEntries(COUNT_NAMES.map((name) => [name, count])) as Record<CountName, typeof count>);
    const price = fc.record({
      part: fc.constantFrom(...ENERGY_PARTS), count: fc.constantFrom(...COUNT_NAMES),
      energy_pJ: fc.double({ min: 1e-6, max: 1e6, noNaN: true }).map((value) => constant(value)),
    });
    fc.assert(
      fc.property(fc.array(someCounts, { maxLength: 6 }), fc.array(price, { maxLength: 12 }), fc.integer({ min: 1, max: 10_000 }), (owned, prices, samples) => {
        const total = noCounts();
        for (const one of owned) for (const name of COUNT_NAMES) total[name] += one[name];
        const random: Ledger = { ...ledger, samples, total, populations: owned.map((one, i) => ({ name: `p${i}`, neurons: 1, counts: one })) };
        const energy = priceEnergy({ ...target, prices }, random, 3, 1e-3);
        near(sum(ENERGY_PARTS.map((part) => energy.parts_J[part])), energy.perInference_J);
        near(sum(energy.perLayer.map((one) => one.energy_J)) + energy.static_J + energy.unattributed_J, energy.perInference_J);
        near(energy.perInference_J * samples, energy.total_J);
        for (const one of energy.perLayer) near(sum(ENERGY_PARTS.map((part) => one.parts_J[part])), one.energy_J);
      }),
      { seed: 1 },
    );
  });
});

describe('gaps', () => {
  it('name every count without a price, with the reason where the target has one', () => {
    expect(report.gaps).toContain('energy of hopsNorthSouth: the paper gives none (occurred 4 times, left out of the energy)');
    expect(report.gaps.filter((gap) => gap.includes('neither a price nor a reason')).map((gap) => gap.split(':')[0])).toEqual(
      ['synapticEvents', 'dacConversions', 'neuronSpikes', 'packets', 'deliveries'].map((name) => `energy of ${name}`),
    );
  });

  it('are silent about counts that did not occur', () => {
    expect(report.gaps.some((gap) => gap.includes('partialSumAdditions'))).toBe(false);
  });

  it('name what the user or the target did not give', () => {
    const bare = makeReport({ ...input, labels: null, reference: null, target: { ...target, staticPower: null, areas: [] } });
    for (const name of ['accuracy: ', 'accuracy.reference and agreement: ', 'energy of static power: ', 'area: ']) {
      expect(bare.gaps.some((gap) => gap.startsWith(name)), name).toBe(true);
    }
    expect(bare.area.total_mm2).toBeNull();
  });

  it('name the metrics that need a cycle-level network', () => {
    expect(report.traffic.isiDistortion).toBeNull();
    expect(report.gaps.some((gap) => gap.startsWith('traffic.isiDistortion'))).toBe(true);
  });

  it('name neurons that do more than the source of their price knows of', () => {
    const gapWith = (neurons: NeuronAbilities | null): string | undefined => makeReport({
      ...input, target: neurons === null ? target : { ...target, neurons }, mapping: { ...input.mapping, neuronFeatures: ['synapse', 'refractory'] },
    }).gaps.find((gap) => gap.includes('synapse, refractory'));
    expect(gapWith(null)).toContain('energy and time of neuronUpdates: neurons with synapse, refractory are priced like plain ones');
    const assumed = { features: ['synapse', 'refractory'], longestDelay: null, longestRefractory: null, source: 'nobody', evidence: 'assumed' } as const;
    expect(gapWith(assumed)).toContain('and that toy-4 has them is assumed');
    expect(report.gaps.some((gap) => gap.includes('priced like plain ones'))).toBe(false);
  });

  it('say that weights of value zero count as effective', () => {
    const sparse = makeReport({ ...input, mapping: { ...input.mapping, synapticOperations: { dense: 100, connectionSparsity: 0.25 } } });
    expect(sparse.gaps.some((gap) => gap.startsWith('synops.') && gap.includes('25.0 %'))).toBe(true);
  });
});

describe('latency', () => {
  it('adds the busiest core, the longest path and the barrier', () => {
    // Core 0, ten steps: (10 reads x 10 ns + 40 updates x 5 ns + 20 packets x 1 ns) / 10 = 32 ns; path 2 + 3 ns; barrier 4 ns.
    expect(report.latency.step_s).toBeCloseTo(41e-9, 18);
    expect(report.latency.step.busiestCore).toBe(0);
    expect(report.latency.perInference_s).toBeCloseTo(205e-9, 17);
  });

  it('is not shorter than the minimum step', () => {
    expect(estimateLatency({ ...target.timing, minimumStep_ns: constant(1000) }, ledger, []).step_s).toBeCloseTo(1e-6, 15);
  });

  it('weights spikes by their deliveries', () => {
    // 20 deliveries take 2 + 1 ns, 4 take 2 + 3 + 1 ns.
    expect(report.latency.spike_s.mean).toBeCloseTo(3.5e-9, 18);
    expect(report.latency.spike_s.p95).toBeCloseTo(6e-9, 18);
    expect(report.latency.perLayer[1]!.spike_s.max).toBeCloseTo(3e-9, 18);
    expect(report.latency.perLayer.map((one) => one.step_s === null ? null : Math.round(one.step_s * 1e10))).toEqual([null, 320, 184]);
  });

  it('takes the nearest rank for the 95th percentile', () => {
    const distances = [{ population: 'a', eastWest: 1, northSouth: 0, deliveries: 95 }, { population: 'a', eastWest: 9, northSouth: 0, deliveries: 5 }];
    const { spike_s } = estimateLatency({ ...target.timing, perCount_ns: {} }, { ...ledger, distances }, []);
    expect(spike_s.p95).toBeCloseTo(2e-9, 18);
    expect(spike_s.max).toBeCloseTo(18e-9, 18);
  });

  it('hops between chips take longer', () => {
    const distances = [{ population: 'a', eastWest: 3, northSouth: 0, betweenChips: 2, deliveries: 1 }];
    const { spike_s } = estimateLatency({ ...target.timing, perCount_ns: {}, hopBetweenChips_ns: constant(50) }, { ...ledger, distances }, []);
    expect(spike_s.max).toBeCloseTo(106e-9, 18);
    expect(estimateLatency({ ...target.timing, perCount_ns: {} }, { ...ledger, distances }, []).spike_s.max).toBeCloseTo(6e-9, 18);
  });

  it('has no spike latency when nothing was delivered', () => {
    expect(estimateLatency(target.timing, { ...ledger, distances: [] }, []).spike_s).toEqual({ mean: null, p95: null, max: null });
  });

  it('says what takes no time of its own', () => {
    expect(report.latency.untimed).toContain('adcConversions');
    expect(report.latency.model).toContain('adcConversions');
  });
});

describe('accuracy', () => {
  it('carries the Wilson score interval', () => {
    // Checked against the roots of (p - 0.9883)^2 = z^2 p (1 - p) / 10000.
    const [low, high] = wilsonInterval(9883, 10_000);
    expect(low).toBeCloseTo(0.985997, 6);
    expect(high).toBeCloseTo(0.990228, 6);
    for (const p of [low, high]) expect((p - 0.9883) ** 2).toBeCloseTo((1.959963984540054 ** 2 * p * (1 - p)) / 10_000, 14);
  });

  it('keeps the interval inside 0..1', () => {
    expect(wilsonInterval(0, 10)[0]).toBe(0);
    expect(wilsonInterval(10, 10)[1]).toBe(1);
  });

  it('compares with labels and with the float network', () => {
    const accuracy = measureAccuracy(Int32Array.of(1, 2, 3, 4), Int32Array.of(1, 2, 3, 0), Int32Array.of(1, 2, 0, 0));
    expect(accuracy).toMatchObject({ correct: 3, total: 4, value: 0.75, reference: { value: 0.75 }, agreement: 0.5 });
  });

  it('keeps the agreement without labels', () => {
    const accuracy = measureAccuracy(Int32Array.of(1, 2), null, Int32Array.of(1, 0));
    expect(accuracy).toEqual({ correct: null, total: null, value: null, interval95: null, reference: { value: null }, agreement: 0.5 });
  });
});

describe('the rest of the report', () => {
  it('sums area over what is in use', () => {
    expect(report.area.parts_mm2).toEqual({ crossbar: 2000 * 1e-6, neurons: expect.closeTo(300e-6, 12) });
    expect(report.area.total_mm2).toBeCloseTo(2300e-6, 12);
  });

  it('counts traffic and lists loaded links', () => {
    expect(report.traffic).toMatchObject({ spikes: 54, packets: 54, hops: 28, maxLinkLoad: 24, hopsPerPacket: 28 / 54 });
    expect(report.traffic.links).toEqual([{ x: 0, y: 0, direction: 'east', packets: 24 }, { x: 1, y: 0, direction: 'south', packets: 4 }]);
  });

  it('counts operations in NeuroBench terms', () => {
    // Inputs of many levels feed `hidden`: its 120 events are MACs. 24 spikes of 6 neurons in 10 timesteps.
    expect(report.synops).toMatchObject({ dense: 100, effectiveMACs: 60, effectiveACs: 20 });
    expect(report.synops.activationSparsity).toBeCloseTo(0.6, 12);
  });

  it('puts the fullest limit first', () => {
    expect(report.utilisation.demand.map((one) => one.limit)).toEqual(['rows', 'neurons']);
    expect(report.utilisation.cellShare).toBe(20 / 160);
  });

  it('lists the constants it rests on, and no others', () => {
    expect(report.constants.filter((one) => one.kind === 'energy')).toHaveLength(4);
    expect(report.constants.every((one) => one.source !== '' && one.evidence && one.scope)).toBe(true);
    const silent: Ledger = { ...ledger, total: counts({ neuronUpdates: 1 }) };
    const few = makeReport({ ...input, result: { ...input.result, ledger: silent } });
    expect(few.constants.filter((one) => one.kind === 'energy').map((one) => one.of)).toEqual(['neuron per neuronUpdates']);
  });
});

function near(value: number, expected: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
