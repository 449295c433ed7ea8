import type { ConverterRanges } from '../../simulate/mitigation/calibrate-converters.ts';
import { formatCount, formatPercent, plural } from '../quantity.ts';
import { markup, type Markup } from './markup.ts';
import { numberColumns, table } from './table.ts';

/** How the column converters of the first chip were set by calibration samples. */
export function converterTable(converters: readonly ConverterRanges[]): Markup {
  const percent = (value: number | undefined): string => (value === undefined ? '–' : formatPercent(value, 2));
  const rows = converters.map(({ population, converters: count, unseen, share, sums, clipped }) => [
    population, percent(share?.least), percent(share?.mean), percent(share?.most), sums === 0 ? '–' : formatPercent(clipped / sums, 3), `${formatCount(unseen)} of ${formatCount(count)}`,
  ]);
  return markup`<div class="scroll">${table(numberColumns('Population', 'Least', 'Mean', 'Most', 'Clipped', 'Not reached'), rows)}</div>
<p class="note">Full scale as a share of the largest sum that is possible, over the column converters of a population; which of the sums of ${plural(Math.max(...converters.map((one) => one.samples)), 'calibration sample')} are beyond it; and converters that no sample reached, which keep the range of the ADC.</p>`;
}
