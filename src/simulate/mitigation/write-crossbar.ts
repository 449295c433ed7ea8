import { lighterSigns } from '../../../passes/9-mitigate/lighter-signs.ts';
import { orderLines } from '../../../passes/9-mitigate/line-order.ts';
import { sameLines, toLogical, toPhysical, type Lines } from '../../../passes/9-mitigate/lines.ts';
import { writePairs, type Pairs, type StuckPairs } from '../../../passes/9-mitigate/pairs.ts';
import { preCompensate, type WiredCrossbar } from '../../../passes/9-mitigate/pre-compensate.ts';
import { remapLines } from '../../../passes/9-mitigate/remap.ts';
import type { Mitigations } from '../../ir/mitigations.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device, Target } from '../../ir/target.ts';
import { loadKernels } from '../../kernels/load.ts';
import type { Conductances, CrossbarAddress } from '../crossbar/conductances.ts';
import { curveOf, relativeCurrent, solvesReads } from '../crossbar/nonlinearity.ts';
import { OFFSET_SHARE } from '../crossbar/offset-columns.ts';
import { varianceAt, variesInReads } from '../crossbar/read-variances.ts';
import { wiresAt } from '../crossbar/temperature.ts';
import { curvedCrossbars, type CurvedCrossbar } from '../crossbar/wires/curved-crossbars.ts';
import { wiredCrossbars, type Wired } from '../crossbar/wires/wired-crossbars.ts';
import { writeConductances, writeDevices } from '../crossbar/write-devices.ts';
import { findStuck } from './find-stuck.ts';

/** Levels (rows x columns, 0 where there is no synapse) that a crossbar is to hold, and the highest level of each column. */
export interface LevelsToWrite {
  readonly levels: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly highest: Float64Array;
  /** How much each row matters: how often it is driven; 1 on average. */
  readonly importance: Float64Array;
}

/** A crossbar with its levels in it, line by line as they lie there. */
export interface WrittenCrossbar {
  readonly devices: Conductances;
  /** Highest level by physical column. */
  readonly highest: Float64Array;
  /** Where the lines of the levels are among the physical ones. */
  readonly lines: Lines;
  /** What columns weigh rows with, from physical lines to those of the levels; without sign for variances. */
  readonly toLogical: (cells: Float32Array, signed: boolean) => Float32Array;
}

/** What writing depends on beside the levels. */
export interface WritingBench {
  readonly device: Device;
  readonly effects: NonIdealities;
  readonly mitigations: Mitigations;
  /** Columns that the crossbar has. */
  readonly available: number;
  /** How often each neuron drives its rows, by neuron number; null where that is not known. */
  readonly rates: Float64Array | null;
  /** What all weights are multiplied with, and the neurons undo. */
  readonly scale: number;
  /** The wires of all crossbars; null without. */
  readonly wired: Wired | null;
  /** Crossbars that are solved in every read; null where their columns are sums. */
  readonly curved: ((devices: Conductances) => CurvedCrossbar) | null;
}

/** The bench of a chip. @param target one with crossbars and a device */
export function writingBench({ device, core }: Target, effects: NonIdealities, mitigations: Mitigations, rates: Float64Array | null): WritingBench {
  const crossbars = core.crossbars!;
  const wires = effects.wires && wiresAt(effects.wires, effects.temperature);
  const off_S = device!.conductanceOff_S.value;
  const curved = solvesReads(effects) ? curvedCrossbars({
    wires: wires!, size: crossbars, off_S, curve: curveOf(effects.nonlinearity!), readGain: relativeCurrent(effects.nonlinearity!, device!.readVoltage_V.value),
    varianceOf: variesInReads(effects) ? varianceAt(effects, device!) : null,
  }) : null;
  return { device: device!, effects, mitigations, available: crossbars.columns, rates, scale: 1, wired: wires && wiredCrossbars(wires, crossbars, off_S, loadKernels()), curved };
}

/** Where the devices of a reference column are, in shares of the range; weights beside one go as far up and down. */
export const REFERENCE = 0.5;

/** Writes levels into a crossbar with everything that is done about its faults and its wires. */
export function writeCrossbar(wanted: LevelsToWrite, bench: WritingBench, address: CrossbarAddress): WrittenCrossbar {
  const { levels, rows, columns, highest, importance } = wanted;
  const { device, effects, mitigations } = bench;
  if (!actsInWriting(mitigations)) return { devices: writeDevices(levels, rows, columns, highest, device, effects, address), highest, lines: sameLines(rows, columns), toLogical: (cells) => cells };
  const physicalColumns = columns + Math.max(0, Math.min(mitigations.spareColumns?.count ?? 0, bench.available - columns));
  const single = effects.offsetColumns !== null;
  const weights = scaled(sharesOf(wanted, bench), bench);
  const stuck = asksForStuck(mitigations) ? knownStuck(rows, physicalColumns, bench, address) : null;
  const lines = chooseLines(weights, importance, columns, physicalColumns, stuck, bench);
  const known = single ? stuck ?? healthySingles(rows * physicalColumns) : mitigations.pairs ? stuck : null;
  const pairs = choosePairs(toPhysical(weights, lines, physicalColumns), rows, physicalColumns, known, bench);
  const [off, span] = [device.conductanceOff_S.value, device.conductanceOn_S.value - device.conductanceOff_S.value];
  const inSiemens = (side: Float64Array): Float64Array => side.map((share) => off + share * span);
  const aimed = { rows, columns: physicalColumns, positive: inSiemens(pairs.positive), negative: inSiemens(pairs.negative), ...(single && { offset: true as const }) };
  const highestAt = new Float64Array(physicalColumns).fill(1);
  lines.columnOf.forEach((place, column) => { highestAt[place] = highest[column]!; });
  return { devices: writeConductances(aimed, device, effects, address), highest: highestAt, lines, toLogical: (cells, signed) => toLogical(cells, lines, physicalColumns, signed) };
}

