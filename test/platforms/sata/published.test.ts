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

describe('what the inference tool was seen to say', () => {
  const THREE = INFERENCE.find(({ name }) => name === 'three convolutions, T = 4, s = 0.9')!;
  const at = (sparsity: number) => run({ ...THREE, settings: { spikeSparsity: sparsity } });

  test('powers of a PE and memories', () => {
    const constants = Object.fromEntries(at(0.9).constants.map(({ name, value }) => [name, value]));
    expect(constants).toMatchObject({
      'DRAM access': 0.468762, 'input buffer read': 0.0110295, 'weight buffer read': 0.0286315, 'output buffer write': 0.012772,
      'input buffer leakage': 6.25862, 'weight buffer leakage': 24.9086, 'output buffer leakage': 6.25862,
    });
    const rounded = (name: string): number => Number(constants[name]!.toFixed(5));
    expect(['lif', 'spad', 'spike-mac'].map((group) => [rounded(`${group}: always`), rounded(`${group}: in an operation`)])).toEqual([[0.05625, 0.01886], [0.21233, 0.11241], [0.01924, 0.02511]]);
    expect(['lif', 'spad', 'spike-mac'].map((group) => Number(constants[`${group}: leakage`]!.toPrecision(2)))).toEqual([8.4e-5, 5.2e-4, 6.2e-5]);
    expect(Object.values(at(0.9).area!.parts_um2).map((area) => Number((area / 128).toFixed(0)))).toEqual([129, 891, 97]);
  });

  test('sparsity barely matters: 12.7 % less at 0.99, memory untouched', () => {
    const [dense_, sparse] = [at(0), at(0.99)];
    expect((100 * (1 - sparse.energy.total / dense_.energy.total)).toFixed(1)).toBe('12.7');
    expect(sparse.printed.memory_nJ).toBe(dense_.printed.memory_nJ);
  });
});

/** mJ of compute, DRAM and SRAM in the result files that the tool ships (results/tdbn, lth, direct, tssl), which were made with inputs and outputs of 8 bits. */
describe('the shipped results, with our systolic model in place of SCALE-Sim', () => {
  test.each([['TDBN', 'resnet19', 4, 0.85, [7.855, 36.172, 10.378]], ['LTH', 'resnet19', 5, 0.98, [8.887, 36.172, 11.822]], ['Direct', 'cifarnet', 10, 0.9, [8.437, 20.16, 9.717]], ['TSSL', 'cifarnet', 5, 0.9, [4.742, 20.16, 6.157]]] as const)('%s', (_, file, timesteps, sparsity, shipped) => {
    const { layers } = JSON.parse(readFileSync(join(import.meta.dirname, `../../../examples/energy-efficiency/${file}.json`), 'utf8')) as { layers: Record<string, unknown>[] };
    // As the shipped workloads list them: no shortcuts, no last layer.
    const listed = layers.filter(({ neurons }) => neurons !== false).slice(0, -1).map(({ residual: _residual, input: _input, ...layer }) => layer);
    const { printed } = estimateOn(sata, net(listed), { set: [`timesteps=${timesteps}`, `spikeSparsity=${sparsity}`, 'activationBits=8', 'outputBits=8'] });
    [printed.computation_nJ, printed.dram_nJ, printed.sram_nJ].forEach((found, index) => expect(Math.abs((found as number) * 1e-6 / shipped[index]! - 1)).toBeLessThan(0.025));
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
  expect(refused(dense(64, 64, { recurrent: true, input: 'dense2', neurons: false }), dense(64, 64))).toEqual(['S478']);
  expect(refused(dense(64, 64, { synapses: 100 }))).toEqual(['S478']);
  expect(refused(dense(64, 64, { neurons: false }))).toEqual(['S478']);
  const { systolic } = (INFERENCE[0]!.net as { layers: Record<string, unknown>[] }).layers[0]!;
  expect(told(conv(3, 64, 32, { systolic }))).toEqual([]);
  expect(told(conv(3, 64, 32, { systolic, padding: 0 }))).toEqual(['S486']);
  expect(told(conv(3, 64, 32))).toEqual(['S486']);
  expect(told(dense(10, 10, { systolic, spikeSparsity: 0.5 }), dense(10, 4, { systolic, spikeSparsity: 0.9 }))).toEqual(['S482']);
});
