import { describe, expect, it } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import { forward } from '../../../src/forward/forward.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { errorCodes, floats, integers, ramp, type NodeSpec } from './build-model.ts';
import { casesOf, datasetOf, readCase } from './quantised/cases.ts';

const CASES = casesOf(new URL('branch-cases.json', import.meta.url).href);

/** Largest difference from ONNX Runtime, relative to the largest output. */
function difference(network: Parameters<typeof forward>[0], { shape, inputs, outputs }: (typeof CASES)[number]): number {
  const found = forward(network, datasetOf(shape, inputs));
  const scale = Math.max(...outputs.flat().map(Math.abs));
  return Math.max(...outputs.flat().map((value, index) => Math.abs(value - found.outputs[index]!))) / scale;
}

describe('graphs that branch, join, cut and reorder, as ONNX Runtime runs them', () => {
  it.each(CASES.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { network, diagnostics } = readCase(one);
    expect(diagnostics).toEqual([]);
    expect(verifyNetwork(network)).toEqual([]);
    expect(difference(network, one)).toBeLessThan(1e-4);
  });

  it.each(CASES.filter(({ name }) => ['skip', 'concat_channels', 'concat_vectors', 'split_vectors', 'crop', 'groups', 'dilated', 'asymmetric'].includes(name)).map((one) => [one.name, one] as const))('%s folds', (_, one) => {
    const folded = fold.run(readCase(one).network, {}, {} as never).output;
    expect(difference(folded, one)).toBeLessThan(1e-4);
  });
});

describe('what is refused', () => {
  const inputs = { x: [2, 4, 3, 3] };
  const planes = (...nodes: readonly NodeSpec[]): readonly string[] => errorCodes({ inputs, tensors: [integers('i', [5]), integers('one', [1]), integers('zero', [0]), integers('two', [2]), floats('w', [4], ramp(4))], nodes });

  it('samples stay apart', () => {
    expect(planes(['Concat', ['x', 'x'], ['y'], { axis: 0 }])).toEqual(['S311']);
    expect(planes(['Split', ['x'], ['y', 'z'], { axis: 0 }])).toEqual(['S311']);
    expect(planes(['Slice', ['x', 'zero', 'one', 'zero'], ['y']])).toEqual(['S311']);
    expect(planes(['Transpose', ['x'], ['y'], { perm: [1, 0, 2, 3] }])).toEqual(['S311']);
  });

  it('entries that are not there, and shapes that do not go together', () => {
    expect(planes(['Gather', ['x', 'i'], ['y'], { axis: 1 }])).toEqual(['S311']);
    expect(planes(['Slice', ['x', 'two', 'two', 'one'], ['y']])).toEqual(['S311']);
    expect(planes(['Split', ['x', 'i'], ['a', 'b'], { axis: 1 }], ['Add', ['a', 'b'], ['y']])).toEqual(['S311']);
    expect(planes(['Slice', ['x', 'zero', 'two', 'one'], ['a']], ['Concat', ['a', 'x'], ['y'], { axis: 2 }])).toEqual(['S310']);
    expect(planes(['ReduceMean', ['x'], ['y'], { axes: [1] }])).toEqual(['S311']);
  });
});
