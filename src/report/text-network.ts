import { waitingText, type CycleNetwork, type MessageReport, type Network } from './network.ts';
import { formatCount, formatPercent, formatQuantity, plural } from './quantity.ts';
import { pad, wrap, type Paint } from './terminal.ts';

/** Columns of the names of facts. */
const NAME = 18;

/** What the mesh did, cycle by cycle; a line of why not where it was not simulated. */
export function networkLines(network: Network, { paint, width }: { readonly paint: Paint; readonly width: number }): string[] {
  if (network.model === 'analytic') {
    return wrap(network.reason, width, ' '.repeat(NAME), ' '.repeat(NAME)).map((text, i) => (i === 0 ? line(paint.bold('Network'), text.trimStart()) : text));
  }
  const { spikes, partialSums, timestep_s, throughput_perSecond, tick_s, linkBuffer } = network;
  const room = linkBuffer === null ? 'buffers of any size' : `buffers of ${plural(linkBuffer, 'packet')}`;
  return [
    line(paint.bold('Network'), `${plural(network.samples, 'sample')} cycle by cycle, ticks of ${formatQuantity(tick_s, 's')}, ${room}`),
    line('  spikes', sent(spikes)),
    ...(partialSums.packets === 0 ? [] : [line('  partial sums', sent(partialSums)), line('', latency(network.partialSum_s))]),
    line('  timestep', `mesh empty after ${formatQuantity(timestep_s.mean, 's')} on average, ${formatQuantity(timestep_s.max, 's')} at most`),
    line('  throughput', `${formatQuantity(throughput_perSecond, '')} deliveries per second`),
    line('  links', congestion(network)),
    line('  distortion', distortion(network)),
  ];
}

function sent({ packets, hops, due, deliveries }: MessageReport): string {
  return `${plural(packets, 'packet')} over ${plural(hops, 'link')}, ${formatCount(deliveries)} of ${formatCount(due)} deliveries arrived`;
}

function latency({ mean, p95, max }: CycleNetwork['spike_s']): string {
  return `mean ${formatQuantity(mean, 's')}, 95th percentile ${formatQuantity(p95, 's')}, longest ${formatQuantity(max, 's')}`;
}

function congestion({ linkUtilisation: { mean, max, links, busiest }, mostWaiting }: CycleNetwork): string {
  const taken = links === 0 ? 'none used' : `${formatCount(links)} used, taken ${formatPercent(mean, 1)} of the time on average, ${formatPercent(max, 1)} at most${busiest === null ? '' : ` (${busiest})`}`;
  return mostWaiting.before === null ? taken : `${taken}; ${plural(mostWaiting.packets, 'packet')} waited at once ${waitingText(mostWaiting.before)}`;
}

function distortion({ isiDistortion_s: { mean, max, intervals }, disorder }: CycleNetwork): string {
  const isi = intervals === 0 ? 'no neuron reached a core twice' : `${formatQuantity(mean, 's')} of ${plural(intervals, 'interval')} between spikes on average, ${formatQuantity(max, 's')} at most`;
  return `${isi}; ${plural(disorder.count, 'spike')} out of order`;
}

function line(name: string, text: string): string {
  return `${pad(name, NAME)}${text}`;
}
