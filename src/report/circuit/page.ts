import type { NeuronCircuit } from '../../ir/neuron-circuit.ts';
import type { TransferCurve } from '../../simulate/neuron/transfer-curve.ts';
import { markup, type Markup } from '../html/markup.ts';
import { renderPage } from '../html/page.ts';
import { numberColumns, table, type Column } from '../html/table.ts';
import { formatQuantity } from '../quantity.ts';
import { drawCurve } from './curve-plot.ts';
import { costsOf, parametersOf } from './describe.ts';

/** A circuit with its transfer curve as one page that needs no network. */
export function renderCircuitPage(circuit: NeuronCircuit, curve: TransferCurve | null, version: string): string {
  return renderPage({
    title: circuit.name, heading: circuit.name, subheading: `neuron circuit, law ${circuit.kind}`, lead: circuit.summary,
    sections: [
      curve && { id: 'curve', title: 'Transfer curve', content: drawCurve(curve) },
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
