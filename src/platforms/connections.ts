import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
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

/** One S478 for a layer that the published tool cannot express, with all that is beyond it. */
export function beyond(platform: string, { name, place }: Layer, wrong: readonly string[]): Diagnostic[] {
  return wrong.length === 0 ? [] : [diagnose('S478', { platform, what: `${wrong.join(', ')} (${name})` }, { place })];
}
