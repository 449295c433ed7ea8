import type { NeuronCircuit } from '../../ir/neuron-circuit.ts';
import type { TransferCurve } from '../../simulate/neuron/transfer-curve.ts';
import { formatQuantity } from '../quantity.ts';
import { clean, paint } from '../terminal.ts';
import { changeOverSwing, costsOf, parametersOf } from './describe.ts';

/** Rows of the curve that a terminal shows. */
const SHOWN_ROWS = 10;

/** A circuit for a terminal: parameters, prices, curve, sources. */
export function renderCircuitText(circuit: NeuronCircuit, curve: TransferCurve | null, colour: boolean): string {
  const look = paint(colour);
  const costs = costsOf(circuit).map(({ of, unit, cost }) => `  ${of.padEnd(21)} ${cost === null ? 'not known' : `${formatQuantity(cost.value, unit)} (${cost.evidence}; ${clean(cost.scope)}; ${clean(cost.source)})`}`);
  return [
    look.bold(`${clean(circuit.name)}: ${clean(circuit.summary)}`), `law ${circuit.kind}`,
    ...parametersOf(circuit).map(([key, value]) => `  ${key.padEnd(21)} ${clean(value)}`),
    'energy', ...costs,
    ...(curve === null ? [] : ['transfer curve', `  ${changeOverSwing(curve)}`, ...curveRows(curve, look.dim)]),
    'papers', ...circuit.papers.map((paper) => `  ${clean(paper)}`), '',
  ].join('\n');
}

function curveRows({ unit, points }: TransferCurve, dim: (text: string) => string): string[] {
  const every = Math.max(1, Math.floor((points.length - 1) / (SHOWN_ROWS - 1)));
  const shown = points.filter((_, at) => at % every === 0);
  return unit === 'threshold' ? [] : [
    dim('  potential, V    up  down   (shares of the steps at mid-swing)'),
    ...shown.map(({ potential, up, down }) => `  ${potential.toFixed(3).padStart(12)} ${up.toFixed(2).padStart(5)} ${down.toFixed(2).padStart(5)}`),
  ];
}
