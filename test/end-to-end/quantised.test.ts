import { describe, expect, it } from 'vitest';
import { compile, DEFAULT_OPTIONS, type CompileOptions } from '../../src/compile.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Configuration, ConfiguredInput, ConfiguredNeurons } from '../../src/ir/configuration.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import type { Network } from '../../src/ir/network.ts';
import { unrolledOf } from '../../src/ir/stage.ts';
import type { Target } from '../../src/ir/target.ts';
import type { Unrolled } from '../../src/ir/unrolled.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { forward } from '../../src/forward/forward.ts';
import { checkEquivalence } from '../../src/simulate/equivalence.ts';
import { interpret } from '../../src/simulate/reference/interpret.ts';
import { loadTarget } from '../../targets/load.ts';
import { noise, samples } from '../ir/build.ts';
import { codesOf } from '../ir/expect-diagnostics.ts';
import { read } from '../read/onnx/build-model.ts';
import { floatSpec, qdqSpec, quantisedModel } from './quantised-model.ts';

const IMAGES = samples([1, 6, 6], Array.from({ length: 24 }, (_, seed) => noise(36, seed + 1).map((value) => Math.round(255 * Math.abs(value)) / 255)));
const TARGETS = ['rram-128', 'spikeflow-64', 'loihi'].map((name) => loadTarget(name).target);

interface Compiled {
  readonly configuration: Configuration;
  readonly unrolled: Unrolled;
  readonly diagnostics: readonly Diagnostic[];
}

function compiled(network: Network, options: Partial<CompileOptions> = {}, target: Target = TARGETS[0]!, calibration: Dataset | null = IMAGES): Compiled {
  let unrolled: Unrolled | null = null;
  const { output, diagnostics } = compile(network, { ...DEFAULT_OPTIONS, ...options }, { target, calibration, profileOf: () => null, seed: 1, progress: () => undefined }, {
    onStage: (stage) => { unrolled = unrolledOf(stage) ?? unrolled; },
  });
  return { configuration: output as Configuration, unrolled: unrolled!, diagnostics };
}

const levelsIn = ({ blocks }: Configuration): number[][] => blocks.map(({ levels }) => [...levels.data]);
const codes = (found: readonly Diagnostic[]): string[] => found.map(({ code }) => code);

