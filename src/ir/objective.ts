/**
 * What a mapping is to be good at: few messages (`energy`); short timesteps, by even work over all cores; few cores; or `balanced`: even work over the
 * geometric mean of the fewest cores and all.
 */
export const OBJECTIVES = ['energy', 'latency', 'cores', 'balanced'] as const;
export type Objective = (typeof OBJECTIVES)[number];
