import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { makeReport } from '../../src/report/report.ts';
import { RECORD } from '../ir/calibration-record.ts';
import { hostileInput } from './fixture.ts';

/** Debian's browser; where it is absent these tests are skipped, and say so. */
const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

describe.skipIf(!existsSync(CHROMIUM))(`the page in a browser (skipped without ${CHROMIUM})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-page-'));
  const complaints: string[] = [];
  const requests: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const input = hostileInput();
    const file = join(folder, 'report.html');
    writeFileSync(file, await renderHtml(makeReport({ ...input, calibration: RECORD }), { raster: input.result.raster }));
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
    expect(await page.locator('script').count()).toBe(1);
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
