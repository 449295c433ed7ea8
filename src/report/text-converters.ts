import type { ConverterRanges } from '../simulate/mitigation/calibrate-converters.ts';
import { formatCount, formatPercent, plural } from './quantity.ts';
import { clean, pad, type Paint } from './terminal.ts';

/** How the column converters of the first chip were set by calibration samples: a row a population. */
export function converterLines(converters: readonly ConverterRanges[], { paint }: { readonly paint: Paint }): string[] {
  const samples = Math.max(...converters.map((one) => one.samples));
  return [
    `${pad(paint.bold('Converter ranges'), 18)}from the sums of ${plural(samples, 'calibration sample')}, population by population`,
    paint.dim(row('  full scale, share of the largest sum', ['least', 'mean', 'most', 'clipped', 'not reached'])),
    ...converters.map(({ population, converters: count, unseen, share, sums, clipped }) => row(`    ${clean(population)}`, [
      ...[share?.least, share?.mean, share?.most].map((value) => (value === undefined ? '–' : formatPercent(value, 2))), sums === 0 ? '–' : formatPercent(clipped / sums, 3), `${formatCount(unseen)} of ${formatCount(count)}`,
    ])),
  ];
}

function row(name: string, cells: readonly string[]): string {
  return `${pad(name, 42)}${cells.map((cell, i) => pad(cell, i < 4 ? -10 : -16)).join('')}`;
}
