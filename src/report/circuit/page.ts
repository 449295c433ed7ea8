import type { TopLevelSpec } from 'vega-lite';
import type { NeuronCircuit } from '../../ir/neuron-circuit.ts';
import type { TransferCurve } from '../../simulate/neuron/transfer-curve.ts';
import { markup, trusted, type Markup } from '../html/markup.ts';
import { renderPage } from '../html/page.ts';
import { numberColumns, table, type Column } from '../html/table.ts';
import { formatQuantity } from '../quantity.ts';
import { changeOverSwing, costsOf, parametersOf } from './describe.ts';

/** A circuit with its transfer curve as one page that needs no network. */
export async function renderCircuitPage(circuit: NeuronCircuit, curve: TransferCurve | null, version: string): Promise<string> {
  return renderPage({
    title: circuit.name, heading: circuit.name, subheading: `neuron circuit, law ${circuit.kind}`, lead: circuit.summary,
    sections: [
      curve && { id: 'curve', title: 'Transfer curve', content: await drawCurve(curve) },
      parametersOf(circuit).length === 0 ? null : { id: 'parameters', title: 'Parameters', content: table(numberColumns('Parameter', 'Value'), parametersOf(circuit), { className: 'narrow' }) },
      { id: 'energy', title: 'Energy', content: costTable(circuit) },
      { id: 'sources', title: 'Where it comes from', content: markup`<ul>${circuit.papers.map((paper) => markup`<li>${paper}</li>\n`)}</ul>` },
    ],
    footer: `Written by synaptile ${version}.`,
  });
}

const COST_COLUMNS: readonly Column[] = [
  { title: 'Of', kind: 'name' }, { title: 'Value', kind: 'number' }, { title: 'Includes', kind: 'text' }, { title: 'Evidence', kind: 'text' }, { title: 'Source', kind: 'source' },
];

function costTable(circuit: NeuronCircuit): Markup {
  return table(COST_COLUMNS, costsOf(circuit).map(({ of, unit, cost }) => (cost === null ? [of, 'not known', '', '', ''] :
    [of, formatQuantity(cost.value, unit), cost.scope, markup`<span class="evidence ${cost.evidence}">${cost.evidence}</span>`, cost.source])));
}

/** Vega is loaded only when this is called. */
async function drawCurve(curve: TransferCurve): Promise<Markup> {
  const [{ compile }, { parse, View }] = await Promise.all([import('vega-lite'), import('vega')]);
  const svg = await new View(parse(compile(curveSpec(curve)).spec), { renderer: 'none' }).toSVG();
  return markup`<figure>${trusted(svg)}<figcaption>What a unit of positive drive (blue, up) and of negative drive (vermilion, down) moves the membrane, as a share of what it does at mid-swing; between the broken lines the swing. ${changeOverSwing(curve)}.</figcaption></figure>`;
}

function curveSpec({ points, unit, reset, threshold }: TransferCurve): TopLevelSpec {
  const values = points.flatMap(({ potential, up, down }) => [{ potential, branch: 'up', step: up }, { potential, branch: 'down', step: down }]);
  const x = { field: 'potential', type: 'quantitative' as const, axis: { title: unit === 'V' ? 'membrane potential, V' : 'state, thresholds' }, scale: { nice: false } };
  return {
    // Without a canvas, vega guesses widths of text far too wide: margins are set by hand.
    autosize: { type: 'none' }, padding: { left: 60, right: 24, top: 10, bottom: 44 }, width: 640, height: 280, background: 'transparent',
    layer: [
      { data: { values: [{ potential: reset }, { potential: threshold }] }, mark: { type: 'rule', strokeDash: [4, 4], stroke: 'currentColor' }, encoding: { x } },
      {
        data: { values }, mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          x, y: { field: 'step', type: 'quantitative', axis: { title: 'step, share of that at mid-swing' } },
          color: { field: 'branch', type: 'nominal', legend: null, scale: { domain: ['up', 'down'], range: ['#0072b2', '#d55e00'] } },
          strokeDash: { field: 'branch', type: 'nominal', legend: null, scale: { domain: ['up', 'down'], range: [[1, 0], [7, 3]] } },
        },
      },
    ],
    config: {
      font: 'inherit', view: { stroke: null },
      axis: { labelColor: 'currentColor', titleColor: 'currentColor', labelFontSize: 12, gridColor: 'currentColor', gridOpacity: 0.12, ticks: false, domain: false, labelPadding: 8 },
    },
  };
}
