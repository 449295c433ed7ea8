import { CHIP_SCRIPT } from './script/chip.ts';
import { CONTENTS_SCRIPT } from './script/contents.ts';
import { LINES_SCRIPT } from './script/lines.ts';
import { MARKS_SCRIPT } from './script/marks.ts';
import { TIP_SCRIPT } from './script/tip.ts';

/** The page's only script: no names of models in it, so that it is the same in every page. Text is put into elements as text alone. */
export const SCRIPT = `(() => {
'use strict';
${TIP_SCRIPT}${MARKS_SCRIPT}${LINES_SCRIPT}${CHIP_SCRIPT}${CONTENTS_SCRIPT}})();
`;
