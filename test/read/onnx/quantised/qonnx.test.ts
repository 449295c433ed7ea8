import { describe, expect, it } from 'vitest';
import { casesOf, outputsOf, readCase } from './cases.ts';

describe('as the reference of QONNX', () => {
  it.each(casesOf('qonnx-cases.json').map((one) => [one.name, one] as const))('%s', (_, one) => {
    const found = outputsOf(readCase(one).network, one.shape, one.inputs);
    found.forEach((row, sample) => row.forEach((value, output) => {
      const expected = one.outputs[sample]![output]!;
      if (one.kind === 'exact') expect(value + 0).toBe(expected + 0);
      else expect(Math.abs(value - expected)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
    }));
  });
});
