/** Steps of a heat scale. */
export const HEATS = 8;

/** Step of a share of the largest value. */
export function heatOf(share: number): number {
  return Math.min(HEATS - 1, Math.max(0, Math.floor(share * HEATS)));
}

/**
 * Colours from faint to strong, in even steps of lightness: after ColorBrewer's Blues for cores, which have an edge besides, and oranges with a contrast of 3 and more to the page for links, which have
 * none (C. Brewer, M. Harrower, Pennsylvania State University). On dark paper strong is light, so that it stands out on both.
 */
const CORES = ['#e3eef9', '#cfe1f2', '#b5d4e9', '#93c3df', '#6daed5', '#4b97c9', '#2f7ebc', '#0b559f'];
const LINKS = { light: ['#c97417', '#b96611', '#a9590c', '#984c08', '#864006', '#733505', '#602a04', '#4d2003'], dark: ['#a4571a', '#b9651f', '#cd7527', '#df8732', '#ed9b43', '#f5b05d', '#f9c680', '#fbdba8'] } as const;

const variables = (name: string, colours: readonly string[]): string => colours.map((colour, i) => `--${name}-${i}: ${colour};`).join(' ');
const inks = (dark: boolean): string => CORES.map((_, i) => `--on-${i}: ${(dark ? i < 3 : i > 4) ? '#fff' : '#111'};`).join(' ');
const onPaper = `:root { ${variables('heat', CORES)} ${variables('link', LINKS.light)} ${inks(false)} }`;

const STEPS = Array.from({ length: HEATS }, (_, i) => i);

/** Which value colours the cores; each has a button of this id where a map is drawn. */
export const VIEWS = ['load', 'energy', 'work'] as const;

/** Besides them `links` makes the cores faint. */
export const LINK_VIEW = 'links';

/** Colours of the chip map, and its views: without script, by the buttons that are checked. */
export const HEAT_STYLE = `
${onPaper}
@media (prefers-color-scheme: dark) { :root { ${variables('heat', [...CORES].reverse())} ${variables('link', LINKS.dark)} ${inks(true)} } }
@media print { ${onPaper} }
${STEPS.map((i) => `.link .l${i} { stroke: var(--link-${i}); } .heat-${i} { background: var(--heat-${i}); fill: var(--heat-${i}); } .heat-link-${i} { fill: var(--link-${i}); }`).join('\n')}
${VIEWS.map((view) => STEPS.map((i) => `.chip:has(#view-${view}:checked) .${view[0]}${i} .ground { fill: var(--heat-${i}); } .chip:has(#view-${view}:checked) .${view[0]}${i} text { fill: var(--on-${i}); }`).join('\n')).join('\n')}
.chip:has(#view-population:not(:checked)):not(:has(#view-links:checked)) .level { display: none; }
.chip:has(#view-links:checked) .cores-drawn { opacity: .16; }
.chip:has(#view-links:checked) .link path { stroke-width: 4; }
.chip:not(:has(#view-links:checked)) .scale-links { display: none; }
${VIEWS.map((view) => `.chip:not(:has(#view-${view}:checked)) .scale-${view} { display: none; }`).join('\n')}
.chip:not(:has(#view-population:checked)) .scale-population { display: none; }
`;
