import { gainsOfWeights } from '../../../passes/9-mitigate/fit-gain.ts';
import type { SumError } from '../../../passes/9-mitigate/fold-gain.ts';
import { byNeuron } from '../engine/layout.ts';
import type { Program } from '../engine/program.ts';

/** Gains of all neurons by what their columns were written to and what they weigh; null for inputs, and everywhere on the ideal chip. */
export function errorsOfWeights({ populations, crossbars }: Program): readonly (SumError | null)[] {
  return populations.map((state, index) => {
    const moments = crossbars?.moments?.[index];
    if (state.kind === 'input' || !moments) return null;
    const { layout, sums } = state;
    const part = (drive: number) => {
      const of = (values: Float64Array): Float64Array => byNeuron(values.subarray(drive * layout.size, (drive + 1) * layout.size), layout);
      const gain = gainsOfWeights(of(moments.cross), of(moments.wanted));
      return { gain, offset: new Float32Array(gain.length) };
    };
    return { ...part(0), inhibitory: sums > layout.size ? part(1) : null };
  });
}
