import { BASE_STYLE } from './style/base.ts';
import { CHART_STYLE } from './style/charts.ts';
import { CHIP_STYLE } from './style/chip.ts';
import { GRAPH_STYLE } from './style/graph.ts';
import { PALETTE_STYLE } from './style/palette.ts';
import { PAPER_STYLE } from './style/paper.ts';

/** The page's only style sheet: light and dark by the reader's choice, light on paper. */
export const STYLE = `${PALETTE_STYLE}${BASE_STYLE}${CHART_STYLE}${CHIP_STYLE}${GRAPH_STYLE}${PAPER_STYLE}`;
