import { describe, expect, it } from 'vitest';
import { casesOf, outputsOf, readCase } from './cases.ts';

describe('as ONNX Runtime', () => {
  it.each(casesOf('onnxruntime-cases.json').map((one) => [one.name, one] as const))('%s', (_, one) => {
    const found = outputsOf(readCase(one).network, one.shape, one.inputs);
    if (one.kind === 'exact') expect(found.map((row) => row.map((value) => value + 0))).toEqual(one.outputs.map((row) => row.map((value) => value + 0)));
    else found.forEach((row, sample) => row.forEach((value, output) => expect(Math.abs(value - one.outputs[sample]![output]!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)))));
  });
});
