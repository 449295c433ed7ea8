/** Graphs of populations, as Graphviz draws them. */
export const GRAPH_STYLE = `
figure.graph { overflow-x: auto; }
figure.graph svg { max-width: 100%; height: auto; }
.graph .node polygon, .graph .node ellipse { fill: var(--paper); stroke: var(--quiet); }
.graph .input ellipse { stroke-dasharray: 4 3; }
.graph text { fill: var(--ink); font-size: 12px; }
.graph .edge path { stroke: var(--quiet); }
.graph .edge polygon { fill: var(--quiet); stroke: var(--quiet); }
.graph .edge text { fill: var(--quiet); transform: translateX(5px); }
div.plots figure.graph { flex: 1 1 40%; min-width: 0; }
table.changes td:nth-child(2) { white-space: nowrap; }
section pre { overflow-x: auto; }
`;
