import type { Configuration } from '../../ir/configuration.ts';
import { PANEL_I16 } from '../../kernels/kernels.ts';

/**
 * How the engine numbers the neurons of a population: position-major, features padded, so that the columns of a unit are neighbours.
 * Local id = position * stride + feature. A single feature needs no neighbours: its positions stand side by side.
 */
export interface EngineLayout {
  readonly features: number;
  readonly positions: number;
  readonly stride: number;
  /** positions * stride, and padding. */
  readonly size: number;
}

/** Vectors are 8 columns wide; a population with one position is cut into panels. */
const VECTOR = 8;

export function layoutsOf(configuration: Configuration): readonly EngineLayout[] {
  return configuration.populations.map(({ features, positions }) => {
    if (features === 1 && positions > 1) return { features, positions, stride: 1, size: Math.ceil(positions / VECTOR) * VECTOR };
    const unit = positions === 1 ? PANEL_I16 : VECTOR;
    const stride = Math.ceil(features / unit) * unit;
    return { features, positions, stride, size: positions * stride };
  });
}

/** Whether there is no neuron of this local id. */
export function isPadding({ features, positions, stride }: EngineLayout, local: number): boolean {
  return local % stride >= features || local >= positions * stride;
}

/** A value of a list by feature, or by neuron (row-major), for a local id. */
export function valueAt(values: Float32Array, layout: EngineLayout, local: number): number {
  return values[values.length === layout.features ? local % layout.stride : indexOf(layout, local)]!;
}

/** Local id of a neuron given its row-major index. */
export function localOf(layout: EngineLayout, index: number): number {
  const feature = Math.floor(index / layout.positions);
  return (index - feature * layout.positions) * layout.stride + feature;
}

/** Row-major index of a local id. */
export function indexOf(layout: EngineLayout, local: number): number {
  const position = Math.floor(local / layout.stride);
  return (local - position * layout.stride) * layout.positions + position;
}

/** Values by local id in the order of the neurons, row-major. */
export function byNeuron(values: Float64Array, layout: EngineLayout): Float64Array {
  return Float64Array.from({ length: layout.features * layout.positions }, (_, index) => values[localOf(layout, index)]!);
}
