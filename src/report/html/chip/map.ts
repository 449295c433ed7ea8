import { formatCount, formatPercent } from '../../quantity.ts';
import type { PlacedCore } from '../../input.ts';
import type { Traffic } from '../../traffic.ts';
import type { Placement } from '../../utilisation.ts';
import type { ChipDetails } from '../../chip/describe-chip.ts';
import { markup, nothing, trusted, type Markup } from '../markup.ts';
import { inkOn, populationColour } from '../palette.ts';
import { cornerOf, frameAround, gridOf, squareOf, type Frame, type Grid } from './frame.ts';
import { heatOf, HEATS } from './heat.ts';
import { drawLinks } from './links.ts';

/** Beyond it cores are drawn as one path a colour, without titles. */
const MOST_SINGLE = 3_000;
/** Beyond it no more cores are drawn. */
const MOST_DRAWN = 30_000;

/**
 * The part of the mesh that is in use: tiles in a grid, y growing downwards (to the south), each core coloured and numbered by its main population and filled as high as its tightest
 * limit, or coloured by load, energy or work; links as thick and strong as their load. What the script needs to find a core stands in `data-` attributes.
 */
export function drawChipMap({ mesh, cores: all }: Placement, { links, maxLinkLoad }: Traffic, populations: readonly string[], chip: ChipDetails | null): Markup {
  const cores = all.slice(0, MOST_DRAWN);
  const frame = frameAround(cores, links);
  const grid = gridOf(frame, mesh.coresPerTile);
  const width = grid.pitch * (frame.right - frame.left + 1);
  const height = grid.pitch * (frame.bottom - frame.top + 1);
  const numbers = new Map(populations.map((name, index) => [name, index]));
  const heats = heatsOf(chip);
  const drawn = cores.length > MOST_SINGLE ? drawTogether(cores, numbers, mesh.coresPerTile, frame, grid)
    : cores.map((one) => drawCore(one, numbers.get(one.population) ?? 0, { coresPerTile: mesh.coresPerTile, frame, grid, heats: heats.get(one.core) }));
  const place = markup`data-pitch="${grid.pitch}" data-side="${grid.side}" data-across="${grid.across}" data-left="${frame.left}" data-top="${frame.top}" data-tile="${mesh.coresPerTile}"`;
  const seen = `columns ${frame.left} to ${frame.right} and rows ${frame.top} to ${frame.bottom} of a mesh of ${mesh.width} × ${mesh.height} tiles`;
  const left = all.length > cores.length ? ` The first ${formatCount(cores.length)} of ${formatCount(all.length)} cores are drawn.` : '';
  return markup`<figure><svg class="map" data-chip ${place} tabindex="0" role="group" aria-label="Cores and links of the chip: arrow keys go from core to core, Enter shows one in detail, Escape leaves" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
${drawTiles(frame, grid)}${drawLinks(links, maxLinkLoad, frame, grid)}<g class="cores-drawn">${drawn}</g>
</svg><figcaption>Shown: ${seen}, north is up.${links.length === 0 ? '' : ` Links are as thick and as strong in colour as their load, ${formatCount(maxLinkLoad)} packets on the busiest.`}${left}</figcaption></figure>`;
}

interface Heats {
  readonly energy: number;
  readonly work: number;
}

/** Steps of energy and work by core, of the largest of any. */
function heatsOf(chip: ChipDetails | null): ReadonlyMap<number, Heats> {
  const cores = chip?.cores ?? [];
  const [energy, work] = [cores.reduce((most, { energy_J }) => Math.max(most, energy_J), 0), cores.reduce((most, { work_s }) => Math.max(most, work_s), 0)];
  return new Map(cores.map(({ core, energy_J, work_s }) => [core, { energy: heatOf(energy > 0 ? energy_J / energy : 0), work: heatOf(work > 0 ? work_s / work : 0) }]));
}

function drawTiles(frame: Frame, grid: Grid): Markup {
  const { pitch, side } = grid;
  const start = cornerOf({ x: frame.left, y: frame.top }, frame, grid);
  const columns = frame.right - frame.left + 1;
  const row = Array.from({ length: columns }, (_, i) => `M${start.x + i * pitch} ${start.y}h${side}v${side}h${-side}z`).join('');
  const rows = Array.from({ length: frame.bottom - frame.top + 1 }, (_, i) => trusted(`<path transform="translate(0 ${i * pitch})" d="${row}"/>`));
  return markup`<g class="tile">${rows}</g>`;
}

interface CoreLook {
  readonly coresPerTile: number;
  readonly frame: Frame;
  readonly grid: Grid;
  readonly heats: Heats | undefined;
}

function drawCore(one: PlacedCore, index: number, { coresPerTile, frame, grid, heats }: CoreLook): Markup {
  const { core, x, y, population, load } = one;
  const { left, top, size } = squareOf(core, one, coresPerTile, frame, grid);
  const filled = Math.round(Math.min(1, Math.max(0, load)) * size * 10) / 10;
  const colour = populationColour(index);
  const number = size < 15 ? nothing : markup`<text x="${Math.round(left + size / 2)}" y="${Math.round(top + size / 2 + 4)}" fill="${load > 0.5 ? inkOn(colour) : 'currentColor'}">${index + 1}</text>`;
  const classes = `l${heatOf(load)}${heats ? ` e${heats.energy} w${heats.work}` : ''}`;
  const level = Math.round((top + size - filled) * 10) / 10;
  return markup`<g class="${classes}"><title>core ${core} at (${x}, ${y}): ${population}, ${formatPercent(load, 1)} full</title><rect class="ground" x="${left}" y="${top}" width="${size}" height="${size}" fill="color-mix(in srgb, ${colour} 28%, var(--sheet))"/><rect class="level" x="${left}" y="${level}" width="${size}" height="${filled}" fill="${colour}"/>${number}</g>
`;
}

/** One path a population, and one a step of the load, of which the view shows one. */
function drawTogether(cores: readonly PlacedCore[], numbers: ReadonlyMap<string, number>, coresPerTile: number, frame: Frame, grid: Grid): Markup {
  const byPopulation = new Map<number, string>();
  const byLoad = Array.from({ length: HEATS }, () => '');
  for (const one of cores) {
    const { left, top, size } = squareOf(one.core, one, coresPerTile, frame, grid);
    const square = `M${left} ${top}h${size}v${size}h${-size}z`;
    const index = numbers.get(one.population) ?? 0;
    byPopulation.set(index, (byPopulation.get(index) ?? '') + square);
    byLoad[heatOf(one.load)] += square;
  }
  const populations = [...byPopulation].map(([index, path]) => markup`<path class="level" fill="${populationColour(index)}" d="${trusted(path)}"/>`);
  return markup`<g class="scale-load">${byLoad.map((path, heat) => trusted(path === '' ? '' : `<path class="heat-${heat}" d="${path}"/>`))}</g>${populations}`;
}
