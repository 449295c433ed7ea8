import { paletteOn } from '../palette.ts';

/** Colours of series, and of the texture over them, which is as far from them as the paper; on paper those of light windows. */
export const PALETTE_STYLE = `
:root { ${paletteOn('light')} --texture: #fff; }
@media (prefers-color-scheme: dark) { :root { ${paletteOn('dark')} --texture: #000; } }
@media print { :root { ${paletteOn('light')} --texture: #fff; } }
`;
