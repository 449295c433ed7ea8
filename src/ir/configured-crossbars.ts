import type { Configuration } from './configuration.ts';
import { length } from './unrolled.ts';

/** A crossbar in use, and as much of it as holds synapses: its first rows and columns. */
export interface ConfiguredCrossbar {
  readonly core: number;
  readonly index: number;
  readonly rows: number;
  readonly columns: number;
}

/** The crossbars that a configuration writes. Where weights are stored once the applications of a unit share its crossbar. */
export function configuredCrossbars({ style, applications, units, addresses }: Configuration): readonly ConfiguredCrossbar[] {
  const found = new Map<string, ConfiguredCrossbar>();
  applications.unit.forEach((unitIndex, application) => {
    const { synapses, columns } = units[unitIndex]!;
    if (!synapses) return;
    const [core, index] = [applications.core[application]!, applications.crossbar[application]!];
    const key = `${core} ${index}`;
    const rows = style === 'column-per-neuron' ? addresses.coreOffsets[core + 1]! - addresses.coreOffsets[core]! : length(synapses.groups) * length(synapses.rows);
    found.set(key, { core, index, rows, columns: Math.max(found.get(key)?.columns ?? 0, applications.column[application]! + length(columns)) });
  });
  return [...found.values()];
}
