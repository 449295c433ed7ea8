import { followChip } from './chip/chip.ts';
import { followContents } from './contents.ts';
import { followLines } from './lines.ts';
import { followMarks } from './marks.ts';
import { addTip } from './tip.ts';

/** The page's only script: no names of models in it, so that it is the same in every page. Text is put into elements as text alone. */
const tip = addTip();
for (const chart of document.querySelectorAll<SVGSVGElement>('svg[data-marks]')) followMarks(chart, tip);
for (const chart of document.querySelectorAll<SVGSVGElement>('svg[data-lines]')) followLines(chart, tip);
followChip(tip);
followContents();
