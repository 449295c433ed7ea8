import { formatPercent, formatQuantity } from '../../../quantity.ts';
import type { StoredChip, StoredCore } from '../../chip/stored.ts';

/** A core in a tip, line by line. */
export function brief(chip: StoredChip, core: StoredCore): string {
  const [, , , pieces, used, tightest, , , , energy_J, work_s] = core;
  const limit = chip.limits[tightest];
  return [
    titleOf(core), pieces.map(([population]) => chip.populations[population]).join(', '), limit ? `${formatPercent(used[tightest]! / limit[1], 1)} full (${limit[0]})` : '',
    `${formatQuantity(energy_J, 'J')} an inference, ${formatQuantity(work_s, 's')} a timestep`,
  ].filter((line) => line !== '').join('\n');
}

export function titleOf([core, x, y]: StoredCore): string {
  return `core ${core} at (${x}, ${y})`;
}
