import { positions } from '../../src/ir/geometry.ts';
import type { SumWindow } from '../../src/ir/network.ts';
import { trimmed } from './linear-map.ts';

/**
 * The one window that sums what `second` sums of the sums of `first`; undefined when there is none. There is one when the
 * windows of `first` tile the plane without overlap, or when `second` only selects; and when the padding of `second` lies
 * outside the plane of `first`'s source as well.
 */
export function composeWindows(first: SumWindow | null, second: SumWindow | null, height: number, width: number): SumWindow | null | undefined {
  if (!second) return first;
  if (!first) return second;
  const vertical = composeAxis(axisOf(first, 0), axisOf(second, 0), height);
  const horizontal = composeAxis(axisOf(first, 1), axisOf(second, 1), width);
  if (!vertical || !horizontal) return undefined;
  return trimmed({
    kernel: [vertical.kernel, horizontal.kernel],
    stride: [vertical.stride, horizontal.stride],
    padding: [vertical.low, horizontal.low, vertical.high, horizontal.high],
  });
}

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly low: number;
  readonly high: number;
}

function axisOf({ kernel, stride, padding }: SumWindow, axis: 0 | 1): Axis {
  return { kernel: kernel[axis], stride: stride[axis], low: padding[axis], high: padding[axis + 2]! };
}

function composeAxis(first: Axis, second: Axis, extent: number): Axis | null {
  const between = count(first, extent);
  const out = count(second, between);
  const below = second.low > 0;
  const above = (out - 1) * second.stride - second.low + second.kernel > between;
  const tiles = first.stride === first.kernel;
  if (!tiles && (second.kernel > 1 || below || above)) return null;
  if (below && first.low < 0) return null;
  if (above && between * first.stride - first.low < extent) return null;
  const kernel = tiles ? first.kernel * second.kernel : first.kernel;
  const stride = first.stride * second.stride;
  const low = first.low + second.low * first.stride;
  return { kernel, stride, low, high: (out - 1) * stride + kernel - extent - low };
}

function count({ kernel, stride, low, high }: Axis, extent: number): number {
  return positions(extent, 1, { kernel: [kernel, 1], stride: [stride, 1], padding: [low, 0, high, 0] })[0];
}