/** Weights as shares of the range of a device: up to 1 for a pair, 1/2 beside a reference. */
export function sharesOf({ levels, highest, columns }: LevelsToWrite, { effects }: WritingBench): Float64Array {
  return levels.map((level, cell) => level / highest[cell % columns]! / (effects.offsetColumns ? OFFSET_SHARE : 1));
}

/** What the test for stuck devices finds. Of weights of one device the other is the reference, which nobody writes. */
export function knownStuck(rows: number, columns: number, { device, effects, mitigations }: WritingBench, address: CrossbarAddress): StuckPairs | null {
  const stuck = findStuck(rows, columns, device, effects, address);
  return stuck && effects.offsetColumns ? singleDevices(stuck, columns, mitigations.pairs !== null) : stuck;
}

/** A weight of one device is a pair whose other device is stuck in the middle of the range: nothing but its own device can be written. */
export function healthySingles(cells: number): StuckPairs {
  return { positive: new Float64Array(cells).fill(NaN), negative: new Float64Array(cells).fill(REFERENCE) };
}

/** The physics of a crossbar as pre-compensation asks for it. */
export function wiredCrossbarOf(rows: number, columns: number, { device, effects, wired }: WritingBench): WiredCrossbar {
  const off_S = device.conductanceOff_S.value;
  const offset = effects.offsetColumns && { offset: true as const };
  return { off_S, span_S: device.conductanceOn_S.value - off_S, effective: (sides) => (wired ? wired({ rows, columns, ...sides, ...offset }) : sides) };
}

/** Whether any of these acts while a crossbar is written. */
function actsInWriting({ lineOrder, preCompensation, range, ...mitigations }: Mitigations): boolean {
  return asksForStuck(mitigations) || lineOrder !== null || preCompensation !== null || range !== null;
}

function asksForStuck({ remap, spareColumns, flip, pairs }: Pick<Mitigations, 'remap' | 'spareColumns' | 'flip' | 'pairs'>): boolean {
  return remap !== null || spareColumns !== null || flip !== null || pairs !== null;
}

/** Weights that are written larger than they are end where the devices do. */
function scaled(weights: Float64Array, { scale, effects, mitigations }: WritingBench): Float64Array {
  if (mitigations.preCompensation || scale === 1) return weights;
  const most = effects.offsetColumns ? REFERENCE : 1;
  return weights.map((weight) => Math.min(most, Math.max(-most, scale * weight)));
}

/** The same with stuck devices. @param compensates whether the devices of a row make up for a reference that is stuck elsewhere; it is the first negative one of the row */
function singleDevices({ positive, negative }: StuckPairs, columns: number, compensates: boolean): StuckPairs {
  const references = negative.map((_, cell) => negative[cell - (cell % columns)]!);
  return { positive, negative: references.map((stuck) => (compensates && !Number.isNaN(stuck) ? stuck : REFERENCE)) };
}

/** With an order against IR drop rows stay in it, and only columns move for the sake of stuck devices. */
function chooseLines(weights: Float64Array, importance: Float64Array, columns: number, physicalColumns: number, stuck: StuckPairs | null, { mitigations, effects }: WritingBench): Lines {
  const { lineOrder, remap, spareColumns, flip, pairs } = mitigations;
  const ordered = lineOrder ? orderLines(weights, importance, columns) : sameLines(importance.length, columns);
  const start = flip && effects.offsetColumns ? { ...ordered, flipped: lighterSigns(weights, importance) } : ordered;
  if (!stuck || !(remap || spareColumns || flip)) return start;
  return remapLines(weights, importance, start, stuck, physicalColumns, { rows: remap !== null && lineOrder === null, columns: remap !== null, flip: flip !== null, pairs: pairs !== null, reference: effects.offsetColumns ? REFERENCE : null });
}

function choosePairs(weights: Float64Array, rows: number, columns: number, stuck: StuckPairs | null, bench: WritingBench): Pairs {
  if (!bench.mitigations.preCompensation) return writePairs(weights, stuck);
  return preCompensate(weights.map((weight) => weight * bench.scale), stuck, wiredCrossbarOf(rows, columns, bench));
}
