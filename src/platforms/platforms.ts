import type { Platform } from './estimate.ts';
import { sata } from './sata/sata.ts';
import { spikesim } from './spikesim/spikesim.ts';

export const PLATFORMS: readonly Platform[] = [spikesim, sata];
