import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENERGY_PARTS } from '../../../src/ir/target.ts';
import { HEATS } from '../../../src/report/html/chip/heat.ts';
import { colourOfLevel } from '../../../src/report/html/chip/level-colour.ts';
import { markup, type Markup } from '../../../src/report/html/markup.ts';
import { renderPage } from '../../../src/report/html/page.ts';
import { COLOUR_NAMES, colourOf, PART_COLOURS, seriesColour } from '../../../src/report/html/palette.ts';
import { texturedBar } from '../../../src/report/html/patterns.ts';
import { CHROMIUM, hasBrowser, openPage, type OpenPage } from './browser.ts';
import { ciede2000, contrastOf, labOf, type Lab, type Pixel } from './colour-difference.ts';

/** CIEDE2000 from which colours of a key are told apart, and steps of a scale, which lie side by side and need an order more than names. */
const APART = 8;
const STEP = 2;
/** WCAG 2.2, 1.4.11: graphics against their ground. */
const CONTRAST = 3;

const DICHROMACIES = ['none', 'deuteranopia', 'protanopia', 'tritanopia'] as const;
const VISIONS = [...DICHROMACIES, 'achromatopsia'] as const;
type Vision = (typeof VISIONS)[number];
const SCHEMES = ['light', 'dark'] as const;
type Scheme = (typeof SCHEMES)[number];

const SIDE = 16;
const ACROSS = 20;
const SHADES = Array.from({ length: 25 }, (_, i) => (i - 12) / 12);
const SCALES: Readonly<Record<string, readonly string[]>> = {
  cores: Array.from({ length: HEATS }, (_, i) => `var(--heat-${i})`), links: Array.from({ length: HEATS }, (_, i) => `var(--link-${i})`),
  'negative levels': SHADES.slice(0, 13).map(colourOfLevel), 'positive levels': SHADES.slice(12).map(colourOfLevel),
};
const GROUNDS = ['var(--sheet)', 'var(--paper)'];
const MARKS = ['var(--accent)', 'var(--bad)', 'var(--warn)', 'var(--quiet)'];
const PLAIN = [...new Set([...COLOUR_NAMES.map(colourOf), ...Object.values(SCALES).flat(), ...GROUNDS, ...MARKS])];
/** The colours of bars in their order, which gives them their textures. */
const ORDERS = [ENERGY_PARTS.map((part) => PART_COLOURS[part]), Array.from({ length: 8 }, (_, i) => seriesColour(i))];
const TEXTURED = ORDERS.flatMap((order) => order.map((colour, index) => ({ colour, index })));

/** Squares in rows: all colours, then all bars with their texture. */
function squares(): Markup {
  const place = (i: number): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } => ({ x: (i % ACROSS) * SIDE, y: Math.floor(i / ACROSS) * SIDE, width: SIDE, height: SIDE });
  const plain = PLAIN.map((colour, i) => texturedBar(0, colour, place(i)));
  const textured = TEXTURED.map(({ colour, index }, i) => texturedBar(index, colour, place(PLAIN.length + i)));
  return markup`<svg id="squares" width="${ACROSS * SIDE}" height="${Math.ceil((PLAIN.length + TEXTURED.length) / ACROSS) * SIDE}">${plain}${textured}</svg>`;
}

/** The pixels of a square, but not of its edge. */
type Picture = (square: number) => readonly Pixel[];

