import { largestLevels, type Configuration } from '../../ir/configuration.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import { bitSlices } from '../crossbar/bit-slices.ts';
import { expectedPulses } from '../crossbar/program-and-verify.ts';
import { forEachLevel } from '../engine/connections.ts';

/** Write pulses that loading a crossbar takes on average over chips, beyond those that it takes without synapses; by `core * 2^16 + crossbar`. */
export function extraPulses(configuration: Configuration, device: Device, effects: NonIdealities): ReadonlyMap<number, number> {
  const { applications, units, style } = configuration;
  const largest = largestLevels(configuration);
  const found = new Map<number, number>();
  const tables = new Map<number, Float64Array>();
  const written = new Set<number>();
  applications.unit.forEach((unit, application) => {
    const { synapses } = units[unit]!;
    if (!synapses || (style === 'weights-stored-once' && written.has(unit))) return;
    written.add(unit);
    const highest = largest[synapses.block]!;
    const table = tables.get(highest) ?? pulsesOfLevels(highest, device, effects);
    tables.set(highest, table);
    let extra = 0;
    forEachLevel(configuration, unit, applications.position[application]!, (_row, _column, level) => { extra += table[level + highest]!; });
    const key = applications.core[application]! * 2 ** 16 + applications.crossbar[application]!;
    found.set(key, (found.get(key) ?? 0) + extra);
  });
  return found;
}

/** Pulses of all devices of a weight of level -highest .. highest, less those of a cell without a synapse. */
function pulsesOfLevels(highest: number, device: Device, effects: NonIdealities): Float64Array {
  const pulses = expectedPulses(effects, device);
  const [off, span] = [device.conductanceOff_S.value, device.conductanceOn_S.value - device.conductanceOff_S.value];
  const slices = effects.bitSlicing ? bitSlices(highest, effects.bitSlicing.bits) : [{ largest: highest, digits: (levels: Float64Array) => levels }];
  const empty = pulses(effects.offsetColumns ? off + span / 2 : off);
  return Float64Array.from({ length: 2 * highest + 1 }, (_, at) => slices.reduce((sum, { largest, digits }) => {
    const digit = digits(Float64Array.of(at - highest))[0]!;
    const conductance = effects.offsetColumns ? off + ((digit + largest) / (2 * largest)) * span : off + (Math.abs(digit) / largest) * span;
    return sum + pulses(conductance) - empty;
  }, 0));
}
