/** The page's only script, from `browser/`, as `build/page-script.mjs` bundles it: one text without names of models, the same in every page. */
export { SCRIPT } from './generated/page-script.ts';
