import type { Configuration } from '../ir/configuration.ts';
import type { Target } from '../ir/target.ts';
import type { CoreLoads } from './core-loads.ts';
import type { Demand } from './input.ts';

/** What every core takes of one limit of the target, by core id. */
export interface CoreDemand {
  readonly limit: string;
  readonly used: Float64Array;
  readonly available: number;
}

/** The limits that the target gives for a core; those it leaves open are not among them. */
export function demandOf(loads: CoreLoads, { core }: Target, { style }: Pick<Configuration, 'style'>): CoreDemand[] {
  const limits: [string, Float64Array, number | null | undefined][] = [
    ['neurons', loads.neurons, core.neurons], ['axons in', loads.axonsIn, core.axonsIn], ['axons out', loads.axonsOut, core.axonsOut],
    ['synapse memory (bits)', loads.memory_bits, core.synapseMemory_bits],
  ];
  if (style === 'column-per-neuron') limits.push(['crossbar rows', loads.rows, core.crossbars?.rows], ['crossbar columns', loads.columns, core.crossbars?.columns]);
  else limits.push(['crossbars', loads.crossbars, core.crossbars?.count]);
  return limits.flatMap(([limit, used, available]) => (available === null || available === undefined ? [] : [{ limit, used, available }]));
}

/** The tightest of these limits in one core; null where there are none. */
export function tightestIn(core: number, demand: readonly CoreDemand[]): { readonly limit: string; readonly share: number } | null {
  return demand.reduce<{ limit: string; share: number } | null>((most, { limit, used, available }) => {
    const share = used[core]! / available;
    return most === null || share > most.share ? { limit, share } : most;
  }, null);
}

/** The fullest core for each limit, the mean over the cores in use, and in how many of them this limit is the tightest. @param used core ids */
export function summariseDemand(demand: readonly CoreDemand[], used: readonly number[]): Demand[] {
  const tightest = used.map((core) => tightestIn(core, demand)?.limit);
  return demand.map(({ limit, used: by, available }) => {
    const fullest = used.reduce<number | null>((most, core) => (most === null || by[core]! > by[most]! ? core : most), null);
    return {
      limit, used: fullest === null ? 0 : by[fullest]!, available, core: fullest,
      mean: used.length === 0 ? 0 : used.reduce((sum, core) => sum + by[core]!, 0) / used.length,
      tightestIn: tightest.filter((one) => one === limit).length,
    };
  });
}
