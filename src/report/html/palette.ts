import type { EnergyPart } from '../../ir/target.ts';

/** M. Okabe and K. Ito, "Color universal design", 2008: distinct under the common kinds of colour blindness. Greys that hold on light and dark paper stand in for their black. */
const OKABE_ITO = {
  blue: '#0072b2', orange: '#e69f00', green: '#009e73', sky: '#56b4e9', vermilion: '#d55e00', purple: '#cc79a7', yellow: '#f0e442',
} as const;
const GREYS = { dark: '#6e7681', light: '#b3bac2' } as const;

export const PART_COLOURS: Readonly<Record<EnergyPart, string>> = {
  crossbar: OKABE_ITO.blue,
  synapse: OKABE_ITO.sky,
  adc: OKABE_ITO.vermilion,
  dac: OKABE_ITO.orange,
  neuron: OKABE_ITO.green,
  buffer: OKABE_ITO.yellow,
  router: OKABE_ITO.purple,
  link: GREYS.dark,
  static: GREYS.light,
};

/** Colour of the population with this number. Colours repeat after seven, so pictures also carry the number. */
export function populationColour(index: number): string {
  const colours = Object.values(OKABE_ITO);
  return colours[index % colours.length]!;
}

/** Colour of the part or line with this number, where nothing else gives it one. */
export function seriesColour(index: number): string {
  const colours = [...Object.values(OKABE_ITO), GREYS.light];
  return colours[index % colours.length]!;
}

/** White on the dark colours, black on the others. */
export function inkOn(colour: string): string {
  return colour === OKABE_ITO.blue || colour === GREYS.dark ? '#fff' : '#111';
}
