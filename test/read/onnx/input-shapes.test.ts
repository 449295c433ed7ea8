import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { parseOnnxShapes, readOnnx } from '../../../src/read/onnx/read-onnx.ts';
import { buildModel, floats, ramp, writeModel, type ModelSpec } from './build-model.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';

const FREE: ModelSpec = { inputs: { x: ['N', 2, 'H', 'W'] }, tensors: [floats('w', [3, 2, 3, 3], ramp(54, 0.1))], nodes: [['Conv', ['x', 'w'], ['y']]] };

function readWith(spec: ModelSpec, ...texts: readonly string[]): ReturnType<typeof readOnnx> {
  return readOnnx(writeModel(buildModel(spec)), undefined, { shapes: parseOnnxShapes(texts) });
}

describe('--onnx-shape', () => {
  it('settles free extents', () => {
    expect(readWith(FREE, 'x=1,2,8,6').network.populations.map(({ shape }) => shape)).toEqual([[2, 8, 6], [3, 6, 4]]);
  });

  it('is asked for where extents are free', () => {
    expect(codesOf(() => readWith(FREE))).toEqual(['S335']);
    try {
      readWith(FREE);
    } catch (error) {
      expect((error as DiagnosticError).diagnostics[0]!.help).toBe('say how large it is: --onnx-shape x=1,2,N,N with numbers in the place of N');
    }
  });

  it.each(['x', 'x=', '=1,2', 'x=1,,2', 'x=1,-2', 'x=1,0', 'x=1e3', 'x=1,2.5', `x=${'1,'.repeat(16)}1`])('%s is no shape', (text) => {
    expect(codesOf(() => parseOnnxShapes([text]))).toEqual(['S331']);
  });

  it('one input has one shape', () => {
    expect(codesOf(() => parseOnnxShapes(['x=1,2', 'x=1,2']))).toEqual(['S331']);
    expect(parseOnnxShapes(['a=b=1,2']).get('a=b')).toEqual([1, 2]);
  });

  it('names inputs that are there, with all their axes, and contradicts nothing', () => {
    expect(codesOf(() => readWith(FREE, 'z=1,2', 'x=1,2,8,6'))).toEqual(['S332']);
    expect(codesOf(() => readWith(FREE, 'x=1,2,8'))).toEqual(['S333']);
    expect(codesOf(() => readWith(FREE, 'x=1,3,8,6'))).toEqual(['S334']);
    expect(codesOf(() => readWith(FREE, 'w=3,2,3,3', 'y=1', 'x=1,2,8,6,9'))).toEqual(['S332', 'S332', 'S333']);
  });
});
