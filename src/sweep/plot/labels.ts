import { formatConstant, formatPercent, formatQuantity } from '../../report/quantity.ts';

const UNITS: readonly (readonly [RegExp, string])[] = [[/_J$|_J\./, 'J'], [/_s$|_s\./, 's'], [/_W$/, 'W']];
const SHARES = /^accuracy\.(value|agreement|interval95)|^trials\.(mean|interval95)|^accuracy\.reference\.value/;

/** How a number of the reports is shown, after the unit in its name. */
export interface Unit {
  readonly unit: string;
  /** What drawn values are multiplied with: shares are drawn as percent. */
  readonly factor: number;
  readonly format: (value: number) => string;
}

export function unitOf(metric: string): Unit {
  if (SHARES.test(metric)) return { unit: '%', factor: 100, format: (value) => formatPercent(value, 2) };
  const unit = UNITS.find(([pattern]) => pattern.test(metric))?.[1];
  return unit === undefined ? { unit: '', factor: 1, format: (value) => formatConstant(Number(value.toPrecision(4))) } : { unit, factor: 1, format: (value) => formatQuantity(value, unit) };
}

/** The name of a number without its unit: `energy per inference` of energy.perInference_J. */
export function nameOf(metric: string): string {
  return metric.replace(/_(J|s|W)(?=$|\.)/g, '').replace(/_mm2/, ' (mm²)').replace(/\.value$/, '').replace(/\./g, ' ').replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}