describe('the levels in the file are the levels on the chip', () => {
  it.each([2, 3, 4, 8].flatMap((bits) => TARGETS.map((target) => [bits, target.name, target] as const)))('%i bits on %s', (bits, _name, target) => {
    const model = quantisedModel(bits);
    const { configuration, unrolled, diagnostics } = compiled(read(qdqSpec(model)).network, {}, target);
    // Loihi's whole thresholds may be told (S576), and are none of the file's levels.
    expect(codes(diagnostics).filter((code) => code !== 'S708' && !(code === 'S576' && target.name === 'loihi'))).toEqual([]);
    expect(configuration.bits).toBe(bits);
    expect(levelsIn(configuration)).toEqual(model.levels);
    expect(checkEquivalence(unrolled, configuration, target, loadKernels(), IMAGES, 2)).toEqual([]);
  });

  it('with more bits than they need, too', () => {
    const model = quantisedModel(4);
    expect(levelsIn(compiled(read(qdqSpec(model)).network, { quantise: { bits: 8 } }).configuration)).toEqual(model.levels);
  });

  it('the file decides how an input is rounded, and the value of a level goes into the thresholds', () => {
    const model = quantisedModel(4);
    const { configuration, unrolled } = compiled(read(qdqSpec(model)).network);
    const [input, first, second] = configuration.populations as [ConfiguredInput, ConfiguredNeurons, ConfiguredNeurons];
    expect(input).toMatchObject({ kind: 'input', shape: [1, 6, 6], levels: { scale: Math.fround(1 / 255), low: 0, high: 255 } });
    const physical = (neurons: ConfiguredNeurons, scales: readonly number[], by: number): number[] => [...(neurons.neuron.threshold as Float32Array)].map((levels, channel) => levels * scales[channel]! * by);
    const amplitude = physical(first, model.scales[0]!, 1 / 255);
    for (const one of amplitude) expect(one / amplitude[0]!).toBeCloseTo(1, 5);
    // A spike of the first population is worth its threshold, a quarter of it after pooling; the second one is clipped where the file clips it.
    for (const one of physical(second, model.scales[1]!, amplitude[0]! / 4)) expect(one).toBeLessThanOrEqual(255 * 0.03 * 1.00001);
    expect(unrolled.network.populations[1]!.scale!.length).toBe(4);
  });

  it('without calibration data thresholds are the ranges that the file gives', () => {
    const model = quantisedModel(4);
    const { configuration, diagnostics } = compiled(read(qdqSpec(model)).network, {}, TARGETS[0]!, null);
    const threshold = (configuration.populations[1] as ConfiguredNeurons).neuron.threshold as Float32Array;
    threshold.forEach((levels, channel) => expect((levels * model.scales[0]![channel]!) / 255 / (255 * 0.02)).toBeCloseTo(1, 5));
    // Only the output, which nothing rounds, needs the random samples; the range of the input is that of the file.
    expect(codes(diagnostics)).toEqual(['S542']);
  });

  it.each([2, 3, 4])('floats that are level x scale: %i bits', (bits) => {
    const model = quantisedModel(bits);
    const { configuration } = compiled(read(floatSpec(model)).network, { quantise: { bits } });
    expect(levelsIn(configuration)).toEqual(model.levels);
  });

  it('they are kept where potentials are read, each channel with its own scale', () => {
    const model = quantisedModel(4);
    const network = read(qdqSpec(model)).network;
    const { configuration, unrolled, diagnostics } = compiled(network, { convert: { ...DEFAULT_OPTIONS.convert, readout: 'membrane', timesteps: 256 } });
    expect(codes(diagnostics)).toEqual([]);
    expect(levelsIn(configuration)).toEqual(model.levels);
    expect(checkEquivalence(unrolled, configuration, TARGETS[0]!, loadKernels(), IMAGES, 4)).toEqual([]);
    const [wanted, found] = [forward(network, IMAGES).outputs, interpret(unrolled.network, IMAGES).outputs];
    wanted.forEach((value, index) => expect(found[index]! / 256).toBeCloseTo(value, 1));
  });

  it('S554: fewer bits than they need, and they are rounded again', () => {
    const model = quantisedModel(4);
    const { configuration, diagnostics } = compiled(read(qdqSpec(model)).network, { quantise: { bits: 2 } });
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual(Array<[string, string]>(3).fill(['S554', 'warning']));
    expect(diagnostics[0]!.message).toContain('have 4 bits, more than 2; its weights are rounded again');
    expect(Math.max(...levelsIn(configuration).flat())).toBe(1);
  });

  it('S555: an input with more levels than the target has', () => {
    const { configuration, diagnostics } = compiled(read(qdqSpec(quantisedModel(4))).network, {}, { ...TARGETS[0]!, inputBits: 4 });
    expect(codes(diagnostics)).toEqual(['S555']);
    expect(configuration.populations[0]).toMatchObject({ levels: { low: 0, high: 15 } });
  });
});

describe('what the network computes', () => {
  const agreement = (network: Network, timesteps: number): number => {
    const { unrolled } = compiled(network, { convert: { ...DEFAULT_OPTIONS.convert, percentile: 100, timesteps } });
    const [wanted, found] = [forward(network, IMAGES).predictions, interpret(unrolled.network, IMAGES).predictions];
    return wanted.filter((one, index) => one === found[index]).length / wanted.length;
  };

  it('is the same class as with quantised activations', () => expect(agreement(read(qdqSpec(quantisedModel(4))).network, 256)).toBeGreaterThanOrEqual(23 / 24));

  it('also where activations have both signs: each population becomes two', () => {
    const { network } = read(qdqSpec(quantisedModel(4), { relu: false }));
    const { configuration, unrolled } = compiled(network);
    expect(configuration.populations.map(({ name }) => name)).toEqual([...new Set(configuration.populations.map(({ name }) => name))]);
    expect(configuration.populations).toHaveLength(6);
    const [first] = quantisedModel(4).levels;
    expect(levelsIn(configuration)).toContainEqual(first!.map((level) => (level === 0 ? 0 : -level)));
    expect(checkEquivalence(unrolled, configuration, TARGETS[0]!, loadKernels(), IMAGES, 2)).toEqual([]);
    expect(agreement(network, 256)).toBeGreaterThanOrEqual(22 / 24);
  });

  it('S545: levels that no spikes stand for', () => {
    const { network } = read(qdqSpec(quantisedModel(4)));
    const populations = network.populations.map((population, index) => (index === 2 && population.neuron.kind === 'quantised'
      ? { ...population, neuron: { ...population.neuron, zeroPoint: 0, low: -1, high: 1, bipolar: true } } : population));
    expect(codesOf(() => compiled({ ...network, populations }))).toEqual(['S545']);
  });
});
