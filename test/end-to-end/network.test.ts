import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../src/report/network.ts';
import type { Report } from '../../src/report/report.ts';
import { EXAMPLES, FOLDER, reportOf, synaptile } from './synaptile.ts';

/** The two-minute example four times over: 160 samples, more than a thread takes at once. */
const INPUT = join(FOLDER, 'edges-four-times.csv');
const CHIP = ['simulate', 'edges.tile', '--input', INPUT];

beforeAll(() => {
  const lines = readFileSync(join(EXAMPLES, 'edges.csv'), 'utf8').trimEnd();
  writeFileSync(INPUT, `${[lines, lines, lines, lines].join('\n')}\n`);
  expect(synaptile('compile', join(EXAMPLES, 'edges.synet'), '--target', 'rram-128', '-o', 'edges.tile').status).toBe(0);
});

function reported(...options: readonly string[]): Report {
  return reportOf(...CHIP, ...options) as unknown as Report;
}

describe('--network', () => {
  it('simulates the first sample where nothing is asked for', () => {
    expect(reported().network).toMatchObject({ model: 'cycle', samples: 1 });
  });

  it('simulates as many as asked for, the same whatever the threads; all packets are those that were counted, and all arrive', () => {
    const one = reported('--network-samples', '160', '--workers', '1');
    expect(reported('--network', 'cycle', '--network-samples', '160', '--workers', '3').network).toEqual(one.network);
    const { spikes, partialSums } = one.network as Network & { model: 'cycle' };
    expect(spikes.deliveries + partialSums.deliveries).toBe(spikes.due + partialSums.due);
    expect([spikes.packets + partialSums.packets, spikes.hops + partialSums.hops, spikes.deliveries + partialSums.deliveries]).toEqual([one.traffic.packets, one.traffic.hops, one.traffic.deliveries]);
    expect(one.latency.spikeModel).toBe('cycle');
    expect(one.latency.spike_s.max!).toBeGreaterThanOrEqual(one.latency.uncontended_s.max!);
  });

  it('analytic: packets one by one, and says what is missing', () => {
    const { network, latency, traffic, gaps } = reported('--network', 'analytic');
    expect([network.model, latency.spikeModel, traffic.isiDistortion, traffic.disorder]).toEqual(['analytic', 'analytic', null, null]);
    expect(gaps.some((gap) => gap.startsWith('traffic.isiDistortion'))).toBe(true);
  });

  it('refuses what means nothing', () => {
    const { status, stderr } = synaptile(...CHIP, '--network', 'analytic', '--network-samples', '3');
    expect([status, stderr]).toEqual([1, expect.stringContaining('error S807')]);
    expect(synaptile(...CHIP, '--network', 'fast').status).toBe(2);
    expect(synaptile(...CHIP, '--network-samples', '0').status).toBe(2);
  });
});
