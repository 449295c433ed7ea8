import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { beyond, connectionsBeyond } from '../connections.ts';
import type { Layer, LayerList } from '../layer-list.ts';
import type { Hardware } from './parameters.ts';

/** What the published tools cannot say, with the repairs that are on: S478 for each layer. */
export function checkLayers({ layers }: LayerList, training: boolean, has: Hardware['has']): Diagnostic[] {
  return layers.flatMap((layer) => beyond('sata', layer, wrongWith(layer, training, has)));
}

function wrongWith(layer: Layer, training: boolean, has: Hardware['has']): string[] {
  const connections = connectionsBeyond(layer, { residual: !training && has('residualLayers'), recurrent: !training && has('recurrentLayers'), listed: !training && has('layerShapes') });
  if (layer.kind === 'dense' || has('layerShapes')) return connections;
  const { groups, inChannels, stride } = layer;
  return [
    ...connections,
    ...(groups > 1 ? [groups === inChannels ? 'a depthwise convolution' : 'a convolution in groups'] : []),
    ...(stride[0] !== stride[1] && !training ? ['a stride that differs in the two directions'] : []),
  ];
}

/** What the inference tool does otherwise than the list says: S486. */
export function noteDifferences({ layers }: LayerList, { has, sparsity }: Hardware): Diagnostic[] {
  const padded = layers.filter((layer) => layer.kind === 'conv' && layer.padding.some((margin) => margin !== 1));
  const own = layers.some((layer) => layer.systolic === null);
  return [
    ...(padded.length > 0 && !has('padding') ? [diagnose('S486', { what: `operations of ${named(padded)} are counted with padding 1, as the published tool does whatever the layer` })] : []),
    ...(own && !has('padding') ? [diagnose('S486', { what: 'cycles come from our own systolic model without padding, in place of the SCALE-Sim that the published tool calls; give "systolic" statistics to have its numbers to the last digit' })] : []),
    ...(new Set(sparsity).size > 1 && !has('padding') ? [diagnose('S482', { what: 'sparsity', value: 'that of each layer', reason: 'the published tool has one for all of them; set it with --set spikeSparsity' })] : []),
  ];
}

function named(layers: readonly Layer[]): string {
  return layers.length > 3 ? `${layers.length} layers` : layers.map(({ name }) => name).join(', ');
}
