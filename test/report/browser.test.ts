import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChipDetails } from '../../src/report/chip/describe-chip.ts';
import { renderHtml } from '../../src/report/html.ts';
import type { ReportInput } from '../../src/report/input.ts';
import { makeReport } from '../../src/report/report.ts';
import { RECORD } from '../ir/calibration-record.ts';
import { hostileInput } from './fixture.ts';

/** Debian's browser; where it is absent these tests are skipped, and say so. */
const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

function chipOf(placement: ReportInput['mapping']['placement']): ChipDetails {
  const rest = { used: [4], tightest: { limit: 'neurons', share: 0.5 }, neurons: 4, axonsIn: 3, axonsOut: 2, energy_J: 1e-12, work_s: 1e-9, crossbars: [], moreCrossbars: 0 };
  const cores = placement.map(({ core, x, y, population }) => ({ core, x, y, pieces: [{ population, units: 1, applications: 1, columns: 4, somas: 4 }], ...rest }));
  return { limits: [{ limit: 'neurons', available: 8 }], crossbar: null, crossbars: { inUse: 0, described: 0, drawn: 0 }, cores };
}

describe.skipIf(!existsSync(CHROMIUM))(`the page in a browser (skipped without ${CHROMIUM})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-page-'));
  const complaints: string[] = [];
  const requests: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const input = hostileInput();
    const file = join(folder, 'report.html');
    writeFileSync(file, await renderHtml(makeReport({ ...input, calibration: RECORD }), { raster: input.result.raster, chip: chipOf(input.mapping.placement) }));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    page = await browser.newPage();
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => { if (!request.url().startsWith('file:')) requests.push(request.url()); });
    await page.goto(pathToFileURL(file).href);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('opens without a word on the console and without the network', () => {
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('shows the costs, the chip map and the raster', async () => {
    const sizes = await page.locator('figure > svg').evaluateAll((drawings) => drawings.map((drawing) => {
      const { width, height } = drawing.getBoundingClientRect();
      return { width, height, marks: drawing.querySelectorAll('path, rect').length };
    }));
    expect(sizes.length).toBeGreaterThanOrEqual(5);
    for (const { width, height, marks } of sizes) expect({ wide: width > 50, high: height > 20, marked: marks > 0 }).toEqual({ wide: true, high: true, marked: true });
  });

  it('keeps a hostile population name as text', async () => {
    expect(await page.evaluate('globalThis.attacked')).toBeUndefined();
    expect(await page.locator('body').innerText()).toContain('<script>');
    expect(await page.locator('script').count()).toBe(2);
  });

  it('keeps it text in what the script shows', async () => {
    await page.locator('svg.map').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.tip').innerText()).toContain('<script>');
    await page.keyboard.press('Enter');
    expect(await page.locator('#core-detail').innerText()).toContain('<img src=x');
    expect(await page.locator('#core-detail img').count()).toBe(0);
    expect(await page.evaluate('globalThis.attacked')).toBeUndefined();
  });

  it('opens the numbers of a histogram with the keyboard', async () => {
    const histogram = page.locator('details.levels').first();
    expect(await histogram.locator('ul').isVisible()).toBe(false);
    await histogram.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await histogram.locator('ul').isVisible()).toBe(true);
    expect(await histogram.locator('li').first().innerText()).toBe('level -7: 3 (0.1 %)');
  });

  it.each(['light', 'dark'] as const)('is readable in %s: text and ground differ', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const colours = await page.evaluate<string[]>('[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]');
    const [text, ground] = colours.map((colour) => colour.match(/[\d.]+/g)!.slice(0, 3).reduce((sum, part) => sum + Number(part), 0));
    expect(Math.abs(text! - ground!)).toBeGreaterThan(300);
  });
});
