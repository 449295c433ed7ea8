import type { ChipDetails, CoreDetail } from '../../chip/describe-chip.ts';
import { formatCount, formatPercent, formatQuantity, plural } from '../../quantity.ts';
import { markup, type Markup } from '../markup.ts';
import { cut } from '../text-width.ts';
import { numberColumns, table } from '../table.ts';

/** More cores than this are on the map alone. */
const MOST_ROWS = 1_500;

/** Every core as text, for readers without script, and for paper if it is opened. */
export function coreTable({ cores, crossbar }: ChipDetails, perInference_J: number): Markup {
  const shown = [...cores].sort((a, b) => (b.tightest?.share ?? 0) - (a.tightest?.share ?? 0)).slice(0, MOST_ROWS).sort((a, b) => a.core - b.core);
  const columns = numberColumns('Core', 'At', 'Population', 'Tightest limit', 'Share', 'Neurons', 'Axons in', 'Axons out', ...(crossbar ? ['Rows × columns', 'Cells in use'] : []), 'Energy', 'Share', 'Work')
    .map((column, i) => (i === 2 || i === 3 ? { ...column, kind: 'text' as const } : column));
  const rows = shown.map((one) => [
    String(one.core), `${one.x}, ${one.y}`, populationsOf(one), one.tightest?.limit ?? '–', one.tightest ? formatPercent(one.tightest.share, 1) : '–', formatCount(one.neurons), formatCount(one.axonsIn), formatCount(one.axonsOut),
    ...(crossbar ? crossbarCells(one) : []), formatQuantity(one.energy_J, 'J'), perInference_J > 0 ? formatPercent(one.energy_J / perInference_J, 2) : '–', formatQuantity(one.work_s, 's'),
  ]);
  const all = cores.length === 1 ? 'The core in use' : shown.length === cores.length ? `All ${plural(cores.length, 'core')} in use` : `The fullest ${formatCount(shown.length)} of ${formatCount(cores.length)} cores in use`;
  return markup`<details class="cores"><summary>${all}, as a table</summary><div class="scroll">${table(columns, rows)}</div><p class="note">Energy of an inference and work of a timestep are those of events in the core itself: packets underway and static power are not among them.</p></details>`;
}

function populationsOf({ pieces }: CoreDetail): string {
  const [first] = pieces;
  if (first === undefined) return '–';
  return pieces.length === 1 ? cut(first.population, 40) : `${cut(first.population, 30)} and ${pieces.length - 1} more`;
}

/** Of the one crossbar, or how many there are. */
function crossbarCells({ crossbars, moreCrossbars }: CoreDetail): [string, string] {
  const cells = crossbars.reduce((sum, one) => sum + one.cells, 0);
  const [first] = crossbars;
  if (first === undefined) return ['–', '–'];
  return [crossbars.length + moreCrossbars === 1 ? `${first.rows} × ${first.columns}` : plural(crossbars.length + moreCrossbars, 'crossbar'), moreCrossbars > 0 ? '–' : formatCount(cells)];
}
