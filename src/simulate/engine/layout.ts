import type { Configuration } from '../../ir/configuration.ts';
import { PANEL_I16 } from '../../kernels/kernels.ts';

/**
 * How the engine numbers the neurons of a population: position-major, features padded, so that the columns of a unit are neighbours.
 * Local id = position * stride + feature.
 */
export interface EngineLayout {
  readonly features: number;
  readonly positions: number;
  readonly stride: number;
  /** positions * stride. */
  readonly size: number;
}

/** Vectors are 8 columns wide; a population with one position is cut into panels. */
const VECTOR = 8;

export function layoutsOf(configuration: Configuration): readonly EngineLayout[] {
  return configuration.populations.map(({ features, positions }) => {
    const unit = positions === 1 ? PANEL_I16 : VECTOR;
    const stride = Math.ceil(features / unit) * unit;
    return { features, positions, stride, size: positions * stride };
  });
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
