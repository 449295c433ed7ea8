import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChipDetails, CoreDetail } from '../../../src/report/chip/describe-chip.ts';
import { renderHtml } from '../../../src/report/html.ts';
import { makeReport } from '../../../src/report/report.ts';
import { input, ledger, target } from '../fixture.ts';
import { withoutOwnScript } from './own-script.ts';
import { CHROMIUM, hasBrowser, openPage, type OpenPage } from './browser.ts';

const SIDE = 36;
const CORES = SIDE * SIDE;
const POPULATIONS = 40;
const SAMPLES = 10_000;

/** A report of 1,296 cores with all their links in use, 40 populations, 10,000 images and as many spikes as are drawn at most; crossbars as large as a page has room for. */
async function bigPage(): Promise<string> {
  const names = Array.from({ length: POPULATIONS }, (_, i) => `features.${i}.conv2d`);
  const placement = Array.from({ length: CORES }, (_, core) => ({ core, x: core % SIDE, y: Math.floor(core / SIDE), population: names[core % POPULATIONS]!, load: (core % 97) / 96 }));
  const perCore = Float64Array.from({ length: CORES }, (_, core) => core * SAMPLES);
  const big = {
    ...ledger, samples: SAMPLES, timesteps: 100, populations: names.map((name) => ({ ...ledger.populations[1]!, name })),
    cores: Object.fromEntries(Object.keys(ledger.cores).map((count) => [count, perCore])) as typeof ledger.cores,
    linkLoads: Float64Array.from({ length: 4 * CORES }, (_, link) => 1 + ((link * 7919) % 100_000)),
  };
  const report = makeReport({
    ...input, target: { ...target, mesh: { ...target.mesh, width: SIDE, height: SIDE } }, timesteps: 100, labels: null, reference: null,
    result: { ...input.result, samples: SAMPLES, predictions: new Int32Array(SAMPLES), outputs: new Float32Array(2 * SAMPLES), ledger: big },
    mapping: { ...input.mapping, placement, coresUsed: CORES, coresTotal: CORES, perPopulation: names.map((name) => ({ name, neurons: 1000, synapses: 1e6, cores: 32 })) },
  });
  const spikes = 60_000;
  const raster = names.map((population) => ({ population, neurons: 1000, timesteps: Int32Array.from({ length: spikes / POPULATIONS }, (_, i) => Math.floor(i / 15)), indices: Int32Array.from({ length: spikes / POPULATIONS }, (_, i) => (i * 37) % 1000) }));
  const neurons = Uint32Array.of(0, 250, 500, 750);
  const potentials = names.map((population) => ({ population, neurons, timesteps: 100, values: Float32Array.from({ length: 400 }, (_, i) => Math.sin(i) * 1000), thresholds: new Float32Array(4).fill(900), unit: 'levels' as const }));
  return renderHtml(report, { raster, potentials, chip: chipOf(placement) });
}

function chipOf(placement: readonly { readonly core: number; readonly x: number; readonly y: number; readonly population: string }[]): ChipDetails {
  const drawn = { width: 21, height: 21, largest: 127, pixels: 'amyb.lnoc'.repeat(49) };
  const cores = placement.map(({ core, x, y, population }): CoreDetail => ({
    core, x, y, pieces: [{ population, units: 2, applications: 9, columns: 128, somas: 96 }, { population: 'features.0.conv2d', units: 1, applications: 1, columns: 4, somas: 4 }],
    used: [100, 100 + (core % 28), 128], tightest: { limit: 'rows', share: 0.9 }, neurons: 100, axonsIn: 300 + core, axonsOut: 120, energy_J: 1e-9 * (1 + core), work_s: 1e-8 * (1 + core),
    crossbars: [{ crossbar: 0, units: 2, rows: 127, columns: 126, cells: 12_000, zeros: 130, histogram: Array.from({ length: 15 }, (_, i) => 100 * i + core), picture: drawn }], moreCrossbars: 0,
  }));
  return {
    limits: [{ limit: 'neurons', available: 128 }, { limit: 'rows', available: 128 }, { limit: 'columns', available: 128 }], crossbar: { count: 1, rows: 128, columns: 128, cellsOfWeight: 1 },
    crossbars: { inUse: cores.length, described: cores.length, drawn: cores.length }, cores,
  };
}

it('is under 5 MB, and small as a document', async () => {
  const page = await bigPage();
  if (process.env['SHOW_LOAD_TIME']) console.info(`${Buffer.byteLength(page)} bytes, ${page.match(/<[a-z]/g)!.length} elements`);
  expect(Buffer.byteLength(page)).toBeLessThan(5e6);
  // What a browser has to lay out: a page of ten thousands of elements opens at once, of hundreds of thousands it does not.
  expect(page.match(/<[a-z]/g)!.length).toBeLessThan(60_000);
  expect(withoutOwnScript(page)).not.toMatch(/NaN|undefined/);
});

describe.skipIf(!hasBrowser)(`1,296 cores in a browser (skipped without ${CHROMIUM})`, () => {
  let open: OpenPage;
  beforeAll(async () => { open = await openPage(await bigPage()); });
  afterAll(async () => open?.close());

  it('opens, and shows a core at once', async () => {
    expect(open.complaints).toEqual([]);
    const map = open.page.locator('svg.map');
    await map.focus();
    await open.page.keyboard.press('ArrowDown');
    await open.page.keyboard.press('ArrowDown');
    await open.page.keyboard.press('Enter');
    expect(await open.page.locator('#core-detail h3').innerText()).toBe('core 36 at (0, 1)');
    // Of no test's verdict, which would depend on the machine; shown where somebody measures.
    if (process.env['SHOW_LOAD_TIME']) console.info(`loaded in ${Math.round(open.load_ms)} ms`);
  });
});
