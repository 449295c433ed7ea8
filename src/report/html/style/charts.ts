/** Everything that is drawn. */
export const CHART_STYLE = `
.bar { width: 40%; }
.bar svg { display: block; width: 100%; height: 10px; margin-top: 6px; border-radius: 5px; }
.rail { fill: var(--line); }
.fill { fill: var(--accent); }
.map text { font-size: 12px; text-anchor: middle; font-weight: 600; }
.tile { fill: var(--paper); stroke: var(--line); }
.link path { fill: none; }
.raster text { fill: var(--ink); font-size: 12px; }
.raster .name { text-anchor: end; }
.raster .size, .raster .tick { fill: var(--quiet); font-size: 11px; }
.raster .size { text-anchor: end; }
.raster .tick { text-anchor: middle; }
.band { fill: var(--paper); }
.plots { display: flex; flex-wrap: wrap; gap: 12px 24px; }
.plots figcaption { flex-basis: 100%; }
.plot { display: block; max-width: 100%; height: auto; }
.plot text { font-size: 11px; }
.plot text:not([fill]) { fill: var(--quiet); }
.plot .title, .plot .name { font-size: 12px; font-weight: 500; }
.plot .end { text-anchor: end; }
.plot .middle { text-anchor: middle; }
.grid { stroke: var(--line); fill: none; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.dot { fill: var(--accent); fill-opacity: .75; }
.whisker { stroke: var(--ink); stroke-width: 1.5; }
.mean { stroke: var(--ink); stroke-width: 2; }
details.levels { width: 184px; }
details.levels summary { cursor: pointer; width: max-content; border-radius: 4px; }
details.levels summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
details.levels summary svg { display: inline-block; vertical-align: middle; }
details.levels text { fill: var(--quiet); font-size: 11px; text-anchor: middle; }
details.levels .first { text-anchor: start; }
details.levels .last { text-anchor: end; }
.foot { stroke: var(--quiet); }
.stripe { stroke: var(--sheet); stroke-width: 1.5; }
details.levels ul { margin: 6px 0 0; padding: 0; list-style: none; font-size: 12px; color: var(--quiet); max-height: 15em; overflow-y: auto; }
details.levels li b { color: var(--ink); font-weight: 500; }
.chart { margin: 0 0 18px; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 8px; padding: 0; font-size: 13px; }
.legend li { display: flex; align-items: center; }
.legend .swatch { width: 14px; height: 14px; border-radius: 2px; }
.texture { stroke: var(--texture); stroke-opacity: .45; stroke-width: 1.1; fill: var(--texture); fill-opacity: .45; }
.plot .value { font-variant-numeric: tabular-nums; }
.plot .strong { font-weight: 600; font-size: 13px; fill: var(--ink); }
.plot .inside { font-weight: 500; paint-order: stroke; stroke-width: 4; stroke-linejoin: round; }
.mark { cursor: default; }
.mark.current > :not(text, path) { stroke: var(--ink); stroke-width: 2; }
svg[data-marks]:focus-visible, svg[data-lines]:focus-visible { outline: 2px solid var(--accent); outline-offset: 4px; }
.axis { stroke: var(--quiet); fill: none; }
.front { fill: none; stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 5 4; }
.point { fill: var(--sheet); stroke: var(--accent); stroke-width: 1.8; }
.point.best { fill: var(--accent); fill-opacity: .8; }
.lines .near .line { stroke-width: 3.2; }
.plot .level:not([stroke]) { stroke: var(--quiet); }
.plot .level { stroke-dasharray: 5 4; fill: none; }
.cursor { fill: var(--ink); stroke: var(--sheet); pointer-events: none; }
.lines .ending { paint-order: stroke; stroke: var(--sheet); stroke-width: 3; stroke-linejoin: round; }
.traces > svg { margin-bottom: 4px; }
.middle-mark { fill: var(--ink); }
.fill.beyond { fill: var(--bad); }
`;
