import { ENERGY_PARTS } from '../../ir/target.ts';
import type { AreaReport } from '../area.ts';
import type { Energy, EnergyParts } from '../energy.ts';
import type { Latency } from '../latency.ts';
import { markup, type Markup } from './markup.ts';
import { PART_COLOURS } from './palette.ts';
import { drawStackedBars, type BarRow } from './stacked-bars.ts';

/** Energy of an inference by part, of all and of every population. */
export function energyBars({ parts_J, perLayer, static_J, unattributed_J }: Energy): Markup {
  const named = (name: string, values: EnergyParts): BarRow => ({ name, values });
  return drawStackedBars({
    title: 'Energy per inference by population and part', unit: 'J', parts: ENERGY_PARTS, colours: PART_COLOURS, whole: named('(all)', parts_J),
    rows: [
      ...perLayer.map((one) => named(one.name, one.parts_J)),
      ...(static_J > 0 ? [{ name: '(static power)', values: { static: static_J } }] : []),
    ].filter(hasValue),
    caption: `Energy of one inference. The upper bar is all of it, by part; below, every population on a common scale.${unattributed_J > 0 ? ' What no population owns is in the upper bar alone.' : ''}`,
    empty: 'No energy is drawn: nothing that occurred has a price on this target.',
  });
}

/** A timestep by what it waits for, and the work of every population's busiest core by what it does. */
export function latencyBars({ perLayer, step, step_s, decision }: Latency): Markup {
  const words = (parts: Readonly<Record<string, number>>): Record<string, number> => Object.fromEntries(Object.entries(parts).map(([count, time_s]) => [wordsOf(count), time_s]));
  const busiest = perLayer.find((one) => one.busiestCore !== null && one.busiestCore === step.busiestCore);
  const waited_s = step_s - step.compute_s - step.path_s - step.barrier_s;
  const whole: Record<string, number> = {
    ...(busiest ? words(busiest.parts_s) : { 'busiest core': step.compute_s }),
    'longest packet path': step.path_s, barrier: step.barrier_s, 'waiting for the least duration': waited_s > 1e-6 * step_s ? waited_s : 0,
  };
  const rows = perLayer.map((one) => ({ name: one.name, values: words(one.parts_s) })).filter(hasValue);
  const parts = [...new Set([...rows.flatMap((row) => Object.keys(row.values)), ...Object.keys(whole)])];
  const name = decision ? 'one pass' : 'timestep';
  return drawStackedBars({
    title: `Duration of a ${name} and work of the populations`, unit: 's', parts, whole: { name: `(${name})`, values: whole }, rows,
    caption: `The upper bar is ${decision ? 'one pass' : 'a timestep'}, which waits for the busiest core; below, the work of each population's busiest core in it, by what that core does.`,
    empty: 'No time is drawn: nothing that occurred takes time on this target.',
  });
}

/** Area in use by part, and of every population where it is known whose it is. */
export function areaBars({ total_mm2, parts_mm2, perLayer }: AreaReport): Markup {
  if (total_mm2 === null) return markup`<p class="note">Not known: this target gives no areas.</p>`;
  return drawStackedBars({
    title: 'Area in use by population and part', unit: 'mm²', plainUnit: true, parts: [...new Set<string>([...ENERGY_PARTS, ...Object.keys(parts_mm2)])], colours: PART_COLOURS, whole: { name: '(all)', values: parts_mm2 },
    rows: perLayer.map((one) => ({ name: one.name, values: one.parts_mm2 })).filter(hasValue),
    caption: 'Silicon in use. Crossbars, cores and tiles that several populations share are divided by their columns and neurons there.',
  });
}

function hasValue({ values }: BarRow): boolean {
  return Object.values(values).some((value) => value > 0);
}

/** `crossbarReads`: crossbar reads; `adcConversions`: ADC conversions. */
function wordsOf(count: string): string {
  return count.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^(adc|dac) /, (converter) => converter.toUpperCase());
}
