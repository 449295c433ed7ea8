import type { Layer } from './layer-list.ts';

/** How a layer is joined to others beyond hearing the one before it with all its weights; what a platform cannot say of that. */
export function connectionsBeyond(layer: Layer, can: { readonly residual: boolean; readonly recurrent: boolean; readonly listed: boolean }): string[] {
  return [
    ...(layer.residual.length > 0 && !can.residual ? ['a residual connection'] : []),
    ...(!layer.neurons && !layer.recurrent && !can.residual ? ['sums without neurons of their own'] : []),
    ...(layer.recurrent && !can.recurrent ? ['a recurrent connection'] : []),
    ...(layer.kind === 'dense' && layer.synapses !== null && !can.listed ? ['listed synapses'] : []),
  ];
}
