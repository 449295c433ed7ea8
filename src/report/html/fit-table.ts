import type { Demand } from '../input.ts';
import { formatCount, formatPercent, plural } from '../quantity.ts';
import type { Report } from '../report.ts';
import type { Utilisation } from '../utilisation.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { table, type Column } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'Limit', kind: 'name' }, { title: '', kind: 'bar' }, { title: 'Fullest', kind: 'number' }, { title: 'Mean', kind: 'number' }, { title: 'Of', kind: 'number' },
  { title: 'Share', kind: 'number' }, { title: 'Core', kind: 'number' }, { title: 'Tightest in', kind: 'number' },
];

type Limit = Demand & { readonly share: number };

/** Demand against every limit that the target gives: of the chip, of the fullest core and the mean over cores in use, and which limit binds. */
export function fitTable({ utilisation, bits, target }: Report): Markup {
  const { cellShare, fanIn } = utilisation;
  const limits = limitsOf(utilisation);
  const rows = limits.map(([name, limit]) => rowOf(name, limit));
  const cells = cellShare === null ? nothing : markup` ${formatPercent(cellShare, 1)} of the cell pairs in the crossbars in use hold a synapse.`;
  const inputs = fanIn === null ? nothing : markup` The column with most inputs has ${formatCount(fanIn.used)} of ${formatCount(fanIn.available)}; weights have ${plural(bits, 'bit')} at most.`;
  return markup`<p class="verdict">${verdictOf(limits, target, utilisation.coresUsed)}</p><div class="scroll">${table(COLUMNS, rows, { className: 'fit' })}</div><p class="note">The thin mark on a bar is the mean over the cores in use. Limits that ${target} leaves open are not listed.${inputs}${cells}</p>`;
}

function limitsOf({ cores, coresUsed, crossbars, crossbarsTotal, demand }: Utilisation): readonly (readonly [string, Limit])[] {
  const share = (used: number, available: number): number => (available > 0 ? used / available : 0);
  return [
    ['cores of the chip', { limit: '', used: coresUsed, available: cores, share: share(coresUsed, cores) }],
    ...(crossbarsTotal > 0 ? [['crossbars of the chip', { limit: '', used: crossbars, available: crossbarsTotal, share: share(crossbars, crossbarsTotal) }] as const] : []),
    ...demand.map((one) => [`${one.limit} of a core`, one] as const),
  ];
}

function rowOf(name: string, { used, mean, available, share, core, tightestIn }: Limit): (string | Markup)[] {
  const meanShare = mean === undefined || available <= 0 ? null : mean / available;
  return [
    name, drawBar(share, meanShare), formatCount(used), mean === undefined ? '' : formatCount(Number(mean.toPrecision(3))), formatCount(available),
    markup`<span class="${share > 1 ? 'over' : share > 0.9 ? 'near' : 'within'}">${formatPercent(share, 1)}</span>`,
    core === undefined || core === null ? '' : String(core), tightestIn === undefined ? '' : plural(tightestIn, 'core'),
  ];
}

/** In words: whether it fits, and what binds. */
function verdictOf(limits: readonly (readonly [string, Limit])[], target: string, coresUsed: number): Markup {
  const [name, tightest] = limits.reduce((most, one) => (one[1].share > most[1].share ? one : most));
  const binding = limits.filter(([, { tightestIn = 0 }]) => tightestIn > 0).sort(([, a], [, b]) => b.tightestIn! - a.tightestIn!)[0];
  const over = limits.filter(([, { share }]) => share > 1).map(([one]) => one);
  const where = binding === undefined ? '' : ` In ${plural(binding[1].tightestIn!, 'core')} of ${formatCount(coresUsed)} the ${binding[0].replace(/ of a core$/, '')} bind first.`;
  return over.length > 0
    ? markup`<strong class="over">Does not fit</strong> ${target}: more than it has of ${over.join(', ')}.`
    : markup`<strong>Fits</strong> ${target}. The tightest limit is the ${name}, ${formatPercent(tightest.share, 1)} taken.${where}`;
}

function drawBar(share: number, mean: number | null): Markup {
  const at = (part: number): number => Math.round(Math.min(1, Math.max(0, part)) * 1e4) / 100;
  const mark = mean === null ? nothing : markup`<rect class="middle-mark" x="${Math.max(0, at(mean) - 0.4)}" width="0.8" height="8"/>`;
  return markup`<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="8"/><rect class="fill${share > 1 ? ' beyond' : ''}" width="${at(share)}" height="8"/>${mark}</svg>`;
}
