import { batchNorm, oneToOne, padding, pooling } from './plain.ts';
import { listed } from './listed.ts';
import type { ProjectionModel } from './model.ts';
import { sparse } from './sparse.ts';
import { convolution, dense } from './synaptic.ts';

/** All kinds of projections, in the order of the reference page. */
export const PROJECTION_MODELS: readonly ProjectionModel[] = [dense, convolution, sparse, listed, pooling, batchNorm, oneToOne, padding];
