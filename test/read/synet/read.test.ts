import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TEXT_LIMIT_bytes } from '../../../grammar/parse.ts';
import { DiagnosticError, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { integrateAndFire, type DenseProjection, type Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import type { Tensor } from '../../../src/ir/tensor.ts';
import { printSynet } from '../../../src/read/synet/print.ts';
import { readSynet, readSynetText } from '../../../src/read/synet/read.ts';
import { encodeNpy } from '../../../src/read/tensors/npy.ts';
import { encodeNpz } from '../../../src/read/tensors/npz.ts';
import { expectAnnotated } from '../../grammar/annotations.ts';

const CASES = new URL('./cases/', import.meta.url);

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'synet-')); });
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): { network: Network; diagnostics: readonly Diagnostic[] } {
  return readSynetText(text, { file: 'x.synet', folder });
}

function diagnosticsOf(action: () => unknown): readonly Diagnostic[] {
  try {
    action();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

const codesOf = (action: () => unknown): readonly string[] => diagnosticsOf(action).map((one) => one.code);
const save = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

describe('every error of a file, on its line', () => {
  for (const name of readdirSync(CASES)) {
    test(name, () => {
      const text = readFileSync(new URL(name, CASES), 'utf8');
      expectAnnotated(text, diagnosticsOf(() => read(text)));
    });
  }

  test('names that were nearly right are suggested', () => {
    const text = readFileSync(new URL('names.synet', CASES), 'utf8');
    const help = diagnosticsOf(() => read(text)).map((one) => one.help);
    expect(help).toEqual(expect.arrayContaining(["did you mean 'spiking'?", "did you mean 'lif'?", "did you mean 'hidden'?", "did you mean 'dense'?", 'declare it with input or population']));
  });

  test('the statement is the place', () => {
    const [only] = diagnosticsOf(() => read('synet 1 network n { input x : [1] current population "y z" : [1] relu output x value projection p : x -> q one_to_one }'));
    expect(only!.where).toMatchObject({ file: 'x.synet', place: 'projection p', span: { line: 1, column: 106 } });
  });
});

describe('what is read', () => {
  test('an example, with all defaults', () => {
    const { network, diagnostics } = read(`synet 1
network small {
  timesteps 32  dt 1 ms
  input x : [2] rate
  population h : [3] lif(tau = 10 ms, threshold = 20 mV)
  population y : [2] if(threshold = [1, 2], reset = hard, resetValue = -5 mV, compare = ">", initial = 0.5)
  output y count
  projection d : x -> h dense(weights = [[1, 2], [3, 4], [5, 6]])
  projection r : h -> y dense(weights = f32 [2, 3] [0.1, 0, 0, 0, 0, 0], bias = [1, -2e-3]) delay 1
}`);
    expect(diagnostics).toEqual([]);
    expect(network).toEqual({
      stage: 'network', name: 'small', dt_s: 0.001, timesteps: 32, bits: null, output: { population: 'y', readout: 'count' },
      populations: [
        { name: 'x', shape: [2], neuron: { kind: 'input', coding: 'rate' }, origin: expect.anything() },
        { name: 'h', shape: [3], neuron: integrateAndFire({ decay: { tau_s: 0.01, rule: 'euler' }, threshold: 0.02 }), origin: expect.anything() },
        {
          name: 'y', shape: [2], origin: { file: 'x.synet', place: 'population y', span: { line: 6, column: 3, endLine: 6, endColumn: 108 } },
          neuron: integrateAndFire({ threshold: Float32Array.of(1, 2), reset: 'hard', resetValue: -0.005, compare: '>', initial: 0.5 }),
        },
      ],
      projections: [
        {
          name: 'd', kind: 'dense', source: 'x', destination: 'h', delay: 0, bias: null, window: null,
          weights: { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) }, origin: expect.anything(),
        },
        {
          name: 'r', kind: 'dense', source: 'h', destination: 'y', delay: 1, bias: Float32Array.of(1, -2e-3), window: null,
          weights: { shape: [2, 3], data: Float32Array.of(0.1, 0, 0, 0, 0, 0) }, origin: expect.anything(),
        },
      ],
    });
  });

  test('codings of inputs with what a spike stands for; printed and read again they are the same', () => {
    const codings = ['current', 'rate', 'rate(amplitude = 2.5)', 'latency', 'latency(amplitude = 0.5) levels(scale = 0.25, low = 0, high = 7)', 'spikes'];
    const text = (words: readonly string[]): string =>
      `synet 1\nnetwork n {\n${words.map((word, i) => `  input x${i} : [1] ${word}\n`).join('')}  population y : [1] if\n  output y count\n${words.map((_, i) => `  projection p${i} : x${i} -> y dense(weights = [[1]])\n`).join('')}}`;
    const { network, diagnostics } = read(text(codings));
    expect(diagnostics).toEqual([]);
    expect(network.populations.slice(0, -1).map(({ neuron }) => neuron)).toStrictEqual([
      { kind: 'input', coding: 'current' }, { kind: 'input', coding: 'rate' }, { kind: 'input', coding: 'rate', amplitude: 2.5 }, { kind: 'input', coding: 'latency' },
      { kind: 'input', coding: 'latency', amplitude: 0.5, levels: { scale: 0.25, low: 0, high: 7 } }, { kind: 'input', coding: 'spikes' },
    ]);
    const again = read(printSynet(network, { sideFile: 'x.npz' }).text).network;
    expect(again.populations.slice(0, -1).map(({ neuron }) => neuron)).toStrictEqual(network.populations.slice(0, -1).map(({ neuron }) => neuron));
    expect(codesOf(() => read(text(['current(amplitude = 2)', 'rate(amplitude = 0)', 'latency(amplitude = "x")', 'latency(scale = 2)'])))).toEqual(['S414', 'S418', 'S417', 'S414']);
  });

  test('the first example of the reference is a sound network', () => {
    const reference = readFileSync(new URL('../../../grammar/README.md', import.meta.url), 'utf8');
    expect(verifyNetwork(read(/```synet\n(.*?)```/s.exec(reference)![1]!).network)).toEqual([]);
  });

  test('one tau a neuron', () => {
    const { network } = read('synet 1 network n { dt 1 ms input x : [1] current population y : [2] lif(tau = [10 ms, 4000 us], threshold = 1) output y count }');
    expect(network.populations[1]!.neuron).toMatchObject({ decay: { tau_s: Float32Array.of(0.01, 0.004), rule: 'euler' } });
  });

  test('an unstated type at stage quantised follows the bits', () => {
    const weightsAt = (bits: number): unknown => (read(`synet 1 network n stage quantised bits ${bits} { input x : [1] spikes population y : [1] if(threshold = 1)
      output y count projection p : x -> y dense(weights = [[-7]]) }`).network.projections[0] as DenseProjection).weights.data;
    expect([weightsAt(8), weightsAt(9)]).toEqual([Int8Array.of(-7), Int16Array.of(-7)]);
  });
});

describe('side files', () => {
  const text = (weights: string): string => `synet 1 network n { input x : [2] current population y : [1] linear output y value projection p : x -> y dense(weights = ${weights}) }`;
  const weights: Tensor = { shape: [1, 2], data: Float32Array.of(1, 2) };
  const dataOf = (written: string): unknown => (read(text(written)).network.projections[0] as DenseProjection).weights;

  test('.npz by name, .npy, folders below', () => {
    save('a.npz', encodeNpz(new Map([['p.weights', weights]])));
    save('a.npy', encodeNpy(weights));
    mkdirSync(join(folder, 'below'));
    save('below/a.npy', encodeNpy(weights));
    for (const written of ['file "a.npz" "p.weights"', 'f32 [1, 2] file "a.npz" "p.weights"', 'file "a.npy"', 'file "./below/a.npy"']) expect(dataOf(written), written).toEqual(weights);
  });

  test('a tensor that is not in it', () => {
    const [only] = diagnosticsOf(() => read(text('file "a.npz" "p.weight"')));
    expect(only).toMatchObject({ code: 'S431', help: "did you mean 'p.weights'?" });
  });

  test('another shape than the text says', () => expect(codesOf(() => read(text('f32 [2, 1] file "a.npz" "p.weights"')))).toEqual(['S420']));

  test('a broken side file is reported once', () => {
    save('broken.npz', 'no');
    const twice = text('file "broken.npz" "a", bias = file "broken.npz" "b"');
    expect(diagnosticsOf(() => read(twice))).toMatchObject([{ code: 'S460', where: { file: join(folder, 'broken.npz') } }]);
  });

  test('that is not there', () => {
    expect(diagnosticsOf(() => read(text('file "none.npz" "w"')))).toMatchObject([{ code: 'S101', where: { file: join(folder, 'none.npz') } }]);
  });

  test('NaN in it is found', () => {
    save('nan.npy', encodeNpy({ shape: [1, 2], data: Float32Array.of(1, NaN) }));
    expect(codesOf(() => read(text('file "nan.npy"')))).toEqual(['S422']);
  });

  test('f64 is rounded to f32, with a warning when that changes values', () => {
    save('even.npy', encodeNpy({ shape: [1, 2], data: Float64Array.of(1, 0.5) }));
    save('odd.npy', encodeNpy({ shape: [1, 2], data: Float64Array.of(1, 0.1) }));
    expect(read(text('file "even.npy"')).diagnostics).toEqual([]);
    const { network, diagnostics } = read(text('file "odd.npy"'));
    expect(diagnostics).toMatchObject([{ code: 'S423', severity: 'warning' }]);
    expect((network.projections[0] as DenseProjection).weights.data).toEqual(Float32Array.of(1, 0.1));
  });

  test('nothing outside the folder is read', () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'a.npy'), encodeNpy(weights));
    symlinkSync(join(outside, 'a.npy'), join(folder, 'link.npy'));
    symlinkSync(outside, join(folder, 'linked'));
    symlinkSync(join(folder, 'a.npy'), join(folder, 'inside.npy'));
    for (const name of [join(outside, 'a.npy'), '../a.npy', 'below/../../a.npy', '..\\\\a.npy', 'C:\\\\a.npy', 'link.npy', 'linked/a.npy', '\\u0000.npy']) {
      expect(codesOf(() => read(text(`file "${name}"`))), name).toEqual(['S430']);
    }
    expect(dataOf('file "inside.npy"')).toEqual(weights);
    rmSync(outside, { recursive: true });
  });
});

describe('files', () => {
  test('that cannot be read as text of the language', () => {
    expect(codesOf(() => readSynet(join(folder, 'none.synet')))).toEqual(['S101']);
    expect(codesOf(() => readSynet(folder))).toEqual(['S101']);
    expect(codesOf(() => readSynet(save('binary.synet', Buffer.from([0xff, 0xfe, 0x00]))))).toEqual(['S406']);
    expect(codesOf(() => readSynet(save('large.synet', ' '.repeat(TEXT_LIMIT_bytes + 1))))).toEqual(['S404']);
    expect(codesOf(() => readSynet(save('errors.synet', 'synet 1 network {')))).toEqual(['S401', 'S401']);
  });

  test('a byte order mark and Windows line ends do no harm', () => {
    const { network } = readSynet(save('windows.synet', '\ufeffsynet 1\r\nnetwork n {\r\n  input x : [1] current # in\r\n  output x value\r\n}\r\n'));
    expect(network.populations[0]!.origin.span!.line).toBe(3);
  });
});
