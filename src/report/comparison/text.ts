import { formatCount, formatPercent, formatQuantity, plural } from '../quantity.ts';
import { clean, paint } from '../terminal.ts';
import type { MappingComparison, MappingPoint } from './compare.ts';

const TITLES = ['mapper', 'cores', 'energy', 'network', 'latency', 'packets', 'hops', 'hops/packet', 'busiest link', 'fullest core', 'compiled in'];

/** The comparison as a table for the terminal: `*` marks the Pareto front of energy, latency and cores. */
export function renderComparison(comparison: MappingComparison, colour: boolean): string {
  const look = paint(colour);
  const { model, target, samples, seed, data, mappings, bounds, chosen, objective } = comparison;
  const rows = mappings.filter(({ costs }) => costs !== null).map((point) => cellsOf(point));
  const least = ['no less than', bound(bounds.cores), '', '', '', bound(bounds.packets), bound(bounds.hops), '', '', '', ''];
  const all = [TITLES, ...rows, least];
  const widths = TITLES.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ').trimEnd();
  const failed = mappings.filter(({ costs }) => costs === null);
  return [
    look.bold(`${clean(model)} on ${clean(target)}: ${plural(mappings.length, 'mapping')}`),
    look.dim(`${plural(samples, 'sample')} ${data === null ? 'of random values (no --input)' : `of ${clean(data)}`}, seed ${seed}; per inference`),
    '', look.dim(line(TITLES)),
    ...rows.map((row) => (row[0]!.startsWith(`${chosen} `) || row[0] === chosen ? look.good(line(row)) : line(row))),
    look.dim(line(least)),
    ...failed.flatMap(({ mapper, diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${mapper}: ${code} ${clean(message)}`)),
    '', `best for ${objective}: ${look.bold(chosen)}    * no other mapping is at least as good in energy, latency and cores`, '',
  ].join('\n');
}

function cellsOf({ mapper, costs, compile_s, pareto }: MappingPoint & { readonly pareto: boolean }): string[] {
  const { cores, energy_J, networkEnergy_J, latency_s, packets, hops, hopsPerPacket, maxLinkLoad, fullest } = costs!;
  return [
    `${mapper}${pareto ? ' *' : ''}`, formatCount(cores), formatQuantity(energy_J, 'J'), formatQuantity(networkEnergy_J, 'J'), formatQuantity(latency_s, 's'), formatCount(packets),
    formatCount(hops), hopsPerPacket === null ? '-' : hopsPerPacket.toFixed(2), formatCount(maxLinkLoad), formatPercent(fullest, 0), formatQuantity(compile_s, 's'),
  ];
}

function bound(value: number | null): string {
  return value === null ? '' : formatCount(value);
}
