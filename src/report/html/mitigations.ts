import type { MitigationReport } from '../mitigations.ts';
import { formatCount, formatPercent, plural } from '../quantity.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { numberColumns, table } from './table.ts';

/** What is done about non-idealities, what each costs, and what all of it wins where that was measured. */
export function mitigationTables({ used, gain }: MitigationReport): Markup {
  const rows = used.map(({ name, number, summary, cost }) => [number === null ? name : `${name} ${number}`, summary, cost.map(({ what, amount }) => `${formatCount(amount)} ${what}`).join('; ')]);
  const costs = table([{ title: 'Mitigation', kind: 'name' }, { title: 'What it does', kind: 'text' }, { title: 'Cost', kind: 'text' }], rows);
  if (!gain) return markup`<div class="scroll">${costs}</div><p class="note">What they win was not measured (--mitigation-gain).</p>`;
  const { measure, chips, ideal, without, with: mitigated, interval95, recovered } = gain;
  const points = (share: number): string => `${(100 * share).toFixed(2)} points`;
  const measured = table(numberColumns('Chip', measure), [['ideal', formatPercent(ideal, 2)], ['without mitigations', formatPercent(without, 2)], ['with mitigations', formatPercent(mitigated, 2)]], { bare: true });
  return markup`<div class="scroll">${costs}</div><div class="narrow">${measured}</div><p class="note">Won: ${points(gain.gain)}${interval95 ? markup` (95 % interval over ${plural(chips, 'chip')}: ${points(interval95[0])} to ${points(interval95[1])})` : nothing}${
    recovered === null ? nothing : markup`, ${formatPercent(recovered, 0)} of what the non-idealities lose`}. The same samples and chips in both.</p>`;
}
