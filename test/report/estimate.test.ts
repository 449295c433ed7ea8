import { describe, expect, test } from 'vitest';
import { makeEstimateReport, type EstimateReport } from '../../src/report/estimate/report.ts';
import { renderEstimatePage } from '../../src/report/estimate/html.ts';
import { renderEstimateText } from '../../src/report/estimate/text.ts';
import { sata } from '../../src/platforms/sata/sata.ts';
import { spikesim } from '../../src/platforms/spikesim/spikesim.ts';
import type { Platform } from '../../src/platforms/estimate.ts';
import { conv, dense, net, runOn, VGG16, VGG9, type Options } from '../platforms/fixture.ts';

function reportOn(platform: Platform, list: object, options: Options = {}): EstimateReport {
  return makeEstimateReport(runOn(platform, list, options), '0.0.0', []);
}

const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);

describe('the comparison', () => {
  const { claim, comparison, energy } = reportOn(sata, VGG9, { mode: 'corrected', set: ['spikeSparsity=0.9'] });

  test('layers make up systems and claim', () => {
    expect(comparison!.systems.map(({ name }) => name)).toEqual(['sata', 'spikesim']);
    expect(comparison!.systems[0]!.energy_J).toBe(energy.perInference_J);
    comparison!.systems.forEach(({ energy_J, overClaim }, at) => {
      expect(sum(comparison!.perLayer.map(({ systems }) => systems[at]!.energy_J!)) / energy_J!).toBeCloseTo(1, 9);
      expect(overClaim).toBeCloseTo(energy_J! / claim!.total.snn8_J, 9);
    });
    expect(sum(comparison!.perLayer.map(({ claimed_J }) => claimed_J)) / claim!.total.snn8_J).toBeCloseTo(1, 9);
  });

  test('what timesteps after the first add is a part of the energy', () => {
    for (const { roadblocks, energy_J } of comparison!.systems) {
      const { energy_J: repeated_J, share, byRole_J } = roadblocks!.repeated!;
      expect(repeated_J / energy_J!).toBeCloseTo(share, 9);
      expect(sum(Object.values(byRole_J)) / repeated_J).toBeCloseTo(1, 9);
    }
  });

  test('a platform that cannot say the network is there without numbers', () => {
    const report = reportOn(sata, net([conv(3, 64, 8), dense(4096, 10)]));
    expect(report.comparison!.systems[1]).toMatchObject({ name: 'spikesim', energy_J: null, refused: expect.stringContaining('dense') });
    expect(renderEstimateText(report, false)).toContain('spikesim gives no numbers');
    expect(renderEstimatePage(report)).toContain('<b>spikesim</b> gives no numbers');
  });

  test('listed synapses: the places of all, and those that there are', () => {
    const { synops, claim: counted } = reportOn(sata, net([dense(100, 10, { synapses: 250, spikeSparsity: 0.5 })], 4), { mode: 'corrected' });
    expect(synops).toMatchObject({ dense: 4000, effectiveACs: 500, connectionSparsity: 0.75, activationSparsity: 0.5 });
    expect(counted!.total.operations).toBe(500);
  });

  test('the training script is about something else', () => {
    expect(reportOn(sata, VGG9, { set: ['tool=training'] })).toMatchObject({ claim: null, comparison: null, latency: null });
  });
});

describe('text and page', () => {
  test('names are text', () => {
    const report = reportOn(spikesim, { ...net([conv(3, 64, 8, { name: '<script>alert(1)</script>\u001b[31m' })]), name: '"><img src=x>' }, { mode: 'corrected' });
    const page = renderEstimatePage(report);
    expect(page).not.toMatch(/<script>alert|<img/);
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(renderEstimateText(report, false)).not.toContain('\u001b');
  });

  test('every section, every repair, every constant with its source; the training script has no latency and no area', () => {
    const page = renderEstimatePage(reportOn(sata, VGG9, { mode: 'corrected', set: ['spikeSparsity=0.9'] }));
    for (const words of ['Energy', 'Latency', 'Area', 'The claim beside the cost', 'Layer by layer', 'Where the SNN stops paying', 'Where the energy goes', 'What every repair changes', 'CACTI 7', 'M. Horowitz', 'leakageBanks', 'circuitWidths']) expect(page).toContain(words);
    const training = renderEstimatePage(reportOn(sata, VGG9, { mode: 'corrected', set: ['tool=training'] }));
    expect(training).not.toContain('id="latency"');
    expect(training).toContain('not given');
  });
});

test('VGG-16 on 224 x 224 pixels, T = 5: the whole report of each platform in less than two seconds of CPU', () => {
  for (const platform of [spikesim, sata]) {
    const started = process.cpuUsage();
    const report = reportOn(platform, VGG16, { mode: 'corrected', set: ['spikeSparsity=0.9'] });
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6).toBeLessThan(2);
    expect(report.comparison!.systems.every(({ energy_J }) => energy_J! > 1e-4)).toBe(true);
  }
});
