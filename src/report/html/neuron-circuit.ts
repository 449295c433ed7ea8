import type { CircuitCalibration } from '../circuit-calibration.ts';
import type { NeuronCircuitReport } from '../neuron-circuit.ts';
import { formatConstant, formatCount, formatPercent, formatQuantity, plural } from '../quantity.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { numberColumns, table } from './table.ts';

/** What the somas are made of: parameters, energy part by part, and what a calibration did. */
export function circuitTables({ name, kind, summary, parameters, energy, calibration }: NeuronCircuitReport): Markup {
  const price = (joules: number | null): string => (joules === null ? 'unknown' : formatQuantity(joules, 'J'));
  const rows = [
    ['spikes', formatCount(energy.spikes), price(energy.spikes_J)], ['synaptic operations', formatCount(energy.synapticOperations), price(energy.synapticOperations_J)],
    ['neurons, static power', formatCount(energy.neurons), price(energy.static_J)],
  ];
  const used = Object.entries(parameters).map(([key, value]) => `${key} ${typeof value === 'number' ? formatConstant(value) : String(value)}`).join(', ');
  return markup`<p>${name} (${kind}): ${summary}${used === '' ? '' : `; ${used}`}</p>
${kind === 'ideal' ? nothing : markup`<div class="scroll">${table(numberColumns('Per inference', 'Number', 'Energy'), rows)}</div>`}
${calibration ? calibrationTable(calibration) : nothing}`;
}

function calibrationTable({ data, swing_V: { before, after }, populations, gain }: CircuitCalibration): Markup {
  const volts = ([from, to]: readonly [number, number]): string => `${from.toFixed(3)} to ${to.toFixed(3)} V`;
  const rows = populations.map(({ name, up, down, initial, trims, deviation }) => [
    name, up.toFixed(3), down.toFixed(3), initial === null ? 'of the network' : initial.toFixed(2), `${trims[0].toFixed(3)} to ${trims[1].toFixed(3)}`, deviation.before.toPrecision(3), deviation.after.toPrecision(3),
  ]);
  return markup`<p>Fitted on ${plural(data.samples, 'sample')} of ${data.file}: swing ${volts(before)} before, ${volts(after)} after; ${gain.measure} ${formatPercent(gain.before, 2)} before, ${formatPercent(gain.after, 2)} after, ${formatPercent(gain.ideal, 2)} with ideal somas.</p>
<div class="scroll">${table(numberColumns('Population', 'Up', 'Down', 'Initial', 'Thresholds', 'Deviation before', 'after'), rows)}</div>
<p class="note">Up, down: factors of the mirrors. Initial potential and changes of thresholds in units of the swing. Deviation: mean squared difference of spike counts from those of ideal somas, over their variance.</p>`;
}
