import { printShape, windowedShape } from '../../../ir/geometry.ts';
import { planeShape, type SumWindow } from '../../../ir/network.ts';
import type { Arguments } from '../arguments.ts';
import { call, callOf } from '../calls.ts';
import { report } from '../context.ts';
import { optional, orNone, required, type Field } from '../fields.ts';
import { ANY_SHAPE } from '../tensors.ts';
import { PAIR, SIDES } from '../values.ts';

const SUM = callOf<SumWindow>('sum', 'sums over windows of the source; outside the plane is silence', {
  kernel: required('kernel', PAIR, 'height and width of a window'),
  stride: optional('stride', PAIR, [1, 1], 'step between windows'),
  padding: optional('padding', SIDES, [0, 0, 0, 0], 'rows and columns added around the plane: top, left, bottom, right; negative values crop'),
});

/** `window = sum(kernel = [2, 2], stride = [2, 2])` */
export const window: Field<SumWindow | null> = orNone('window', call(SUM, { kernel: [1, 1], stride: [1, 1], padding: [0, 0, 0, 0] }), 'sum over windows of the source before the weights');

/** The window and the shape of the source behind it; the shape is empty when either is wrong. */
export function readWindow(args: Arguments, source: readonly number[]): { readonly window: SumWindow | null; readonly shape: readonly number[] } {
  const { context } = args;
  const errors = context.found.length;
  const found = window.read(args, ANY_SHAPE, {});
  if (context.found.length > errors || source.length === 0) return { window: found, shape: [] };
  const shape = windowedShape(source, found);
  if (shape.every((extent) => extent >= 1)) return { window: found, shape };
  report(context, 'S426', { what: 'the window', plane: printShape(planeShape(source)) }, args.given('window')!.value.span);
  return { window: found, shape: [] };
}
