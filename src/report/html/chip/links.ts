import { formatCount } from '../../quantity.ts';
import type { LinkLoad } from '../../traffic.ts';
import { markup, trusted, type Markup } from '../markup.ts';
import { numberColumns, table } from '../table.ts';
import { cornerOf, type Frame, type Grid } from './frame.ts';
import { heatOf, HEATS } from './heat.ts';

/** Up to as many links say themselves what they carry. */
const MOST_TITLES = 600;
const STEPS = { east: [1, 0], north: [0, -1], west: [-1, 0], south: [0, 1] } as const;

/** One line a direction, side by side in the gap between two tiles, in colour and width by its load. */
export function drawLinks(links: readonly LinkLoad[], busiest: number, frame: Frame, grid: Grid): Markup {
  const thick = (share: number): number => Math.round((0.6 + Math.min(6, grid.pitch / 9) * share) * 10) / 10;
  const lineOf = ({ x, y, direction }: LinkLoad) => {
    const [dx, dy] = STEPS[direction];
    const corner = cornerOf({ x, y }, frame, grid);
    const aside = grid.side / 6;
    const round = (value: number): number => Math.round(value * 10) / 10;
    const fromX = round(corner.x + grid.side / 2 + dy * aside);
    const fromY = round(corner.y + grid.side / 2 + dx * aside);
    return { fromX, fromY, alongX: dx * grid.pitch, alongY: dy * grid.pitch };
  };
  if (links.length <= MOST_TITLES) {
    const lines = links.map((link) => {
      const { fromX, fromY, alongX, alongY } = lineOf(link);
      const share = link.packets / busiest;
      return markup`<path class="l${heatOf(share)}" stroke-width="${thick(share)}" d="M${fromX} ${fromY}l${alongX} ${alongY}"><title>${link.direction} from (${link.x}, ${link.y}): ${formatCount(link.packets)} packets</title></path>`;
    });
    return markup`<g class="link">${lines}</g>`;
  }
  const paths = Array.from({ length: HEATS }, () => '');
  for (const link of links) {
    const { fromX, fromY, alongX, alongY } = lineOf(link);
    paths[heatOf(link.packets / busiest)] += `M${fromX} ${fromY}l${alongX} ${alongY}`;
  }
  return markup`<g class="link">${paths.map((path, heat) => trusted(path === '' ? '' : `<path class="l${heat}" stroke-width="${thick((heat + 0.5) / HEATS)}" d="${path}"/>`))}</g>`;
}

/** The links that carry most, as text. */
export function busiestLinks(links: readonly LinkLoad[], most: number, samples: number): Markup {
  const first = [...links].sort((a, b) => b.packets - a.packets).slice(0, 8);
  const rows = first.map(({ x, y, direction, packets }) => [`(${x}, ${y}) ${direction}`, formatCount(packets), formatCount(Number((packets / samples).toPrecision(4))), `${Math.round((100 * packets) / most)} %`]);
  return table(numberColumns('Busiest links', 'Packets', 'An inference', 'Of most'), rows);
}
