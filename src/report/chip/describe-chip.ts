import { cellsOfConfiguration, type Configuration } from '../../ir/configuration.ts';
import { pointOf, tileOf } from '../../ir/placed.ts';
import type { Target } from '../../ir/target.ts';
import { CORE_COUNT_NAMES, type Ledger } from '../../simulate/ledger/ledger.ts';
import { demandOf, tightestIn, type CoreDemand } from '../core-demand.ts';
import { coreLoads, withCells, type CoreLoads } from '../core-loads.ts';
import { workOfCores } from '../core-work.ts';
import { describeCrossbars, type CrossbarDetail, type CrossbarsOfCores } from './crossbars.ts';
import { piecesOfCores, type PieceDetail } from './pieces.ts';

/** What every core in use holds and does, as a page shows it on demand; bounded in size whatever the chip. */
export interface ChipDetails {
  /** Limits that the target gives for a core. */
  readonly limits: readonly { readonly limit: string; readonly available: number }[];
  /** Of the target, in weights; null without crossbars. */
  readonly crossbar: { readonly count: number; readonly rows: number; readonly columns: number; readonly cellsOfWeight: number } | null;
  /** Crossbars in use, and how many of them are described. */
  readonly crossbars: { readonly inUse: number; readonly described: number; readonly drawn: number };
  /** By core id, ascending. */
  readonly cores: readonly CoreDetail[];
}

export interface CoreDetail {
  readonly core: number;
  readonly x: number;
  readonly y: number;
  /** By what it holds of each population, most first. */
  readonly pieces: readonly PieceDetail[];
  /** Of each limit, in the order of `ChipDetails.limits`. */
  readonly used: readonly number[];
  /** Share of the tightest limit, and which that is; null where the target gives none. */
  readonly tightest: { readonly limit: string; readonly share: number } | null;
  readonly neurons: number;
  readonly axonsIn: number;
  readonly axonsOut: number;
  /** Of an inference: what was counted in this core; packets underway and static power are apart. */
  readonly energy_J: number;
  /** Mean work of a timestep. */
  readonly work_s: number;
  readonly crossbars: readonly CrossbarDetail[];
  /** Those that are not described. */
  readonly moreCrossbars: number;
}

/** Reads what cores are loaded with, and prices what was counted in them. */
export function describeChip(configuration: Configuration, target: Target, ledger: Ledger): ChipDetails {
  const layout = cellsOfConfiguration(configuration, target.core.crossbars);
  const loads = withCells(coreLoads(configuration, target), layout);
  const used = [...loads.used.keys()].filter((core) => loads.used[core]);
  const demand = demandOf(loads, target, configuration);
  const work = workOfCores(target.timing, ledger);
  const pieces = piecesOfCores(configuration, loads);
  const crossbars = describeCrossbars(configuration, target);
  const describeOne = (core: number): CoreDetail => ({
    core, ...pointOf(target.mesh, tileOf(target.mesh, core)), ...placeInCore(core, { loads, demand, pieces, crossbars }),
    energy_J: energyIn(core, target, ledger), work_s: work.load_s[core] ?? 0,
  });
  return {
    limits: demand.map(({ limit, available }) => ({ limit, available })),
    crossbar: target.core.crossbars && { ...(layout?.limits ?? target.core.crossbars), cellsOfWeight: layout?.cells ?? 1 },
    crossbars: { inUse: crossbars.inUse, described: crossbars.described, drawn: crossbars.drawn },
    cores: used.map(describeOne),
  };
}

interface Contents {
  readonly loads: CoreLoads;
  readonly demand: readonly CoreDemand[];
  readonly pieces: ReadonlyMap<number, readonly PieceDetail[]>;
  readonly crossbars: CrossbarsOfCores;
}

function placeInCore(core: number, { loads, demand, pieces, crossbars }: Contents): Omit<CoreDetail, 'core' | 'x' | 'y' | 'energy_J' | 'work_s'> {
  return {
    pieces: pieces.get(core) ?? [], used: demand.map(({ used }) => used[core]!), tightest: tightestIn(core, demand),
    neurons: loads.neurons[core]!, axonsIn: loads.axonsIn[core]!, axonsOut: loads.axonsOut[core]!,
    crossbars: crossbars.of.get(core) ?? [], moreCrossbars: crossbars.more.get(core) ?? 0,
  };
}

function energyIn(core: number, { prices }: Target, { cores, samples }: Ledger): number {
  return prices.reduce((sum, { count, energy_pJ }) => {
    const name = CORE_COUNT_NAMES.find((one) => one === count);
    return name === undefined ? sum : sum + (energy_pJ.value * 1e-12 * (cores[name][core] ?? 0)) / samples;
  }, 0);
}
