import { formatCount, formatPercent, formatQuantity, plural } from '../quantity.ts';
import { bar, clean, paint, wrap, type Paint } from '../terminal.ts';
import type { EstimateReport } from './report.ts';
import { changesOf } from './rows.ts';
import { table, words } from './table.ts';
import { claimLines, comparisonLines } from './text-comparison.ts';

const WIDTH = 110;
const BAR_WIDTH = 24;

/** The report for a terminal: totals, energy and area by component and layer, what each repair changes, what is not in it. */
export function renderEstimateText(report: EstimateReport, colour: boolean): string {
  const look = paint(colour);
  const { energy, latency, area, edp_Js, edap_mJmsmm2 } = report;
  return [
    look.bold(`${clean(report.model)} on ${report.target} (${report.mode}), ${plural(report.timesteps, 'timestep')}`),
    look.dim(report.targetSummary),
    '',
    `energy   ${look.good(formatQuantity(energy.perInference_J, 'J'))} per inference`,
    `latency  ${latency === null ? 'not given by this platform' : formatQuantity(latency.perInference_s, 's')}`,
    `area     ${area === null ? 'not given by this platform' : `${area.total_mm2.toPrecision(4)} mm²`}`,
    `EDP      ${edp_Js === null ? '-' : formatQuantity(edp_Js, 'J s')}${edap_mJmsmm2 === null ? '' : `, EDAP ${edap_mJmsmm2.toPrecision(4)} mJ ms mm²`}`,
    `in use   ${Object.entries(report.utilisation).map(([name, count]) => `${formatCount(count)} ${words(name)}`).join(', ')}`,
    '',
    ...partLines('energy by component', energy.parts_J, energy.perInference_J, (amount) => formatQuantity(amount, 'J'), look),
    ...(area ? partLines('area by component', area.parts_mm2, area.total_mm2, (amount) => `${amount.toPrecision(3)} mm²`, look) : []),
    ...layerLines(report, look),
    ...claimLines(report, look),
    ...comparisonLines(report, look),
    ...repairLines(report, look),
    look.dim('as the published tool prints it'), ...printedLines(report.printed), '',
    look.dim('not in these numbers'), ...report.gaps.flatMap((gap) => wrap(gap, WIDTH, '  ', '    ')), '',
  ].join('\n');
}

function partLines(title: string, parts: Readonly<Record<string, number>>, total: number, format: (amount: number) => string, look: Paint): string[] {
  const shown = Object.entries(parts).filter(([, amount]) => amount > 0).sort(([, a], [, b]) => b - a);
  const rows = shown.map(([name, amount]) => ({ name: words(name), amount: format(amount), share: amount / total }));
  return [look.dim(title), ...rows.map(({ name, amount, share }) => `  ${name.padEnd(22)}${amount.padStart(12)}  ${formatPercent(share, 2).padStart(8)}  ${look.bar(bar(share, BAR_WIDTH))}`), ''];
}

function layerLines({ energy, latency, layers }: EstimateReport, look: Paint): string[] {
  const rows = layers.map(({ name, kind, spikeSparsity }, index) => [
    clean(name), kind, formatQuantity(energy.perLayer[index]?.energy_J ?? null, 'J'), formatPercent((energy.perLayer[index]?.energy_J ?? NaN) / energy.perInference_J, 1),
    formatQuantity(latency?.perLayer[index]?.time_s ?? null, 's'), formatPercent(spikeSparsity, 1),
  ]);
  return [...table(['layer', 'kind', 'energy', 'share', 'time', 'sparsity'], rows, look), ''];
}

function repairLines(report: EstimateReport, look: Paint): string[] {
  if (report.repairs.length === 0) return [];
  const rows = report.repairs.map((repair) => [repair.name, repair.isOn ? 'on' : 'off', ...changesOf(repair, report)]);
  return [...table(['repair', 'is', 'energy', 'latency', 'area'], rows, look), look.dim('  what each changes in these numbers: with it against without it, all others as they are'), ''];
}

function printedLines(printed: EstimateReport['printed']): string[] {
  return Object.entries(printed).filter(([, value]) => typeof value === 'number').map(([name, value]) => `  ${name.padEnd(22)}${String(value)}`);
}
