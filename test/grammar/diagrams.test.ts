import { existsSync, readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagramsPage } from '../../grammar/diagrams.ts';
import { rules } from '../../grammar/rules.ts';

/** Debian's browser; where it is absent these tests are skipped, and say so. */
const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
type Box = Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>;

const NAMES = rules().map(({ name }) => name);

const FILE = new URL('../../grammar/language.html', import.meta.url);

describe('the page of syntax diagrams', () => {
  const page = readFileSync(FILE, 'utf8');

  it('has a diagram for every rule, and is what the rules make', () => {
    for (const name of NAMES) expect(page).toContain(`<section id="${name}">`);
    for (const drawing of diagramsPage().match(/<svg.*<\/svg>/g)!) expect(page).toContain(drawing);
  });

  it('has no link that leads nowhere, and no place twice', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
    expect(ids.length).toBe(new Set(ids).size);
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, link]) => link!).filter((link) => !ids.includes(link.slice(1)))).toEqual([]);
  });

  it('names nothing that would have to be fetched', () => expect(page).not.toMatch(/https?:|<script|<link|<img|url\(|@import/));

  it('is in the package, and the page of the language leads to it', () => {
    const { files } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { files: readonly string[] };
    expect(files).toEqual(expect.arrayContaining(['dist', 'examples', 'grammar/README.md', 'grammar/language.html', 'grammar/editors']));
    expect(readFileSync(new URL('../../grammar/README.md', import.meta.url), 'utf8')).toContain('](language.html)');
  });
});

describe.skipIf(!existsSync(CHROMIUM))(`the diagrams in a browser (skipped without ${CHROMIUM})`, () => {
  const complaints: string[] = [];
  const requests: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    page = await browser.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => { if (!request.url().startsWith('file:')) requests.push(request.url()); });
    await page.goto(FILE.href);
  });
  afterAll(async () => { await browser?.close(); });

  it('opens without a word on the console and without the network', () => {
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('draws every rule: all boxes and letters inside the drawing, none upon another', async () => {
    const drawings = await page.locator('section svg').evaluateAll((all) => all.map((drawing) => {
      const outer = drawing.getBoundingClientRect();
      const boxes = [...drawing.querySelectorAll('rect')].map((box) => box.getBoundingClientRect());
      const texts = [...drawing.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
      const holds = (one: Box, other: Box): boolean => one.left <= other.left && one.right >= other.right && one.top <= other.top && one.bottom >= other.bottom;
      return {
        name: drawing.getAttribute('aria-label'), boxes: boxes.length, visible: outer.width > 60 && outer.height > 20,
        outside: boxes.filter((box) => !holds(outer, box)).length,
        wide: texts.filter((text, index) => text.left < boxes[index]!.left || text.right > boxes[index]!.right).length,
        overlapping: boxes.filter((a, i) => boxes.some((b, j) => i < j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length,
      };
    }));
    expect(drawings.map(({ name }) => name)).toEqual(NAMES.map((name) => `syntax of ${name}`));
    for (const { name, boxes, ...rest } of drawings) {
      expect(boxes, name!).toBeGreaterThan(0);
      expect(rest, name!).toEqual({ visible: true, outside: 0, wide: 0, overlapping: 0 });
    }
  });

  it('leads from a box to its rule', async () => {
    await page.locator('#network a[href="#statement"] rect').first().click();
    expect(new URL(page.url()).hash).toBe('#statement');
  });

  it('fits on a telephone: only diagrams and tables scroll sideways', async () => {
    await page.setViewportSize({ width: 380, height: 700 });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(380);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  it.each(['light', 'dark'] as const)('is readable in %s: letters and boxes differ', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const colours = await page.evaluate<string[]>(`['rect.word', 'rect.class', 'rect.rule'].flatMap((box) =>
      [getComputedStyle(document.querySelector(box)).fill, getComputedStyle(document.querySelector('svg text')).fill])`);
    const light = colours.map((colour) => colour.match(/[\d.]+/g)!.slice(0, 3).reduce((sum, part) => sum + Number(part), 0));
    for (let i = 0; i < light.length; i += 2) expect(Math.abs(light[i]! - light[i + 1]!)).toBeGreaterThan(300);
  });
});
