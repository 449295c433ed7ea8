import { waitingText, type Network } from '../network.ts';
import { formatCount, formatPercent, formatQuantity, plural } from '../quantity.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { numberColumns, table } from './table.ts';

/** Waiting, distortion and congestion in the mesh; why there are none where it was not simulated. */
export function networkTables(network: Network): Markup {
  if (network.model === 'analytic') return markup`<p class="note">Not simulated: ${network.reason}.</p>`;
  const time = (seconds: number | null) => (seconds === null ? '–' : formatQuantity(seconds, 's'));
  const { spikes, partialSums, isiDistortion_s, disorder, linkUtilisation, mostWaiting, timestep_s } = network;
  const messages = [['spikes', spikes, network.spike_s], ['partial sums', partialSums, network.partialSum_s]] as const;
  const sent = messages.filter(([, { packets }]) => packets > 0).map(([name, { packets, hops, due, deliveries }, { mean, p95, max }]) =>
    [name, formatCount(packets), formatCount(hops), `${formatCount(deliveries)} of ${formatCount(due)}`, time(mean), time(p95), time(max)]);
  const measures = [
    ['interval distortion, mean', time(isiDistortion_s.mean)], ['interval distortion, most', time(isiDistortion_s.max)],
    ['spikes out of order', formatCount(disorder.count)], ['deliveries per second', formatQuantity(network.throughput_perSecond, '')],
    ['links used', formatCount(linkUtilisation.links)], ['taken, mean', formatPercent(linkUtilisation.mean, 1)], ['taken, most', formatPercent(linkUtilisation.max, 1)],
    ['longest queue', formatCount(mostWaiting.packets)], ['mesh empty after, mean', time(timestep_s.mean)], ['mesh empty after, longest', time(timestep_s.max)],
  ];
  const where = [
    ...(linkUtilisation.busiest === null ? [] : [`The busiest link is ${linkUtilisation.busiest}.`]),
    ...(mostWaiting.before === null ? [] : [`In the longest queue ${plural(mostWaiting.packets, 'packet')} waited ${waitingText(mostWaiting.before)}.`]),
  ];
  return markup`<div class="pair uneven">${table(numberColumns('Measure', 'Value'), measures, { caption: 'Mesh', bare: true })}
${table(numberColumns('Packets', 'Sent', 'Hops', 'Deliveries', 'Latency', '95th', 'Longest'), sent, { caption: 'By what they carry' })}</div>
<p class="note">${plural(network.samples, 'sample')}, cycle by cycle in ticks of ${formatQuantity(network.tick_s, 's')}; ${network.linkBuffer === null
    ? 'buffers of any size: the target gives none' : `buffers of ${plural(network.linkBuffer, 'packet')}`}.</p>${where.length === 0 ? nothing : markup`<p class="note">${where.join(' ')}</p>`}`;
}
