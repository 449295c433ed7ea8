import type { MitigationGain, MitigationReport } from './mitigations.ts';
import { formatCount, formatPercent, plural } from './quantity.ts';
import { clean, pad, wrap, type Paint } from './terminal.ts';

/** What is done about non-idealities, with its costs, and what all of it together wins where that was measured. */
export function mitigationLines({ used, gain }: MitigationReport, { paint, width }: { readonly paint: Paint; readonly width: number }): string[] {
  return [
    `${pad(paint.bold('Mitigations'), 18)}${gain ? gainText(gain, paint) : 'gain not measured (--mitigation-gain)'}`,
    ...used.flatMap(({ name, number, cost }) => {
      const costs = cost.map(({ what, amount }) => `${formatCount(amount)} ${what}`).join('; ');
      return wrap(`${pad(number === null ? clean(name) : `${clean(name)} ${number}`, 24)}${costs}`, width, '    ', ' '.repeat(28)).map(paint.dim);
    }),
  ];
}

function gainText({ measure, chips, ideal, without, with: mitigated, gain, interval95, recovered }: MitigationGain, paint: Paint): string {
  const points = (share: number): string => (100 * share).toFixed(2);
  const sure = interval95 ? `, ${points(interval95[0])} to ${points(interval95[1])} over ${plural(chips, 'chip')}` : '';
  const share = recovered === null ? '' : `: ${formatPercent(recovered, 0)} of the loss won back`;
  return `${measure} ${formatPercent(without, 2)} without, ${paint.good(formatPercent(mitigated, 2))} with, ${formatPercent(ideal, 2)} ideal (${points(gain)} points${sure})${share}`;
}
