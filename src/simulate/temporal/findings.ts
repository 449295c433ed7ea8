import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import type { Configuration } from '../../ir/configuration.ts';
import type { SimulationResult } from '../result.ts';

/** What is to be said of the spike times of a chip: that they decide nothing. */
export function findingsOfTimes({ populations, output }: Configuration, { samples, ledger: { temporal } }: Pick<SimulationResult, 'samples' | 'ledger'>): readonly Diagnostic[] {
  if (!temporal || samples === 0 || temporal.decided > 0) return [];
  return [diagnose('S642', { outputs: printable(populations[output.population]!.name) })];
}
