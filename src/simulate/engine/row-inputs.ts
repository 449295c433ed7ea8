import type { Configuration, ConfiguredPopulation } from '../../ir/configuration.ts';
import { rowInCrossbar, type Crossbars } from './crossbar-connections.ts';
import { populationOfNeuron, type Wiring } from './wiring.ts';

/** What the rows of each readout may carry in one timestep, in units of a spike or of one input level. */
export interface RowInputs {
  /** Most that stands on one row: a spike is 1, a value its highest level; axons that share the row add up. */
  readonly largest: Float64Array;
  /** What puts the full read voltage on a row: the highest level of current-coded inputs, else one spike. */
  readonly full: Float64Array;
}

/** Taken over all positions of a crossbar, because its converters are set once, not for every position. */
export function rowInputsOf(configuration: Configuration, { readouts }: Wiring): RowInputs {
  const { applications, units, populations } = configuration;
  const address = addressInputs(configuration);
  const largest = new Map<number, number>();
  const full = new Map<number, number>();
  // A core has fewer than 2^16 crossbars (targets/schema.ts).
  const keyOf = (application: number): number =>
    (applications.core[application]! * 2 ** 16 + applications.crossbar[application]!) * populations.length + units[applications.unit[application]!]!.population;
  forEachAddress(configuration, (application, at) => {
    const key = keyOf(application);
    largest.set(key, Math.max(largest.get(key) ?? 1, address.sum[at]!));
    full.set(key, Math.max(full.get(key) ?? 1, address.largest[at]!));
  });
  const inputs = { largest: new Float64Array(readouts.count).fill(1), full: new Float64Array(readouts.count).fill(1) };
  readouts.of.forEach((readout, application) => {
    if (readout < 0) return;
    inputs.largest[readout] = largest.get(keyOf(application)) ?? 1;
    inputs.full[readout] = full.get(keyOf(application)) ?? 1;
  });
  return inputs;
}

/** What puts the full read voltage on each row of each crossbar: the highest level of the current-coded inputs that drive it, else one spike. */
export function fullOfRows(configuration: Configuration, crossbars: Crossbars): readonly Float64Array[] {
  const { applications } = configuration;
  const { largest } = addressInputs(configuration);
  const fulls = crossbars.rows.map((rows) => new Float64Array(rows).fill(1));
  forEachAddress(configuration, (application, at, index) => {
    const crossbar = crossbars.of[application]!;
    if (crossbar < 0) return;
    const row = rowInCrossbar(configuration, application, index - applications.rowOffsets[application]!);
    fulls[crossbar]![row] = Math.max(fulls[crossbar]![row]!, largest[at]!);
  });
  return fulls;
}

/** Sum and maximum of what the axons of each address may send in one timestep. */
function addressInputs(configuration: Configuration): { sum: Float64Array; largest: Float64Array } {
  const { addresses, populations } = configuration;
  const owner = populationOfNeuron(configuration);
  const sent = populations.map(largestInput);
  const found = { sum: new Float64Array(addresses.delays.length), largest: new Float64Array(addresses.delays.length) };
  for (let at = 0; at < addresses.delays.length; at++) {
    for (let k = addresses.axonOffsets[at]!; k < addresses.axonOffsets[at + 1]!; k++) {
      const input = sent[owner[addresses.axons[k]!]!]!;
      found.sum[at]! += input;
      found.largest[at] = Math.max(found.largest[at]!, input);
    }
  }
  return found;
}

function largestInput(population: ConfiguredPopulation): number {
  if (population.kind !== 'input' || population.coding !== 'current') return 1;
  return Math.max(population.levels!.high, -population.levels!.low);
}

function forEachAddress({ applications, addresses }: Configuration, found: (application: number, address: number, index: number) => void): void {
  for (let application = 0; application < applications.unit.length; application++) {
    const base = addresses.coreOffsets[applications.core[application]!]!;
    for (let i = applications.rowOffsets[application]!; i < applications.rowOffsets[application + 1]!; i++) {
      if (applications.rows[i]! >= 0) found(application, base + applications.rows[i]!, i);
    }
  }
}
