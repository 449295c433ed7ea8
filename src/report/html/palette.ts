import type { EnergyPart } from '../../ir/target.ts';

/** A colour as it is on light paper and on dark. */
interface Shades {
  readonly light: string;
  readonly dark: string;
}

/**
 * After M. Okabe and K. Ito, "Color universal design", 2008, moved in lightness so that each has a contrast of 3 and more to its paper, and any two stay apart for dichromats
 * (`test/report/html/browser-colours.test.ts` measures both in a browser).
 */
const COLOURS = {
  blue: { light: '#002c86', dark: '#0069cc' }, orange: { light: '#a96000', dark: '#e69836' }, green: { light: '#09a182', dark: '#069f72' }, sky: { light: '#24627c', dark: '#89d8ff' },
  vermilion: { light: '#a3280e', dark: '#e35e45' }, purple: { light: '#c26bad', dark: '#b485d6' }, yellow: { light: '#8f925e', dark: '#f7e45f' },
  grey: { light: '#545454', dark: '#d0d4d9' }, slate: { light: '#343535', dark: '#666d7a' },
} as const satisfies Readonly<Record<string, Shades>>;

export type ColourName = keyof typeof COLOURS;

export const COLOUR_NAMES = Object.keys(COLOURS) as readonly ColourName[];

/** A colour of the palette as an attribute of SVG holds it: the page says which shade that is. */
export function colourOf(name: ColourName): string {
  return `var(--${name})`;
}

export const PART_COLOURS: Readonly<Record<EnergyPart, string>> = {
  crossbar: colourOf('blue'),
  synapse: colourOf('sky'),
  adc: colourOf('vermilion'),
  dac: colourOf('orange'),
  neuron: colourOf('green'),
  buffer: colourOf('yellow'),
  router: colourOf('purple'),
  link: colourOf('slate'),
  static: colourOf('grey'),
};

/** Colour of the population with this number. Colours repeat after seven, so pictures also carry the number. */
export function populationColour(index: number): string {
  return colourOf(COLOUR_NAMES[index % 7]!);
}

/** Colour of the part or line with this number, where nothing else gives it one. */
export function seriesColour(index: number): string {
  return colourOf(COLOUR_NAMES[index % 8]!);
}

/** Black or white on a colour, whichever is easier to read there. */
export function inkOn(colour: string): string {
  return colour.replace('var(--', 'var(--on-');
}

/** The palette on one kind of paper, as declarations of CSS. */
export function paletteOn(paper: keyof Shades): string {
  return COLOUR_NAMES.map((name) => {
    const shade = COLOURS[name][paper];
    return `--${name}: ${shade}; --on-${name}: ${luminance(shade) > 0.179 ? '#000' : '#fff'};`;
  }).join(' ');
}

/** Relative luminance of `#rrggbb` (WCAG 2.2); at 0.179 black and white have the same contrast to it. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
