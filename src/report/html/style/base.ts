/** Page, headings, cards, tables and notes. */
export const BASE_STYLE = `
:root { color-scheme: light dark; --paper: #f7f7f5; --sheet: #fff; --ink: #1b1f24; --quiet: #5c6570; --line: #e0e2e6; --accent: #0072b2; --warn: #9a4600; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #12161b; --sheet: #1a2027; --ink: #e6e9ed; --quiet: #9ba5b1; --line: #2c343d; --accent: #56b4e9; --warn: #f0a860; --bad: #ff8f85; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
header, footer, .columns { max-width: 1280px; margin: 0 auto; padding: 0 24px; }
main { min-width: 0; max-width: 1080px; }
.columns { display: grid; grid-template-columns: 168px minmax(0, 1fr); gap: 0 28px; align-items: start; }
.columns > main:first-child { grid-column: 1 / -1; }
.contents { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: 26px 0; font-size: 13px; line-height: 1.35; }
.contents ol { list-style: none; margin: 0; padding: 0; border-left: 2px solid var(--line); }
.contents a { display: block; padding: 4px 8px 4px 12px; margin-left: -2px; border-left: 2px solid transparent; color: var(--quiet); text-decoration: none; }
.contents a:hover { color: var(--ink); }
.contents a[aria-current] { color: var(--ink); border-color: var(--accent); font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; z-index: 30; padding: 6px 12px; background: var(--sheet); color: var(--ink); }
.definitions { position: absolute; }
.tip { position: fixed; z-index: 20; left: 0; top: 0; max-width: min(420px, 90vw); padding: 6px 10px; border-radius: 6px; background: var(--ink); color: var(--sheet); font-size: 13px; line-height: 1.4; white-space: pre-line; overflow-wrap: anywhere; pointer-events: none; font-variant-numeric: tabular-nums; }
header { padding-top: 40px; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
h1 small { font-weight: 400; color: var(--quiet); font-size: 20px; }
header p { margin: 6px 0 0; color: var(--quiet); }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: 20px 24px; margin: 18px 0; scroll-margin-top: 12px; }
h2 { margin: 0 0 12px; font-size: 18px; }
section h3 { margin: 16px 0 6px; font-size: 14px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); gap: 14px; margin: 24px 0 18px; }
.card { background: var(--sheet); border: 1px solid var(--line); border-top: 3px solid var(--accent); border-radius: 10px; padding: 14px 18px; }
.card h3 { margin: 0; font-size: 13px; font-weight: 600; color: var(--quiet); }
.card strong { display: block; font-size: 30px; line-height: 1.3; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.card p { margin: 0; font-size: 13px; color: var(--quiet); overflow-wrap: anywhere; text-wrap: pretty; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; width: 100%; }
caption { text-align: left; font-weight: 600; padding-bottom: 6px; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
thead th { color: var(--quiet); font-weight: 500; font-size: 13px; }
tbody th { font-weight: 500; min-width: 5em; }
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
.stacked { overflow-x: auto; margin-top: 18px; }
.stacked th, .stacked td { overflow-wrap: break-word; }
.stacked .text { min-width: 7em; }
.gaps { margin: 0; padding-left: 20px; }
.gaps li { margin: 4px 0; }
.gaps b { color: var(--warn); }
.evidence { border: 1px solid var(--line); border-radius: 999px; padding: 0 8px; font-size: 12px; white-space: nowrap; }
.evidence.silicon { border-color: var(--accent); color: var(--accent); font-weight: 600; }
.evidence.assumed { border-color: var(--warn); border-style: dashed; color: var(--warn); }
.source { color: var(--quiet); font-size: 13px; min-width: 220px; }
.fact { margin-right: 14px; white-space: nowrap; }
footer { padding-bottom: 40px; color: var(--quiet); font-size: 13px; }
table + table { margin-top: 20px; }
.pair > table { margin-top: 0; }
.verdict { margin: 0 0 10px; }
.over { color: var(--bad); font-weight: 600; }
.near { color: var(--warn); font-weight: 600; }
.fit .bar { width: 26%; min-width: 120px; }
`;
