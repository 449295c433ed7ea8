import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { cellsOfConfiguration, type Configuration } from '../ir/configuration.ts';
import { configuredCrossbars } from '../ir/configured-crossbars.ts';
import { isIdeal, type NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { slicesOf } from '../simulate/ledger/count-writes.ts';

/** The effects on weights that lie in the cells which the configuration was mapped for, unless they say otherwise. */
export function inCells(effects: NonIdealities, { cellBits }: Configuration): NonIdealities {
  return cellBits === undefined || effects.bitSlicing || isIdeal(effects) ? effects : { ...effects, bitSlicing: { bits: cellBits } };
}

/** S892 where weights take more cells than the mapping left room for. */
export function checkCells(effects: NonIdealities, configuration: Configuration, { core: { crossbars } }: Target): readonly Diagnostic[] {
  if (!effects.bitSlicing || !crossbars) return [];
  const layout = cellsOfConfiguration(configuration, crossbars);
  const [cells, mapped] = [slicesOf(configuration, effects), layout?.cells ?? 1];
  if (cells <= mapped) return [];
  const available = configuredCrossbars(configuration).length * (layout?.lie === 'arrays' ? mapped : 1);
  return [diagnose('S892', { cells, mapped, used: Math.ceil((available * cells) / mapped), available, bits: effects.bitSlicing.bits })];
}
