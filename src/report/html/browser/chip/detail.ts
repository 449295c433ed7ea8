import { formatCount, formatPercent, formatQuantity } from '../../../quantity.ts';
import type { StoredChip, StoredCore } from '../../chip/stored.ts';
import { make } from '../elements.ts';
import type { Tip } from '../tip.ts';
import { titleOf } from './brief.ts';
import { crossbarFigure } from './crossbar.ts';

/** More crossbars of a core are only counted. */
const MOST_CROSSBARS = 24;

/** All of a core: what it holds, its limits, what leaves it, and its crossbars. */
export function detailOf(chip: StoredChip, core: StoredCore, { tip, close }: { readonly tip: Tip; readonly close: () => void }): readonly HTMLElement[] {
  const button = make('button', { type: 'button', class: 'close' }, 'Close');
  button.addEventListener('click', close);
  const crossbars = core[11].slice(0, MOST_CROSSBARS).map((one) => crossbarFigure(one, chip.crossbar, tip));
  return [button, make('h3', {}, titleOf(core)), make('p', {}, factsOf(chip, core)), tablesOf(chip, core), make('div', { class: 'crossbars' }, ...crossbars), make('p', { class: 'note' }, noteOf(chip, core))];
}

function factsOf({ energy, links }: StoredChip, [, x, y, , , , neurons, axonsIn, axonsOut, energy_J, work_s]: StoredCore): string {
  const share = energy > 0 ? ` (${formatPercent(energy_J / energy, 2)} of all)` : '';
  const leaving = links.filter(([fromX, fromY]) => fromX === x && fromY === y).map(([, , direction, packets]) => `${direction} ${formatCount(packets)}`).join(', ');
  return `${formatCount(neurons)} neurons, ${formatCount(axonsIn)} axons in, ${formatCount(axonsOut)} out. ${formatQuantity(energy_J, 'J')} an inference${share}, ` +
    `${formatQuantity(work_s, 's')} of work a timestep. Packets leaving its tile: ${leaving || 'none'}.`;
}

function tablesOf({ populations, limits }: StoredChip, [, , , pieces, used, tightest]: StoredCore): HTMLElement {
  const held = pieces.map(([population, ...counts]) => [populations[population]!, ...counts.map(formatCount)]);
  const taken = limits.map(([name, available], i) => [`${name}${i === tightest ? ' (tightest)' : ''}`, formatCount(used[i]!), formatCount(available), formatPercent(used[i]! / available, 1)]);
  return make('div', { class: 'pair' }, table(['Holds of', 'Units', 'Applications', 'Columns', 'Neurons'], held), table(['Limit', 'Used', 'Of', 'Share'], taken));
}

/** A table whose first column names its rows and whose other columns are numbers. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const heads = titles.map((title, i) => make('th', { scope: 'col', class: i === 0 ? 'name' : 'number' }, title));
  const body = rows.map((cells) => make('tr', {}, ...cells.map((cell, i) => (i === 0 ? make('th', { scope: 'row' }, cell) : make('td', { class: 'number' }, cell)))));
  return make('table', {}, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...body));
}

function noteOf({ crossbar }: StoredChip, core: StoredCore): string {
  const shown = core[11].slice(0, MOST_CROSSBARS);
  const hidden = core[11].length - shown.length + core[12];
  return [
    hidden > 0 ? `${formatCount(hidden)} crossbars more.` : '',
    crossbar && crossbar[2] > 1 ? `A weight lies in ${crossbar[2]} cells; rows, columns and cells here are those of weights.` : '',
    shown.some((one) => one.length > 5) ? 'Blue: positive levels, orange: negative, white: 0, hatched: no synapse.' : '',
  ].filter((sentence) => sentence !== '').join(' ');
}
