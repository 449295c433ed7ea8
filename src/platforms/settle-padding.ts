import { diagnose, type Diagnostic, type Where } from '../diagnostics/diagnostic.ts';
import { inputCount, outputCount, windowOutput, type ConvLayer, type Layer } from './layer-list.ts';

/**
 * Padding that a list leaves out is 0, unless only the padding that keeps the plane's size gives what the next layer takes. A layer that
 * feeds no other follows those before it.
 */
export function settlePadding(layers: readonly Layer[], isOpen: (index: number) => boolean, at: (index: number) => Where): { layers: readonly Layer[]; notes: readonly Diagnostic[] } {
  const notes: Diagnostic[] = [];
  let last: 'none' | 'kept' = 'none';
  const settled = layers.map((layer, index) => {
    if (layer.kind !== 'conv' || !isOpen(index)) return layer;
    const kept = withKeptSize(layer);
    const next = layers.find(({ input }) => input === index);
    const chosen: 'none' | 'kept' = next === undefined ? last : fits(layer, next) || !fits(kept, next) ? 'none' : 'kept';
    last = chosen;
    if (chosen === 'none') return layer;
    notes.push(diagnose('S482', { what: `padding of ${layer.name}`, value: String(kept.padding[0]), reason: next ? `${next.name} takes what that gives` : 'the layers before it keep their size' }, at(index)));
    return kept;
  });
  return { layers: settled, notes };
}

function withKeptSize(layer: ConvLayer): ConvLayer {
  const [down, across] = [(layer.kernel[0] - 1) >> 1, (layer.kernel[1] - 1) >> 1];
  const padding = [down, across, down, across] as const;
  const outSize = windowOutput(layer.inSize, layer.kernel, layer.stride, padding, layer.dilation);
  return { ...layer, padding, outSize, pooledSize: layer.pool ? windowOutput(outSize, layer.pool.kernel, layer.pool.stride) : outSize };
}

function fits(layer: ConvLayer, next: Layer): boolean {
  if (next.kind === 'dense') return outputCount(layer) === inputCount(next);
  return layer.pooledSize[0] === next.inSize[0] && layer.pooledSize[1] === next.inSize[1];
}
