import { MITIGATIONS, type Mitigations } from '../ir/mitigations.ts';
import { IDEAL, type NonIdealities } from '../ir/non-idealities.ts';
import { configuredCrossbars } from '../ir/configured-crossbars.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Target } from '../ir/target.ts';
import { countDevices, countTested, slicesOf } from '../simulate/ledger/count-writes.ts';
import { measureGain, type GainRuns, type MitigationGain } from './mitigation-gain.ts';

/** What is done about non-idealities, what it costs, and what it wins. */
export interface MitigationReport {
  readonly used: readonly UsedMitigation[];
  /** Accuracy without, with, and on the ideal chip; null where that was not measured. */
  readonly gain: MitigationGain | null;
}

export interface UsedMitigation {
  readonly name: string;
  readonly summary: string;
  /** The number that it was given, or its default. */
  readonly number: number | null;
  /** What was found, on the first chip, where the number asks for that; else absent. */
  readonly found?: number;
  readonly cost: readonly Cost[];
  /** What it wins where nothing else is done; null where that was not measured. */
  readonly alone: MitigationGain | null;
}

export interface Cost {
  readonly what: string;
  readonly amount: number;
}

/** Null where nothing is done. @param nonIdealities say how many devices and arrays a weight has */
export function describeMitigations(
  mitigations: Mitigations, configuration: Configuration, target: Target, calibrationSamples: number, runs: GainRuns | null, labels: Int32Array | null, nonIdealities: NonIdealities = IDEAL,
): MitigationReport | null {
  const asked = MITIGATIONS.filter(({ key }) => mitigations[key] !== null);
  if (asked.length === 0) return null;
  const extent = extentOf(configuration, target, mitigations, calibrationSamples, nonIdealities);
  const used = asked.map(({ name, key, summary, number }) => ({
    name, summary, number: number ? (mitigations[key] as Readonly<Record<string, number>>)[number.key]! : null, cost: COSTS[key](extent), alone: aloneOf(name, runs, labels),
  }));
  return { used, gain: runs && measureGain(runs.ideal, runs.without, runs.with, labels) };
}

/** The same with what the first chip was really written with, where a share or range was to be found. */
export function withFoundScale(report: MitigationReport, weightScale: number | undefined): MitigationReport {
  const isFound = ({ name, number }: UsedMitigation): boolean => number === 0 && (name === 'range' || name === 'pre-compensation');
  return { ...report, used: report.used.map((one) => (weightScale !== undefined && isFound(one) ? { ...one, found: weightScale } : one)) };
}

function aloneOf(name: string, runs: GainRuns | null, labels: Int32Array | null): MitigationGain | null {
  const found = runs?.alone.find((one) => one.name === name);
  return found ? measureGain(runs!.ideal, runs!.without, found.chips, labels) : null;
}

/** What costs are counted in. */
interface Extent {
  readonly crossbars: number;
  /** Of the crossbars in use: lines and devices that hold the network, and unused columns that are taken. */
  readonly rows: number;
  readonly columns: number;
  readonly devices: number;
  readonly spareColumns: number;
  /** Devices among which the stuck ones are looked for: those of spare columns too. */
  readonly tested: number;
  readonly neurons: number;
  /** Populations that are calibrated one after the other. */
  readonly stages: number;
  /** Samples that are recalibrated with. */
  readonly calibrationSamples: number;
  readonly timesteps: number;
}

function extentOf(configuration: Configuration, { core }: Target, mitigations: Mitigations, calibrationSamples: number, nonIdealities: NonIdealities): Extent {
  const crossbars = configuredCrossbars(configuration);
  const slices = slicesOf(configuration, nonIdealities);
  const sum = (of: (crossbar: (typeof crossbars)[number]) => number): number => slices * crossbars.reduce((all, one) => all + of(one), 0);
  const somas = configuration.populations.filter(({ kind }) => kind === 'neurons');
  return {
    crossbars: sum(() => 1), rows: sum(({ rows }) => rows), columns: sum(({ columns }) => columns), devices: countDevices(configuration, nonIdealities),
    tested: countTested(configuration, core.crossbars, nonIdealities, mitigations),
    spareColumns: sum(({ columns }) => Math.max(0, Math.min(mitigations.spareColumns?.count ?? 0, (core.crossbars?.columns ?? columns) - columns))),
    neurons: somas.reduce((all, { features, positions }) => all + features * positions, 0), stages: configuration.schedule.filter((members) => members.some((index) => configuration.populations[index]!.kind === 'neurons')).length,
    calibrationSamples: Math.min(calibrationSamples, mitigations.recalibration?.samples ?? 0), timesteps: configuration.timesteps,
  };
}

const COSTS: Readonly<Record<keyof Mitigations, (extent: Extent) => readonly Cost[]>> = {
  timesteps: ({ timesteps }) => [{ what: 'timesteps a sample', amount: timesteps }],
  lineOrder: ({ rows, columns }) => [{ what: 'entries of axon and column tables in another order', amount: rows + columns }],
  remap: ({ tested, rows, columns }) => [{ what: 'devices tested (two writes and reads each)', amount: tested }, { what: 'entries of axon and column tables in another order', amount: rows + columns }],
  spareColumns: ({ spareColumns, tested }) => [{ what: 'unused columns taken', amount: spareColumns }, { what: 'devices tested (two writes and reads each)', amount: tested }],
  flip: ({ columns, tested }) => [{ what: 'sign bits, one a column', amount: columns }, { what: 'devices tested (two writes and reads each)', amount: tested }],
  pairs: ({ tested }) => [{ what: 'devices tested (two writes and reads each)', amount: tested }],
  range: ({ tested, neurons }) => [{ what: 'devices tested (two writes and reads each)', amount: tested }, { what: 'thresholds, one a neuron', amount: neurons }],
  preCompensation: ({ crossbars, neurons }) => [{ what: 'crossbars solved with their wires before they are written', amount: crossbars }, { what: 'thresholds, one a neuron', amount: neurons }],
  gain: ({ devices, neurons }) => [{ what: 'devices read back', amount: devices }, { what: 'thresholds, one a neuron', amount: neurons }],
  recalibration: ({ calibrationSamples, stages, neurons }) => [
    { what: 'runs of a calibration sample, one a sample and stage of the schedule', amount: calibrationSamples * stages }, { what: 'thresholds, biases and initial potentials, one of each a neuron', amount: neurons },
  ],
};
