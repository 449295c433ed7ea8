import type { ConvLayer, Layer, SystolicStatistics } from '../layer-list.ts';
import { countInputReads } from './dram-reads.ts';

/** A systolic array and the memory that feeds its inputs. */
export interface SystolicArray {
  readonly rows: number;
  readonly columns: number;
  readonly inputBuffer_bytes: number;
}

/** A layer as a matrix product: `positions` windows of `window` values times `filters` filters; `groups` such products one after the other. */
export interface Product {
  readonly positions: number;
  readonly window: number;
  readonly filters: number;
  readonly groups: number;
}

/**
 * Cycles of a systolic array without stalls, rows R and columns C.
 *
 * Output-stationary: an output stays in its PE. A fold is R windows x C filters; `window` values stream through, skewed by R - 1 rows and C - 1
 * columns: window + R + C - 2 cycles. The first output is there in cycle window - 1.
 *
 * Weight-stationary: a weight stays in its PE. A fold is R values of the window x C filters: R cycles to load, then the positions stream through:
 * R + positions + R + C - 2 cycles. Weights are read in the first R cycles of a fold.
 */
export function foldCycles({ positions, window, filters, groups }: Product, { rows, columns }: Pick<SystolicArray, 'rows' | 'columns'>): {
  readonly outputStationary: { readonly folds: number; readonly perFold: number; readonly total: number };
  readonly weightStationary: { readonly folds: number; readonly perFold: number; readonly total: number };
} {
  const across = Math.ceil(filters / columns);
  const os = { folds: Math.ceil(positions / rows) * across * groups, perFold: window + rows + columns - 2 };
  const ws = { folds: Math.ceil(window / rows) * across * groups, perFold: 2 * rows + positions + columns - 2 };
  return { outputStationary: { ...os, total: os.folds * os.perFold }, weightStationary: { ...ws, total: ws.folds * ws.perFold } };
}

/** Cycle statistics of a layer as SCALE-Sim reports them, one timestep. A word is one value of whatever bits. */
export function statisticsOf(layer: Layer, array: SystolicArray): SystolicStatistics {
  const product = productOf(layer);
  const { positions, window, filters, groups } = product;
  const { outputStationary, weightStationary } = foldCycles(product, array);
  const passes = Math.ceil(filters / array.columns);
  const weights = window * filters * groups;
  const outputs = positions * filters * groups;
  return {
    dramReads: { filter: weights, ifmap: countInputReads(layer, array), ofmap: outputs },
    sramReads: { filter: weights, ifmap: positions * window * passes * groups, ofmap: outputs },
    outputStationary: outputTimes(product, outputStationary.total, array),
    weightStationary: { cycles: (weightStationary.folds - 1) * weightStationary.perFold + array.rows - 1 },
  };
}

/** Outputs leave through the last row and column: rows without a window come before the first output, columns without a filter after the last. */
function outputTimes({ positions, window, filters }: Product, total: number, { rows, columns }: SystolicArray): SystolicStatistics['outputStationary'] {
  const start = window - 1 + rows - Math.min(rows, positions);
  const last = total - 1 - ((columns - (filters % columns)) % columns);
  return { start, cycles: last - start };
}

export function productOf(layer: Layer): Product {
  if (layer.kind === 'dense') return { positions: 1, window: layer.inFeatures, filters: layer.outFeatures, groups: 1 };
  const { groups, inChannels, outChannels, kernel, outSize } = layer;
  return { positions: outSize[0] * outSize[1], window: (inChannels / groups) * kernel[0] * kernel[1], filters: outChannels / groups, groups };
}

/** The layer as the published tool gives it to SCALE-Sim: no padding, and an output where a window begins inside the plane. */
export function withoutPadding(layer: ConvLayer): ConvLayer {
  const along = (axis: 0 | 1): number => Math.max(1, Math.ceil((layer.inSize[axis] - layer.kernel[axis] + layer.stride[axis]) / layer.stride[axis]));
  return { ...layer, padding: [0, 0, 0, 0], outSize: [along(0), along(1)] };
}
