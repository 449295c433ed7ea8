import { formatCount, formatPercent, formatQuantity, plural } from '../quantity.ts';
import { clean, paint } from '../terminal.ts';
import { unrollingLossText, unrollingText } from '../unrolling.ts';
import type { MappingBounds, MappingComparison, MappingPoint } from './compare.ts';

const COSTS = ['mapper', 'cores', 'fullest', 'energy', 'network', 'latency', 'packets', 'hops', 'hops/packet', 'busiest link', 'compiled in'];
const TRAFFIC = ['mapper', 'messages', 'x bound', 'hops', 'x bound', 'mean congestion', 'worst'];

/** The comparison as two tables for the terminal: `*` marks the Pareto front of energy, latency and cores. */
export function renderComparison(comparison: MappingComparison, colour: boolean): string {
  const look = paint(colour);
  const { model, target, samples, seed, data, mappings, bounds, chosen, objective, spikeCounts } = comparison;
  const made = mappings.filter(({ costs }) => costs !== null);
  const failed = mappings.filter(({ costs }) => costs === null);
  const marked = (lines: readonly string[]): string[] => lines.map((line, i) => (i === 0 ? look.dim(line) : made[i - 1]!.mapper === chosen ? look.good(line) : line));
  return [
    look.bold(`${clean(model)} on ${clean(target)}: ${plural(mappings.length, 'mapping')}`),
    look.dim(`one inference, mean of ${plural(samples, 'sample')} ${data === null ? 'of random values (no --input)' : `of ${clean(data)}`}, seed ${seed}; no mapping has fewer than ${plural(bounds.cores, 'core')}`),
    ...unrolledLines(comparison).map(look.dim),
    '', ...marked(aligned([COSTS, ...made.map(costCells)])), '',
    look.dim(`messages between cores, if neurons speak as mapping was told (spikes ${spikeCounts}); against what no mapping and no placement can do with less`),
    ...marked(aligned([TRAFFIC, ...made.map((point) => trafficCells(point, bounds))])),
    ...failed.flatMap(({ mapper, diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${mapper}: ${code} ${clean(message)}`)),
    '', `best for ${objective}: ${look.bold(chosen)}    * no other mapping is at least as good in energy, latency and cores`, '',
  ].join('\n');
}

function unrolledLines({ unrolling }: MappingComparison): string[] {
  if (!unrolling) return [];
  return [unrollingText(unrolling), unrolling.loss ? unrollingLossText(unrolling.loss) : ''].filter((line) => line !== '').map((line, i) => `${i === 0 ? 'unrolled ' : '  '}${line}`);
}

type Point = MappingPoint & { readonly pareto: boolean };

function costCells({ mapper, costs, compile_s, pareto }: Point): string[] {
  const { cores, energy_J, networkEnergy_J, latency_s, packets, hops, hopsPerPacket, maxLinkLoad, fullest } = costs!;
  return [
    `${mapper}${pareto ? ' *' : ''}`, formatCount(cores), formatPercent(fullest, 0), formatQuantity(energy_J, 'J'), formatQuantity(networkEnergy_J, 'J'), formatQuantity(latency_s, 's'),
    formatCount(packets), formatCount(hops), hopsPerPacket === null ? '-' : hopsPerPacket.toFixed(2), formatCount(maxLinkLoad), formatQuantity(compile_s, 's'),
  ];
}

function trafficCells({ mapper, traffic, pareto }: Point, bounds: MappingBounds): string[] {
  const { messagesBetweenCores, hops, leastHops, asplos } = traffic!;
  return [
    `${mapper}${pareto ? ' *' : ''}`, formatCount(messagesBetweenCores), ratio(messagesBetweenCores, bounds.messagesBetweenCores), formatCount(hops), ratio(hops, leastHops),
    formatCount(asplos.averageCongestion), formatCount(asplos.maximumCongestion),
  ];
}

function ratio(value: number, least: number): string {
  return least > 0 ? (value / least).toFixed(2) : '-';
}

/** Columns of equal width, the first set left, the others right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ').trimEnd());
}
