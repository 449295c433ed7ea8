import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeArchitecture, isArchitecture, parseArchitecture, samePadding } from '../../src/train/architecture.ts';
import { planOf } from '../../src/train/plan.ts';

describe('architectures', () => {
  it('dense', () => {
    expect(parseArchitecture('784-400-10')).toEqual({ input: [784], steps: [{ kind: 'dense', neurons: 400 }, { kind: 'dense', neurons: 10 }] });
    expect(planOf(parseArchitecture('784-400-10')).projections.map(({ rows, used, columns }) => [rows, used, columns])).toEqual([[785, 400, 400], [401, 10, 16]]);
  });

  it('convolutions have the SAME padding of TensorFlow, and the weights of the published network', () => {
    const architecture = parseArchitecture('28x28x1 conv5x32s2 conv5x16s2 10');
    const { projections } = planOf(architecture);
    expect(projections.map(({ shape }) => shape)).toEqual([[32, 14, 14], [16, 7, 7], [10]]);
    expect(architecture.steps[0]).toMatchObject({ padding: [1, 1, 2, 2] });
    // 21 498 weights: facts of Zhou et al., AAAI-21.
    expect(projections.reduce((sum, { inputs, used }) => sum + (inputs + 1) * used, 0)).toBe(21498);
  });

  it.each(['784-400-10', '28x28x1 conv5x32s2 conv5x16s2 10', '8x6x3 conv3x4 10'])('%s is written as it is read', (text) => {
    expect(describeArchitecture(parseArchitecture(text))).toBe(text);
    expect(isArchitecture(text)).toBe(true);
  });

  it.each(['model.synet', './784', 'mnist-400-10.onnx', '', 'conv'])('%s is a file', (text) => expect(isArchitecture(text)).toBe(false));

  it.each([
    ['784', 'nothing follows'], ['784 conv5x3', 'without a plane'], ['28x28x1 conv5', 'neither'], ['28x28x1 conv0x3 10', 'of 0'], ['784-0-10', 'or none'], ['9999999999-10', 'or none'],
    ['784-99999999999', 'too many'], ['784-400-ten', 'neither'], ['4x4x1 conv3x4s2 99999999', 'more than'],
  ])('S660: %s', (text, reason) => {
    expect(() => parseArchitecture(text)).toThrow(/S660/);
    expect(() => parseArchitecture(text)).toThrow(reason);
  });

  it('padding gives ceil(extent / stride) outputs', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 }), (extent, kernel, stride) => {
      const [before, after] = samePadding(extent, kernel, stride);
      expect(after - before === 0 || after - before === 1).toBe(true);
      // More padding than needed is never added: with a stride beyond the kernel there may be pixels that nobody hears.
      expect(Math.floor((extent + before + after - kernel) / stride) + 1).toBeGreaterThanOrEqual(kernel <= extent + before + after ? Math.ceil(extent / stride) : 0);
    }), { seed: 4 });
  });
});
