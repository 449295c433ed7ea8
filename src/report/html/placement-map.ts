import { formatCount, formatPercent } from '../quantity.ts';
import type { Traffic } from '../traffic.ts';
import type { PlacedCore } from '../input.ts';
import type { Placement } from '../utilisation.ts';
import { markup, nothing, trusted, type Markup } from './markup.ts';
import { inkOn, populationColour } from './palette.ts';

/**
 * The part of the mesh that is in use: tiles in a grid, y growing downwards (to the south), each core coloured and numbered by its main
 * population and filled as high as its tightest limit, links drawn as thick as their load.
 */
export function drawPlacementMap({ mesh, cores }: Placement, { links, maxLinkLoad }: Traffic, populations: readonly string[]): Markup {
  if (cores.length === 0) return markup`<p>No core is in use.</p>`;
  const frame = frameAround(cores, links);
  const grid = gridOf(frame, mesh.coresPerTile);
  const width = grid.pitch * (frame.right - frame.left + 1);
  const height = grid.pitch * (frame.bottom - frame.top + 1);
  const numbers = new Map(populations.map((name, index) => [name, index]));
  const seen = `columns ${frame.left} to ${frame.right} and rows ${frame.top} to ${frame.bottom} of a mesh of ${mesh.width} × ${mesh.height} tiles`;
  const drawn = cores.map((one) => drawCore(one, numbers.get(one.population) ?? 0, mesh.coresPerTile, frame, grid));
  return markup`<figure><svg class="map" role="img" aria-label="Placement of cores on the mesh" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
${drawLinks(links, maxLinkLoad, frame, grid)}${drawTiles(frame, grid)}${drawn}
</svg><figcaption>Shown: ${seen}, north is up. A core is filled as high as its tightest limit;
links are as thick as their load, ${formatCount(maxLinkLoad)} packets on the busiest.</figcaption></figure>`;
}

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Grid {
  /** Pixels from tile to tile, and side of a tile. */
  readonly pitch: number;
  readonly side: number;
  /** Cores along the side of a tile. */
  readonly across: number;
}

interface Tile {
  readonly x: number;
  readonly y: number;
}

function frameAround(cores: readonly Tile[], links: readonly Tile[]): Frame {
  const frame = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const tiles of [cores, links]) {
    for (const { x, y } of tiles) {
      frame.left = Math.min(frame.left, x);
      frame.right = Math.max(frame.right, x);
      frame.top = Math.min(frame.top, y);
      frame.bottom = Math.max(frame.bottom, y);
    }
  }
  return frame;
}

function gridOf(frame: Frame, coresPerTile: number): Grid {
  const across = Math.ceil(Math.sqrt(coresPerTile));
  const fitting = Math.floor(900 / Math.max(frame.right - frame.left + 1, frame.bottom - frame.top + 1));
  const pitch = Math.max(10, across * 6, Math.min(64, fitting));
  return { pitch, side: Math.round(pitch * 0.74), across };
}

function drawTiles(frame: Frame, { pitch, side }: Grid): Markup {
  let path = '';
  for (let y = frame.top; y <= frame.bottom; y++) {
    for (let x = frame.left; x <= frame.right; x++) {
      const corner = cornerOf({ x, y }, frame, { pitch, side });
      path += `M${corner.x} ${corner.y}h${side}v${side}h${-side}z`;
    }
  }
  return trusted(`<path class="tile" d="${path}"/>`);
}

function drawCore({ core, x, y, population, load }: PlacedCore, index: number, coresPerTile: number, frame: Frame, grid: Grid): Markup {
  const corner = cornerOf({ x, y }, frame, grid);
  const place = core % coresPerTile;
  const side = grid.side / grid.across;
  const left = round(corner.x + (place % grid.across) * side);
  const top = round(corner.y + Math.floor(place / grid.across) * side);
  const gap = grid.across > 1 ? 1 : 0;
  const filled = round(Math.min(1, Math.max(0, load)) * (side - gap));
  const colour = populationColour(index);
  const number = side < 16 ? nothing
    : markup`<text x="${round(left + side / 2)}" y="${round(top + side / 2 + 4)}" fill="${load > 0.5 ? inkOn(colour) : 'currentColor'}">${index + 1}</text>`;
  const size = round(side - gap);
  return markup`<g><title>core ${core} at (${x}, ${y}): ${population}, ${formatPercent(load, 1)} full</title>
<rect x="${left}" y="${top}" width="${size}" height="${size}" fill="${colour}" fill-opacity=".28"/>
<rect x="${left}" y="${round(top + size - filled)}" width="${size}" height="${filled}" fill="${colour}"/>${number}</g>`;
}

const STEPS = { east: [1, 0], north: [0, -1], west: [-1, 0], south: [0, 1] } as const;

/** One line a direction, side by side in the gap between two tiles. */
function drawLinks(links: Traffic['links'], busiest: number, frame: Frame, grid: Grid): Markup {
  const lines = links.map(({ x, y, direction, packets }) => {
    const [dx, dy] = STEPS[direction];
    const corner = cornerOf({ x, y }, frame, grid);
    const aside = grid.side / 6;
    const fromX = corner.x + grid.side / 2 + dy * aside;
    const fromY = corner.y + grid.side / 2 + dx * aside;
    const thick = round(0.6 + (Math.min(6, grid.pitch / 9) * packets) / busiest);
    const ends = markup`x1="${round(fromX)}" y1="${round(fromY)}" x2="${round(fromX + dx * grid.pitch)}" y2="${round(fromY + dy * grid.pitch)}"`;
    return markup`<line ${ends} stroke-width="${thick}"><title>${direction} from (${x}, ${y}): ${formatCount(packets)} packets</title></line>`;
  });
  return markup`<g class="link">${lines}</g>`;
}

function cornerOf({ x, y }: Tile, frame: Frame, { pitch, side }: Pick<Grid, 'pitch' | 'side'>): Tile {
  const margin = (pitch - side) / 2;
  return { x: (x - frame.left) * pitch + margin, y: (y - frame.top) * pitch + margin };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
