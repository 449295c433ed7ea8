import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { makeReport, type Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { emptyHistogram, mergeHistograms, note, quantile, type Histogram } from '../../src/simulate/mesh/histogram.ts';
import { addNetworkCounts, noNetworkCounts, type NetworkCounts } from '../../src/simulate/mesh/network-counts.ts';
import { input, ledger } from './fixture.ts';

const POPULATIONS = ledger.populations.length;

function latencies(...ticks: readonly number[]): Histogram {
  const histogram = emptyHistogram();
  for (const one of ticks) note(histogram, one);
  return histogram;
}

/** Two samples of ten timesteps in 400 ticks (of 1 ns on this target); population 1 sent three spikes that arrived. */
const counts: NetworkCounts = {
  ...noNetworkCounts(POPULATIONS, ledger.linkLoads.length), samples: 2, timesteps: 20, ticks: 400, longestTimestep: 60,
  spikes: { packets: 2, hops: 5, due: 3, delivered: 3 }, partialSums: { packets: 1, hops: 1, due: 1, delivered: 1 },
  latencies: [emptyHistogram(), latencies(10, 12, 20), ...Array.from({ length: POPULATIONS - 2 }, emptyHistogram), latencies(7)],
  isi: { intervals: 4, distortion: 6, largest: 5 }, disorder: 1, crossed: ledger.linkLoads.map((_, link) => (link === 0 ? 100 : 0)), mostWaiting: 3, mostWaitingAt: 0,
};
const report = makeReport({ ...input, result: { ...input.result, network: counts } });

describe('a report of a simulated mesh', () => {
  it('fills the keys of latency and traffic, and says where they are from', () => {
    const parsed = JSON.parse(renderJson(report)) as Report;
    expect(parsed.latency).toMatchObject({ spikeModel: 'cycle', spike_s: { mean: expect.closeTo(14e-9, 18), p95: expect.closeTo(20e-9, 18), max: expect.closeTo(20e-9, 18) } });
    expect(parsed.latency.uncontended_s).toEqual(makeReport(input).latency.spike_s);
    expect(parsed.latency.perLayer.map(({ spike_s }) => spike_s.max === null)).toEqual(ledger.populations.map((_, i) => i !== 1));
    expect(parsed.traffic.isiDistortion).toBeCloseTo(1.5e-9, 18);
    expect(parsed.traffic.disorder).toBe(1);
    expect(parsed.gaps.some((gap) => gap.startsWith('traffic.'))).toBe(false);
    expect(parsed.gaps).toContain('buffers between tiles: the target gives no size, so that in the mesh nobody waits for room');
  });

  it('has its own section', () => {
    expect(report.network).toMatchObject({
      model: 'cycle', samples: 2, linkBuffer: null, exactTicks: true,
      spikes: { packets: 2, hops: 5, due: 3, deliveries: 3 }, partialSums: { packets: 1, hops: 1, due: 1, deliveries: 1 },
      partialSum_s: { mean: expect.closeTo(7e-9, 18) }, isiDistortion_s: { mean: expect.closeTo(1.5e-9, 18), max: expect.closeTo(5e-9, 18), intervals: 4 },
      disorder: { count: 1, share: 1 / 3 }, throughput_perSecond: expect.closeTo(1e7, 0),
      timestep_s: { mean: expect.closeTo(20e-9, 18), max: expect.closeTo(60e-9, 18) },
      mostWaiting: { packets: 3, before: 'east of tile (0, 0)' },
    });
    // 100 packets x 2 ticks a hop in 400 ticks.
    expect(report.network).toMatchObject({ linkUtilisation: { mean: 0.5, max: 0.5, links: 1, busiest: 'east of tile (0, 0)' } });
  });

  it('says it in words', () => {
    const text = renderText(report, { colour: false, width: 100 });
    expect(text).toContain('Network           2 samples cycle by cycle, ticks of 1.00 ns, buffers of any size');
    expect(text).toContain('2 packets over 5 links, 3 of 3 deliveries arrived');
    expect(text).toContain('1.50 ns of 4 intervals between spikes on average, 5.00 ns at most; 1 spike out of order');
    expect(renderText(makeReport(input), { colour: false, width: 100 })).toContain('Network           packets were timed one by one');
  });

  it('shows it on the page', async () => {
    const page = await renderHtml(report, { raster: input.result.raster });
    expect(page).toContain('<h2>Network</h2>');
    expect(page).toContain('The busiest link is east of tile (0, 0).');
    expect(await renderHtml(makeReport(input), { raster: input.result.raster })).toContain('Not simulated: packets were timed one by one');
  });

  it('gives the reason where a sample was left out', () => {
    const costly = makeReport({ ...input, result: { ...input.result, network: { ...counts, stopped: { why: 'costly', sample: 0, hops: 3e7, limit: 5e6 } } } });
    expect(costly.network.model).toBe('analytic');
    expect(costly.latency.spikeModel).toBe('analytic');
    expect(costly.gaps).toContain('traffic.isiDistortion, traffic.disorder and network: sample 0 has 30.0 M hops, more than 5,000,000, so packets were timed one by one (--network cycle simulates more)');
  });
});

describe('durations', () => {
  it('have the nearest rank as quantile', () => {
    expect(quantile(latencies(...Array.from({ length: 100 }, (_, i) => i + 1)), 0.95)).toBe(95);
    expect(quantile(latencies(3), 0.95)).toBe(3);
    expect(quantile(latencies(), 0.95)).toBeNull();
  });

  it('are told in wider bins beyond a million ticks, count, sum and largest exactly', () => {
    const long = latencies(5, 1000, 3_000_001);
    expect(long).toMatchObject({ count: 3, sum: 3_001_006, largest: 3_000_001, width: 4 });
    expect(quantile(long, 0.3)).toBe(7);
    expect(quantile(long, 1)).toBe(3_000_001);
  });

  it('add up in any order', () => {
    const [a, b] = [latencies(5, 700, 5), latencies(3_000_001, 6)];
    for (const merged of [mergeHistograms(a, b), mergeHistograms(b, a)]) {
      expect(merged).toMatchObject({ count: 5, sum: 3_000_717, largest: 3_000_001, width: 4 });
      expect([0.6, 0.8, 1].map((share) => quantile(merged, share))).toEqual([7, 703, 3_000_001]);
    }
    expect(a).toMatchObject({ count: 3, width: 1 });
  });

  it('and all other counts add up over samples', () => {
    const both = addNetworkCounts(counts, { ...counts, longestTimestep: 70, mostWaiting: 9, mostWaitingAt: 4 });
    expect(both).toMatchObject({ samples: 4, ticks: 800, longestTimestep: 70, mostWaiting: 9, mostWaitingAt: 4, disorder: 2, isi: { intervals: 8, distortion: 12, largest: 5 } });
    expect(both.latencies[1]).toMatchObject({ count: 6, sum: 84 });
    expect(both.crossed[0]).toBe(200);
  });
});
