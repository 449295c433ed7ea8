import type { MitigationGain } from './mitigation-gain.ts';
import type { MitigationReport } from './mitigations.ts';
import { formatCount, formatPercent, formatQuantity, plural } from './quantity.ts';
import { clean, pad, wrap, type Paint } from './terminal.ts';

/** What is done about non-idealities, with its costs, and what all of it together, and each alone, wins where that was measured. */
export function mitigationLines({ used, gain }: MitigationReport, { paint, width }: { readonly paint: Paint; readonly width: number }): string[] {
  return [
    `${pad(paint.bold('Mitigations'), 18)}${gain ? gainText(gain, paint) : 'gain not measured (--mitigation-gain)'}`,
    ...(gain ? [`${pad('  an inference', 18)}${takesText(gain)}`] : []),
    ...used.flatMap(({ name, number, found, cost, alone }) => {
      const costs = cost.map(({ what, amount }) => `${formatCount(amount)} ${what}`).join('; ');
      const title = pad(number === null || found !== undefined ? clean(name) : `${clean(name)} ${number}`, 24);
      const lines = wrap(`${title}${found === undefined ? '' : `found ${found.toPrecision(3)}; `}${alone ? `alone ${wonText(alone)}, ${takesText(alone)}; ` : ''}${costs}`, width, '    ', ' '.repeat(28));
      return lines.map(paint.dim);
    }),
  ];
}

function gainText({ measure, chips, ideal, without, with: mitigated, gain, interval95, recovered }: MitigationGain, paint: Paint): string {
  const sure = interval95 ? `, ${points(interval95[0])} to ${points(interval95[1])} over ${plural(chips, 'chip')}` : '';
  const share = recovered === null ? '' : `: ${formatPercent(recovered, 0)} of the loss won back`;
  return `${measure} ${formatPercent(without, 2)} without, ${paint.good(formatPercent(mitigated, 2))} with, ${formatPercent(ideal, 2)} ideal (${points(gain)} points${sure})${share}`;
}

/** Points won, with their interval. */
export function wonText({ gain, interval95 }: MitigationGain): string {
  return `${points(gain)} points${interval95 ? ` (${points(interval95[0])} to ${points(interval95[1])})` : ''}`;
}

function takesText({ energy_J, latency_s }: MitigationGain): string {
  return `${change(energy_J, 'J')}, ${change(latency_s, 's')}`;
}

/** `1.2 uJ in place of 1.5 uJ`, or one value where both are the same. */
function change({ without, with: now }: { readonly without: number; readonly with: number }, unit: string): string {
  const [before, after] = [formatQuantity(without, unit), formatQuantity(now, unit)];
  return before === after ? after : `${after} in place of ${before}`;
}

function points(share: number): string {
  return (100 * share).toFixed(2);
}
