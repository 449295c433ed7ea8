import type { Applications, Configuration, ConfiguredUnit } from '../../ir/configuration.ts';
import { length } from '../../ir/unrolled.ts';

/**
 * The same chip with wider units, for an engine that does not look at cores: units that hold neighbouring columns of the same rows at the same positions,
 * driven by the same axons, become one on the core of the first. A mapping that spreads the channels of a position over many cores then takes no
 * longer to simulate than one that does not. Every spike is the same; reads of crossbars and what cores hold are not.
 * @returns the configuration itself where partial sums travel, or where its tables do not allow it
 */
export function widened(configuration: Configuration): Configuration {
  const { applications, units } = configuration;
  if (applications.sum.some((sum) => sum >= 0)) return configuration;
  const families = familiesOf(units).filter((members) => members.length > 1);
  if (families.length === 0) return configuration;
  const byUnit = applicationsByUnit(applications, units.length);
  const wide: ConfiguredUnit[] = [...units];
  const dropped = new Uint8Array(applications.unit.length);
  for (const [first, ...others] of families) {
    if (!others.every((other) => drivenAlike(configuration, byUnit[first!]!, byUnit[other]!))) continue;
    wide[first!] = { ...units[first!]!, columns: { start: units[first!]!.columns.start, end: units[others[others.length - 1]!]!.columns.end } };
    for (const other of others) for (const application of byUnit[other]!) dropped[application] = 1;
  }
  return { ...configuration, units: wide, applications: without(applications, dropped) };
}

/** Units that could be one: their columns follow each other, all else is the same. */
function familiesOf(units: readonly ConfiguredUnit[]): readonly (readonly number[])[] {
  const byKind = new Map<string, number[]>();
  units.forEach(({ population, soma, synapses }, index) => {
    if (!synapses) return;
    const key = JSON.stringify([population, soma, synapses]);
    const own = byKind.get(key);
    if (own) own.push(index);
    else byKind.set(key, [index]);
  });
  return [...byKind.values()].flatMap((members) => {
    members.sort((a, b) => units[a]!.columns.start - units[b]!.columns.start);
    const runs: number[][] = [];
    for (const member of members) {
      const open = runs[runs.length - 1];
      if (open && units[open[open.length - 1]!]!.columns.end === units[member]!.columns.start && length(units[member]!.columns) > 0) open.push(member);
      else runs.push([member]);
    }
    return runs;
  });
}

function applicationsByUnit({ unit, position }: Applications, units: number): readonly (readonly number[])[] {
  const byUnit: number[][] = Array.from({ length: units }, () => []);
  unit.forEach((index, application) => byUnit[index]!.push(application));
  for (const own of byUnit) own.sort((a, b) => position[a]! - position[b]!);
  return byUnit;
}

/** Whether two units are applied at the same positions and each row of theirs is driven by the same axons after the same delay. */
function drivenAlike({ applications, addresses }: Configuration, ones: readonly number[], others: readonly number[]): boolean {
  const { core, position, rows, rowOffsets } = applications;
  const { coreOffsets, axonOffsets, axons, delays } = addresses;
  if (ones.length !== others.length) return false;
  for (let i = 0; i < ones.length; i++) {
    const [one, other] = [ones[i]!, others[i]!];
    const [from, to] = [rowOffsets[one]!, rowOffsets[other]!];
    const count = rowOffsets[one + 1]! - from;
    if (position[one] !== position[other] || rowOffsets[other + 1]! - to !== count) return false;
    const [base, otherBase] = [coreOffsets[core[one]!]!, coreOffsets[core[other]!]!];
    for (let row = 0; row < count; row++) {
      const [a, b] = [rows[from + row]!, rows[to + row]!];
      if (a < 0 || b < 0) {
        if (a !== b) return false;
        continue;
      }
      const [start, otherStart] = [axonOffsets[base + a]!, axonOffsets[otherBase + b]!];
      const axonCount = axonOffsets[base + a + 1]! - start;
      if (delays[base + a] !== delays[otherBase + b] || axonOffsets[otherBase + b + 1]! - otherStart !== axonCount) return false;
      for (let k = 0; k < axonCount; k++) if (axons[start + k] !== axons[otherStart + k]) return false;
    }
  }
  return true;
}

/** The applications that are not dropped; no sums lead from one to another. */
function without(applications: Applications, dropped: Uint8Array): Applications {
  const kept = [...dropped.keys()].filter((application) => dropped[application] === 0);
  const rowOffsets = new Int32Array(kept.length + 1);
  kept.forEach((application, i) => { rowOffsets[i + 1] = rowOffsets[i]! + applications.rowOffsets[application + 1]! - applications.rowOffsets[application]!; });
  const rows = new Int32Array(rowOffsets[kept.length]!);
  kept.forEach((application, i) => rows.set(applications.rows.subarray(applications.rowOffsets[application], applications.rowOffsets[application + 1]), rowOffsets[i]));
  const pick = (list: Int32Array): Int32Array => Int32Array.from(kept, (application) => list[application]!);
  const { unit, position, core, crossbar, column, sum, sumRoute } = applications;
  return { unit: pick(unit), position: pick(position), core: pick(core), crossbar: pick(crossbar), column: pick(column), sum: pick(sum), sumRoute: pick(sumRoute), rowOffsets, rows };
}
