import type { CircuitCalibration } from './circuit-calibration.ts';
import type { NeuronCircuitReport } from './neuron-circuit.ts';
import { formatConstant, formatCount, formatPercent, formatQuantity, plural } from './quantity.ts';
import { clean, pad, wrap, type Paint } from './terminal.ts';

interface Look {
  readonly paint: Paint;
  readonly width: number;
}

/** What the somas are made of, with parameters and energy, and what a calibration won. */
export function circuitLines({ name, kind, summary, parameters, energy, calibration }: NeuronCircuitReport, look: Look): string[] {
  const { paint, width } = look;
  const used = Object.entries(parameters).map(([key, value]) => `${key} ${typeof value === 'number' ? formatConstant(value) : String(value)}`);
  const price = (joules: number | null, of: string): string => `${of} ${joules === null ? 'unknown' : formatQuantity(joules, 'J')}`;
  return [
    `${pad(paint.bold('Neuron circuit'), 18)}${clean(name)} (${kind})`,
    ...wrap(clean(summary), width, '  ', '  ').map(paint.dim),
    ...(used.length > 0 ? wrap(used.join(', '), width, '  ', '    ').map(paint.dim) : []),
    ...(kind === 'ideal' ? [] : wrap(`per inference: ${price(energy.spikes_J, `${formatCount(energy.spikes)} spikes`)}, ${price(energy.synapticOperations_J, `${formatCount(energy.synapticOperations)} synaptic operations`)}, `
      + price(energy.static_J, `static power of ${plural(energy.neurons, 'neuron')}`), width, '  ', '    ')),
    ...(calibration ? calibrationLines(calibration, look) : []),
  ];
}

function calibrationLines({ data, swing_V: { before, after }, populations, gain }: CircuitCalibration, { paint, width }: Look): string[] {
  const volts = ([from, to]: readonly [number, number]): string => `${from.toFixed(3)} to ${to.toFixed(3)} V`;
  const recovered = gain.recovered === null ? '' : `: ${formatPercent(gain.recovered, 0)} of the loss won back`;
  const agreed = gain.measure === 'agreement' ? [] : wrap(`agreement with ideal somas ${formatPercent(gain.agreement.before, 2)} before, ${formatPercent(gain.agreement.after, 2)} after`, width, '    ', '    ');
  return [
    ...wrap(`fitted on ${plural(data.samples, 'sample')} of ${clean(data.file)}: swing ${volts(before)} before, ${volts(after)} after`, width, '  ', '    '),
    ...wrap(`${gain.measure} ${formatPercent(gain.before, 2)} before, ${paint.good(formatPercent(gain.after, 2))} after, ${formatPercent(gain.ideal, 2)} with ideal somas${recovered}`, width, '    ', '    '),
    ...agreed,
    ...populations.flatMap(({ name, up, down, initial, trims, deviation }) => wrap(
      `${pad(clean(name), 20)}up ${up.toFixed(3)}, down ${down.toFixed(3)}, initial ${initial === null ? 'of the network' : initial.toFixed(2)}, thresholds ${signed(trims[0])} to ${signed(trims[1])}, `
      + `deviation of spike counts ${deviation.before.toPrecision(3)} before, ${deviation.after.toPrecision(3)} after`, width, '    ', ' '.repeat(24)).map(paint.dim)),
  ];
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
}
