import type { ConfiguredNeurons } from '../../../ir/configuration.ts';
import { parameterAt } from '../../../ir/network.ts';
import { decayFactor, gainFactor, type Decay, type Gain, type Parameter } from '../../../ir/neuron.ts';
import { indexOf, isPadding, valueAt, type EngineLayout } from '../layout.ts';

/** Parameters of a population as f32 arrays by local id; padding is 0 unless said otherwise. */
export interface Columns {
  readonly size: number;
  readonly each: (parameter: Parameter, padding?: number) => Float32Array;
  /** From one value a feature, or one a neuron. */
  readonly byFeature: (values: Float32Array) => Float32Array;
  readonly decay: (decay: Decay) => Float32Array;
  readonly gain: (gain: Gain, decay: Decay, leaks?: boolean) => Float32Array;
}

export function columnsOf({ shape }: ConfiguredNeurons, layout: EngineLayout, dt_s: number | null): Columns {
  const { size } = layout;
  const fill = (value: (local: number) => number, padding: number): Float32Array =>
    Float32Array.from({ length: size }, (_, local) => (isPadding(layout, local) ? padding : value(local)));
  const each = (parameter: Parameter, padding = 0): Float32Array => fill((local) => parameterAt(parameter, shape, indexOf(layout, local)), padding);
  return {
    size, each,
    byFeature: (values) => fill((local) => valueAt(values, layout, local), 0),
    decay: (decay) => each(decayFactor(decay, dt_s)),
    gain: (gain, decay, leaks = true) => each(gainFactor(gain, decay, leaks, dt_s)),
  };
}
