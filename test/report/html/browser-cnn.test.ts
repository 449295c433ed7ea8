import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IDEAL } from '../../../src/ir/non-idealities.ts';
import { compile } from '../../../src/library/compile.ts';
import { readData } from '../../../src/library/data.ts';
import { read } from '../../../src/library/model.ts';
import { renderHtml } from '../../../src/library/render.ts';
import { report } from '../../../src/library/report.ts';
import { simulate } from '../../../src/library/simulate.ts';
import { CHROMIUM, hasBrowser, openPage, type OpenPage } from './browser.ts';

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));

let made: Promise<string> | null = null;

function pageOfCnn(): Promise<string> {
  return (made ??= reportOfCnn());
}

/** The report of the MNIST CNN on crossbars: two chips, every plot. */
async function reportOfCnn(): Promise<string> {
  const model = await read(join(MODELS, 'mnist_cnn_bn.onnx'));
  const compiled = await compile(model, { target: 'rram-128', timesteps: 8, mapper: 'sequential', placeRounds: 0 });
  const data = await readData(join(MODELS, 'data/t10k-images-idx3-ubyte.gz'), model, { labels: join(MODELS, 'data/t10k-labels-idx1-ubyte.gz') });
  const simulation = await simulate(compiled, data, { limit: 2, trials: 2, nonIdealities: { ...IDEAL, readNoise: { sigma: 0.3 } }, ablate: true, potentials: { each: 3 }, workers: 1, reference: false });
  return renderHtml(report(simulation), simulation);
}

