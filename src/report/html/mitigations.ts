import type { MitigationGain } from '../mitigation-gain.ts';
import type { MitigationReport } from '../mitigations.ts';
import { formatCount, formatPercent, formatQuantity, plural } from '../quantity.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { numberColumns, table } from './table.ts';

/** What is done about non-idealities, what each costs, and what all of it, and each alone, wins where that was measured. */
export function mitigationTables({ used, gain }: MitigationReport): Markup {
  const rows = used.map(({ name, number, found, summary, cost }) => [titleOf(name, number, found), summary, cost.map(({ what, amount }) => `${formatCount(amount)} ${what}`).join('; ')]);
  const costs = table([{ title: 'Mitigation', kind: 'name' }, { title: 'What it does', kind: 'text' }, { title: 'Cost', kind: 'text' }], rows);
  if (!gain) return markup`<div class="scroll">${costs}</div><p class="note">What they win was not measured (--mitigation-gain).</p>`;
  const { measure, chips, ideal, without, withoutInterval95, energy_J, latency_s, recovered } = gain;
  const alone = used.flatMap((one) => (one.alone ? [measuredRow(`${titleOf(one.name, one.number, one.found)} alone`, one.alone)] : []));
  const measured = table(numberColumns('Chip', measure, '95 %', 'Points won', '95 %', 'Energy', 'Latency'), [
    ['ideal', formatPercent(ideal, 2), '', '', '', '', ''],
    ['without mitigations', formatPercent(without, 2), shares(withoutInterval95), '', '', formatQuantity(energy_J.without, 'J'), formatQuantity(latency_s.without, 's')],
    ...alone, measuredRow(alone.length > 0 ? 'all together' : 'with mitigations', gain),
  ]);
  return markup`<div class="scroll">${costs}</div><div class="scroll">${measured}</div><p class="note">Means of ${plural(chips, 'chip')}${chips > 1 ? ', with 95 % intervals of the mean (Student\'s t)' : ''}; the same samples and chips in all.${
    recovered === null ? nothing : markup` Together they win back ${formatPercent(recovered, 0)} of what the non-idealities lose.`} Energy and latency are those of an inference.</p>`;
}

function measuredRow(title: string, { with: mitigated, withInterval95, gain, interval95, energy_J, latency_s }: MitigationGain): readonly string[] {
  const points = (share: number): string => (100 * share).toFixed(2);
  return [title, formatPercent(mitigated, 2), shares(withInterval95), points(gain), interval95 ? `${points(interval95[0])} to ${points(interval95[1])}` : '–', formatQuantity(energy_J.with, 'J'), formatQuantity(latency_s.with, 's')];
}

function shares(interval: MitigationGain['withInterval95']): string {
  return interval ? `${formatPercent(interval[0], 2)} to ${formatPercent(interval[1], 2)}` : '–';
}

function titleOf(name: string, number: number | null, found?: number): string {
  return number === null ? name : `${name} ${found === undefined ? number : `${found.toPrecision(3)} (found)`}`;
}
