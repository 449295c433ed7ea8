import { describe, expect, it } from 'vitest';
import { renderOutputsCsv, renderSpikesCsv } from '../../src/report/csv.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { formatCount, formatQuantity } from '../../src/report/quantity.ts';
import { makeReport, type Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { constant, input, renamed, target } from './fixture.ts';
import { withoutOwnScript } from './html/own-script.ts';

const report = makeReport(input);
const extras = { raster: input.result.raster };

describe('text', () => {
  it('tells the main numbers', () => {
    const text = renderText(report, { colour: false, width: 100 });
    for (const piece of ['50.00 %', '613 pJ', '205 ns', '2 of 4 cores', 'the paper gives none', 'made up for the test (assumed)']) expect(text).toContain(piece);
  });

  it('holds control codes only in colour', () => {
    expect(renderText(report, { colour: false, width: 80 })).not.toContain('\u001b');
    expect(renderText(report, { colour: true, width: 80 })).toContain('\u001b[1m');
  });

  it('says the same with and without colour', () => {
    expect(renderText(report, { colour: true, width: 80 }).replace(/\u001b\[[0-9;]*m/g, '')).toBe(renderText(report, { colour: false, width: 80 }));
  });

  it('does not let a name steer the terminal', () => {
    expect(renderText(makeReport(renamed('\u001b[2Jhidden')), { colour: false, width: 80 })).not.toContain('\u001b');
  });

  it('says unknown where there is no number', () => {
    const text = renderText(makeReport({ ...input, labels: null, reference: null }), { colour: false, width: 80 });
    expect(text).toContain('unknown: no labels');
    expect(text).not.toContain('NaN');
  });

  it('keeps lines inside the width where it breaks them', () => {
    const gaps = renderText(report, { colour: false, width: 80 }).split('Not known')[1]!;
    expect(Math.max(...gaps.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('quantities', () => {
  it.each([[1.234e-6, 'J', '1.23 µJ'], [999.9e-9, 's', '1.00 µs'], [0, 'J', '0 J'], [4e-21, 'J', '0.00400 aJ'], [null, 'J', 'unknown']] as const)('%s %s', (value, unit, text) => {
    expect(formatQuantity(value, unit)).toBe(text);
  });

  it('groups counts', () => {
    expect([0, 9883, 2_392_800, 17_080_000_000, 6025.4, 0.5].map(formatCount)).toEqual(['0', '9,883', '2,392,800', '17.1 G', '6,025', '0.500']);
  });
});

describe('json', () => {
  it('has the keys of the contract, in one order', () => {
    const parsed = JSON.parse(renderJson(report)) as Report;
    expect(parsed.schema).toBe('synaptile-report/1');
    const keys: Readonly<Record<string, readonly string[]>> = {
      accuracy: ['correct', 'total', 'value', 'interval95', 'reference', 'agreement'],
      energy: ['perInference_J', 'total_J', 'parts_J', 'perLayer'],
      latency: ['perInference_s', 'spike_s', 'perLayer'],
      area: ['total_mm2', 'parts_mm2'],
      traffic: ['spikes', 'packets', 'hops', 'hopsPerPacket', 'maxLinkLoad', 'isiDistortion', 'disorder'],
      utilisation: ['cores', 'coresUsed', 'crossbars', 'synapses', 'neurons', 'columns'],
      synops: ['dense', 'effectiveMACs', 'effectiveACs', 'connectionSparsity', 'activationSparsity'],
      timing: ['compile_s', 'simulate_s', 'peakMemory_MB'],
    };
    for (const [key, inner] of Object.entries(keys)) expect(Object.keys(parsed[key as keyof Report] as object)).toEqual(expect.arrayContaining([...inner]));
    for (const key of ['model', 'target', 'seed', 'timesteps', 'bits', 'version']) expect(parsed).toHaveProperty(key);
    expect(renderJson(makeReport(input))).toBe(renderJson(report));
  });

  it('reads back equal', () => {
    expect(JSON.parse(renderJson(report))).toEqual(report);
  });
});

describe('csv', () => {
  it('writes a line a sample, empty where there is nothing', () => {
    expect(renderOutputsCsv(input.result, input.labels)).toBe('sample,label,predicted,o0,o1\n0,0,0,3,1\n1,0,1,0.1,\n');
    expect(renderOutputsCsv(input.result, null)).toContain('\n0,,0,3,1\n');
  });

  it('quotes population names', () => {
    const raster = [{ population: 'a,"b"', neurons: 2, timesteps: Int32Array.of(3), indices: Int32Array.of(1) }];
    expect(renderSpikesCsv(raster)).toBe('population,timestep,index\n"a,""b""",3,1\n');
  });
});

describe('html', () => {
  it('is one page that fetches nothing and runs its own script alone', async () => {
    const page = await renderHtml(report, extras);
    expect(page).toContain("default-src 'none'");
    expect(withoutOwnScript(page)).not.toMatch(/<script|<link|<img|<iframe|@import| style=| on[a-z]+="/i);
    expect(withoutOwnScript(page)).not.toMatch(/url\((?!#texture-)/);
    expect([...page.matchAll(/(?:href|src)="([^"]*)"/g)].filter(([, to]) => !to!.startsWith('#'))).toEqual([]);
  });

  it('keeps hostile names text', async () => {
    const hostile = '</title><script>alert(1)</script>"\'><img src=x onerror=alert(2)>';
    const bad = renamed(hostile);
    const constants = { ...target, name: hostile, summary: hostile, prices: target.prices.map((one) => ({ ...one, energy_pJ: constant(1, { source: hostile, note: hostile }) })) };
    const page = withoutOwnScript(await renderHtml(makeReport({ ...bad, target: constants, model: hostile, passStatistics: [{ pass: hostile, statistics: { [hostile]: hostile } }] }), { raster: bad.result.raster }));
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.match(/<title>/g)!.length).toBe(page.match(/<\/title>/g)!.length);
  });

  it('shows cores, links and spikes', async () => {
    const page = await renderHtml(report, extras);
    expect(page).toContain('<title>core 0 at (0, 0): hidden, 90.0 % full</title>');
    expect(page).toContain('<title>east from (0, 0): 24 packets</title>');
    expect(page).toContain('All 4 spikes of the first sample.');
  });

  it('caps the raster and says so', async () => {
    const indices = Int32Array.from({ length: 50_000 }, (_, i) => i % 100);
    const page = await renderHtml(report, { raster: [{ population: 'hidden', neurons: 100, timesteps: new Int32Array(50_000), indices }] });
    expect(page).toContain('one in 3 of the 50,000 spikes');
    expect(page.match(/M[0-9.]+ [0-9.]+h[0-9.]+(?=[M"])/g)!.length).toBeLessThanOrEqual(20_000);
  });

  it('is the same page for the same report', async () => {
    expect(await renderHtml(report, extras)).toBe(await renderHtml(report, extras));
  });

  it('stands a report with nothing in it', async () => {
    const bare = makeReport({
      ...input, labels: null, reference: null, target: { ...target, prices: [], staticPower: null, areas: [] },
      mapping: { ...input.mapping, placement: [], perPopulation: [], demand: [] }, passStatistics: [],
    });
    const page = withoutOwnScript(await renderHtml(bare, { raster: [] }));
    expect(page).toContain('No core is in use.');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});

/** The toy input with `hidden` called something else. */