describe.skipIf(!hasBrowser)(`the report of the MNIST CNN in a browser (skipped without ${CHROMIUM})`, () => {
  let open: OpenPage;
  const tip = () => open.page.locator('.tip');

  beforeAll(async () => { open = await openPage(await pageOfCnn()); });
  afterAll(async () => open?.close());

  it('opens offline without a word on the console', () => {
    expect(open.complaints).toEqual([]);
    expect(open.requests).toEqual([]);
  });

  it.each([
    ['fit', 'tr .fill', 4], ['chips', '.dot', 2], ['error', '.line', 8], ['energy', '.mark', 5], ['latency', '.mark', 3], ['area', '.mark', 3],
    ['placement', '.cores-drawn > g', 100], ['placement', '.link path', 8], ['spikes', '.raster path', 4], ['spikes', '.lines .line', 8], ['calibration', 'svg rect', 10],
  ])('section %s: %s, at least %i of them, with an extent', async (section, marks, least) => {
    const boxes = await open.page.locator(`#${section} ${marks}`).evaluateAll((elements) => elements.map((element) => { const { width, height } = element.getBoundingClientRect(); return width + height; }));
    expect(boxes.filter((extent) => extent > 1).length).toBeGreaterThanOrEqual(least);
  });

  it('draws the loss of every effect, or says that there is none to see', async () => {
    const section = open.page.locator('#loss');
    expect(await section.locator('.mark').count() > 0 || (await section.innerText()).includes('No bars are drawn')).toBe(true);
    expect(await section.locator('tbody tr').count()).toBeGreaterThanOrEqual(1);
  });

  it('tells a segment of a bar to the pointer and to the arrow keys', async () => {
    const bars = open.page.locator('#energy svg.bars');
    await bars.locator('.mark').first().hover();
    expect(await tip().innerText()).toMatch(/^\(all\), crossbar: [\d.]+ [pnµ]J, [\d.]+ % of/);
    await bars.focus();
    await open.page.keyboard.press('ArrowDown');
    await open.page.keyboard.press('ArrowRight');
    expect(await tip().isVisible()).toBe(true);
    expect(await bars.locator('.mark.current').count()).toBe(1);
    await open.page.keyboard.press('Escape');
    expect(await tip().isVisible()).toBe(false);
  });

  it('tells the potential under the pointer, and under the arrow keys', async () => {
    const lines = open.page.locator('#spikes svg.lines').first();
    await lines.scrollIntoViewIfNeeded();
    const box = (await lines.boundingBox())!;
    await open.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    expect(await tip().innerText()).toMatch(/neuron \d+\ntimestep [34]: -?[\d.e+]+$/);
    await lines.focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowRight']) await open.page.keyboard.press(key);
    expect(await tip().innerText()).toContain('timestep 2: ');
    await open.page.keyboard.press('Escape');
  });

  it('goes down from a core to its crossbar, by keyboard and by pointer', async () => {
    const map = open.page.locator('svg.map');
    const detail = open.page.locator('#core-detail');
    expect(await detail.isVisible()).toBe(false);
    await map.focus();
    await open.page.keyboard.press('ArrowRight');
    expect(await tip().innerText()).toMatch(/^core \d+ at \(\d+, \d+\)\n.*\n[\d.]+ % full/);
    await open.page.keyboard.press('Enter');
    expect(await detail.innerText()).toMatch(/Crossbar 0: \d+ × \d+ of 128 × 128, .* cells hold a synapse/);
    const drawn = await detail.locator('canvas').first().evaluate((canvas: unknown) => {
      const { width, height, getContext } = canvas as { width: number; height: number; getContext: (kind: '2d') => { getImageData: (...box: number[]) => { data: Uint8ClampedArray } } };
      return getContext.call(canvas, '2d').getImageData(0, 0, width, height).data.some((value) => value > 0);
    });
    expect(drawn).toBe(true);
    await detail.locator('canvas').first().hover();
    expect(await tip().innerText()).toMatch(/^row \d+.*, column \d+.*: /);
    await detail.focus();
    await open.page.keyboard.press('Escape');
    expect(await detail.isVisible()).toBe(false);
    await map.click({ position: { x: 14, y: 14 } });
    expect(await detail.locator('h3').innerText()).toMatch(/^core \d+/);
    await detail.locator('button').click();
    expect(await detail.isVisible()).toBe(false);
  });

  it('colours cores by load, energy and work, and lets links stand out', async () => {
    const fill = () => open.page.evaluate<string>("getComputedStyle(document.querySelector('.ground')).fill + getComputedStyle(document.querySelector('.cores-drawn')).opacity");
    const seen = new Set<unknown>();
    for (const view of ['population', 'load', 'links']) {
      await open.page.locator(`#view-${view}`).check();
      seen.add(await fill());
    }
    expect(seen.size).toBe(3);
    await open.page.locator('#view-population').check();
  });

  it.each([['a window of 400 pixels', 400, 'screen'], ['paper', 703, 'print']] as const)('fits %s: nothing sticks out, and no column breaks its words into letters', async (_, width, media) => {
    await open.page.setViewportSize({ width, height: 1000 });
    await open.page.emulateMedia({ media });
    expect(await open.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const narrow = await open.page.evaluate<string[]>(`[...document.querySelectorAll('th, td')].filter((cell) => /[a-z]{5}/i.test(cell.textContent) && cell.checkVisibility() && cell.getBoundingClientRect().width < 34).map((cell) => cell.textContent)`);
    expect(narrow).toEqual([]);
    await open.page.emulateMedia({ media: null });
    await open.page.setViewportSize({ width: 1320, height: 1000 });
  });

  it('has a contents whose links lead to every section, and one stop of the Tab key a chart', async () => {
    const anchors = await open.page.locator('nav.contents a').evaluateAll((links) => links.map((link) => link.getAttribute('href')!.slice(1)));
    const ids = await open.page.locator('header, main > section').evaluateAll((parts) => parts.map((part) => part.id));
    expect(anchors).toEqual(ids);
    expect(await open.page.locator('svg .mark[tabindex]').count()).toBe(0);
  });
});

describe.skipIf(!hasBrowser)(`without script (skipped without ${CHROMIUM})`, () => {
  it('everything essential is there as text', async () => {
    const { page, close } = await openPage(await pageOfCnn(), { scripts: false });
    try {
      await page.locator('details.cores summary').click();
      expect(await page.locator('details.cores tbody tr').first().innerText()).toMatch(/\d+\t\d+, \d+\t\S+/);
      for (const words of ['The tightest limit is', 'Busiest links', 'Where the numbers come from']) expect(await page.locator('main').innerText()).toContain(words);
    } finally {
      await close();
    }
  });
});
