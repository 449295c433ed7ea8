import type { Platform } from './estimate.ts';
import { sata } from './sata/sata.ts';
import { spikesim } from './spikesim/spikesim.ts';

/** The platforms there are, with their parameters and repairs. */
export const PLATFORMS: readonly Platform[] = [spikesim, sata];