describe.skipIf(!hasBrowser)(`colours in the eyes of readers (skipped without ${CHROMIUM})`, () => {
  const pictures = new Map<string, Picture>();
  let open: OpenPage;

  beforeAll(async () => {
    open = await openPage(renderPage({ title: 'colours', heading: 'colours', subheading: '', lead: '', footer: '', sections: [{ id: 'colours', title: 'Colours', content: squares() }] }));
    const simulator = await open.page.context().newCDPSession(open.page);
    const reader = await open.page.context().newPage();
    const drawing = open.page.locator('#squares');
    for (const scheme of SCHEMES) {
      await open.page.emulateMedia({ colorScheme: scheme });
      for (const vision of VISIONS) {
        await simulator.send('Emulation.setEmulatedVisionDeficiency', { type: vision });
        pictures.set(`${scheme} ${vision}`, await pixelsOf(await drawing.screenshot(), reader));
      }
    }
  });
  afterAll(async () => open?.close());

  /** Decoded by a page of its own: the report's may load no picture. */
  async function pixelsOf(png: Buffer, reader: Page): Promise<Picture> {
    const values = await reader.evaluate<number[]>(`(async () => {
      const picture = await createImageBitmap(await (await fetch('data:image/png;base64,${png.toString('base64')}')).blob());
      const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
      context.drawImage(picture, 0, 0);
      return [...context.getImageData(0, 0, picture.width, picture.height).data];
    })()`);
    const inner = SIDE - 4;
    const pixelAt = (x: number, y: number): Pixel => values.slice(4 * (y * ACROSS * SIDE + x), 4 * (y * ACROSS * SIDE + x) + 3) as unknown as Pixel;
    return (square) => Array.from({ length: inner ** 2 }, (_, i) => pixelAt((square % ACROSS) * SIDE + 2 + (i % inner), Math.floor(square / ACROSS) * SIDE + 2 + Math.floor(i / inner)));
  }

  const seen = (vision: Vision, scheme: Scheme): Picture => pictures.get(`${scheme} ${vision}`)!;
  const labs = (vision: Vision, scheme: Scheme) => (colour: string): Lab => labOf(seen(vision, scheme)(PLAIN.indexOf(colour))[0]!);
  const tooNear = (pairs: readonly (readonly [string, string])[], lab: (colour: string) => Lab, least: number): readonly string[] =>
    pairs.map(([a, b]) => [a, b, ciede2000(lab(a), lab(b))] as const).filter(([, , distance]) => distance < least).map(([a, b, distance]) => `${a} and ${b}: ${distance.toFixed(1)}`);
  const pairsOf = (colours: readonly string[]): readonly (readonly [string, string])[] => colours.flatMap((a, i) => colours.slice(0, i).map((b) => [a, b] as const));

  describe.each(SCHEMES)('on a %s page', (scheme) => {
    it('the simulators are at work', () => {
      const [none, deuteranopia, achromatopsia] = [seen('none', scheme), seen('deuteranopia', scheme), seen('achromatopsia', scheme)];
      const vermilion = PLAIN.indexOf(colourOf('vermilion'));
      expect(deuteranopia(vermilion)[0]).not.toEqual(none(vermilion)[0]);
      expect(new Set(achromatopsia(vermilion)[0]).size).toBe(1);
    });

    it.each(DICHROMACIES)('any two series stand apart: %s', (vision) => {
      expect(tooNear(pairsOf(COLOUR_NAMES.map(colourOf)), labs(vision, scheme), APART)).toEqual([]);
    });

    it('without colours four lines stand apart, and bars by lightness or texture; more lines carry their number', () => {
      const lab = labs('achromatopsia', scheme);
      const alike = ORDERS.flatMap((order) => order.flatMap((colour, i) => order.slice(i + 1).flatMap((other, k) => ((k + 1) % 5 === 0 ? [[colour, other] as const] : []))));
      expect(alike).toHaveLength(7);
      expect(tooNear([...alike, ...pairsOf([0, 1, 2, 3].map(seriesColour))], lab, APART)).toEqual([]);
      const at = seen('achromatopsia', scheme);
      const faint = TEXTURED.filter(({ colour, index }, i) => index % 5 !== 0 && at(PLAIN.length + i).every((pixel) => ciede2000(labOf(pixel), lab(colour)) < APART));
      expect(faint).toEqual([]);
    });

    it.each(VISIONS)('steps of a scale are in the order of their lightness: %s', (vision) => {
      const lab = labs(vision, scheme);
      for (const [name, steps] of Object.entries(SCALES)) {
        const rises = steps.slice(1).map((step, i) => lab(step)[0] - lab(steps[i]!)[0]);
        expect({ name, ordered: rises.every((rise) => rise > 0) || rises.every((rise) => rise < 0) }).toEqual({ name, ordered: true });
        expect(tooNear(steps.slice(1).map((step, i) => [step, steps[i]!] as const), lab, STEP)).toEqual([]);
      }
    });

    it.each(DICHROMACIES)('good and bad, and levels of both signs, stand apart: %s', (vision) => {
      const signs = [3, 6, 12].map((step) => [colourOfLevel(-step / 12), colourOfLevel(step / 12)] as const);
      expect(tooNear([['var(--accent)', 'var(--bad)'], ['var(--accent)', 'var(--warn)'], ...signs], labs(vision, scheme), APART)).toEqual([]);
    });

    it('graphics have contrast to the page', () => {
      const at = seen('none', scheme);
      const pixel = (colour: string): Pixel => at(PLAIN.indexOf(colour))[0]!;
      const graphics = [...COLOUR_NAMES.map(colourOf), ...MARKS, ...SCALES['links']!];
      expect(graphics.flatMap((colour) => GROUNDS.map((ground) => [colour, ground, contrastOf(pixel(colour), pixel(ground))] as const)).filter(([, , contrast]) => contrast < CONTRAST)).toEqual([]);
    });
  });
});

it('the difference of colours is that of its published examples', () => {
  // Sharma, Wu and Dalal 2005, table 1: pairs 1, 7, 14, 17 and 24.
  for (const [a, b, difference] of [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425], [[50, 0, 0], [50, -1, 2], 2.3669], [[50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461], [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
  ] as const) expect(ciede2000(a, b)).toBeCloseTo(difference, 4);
});
