import { HEAT_STYLE } from '../chip/heat.ts';

/** The chip map and the core that is chosen. */
export const CHIP_STYLE = `${HEAT_STYLE}
.chip .flow figure { width: 520px; max-width: 100%; min-width: min(420px, 100%); }
.beside .number { padding-left: 6px; }
.map { cursor: default; border-radius: 4px; }
.map.over { cursor: pointer; }
.map text { pointer-events: none; }
.ground { stroke: var(--quiet); stroke-width: .6; }
.ring { fill: none; stroke: var(--ink); stroke-width: 2.5; filter: drop-shadow(0 0 1px var(--sheet)) drop-shadow(0 0 1px var(--sheet)); }
.views { border: 0; margin: 0 0 12px; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; }
.views legend { float: left; padding: 0; margin-right: 18px; color: var(--quiet); }
.views label { display: flex; align-items: center; gap: 5px; cursor: pointer; }
.views input { accent-color: var(--accent); margin: 0; }
.beside th, .core-detail th { overflow-wrap: break-word; }
.beside { overflow-x: auto; flex: 1 1 300px; min-width: 0; display: grid; gap: 18px; }
.scale { font-size: 13px; color: var(--quiet); display: grid; gap: 4px; }
.ramp { display: flex; align-items: center; gap: 8px; font-variant-numeric: tabular-nums; }
.core-detail { border-top: 2px solid var(--accent); margin-top: 14px; padding-top: 12px; position: relative; scroll-margin-top: 12px; }
.core-detail:focus { outline: none; }
.core-detail h3 { margin: 0 0 4px; font-size: 16px; }
.core-detail p { margin: 0 0 10px; }
.core-detail .close { position: absolute; right: 0; top: 12px; font: inherit; font-size: 13px; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 2px 10px; cursor: pointer; }
.crossbars { display: flex; flex-wrap: wrap; gap: 14px 28px; margin-top: 14px; }
.crossbar { width: 340px; margin: 0; }
.drawn { display: flex; gap: 18px; align-items: flex-end; }
.drawn canvas { display: block; background: repeating-linear-gradient(135deg, var(--quiet) 0 1px, var(--paper) 1px 4px); outline: 1px solid var(--line); image-rendering: pixelated; }
.histogram rect { fill: var(--accent); }
.histogram text { font-size: 10px; fill: var(--quiet); }
details.cores { margin-top: 14px; }
details.cores > summary { cursor: pointer; font-size: 14px; width: max-content; }
`;
