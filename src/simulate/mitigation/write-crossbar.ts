import { orderLines } from '../../../passes/9-mitigate/line-order.ts';
import { sameLines, toLogical, toPhysical, type Lines } from '../../../passes/9-mitigate/lines.ts';
import { writePairs, type Pairs, type StuckPairs } from '../../../passes/9-mitigate/pairs.ts';
import { preCompensate } from '../../../passes/9-mitigate/pre-compensate.ts';
import { remapLines } from '../../../passes/9-mitigate/remap.ts';
import type { Mitigations } from '../../ir/mitigations.ts';
import type { NonIdealities } from '../../ir/non-idealities.ts';
import type { Device, Target } from '../../ir/target.ts';
import { loadKernels } from '../../kernels/load.ts';
import type { Conductances, CrossbarAddress } from '../crossbar/conductances.ts';
import { OFFSET_SHARE } from '../crossbar/offset-columns.ts';
import { wiresAt } from '../crossbar/temperature.ts';
import { wiredCrossbars, type Wired } from '../crossbar/wires/wired-crossbars.ts';
import { writeConductances } from '../crossbar/write-devices.ts';
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
  /** The wires of all crossbars; null without. */
  readonly wired: Wired | null;
}

/** The bench of a chip. @param target one with crossbars and a device */
export function writingBench({ device, core }: Target, effects: NonIdealities, mitigations: Mitigations, rates: Float64Array | null): WritingBench {
  const crossbars = core.crossbars!;
  const wired = effects.wires && wiredCrossbars(wiresAt(effects.wires, effects.temperature), crossbars, device!.conductanceOff_S.value, loadKernels());
  return { device: device!, effects, mitigations, available: crossbars.columns, rates, wired };
}

/** Where the devices of a reference column are, in shares of the range. */
const REFERENCE = 0.5;

/** Writes levels into a crossbar with everything that is done about its faults and its wires. */
export function writeCrossbar({ levels, rows, columns, highest, importance }: LevelsToWrite, bench: WritingBench, address: CrossbarAddress): WrittenCrossbar {
  const { device, effects, mitigations } = bench;
  const physicalColumns = columns + Math.max(0, Math.min(mitigations.spareColumns?.count ?? 0, bench.available - columns));
  const stuck = asksForStuck(mitigations) ? findStuck(rows, physicalColumns, device, effects, address) : null;
  const single = effects.offsetColumns !== null;
  const weights = levels.map((level, cell) => level / highest[cell % columns]! / (single ? OFFSET_SHARE : 1));
  const fixed = single && stuck ? singleDevices(stuck, physicalColumns, mitigations.pairs !== null) : stuck;
  const lines = chooseLines(weights, importance, columns, physicalColumns, fixed, bench);
  const known = single ? fixed ?? healthySingles(rows * physicalColumns) : mitigations.pairs ? stuck : null;
  const pairs = choosePairs(toPhysical(weights, lines, physicalColumns), rows, physicalColumns, known, bench);
  const [off, span] = [device.conductanceOff_S.value, device.conductanceOn_S.value - device.conductanceOff_S.value];
  const inSiemens = (side: Float64Array): Float64Array => side.map((share) => off + share * span);
  const aimed = { rows, columns: physicalColumns, positive: inSiemens(pairs.positive), negative: inSiemens(pairs.negative), ...(single && { offset: true as const }) };
  const highestAt = new Float64Array(physicalColumns).fill(1);
  lines.columnOf.forEach((place, column) => { highestAt[place] = highest[column]!; });
  return { devices: writeConductances(aimed, device, effects, address), highest: highestAt, toLogical: (cells, signed) => toLogical(cells, lines, physicalColumns, signed) };
}

/** Whether any of these acts while a crossbar is written. */
export function actsInWriting(mitigations: Mitigations): boolean {
  return asksForStuck(mitigations) || mitigations.lineOrder !== null || mitigations.preCompensation !== null;
}

function asksForStuck({ remap, spareColumns, flip, pairs }: Mitigations): boolean {
  return remap !== null || spareColumns !== null || flip !== null || pairs !== null;
}

/** A weight of one device is a pair whose other device is stuck in the middle of the range: nothing but its own device can be written. */
function healthySingles(cells: number): StuckPairs {
  return { positive: new Float64Array(cells).fill(NaN), negative: new Float64Array(cells).fill(REFERENCE) };
}

/** The same with stuck devices. @param compensates whether the devices of a row make up for a reference that is stuck elsewhere; it is the first negative one of the row */
function singleDevices({ positive, negative }: StuckPairs, columns: number, compensates: boolean): StuckPairs {
  const references = negative.map((_, cell) => negative[cell - (cell % columns)]!);
  return { positive, negative: references.map((stuck) => (compensates && !Number.isNaN(stuck) ? stuck : REFERENCE)) };
}

/** With an order against IR drop rows stay in it, and only columns move for the sake of stuck devices. */
function chooseLines(weights: Float64Array, importance: Float64Array, columns: number, physicalColumns: number, stuck: StuckPairs | null, { mitigations, effects }: WritingBench): Lines {
  const { lineOrder, remap, spareColumns, flip, pairs } = mitigations;
  const start = lineOrder ? orderLines(weights, importance, columns) : sameLines(importance.length, columns);
  if (!stuck || !(remap || spareColumns || flip)) return start;
  return remapLines(weights, importance, start, stuck, physicalColumns, { rows: remap !== null && lineOrder === null, columns: remap !== null, flip: flip !== null, pairs: pairs !== null, reference: effects.offsetColumns ? REFERENCE : null });
}

function choosePairs(weights: Float64Array, rows: number, columns: number, stuck: StuckPairs | null, { device, mitigations: { preCompensation }, wired }: WritingBench): Pairs {
  if (!preCompensation) return writePairs(weights, stuck);
  const off_S = device.conductanceOff_S.value;
  const wanted = weights.map((weight) => weight * preCompensation.share);
  return preCompensate(wanted, stuck, { off_S, span_S: device.conductanceOn_S.value - off_S, effective: (sides) => (wired ? wired({ rows, columns, ...sides }) : sides) });
}
