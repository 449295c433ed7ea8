/** The page's only style sheet: light and dark by the reader's choice, light on paper. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #f7f7f5; --sheet: #fff; --ink: #1b1f24; --quiet: #5c6570; --line: #e0e2e6; --accent: #0072b2; --warn: #9a4600; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #12161b; --sheet: #1a2027; --ink: #e6e9ed; --quiet: #9ba5b1; --line: #2c343d; --accent: #56b4e9; --warn: #f0a860; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
main, header, footer { max-width: 1040px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 40px; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
h1 small { font-weight: 400; color: var(--quiet); font-size: 20px; }
header p { margin: 6px 0 0; color: var(--quiet); }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: 20px 24px; margin: 18px 0; }
h2 { margin: 0 0 12px; font-size: 18px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); gap: 14px; margin: 24px 0 18px; }
.card { background: var(--sheet); border: 1px solid var(--line); border-top: 3px solid var(--accent); border-radius: 10px; padding: 14px 18px; }
.card h3 { margin: 0; font-size: 13px; font-weight: 600; color: var(--quiet); }
.card strong { display: block; font-size: 30px; line-height: 1.3; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.card p { margin: 0; font-size: 13px; color: var(--quiet); overflow-wrap: anywhere; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; width: 100%; }
caption { text-align: left; font-weight: 600; padding-bottom: 6px; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
thead th { color: var(--quiet); font-weight: 500; font-size: 13px; }
tbody th { font-weight: 500; }
tbody tr:last-child > * { border-bottom: 0; }
.number { text-align: right; white-space: nowrap; padding-left: 12px; }
.number:last-child { padding-right: 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 16px 40px; align-items: start; }
.uneven { grid-template-columns: minmax(240px, 2fr) minmax(320px, 5fr); }
.narrow { max-width: 460px; }
.scroll { overflow-x: auto; }
.scroll th, .scroll td { overflow-wrap: normal; }
.scroll .text { white-space: nowrap; }
.scroll .source { overflow-wrap: anywhere; min-width: 22em; }
.note, figcaption { color: var(--quiet); font-size: 13px; margin: 10px 0 0; }
figure { margin: 0 0 16px; }
figure > svg { display: block; max-width: 100%; height: auto; }
.swatch { width: 11px; height: 11px; margin-right: 8px; }
.flow { display: flex; flex-wrap: wrap; gap: 16px 40px; align-items: flex-start; }
.flow figure { width: min-content; max-width: 100%; min-width: min(512px, 100%); }
.flow table { flex: 1 1 320px; width: auto; }
.bar { width: 40%; }
.bar svg { display: block; width: 100%; height: 10px; margin-top: 6px; border-radius: 5px; }
.rail { fill: var(--line); }
.fill { fill: var(--accent); }
.map text { font-size: 12px; text-anchor: middle; font-weight: 600; }
.tile { fill: var(--paper); stroke: var(--line); }
.link line { stroke: var(--quiet); }
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
.stacked { overflow-x: auto; margin-top: 18px; }
.stacked th[scope=row], .stacked .text { min-width: 7em; }
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
.gaps { margin: 0; padding-left: 20px; }
.gaps li { margin: 4px 0; }
.gaps b { color: var(--warn); }
.evidence { border: 1px solid var(--line); border-radius: 999px; padding: 0 8px; font-size: 12px; white-space: nowrap; }
.evidence.silicon { border-color: var(--accent); color: var(--accent); font-weight: 600; }
.evidence.assumed { border-color: var(--warn); border-style: dashed; color: var(--warn); }
.source { color: var(--quiet); font-size: 13px; min-width: 220px; }
.fact { margin-right: 14px; white-space: nowrap; }
footer { padding-bottom: 40px; color: var(--quiet); font-size: 13px; }
@media (max-width: 700px) { .uneven { grid-template-columns: 1fr; } .pair > * { overflow-x: auto; } }
@media print {
  :root { color-scheme: light; --paper: #fff; --sheet: #fff; --ink: #000; --quiet: #444; --line: #ccc; --accent: #0072b2; --warn: #9a4600; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 11px; }
  main, header, footer { max-width: none; padding: 0; }
  section { border: 0; padding: 0; }
  .card, figure, tr { break-inside: avoid; }
  h2, caption { break-after: avoid; }
}
`;
