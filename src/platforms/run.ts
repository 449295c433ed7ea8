import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Estimate, Memo, Mode, Platform } from './estimate.ts';
import type { LayerList } from './layer-list.ts';
import type { Repair, Settings, Switches } from './settings.ts';

/** An estimate, and what its repairs are for. */
export interface PlatformRun {
  readonly platform: Platform;
  readonly mode: Mode;
  readonly list: LayerList;
  readonly settings: Settings;
  readonly repairs: ReadonlySet<string>;
  readonly estimate: Estimate;
  /** One for each repair of the tool that was asked; empty in mode published. */
  readonly effects: readonly RepairEffect[];
  /** Cycle statistics of these layers on this array: they do not depend on timesteps, sparsity or precision. */
  readonly memo: Memo;
}

/** What one repair changes. */
export interface RepairEffect extends Repair {
  readonly isOn: boolean;
  /** The same estimate with this one switched the other way; null where the list cannot be estimated so. */
  readonly otherwise: Estimate | null;
}

/** Estimates with the repairs of the mode: none in `published`, all but those that are switched off in `corrected`. @throws DiagnosticError of the platform */
export function runPlatform(platform: Platform, mode: Mode, list: LayerList, settings: Settings, switches: Switches): PlatformRun {
  const names = platform.repairs.map(({ name }) => name);
  const repairs = new Set(mode === 'published' ? [] : names.filter((name) => switches.get(name) ?? true));
  const memo: Memo = new Map();
  const estimate = platform.estimate(list, settings, repairs, memo);
  const effects = mode === 'published' ? [] : platform.repairs.filter(({ tool }) => tool === undefined || tool === settings.word('tool')).map((repair): RepairEffect => {
    const isOn = repairs.has(repair.name);
    const others = new Set(names.filter((name) => (name === repair.name ? !isOn : repairs.has(name))));
    return { ...repair, isOn, otherwise: attempt(() => platform.estimate(list, settings, others, memo)) };
  });
  return { platform, mode, list, settings, repairs, estimate, effects, memo };
}

function attempt(work: () => Estimate): Estimate | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof DiagnosticError) return null;
    throw error;
  }
}
