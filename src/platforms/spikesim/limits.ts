import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { beyond, connectionsBeyond } from '../connections.ts';
import type { Layer, LayerList } from '../layer-list.ts';
import { KNOWN_LAYERS } from './constants.ts';
import type { MappedLayer } from './mapping.ts';
import type { Hardware } from './parameters.ts';

/** What the model cannot say with the repairs that are on: S478 for each layer. */
export function checkLayers({ layers }: LayerList, has: Hardware['has']): Diagnostic[] {
  const convolutions = layers.filter((layer) => layer.kind === 'conv');
  const first = convolutions[0];
  return layers.flatMap((layer) => beyond('spikesim', layer, wrongWith(layer, first, has)));
}

function wrongWith(layer: Layer, first: Layer | undefined, has: Hardware['has']): string[] {
  const connections = connectionsBeyond(layer, { residual: has('residualLayers'), recurrent: has('recurrentLayers'), listed: has('layerShapes') });
  if (layer.kind === 'dense') return [...connections, ...(has('denseLayers') ? [] : ['a dense layer'])];
  const { kernel, inSize, outSize, groups } = layer;
  if (has('layerShapes')) return connections;
  return [
    ...connections,
    ...(groups > 1 ? [groups === layer.inChannels ? 'a depthwise convolution' : 'a convolution in groups'] : []),
    ...(kernel[0] !== kernel[1] || (first?.kind === 'conv' && first.kernel[0] !== kernel[0]) ? ['kernels of several shapes'] : []),
    ...(inSize[0] !== inSize[1] || outSize[0] !== outSize[1] ? ['a plane that is not square'] : []),
  ];
}

/** The published tool stops where a layer has fewer PEs than the one before it: S479. */
export function checkOrder(mapped: readonly MappedLayer[], has: Hardware['has']): Diagnostic[] {
  if (has('layerOrder')) return [];
  return mapped.flatMap(({ layer, pes }, index) => {
    const before = mapped[index - 1];
    return before && pes < before.pes ? [diagnose('S479', { layer: layer.name, pes, before: before.layer.name, pesBefore: before.pes }, { place: layer.place })] : [];
  }).slice(0, 1);
}

/** Where the published latency code stops or never ends: S480. Its number does not depend on what it does there. */
export function checkLatencyCode(mapped: readonly MappedLayer[], { size, has }: Hardware): Diagnostic[] {
  if (has('latency')) return [];
  const pes = mapped.map(({ layer }) => (layer.kind === 'conv' ? (layer.inChannels / size) * (layer.outChannels / size) : 0));
  const reason = pes.some((count, index) => index > 0 && count < pes[index - 1]!) ? 'it stops with "Check layer order", this time on PEs that are not whole numbers'
    : pes.every((count) => count < 1) ? 'no layer fills a PE, and its loop over tiles never ends'
    : mapped.length > KNOWN_LAYERS ? `it knows ${KNOWN_LAYERS} layers and stops at the next`
    : null;
  return reason === null ? [] : [diagnose('S480', { reason })];
}
