import type { ConvLayer, Layer } from '../layer-list.ts';
import { ACTIVE_SHARE } from './constants.ts';
import type { SystolicArray } from './systolic.ts';

/**
 * Inputs that an output-stationary run reads from DRAM in one timestep. The array reads from one half of the buffer; when as much as that has been
 * brought in, it turns to the other half and what it held is gone. Filters pass C at a time, and each pass reads all inputs again: those that
 * are still there cost nothing. Inputs are looked at pixel by pixel (all channels of a group at once).
 */
export function countInputReads(layer: Layer, { rows, columns, inputBuffer_bytes }: SystolicArray): number {
  const capacity = Math.max(1, Math.floor(inputBuffer_bytes / SETS) * SETS * ACTIVE_SHARE);
  if (layer.kind === 'dense') return layer.inFeatures <= capacity ? layer.inFeatures : layer.inFeatures * Math.ceil(layer.outFeatures / columns);
  const { groups, outChannels, inChannels, inSize } = layer;
  const passes = Math.ceil(outChannels / groups / columns);
  const values = inChannels / groups;
  const whole = inSize[0] * inSize[1] * values;
  if (whole <= capacity) return whole * groups;
  // Of planes and windows beyond all networks: every pass brings in everything once.
  if (inSize[0] * inSize[1] > MOST_PIXELS || touchesOf(layer) > MOST_TOUCHES) return whole * groups * passes;
  return groups * streamReads(layer, values, passes, rows, capacity);
}

/** A buffer is filled set by set, as in SCALE-Sim. */
const SETS = 100;

/** Pixels that are looked at in turn, at most; passes beyond that are like those before them. */
const MOST_TOUCHES = 1e6;
const MOST_PIXELS = 2 ** 24;

function touchesOf({ outSize, kernel }: ConvLayer): number {
  return outSize[0] * outSize[1] * kernel[0] * kernel[1];
}

/** Reads of all passes over the windows of one group, R windows at a time, kernel position by kernel position. */
function streamReads(layer: ConvLayer, values: number, passes: number, rows: number, capacity: number): number {
  const simulated = Math.min(passes, Math.max(2, Math.floor(MOST_TOUCHES / touchesOf(layer))));
  const memory: Memory = { seen: new Int32Array(layer.inSize[0] * layer.inSize[1]), round: 1, filled: 0, reads: 0 };
  let first = 0;
  for (let pass = 0; pass < simulated; pass++) {
    readPass(layer, values, rows, capacity, memory);
    if (pass === 0) first = memory.reads;
  }
  // The first pass finds an empty buffer, all others what the one before left in it.
  return simulated === passes ? memory.reads : Math.round(first + ((memory.reads - first) / (simulated - 1)) * (passes - 1));
}

interface Memory {
  /** Round in which a pixel was last brought in. */
  readonly seen: Int32Array;
  round: number;
  filled: number;
  reads: number;
}

function readPass({ kernel, stride, padding, dilation, inSize, outSize }: ConvLayer, values: number, rows: number, capacity: number, memory: Memory): void {
  const { seen } = memory;
  const [height, width] = inSize;
  const positions = outSize[0] * outSize[1];
  const [tops, lefts] = [new Int32Array(rows), new Int32Array(rows)];
  for (let first = 0; first < positions; first += rows) {
    const count = Math.min(rows, positions - first);
    for (let row = 0; row < count; row++) {
      tops[row] = Math.floor((first + row) / outSize[1]) * stride[0] - padding[0];
      lefts[row] = ((first + row) % outSize[1]) * stride[1] - padding[1];
    }
    for (let down = 0; down < kernel[0]; down++) {
      for (let across = 0; across < kernel[1]; across++) {
        for (let row = 0; row < count; row++) {
          const y = tops[row]! + down * dilation[0];
          const x = lefts[row]! + across * dilation[1];
          if (y < 0 || x < 0 || y >= height || x >= width) continue;
          const pixel = y * width + x;
          if (seen[pixel] === memory.round) continue;
          seen[pixel] = memory.round;
          memory.reads += values;
          memory.filled += values;
          if (memory.filled < capacity) continue;
          memory.filled %= capacity;
          memory.round++;
        }
      }
    }
  }
}
