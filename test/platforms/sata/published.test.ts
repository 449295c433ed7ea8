import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sata } from '../../../src/platforms/sata/sata.ts';
import { codesOf, conv, dense, estimateOn, net } from '../fixture.ts';

interface Case<Expected> {
  readonly name: string;
  readonly net: object;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly expected: Expected;
}

type Energies = Readonly<Record<string, number>>;

interface Inference {
  readonly cycles: number;
  readonly compute: { readonly total: number; readonly total_mac_ops: number; readonly total_activation_ops: number } & Readonly<Record<'lif' | 'spad' | 'spike-mac', Energies>>;
  readonly memory: { readonly total: number; readonly dram_total: number; readonly sram_total: number } & Readonly<Record<'DRAM-system' | 'GLB-ifmap' | 'GLB-ofmap' | 'GLB-weight', Energies>>;
}

/** What the published tools give (make-published.py runs a checkout of them). */
const { inference: INFERENCE, training: TRAINING } = JSON.parse(readFileSync(join(import.meta.dirname, 'published.json'), 'utf8')) as { inference: Case<Inference>[]; training: Case<Energies>[] };

function run({ net: list, settings }: Case<unknown>): ReturnType<typeof estimateOn> {
  return estimateOn(sata, list, { set: Object.entries(settings).map(([key, value]) => `${key}=${value}`) });
}

describe('the inference tool with its cycle statistics, digit for digit', () => {
  test.each(INFERENCE.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { compute, memory, cycles } = one.expected;
    const { printed, energy } = run(one);
    expect(printed).toMatchObject({
      total_cycles: cycles, total_mac_ops: compute.total_mac_ops, total_activation_ops: compute.total_activation_ops,
      computation_nJ: compute.total, dram_nJ: memory.dram_total, sram_nJ: memory.sram_total, memory_nJ: memory.total,
      'DRAM-system': { ifmap_nJ: memory['DRAM-system'].ifmap, weight_nJ: memory['DRAM-system'].weight, ofmap_nJ: memory['DRAM-system'].ofmap },
    });
    for (const group of ['lif', 'spad', 'spike-mac'] as const) {
      const { total, ...parts } = compute[group];
      expect(printed[group]).toEqual({ ...Object.fromEntries(Object.entries(parts).map(([name, value]) => [`${name}_nJ`, value])), total_nJ: total });
    }
    for (const name of ['ifmap', 'ofmap', 'weight'] as const) {
      const own = memory[`GLB-${name}`];
      expect(printed[`GLB-${name}`]).toEqual({ dynamic_nJ: own[`${name}-dynamic`], leakage_nJ: own[`${name}-leakage`], total_nJ: own[`${name}-total`] });
    }
    expect(energy.total).toBe(compute.total + memory.total);
  });

  test('the three convolutions at T = 4 and a sparsity of 0.9', () => {
    const { printed, energy } = run(INFERENCE.find(({ name }) => name === 'three convolutions, T = 4, s = 0.9')!);
    expect(printed).toMatchObject({ total_mac_ops: 23357030, total_activation_ops: 524288, computation_nJ: 190995.38906535992, dram_nJ: 162891.982428, sram_nJ: 200357.22430220002, memory_nJ: 363249.2067302 });
    const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);
    expect(sum(Object.values(energy.parts)) / energy.total).toBeCloseTo(1, 12);
    expect(sum(energy.layers.map(({ total }) => total)) / energy.total).toBeCloseTo(1, 6);
  });
});

describe('the training script, digit for digit', () => {
  test.each(TRAINING.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { printed, energy } = run(one);
    expect(printed).toEqual(one.expected);
    expect(Object.values(energy.parts).reduce((a, b) => a + b, 0) / energy.total).toBeCloseTo(1, 12);
  });
});

test('what the published tools do not say is refused or told', () => {
  const refused = (...layers: readonly object[]): readonly string[] => codesOf(() => estimateOn(sata, net(layers)));
  const told = (...layers: readonly object[]): readonly string[] => estimateOn(sata, net(layers)).diagnostics.map(({ code }) => code);
  expect(refused(conv(64, 64, 8, { groups: 64 }))).toEqual(['S478']);
  expect(refused(conv(64, 64, 8), conv(64, 64, 8, { residual: 'conv1' }))).toEqual(['S478']);
  expect(refused(conv(64, 64, 8, { stride: [1, 2] }))).toEqual(['S478']);
  const { systolic } = (INFERENCE[0]!.net as { layers: Record<string, unknown>[] }).layers[0]!;
  expect(told(conv(3, 64, 32, { systolic }))).toEqual([]);
  expect(told(conv(3, 64, 32, { systolic, padding: 0 }))).toEqual(['S486']);
  expect(told(conv(3, 64, 32))).toEqual(['S486']);
  expect(told(dense(10, 10, { systolic, spikeSparsity: 0.5 }), dense(10, 4, { systolic, spikeSparsity: 0.9 }))).toEqual(['S482']);
});
