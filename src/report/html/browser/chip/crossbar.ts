import { formatCount, formatPercent } from '../../../quantity.ts';
import type { StoredChip, StoredCrossbar } from '../../chip/stored.ts';
import { draw, make } from '../elements.ts';
import type { Tip } from '../tip.ts';
import { drawLevels } from './levels.ts';

/** A crossbar: its levels and how often each occurs where the page has room for them, and its size in words. */
export function crossbarFigure(stored: StoredCrossbar, size: StoredChip['crossbar'], tip: Tip): HTMLElement {
  const [number, units, rows, columns, cells] = stored;
  const [allRows, allColumns] = size ?? [rows, columns];
  const caption = `Crossbar ${number}: ${rows} × ${columns} of ${allRows} × ${allColumns}, ${formatCount(units)} ${units === 1 ? 'unit' : 'units'}. ` +
    `${formatCount(cells)} cells hold a synapse (${formatPercent(cells / (allRows * allColumns), 1)})`;
  if (stored.length === 5) return make('figure', { class: 'crossbar' }, make('figcaption', {}, `${caption}. Not drawn: the page holds no more pictures.`));
  const [, , , , , zeros, histogram, width, height, largest, pixels] = stored;
  const drawn = make('div', { class: 'drawn' }, drawLevels({ width, height, largest, pixels, rows, columns }, tip), drawHistogram(histogram, largest));
  return make('figure', { class: 'crossbar' }, drawn, make('figcaption', {}, `${caption}, ${formatPercent(zeros / Math.max(1, cells), 1)} of them level 0.`));
}

function drawHistogram(counts: readonly number[], largest: number): SVGSVGElement {
  const most = counts.reduce((top, count) => Math.max(top, count), 0);
  const wide = 150 / counts.length;
  const svg = draw('svg', { viewBox: '0 0 150 58', width: 150, height: 58, role: 'img', class: 'histogram', 'aria-label': `Weights by level from ${-largest} to ${largest}: ${counts.join(', ')}` });
  counts.forEach((count, i) => {
    const tall = (42 * count) / most;
    svg.append(draw('rect', { x: (i * wide + 0.5).toFixed(1), y: (44 - tall).toFixed(1), width: (wide - 1).toFixed(1), height: tall.toFixed(1) }));
  });
  for (const [x, text, anchor] of [[0, String(-largest), 'start'], [75, '0', 'middle'], [150, String(largest), 'end']] as const) {
    const label = draw('text', { x, y: 56, 'text-anchor': anchor });
    label.textContent = text;
    svg.append(label);
  }
  return svg;
}
