import type { Where } from '../../../diagnostics/diagnostic.ts';
import { hasResistance, type ArrayWires, type Wires } from '../../../ir/wires.ts';
import type { Kernels } from '../../../kernels/kernels.ts';
import type { Conductances } from '../conductances.ts';
import { createWireSolver } from './effective-matrix.ts';
import { feltVoltages, type FeltVoltages } from './sag.ts';

/** The conductances with which sources act on the column circuits, in place of those of the devices. */
export interface Wired {
  (devices: Conductances, where?: Where): Conductances;
  /** What the devices feel of the rows that are driven together (feltVoltages); null where no wire has a resistance. */
  readonly felt: ((devices: Conductances) => FeltDevices) | null;
}

/** What the devices of both signs feel, laid out as they are. */
export interface FeltDevices {
  readonly positive: FeltVoltages;
  readonly negative: FeltVoltages;
}

/** Word lines and bit lines of an array. */
export interface ArraySize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Wires of the crossbars of a chip. The devices of one sign are an array of their own, with drivers, wires and sense circuits of its own; devices that are
 * compared with a reference column share one array with it, which has a column more for it: the one behind the last column in use. The rows in
 * use are the last ones, next to the sense circuits, and the columns in use the first ones, next to the drivers. The rows that are not used, and
 * those that are silent, are held at 0 V. Devices in the other rows and columns keep `off_S`, or are disconnected: then the wires that lead
 * past them carry no current, and the array is no larger than what is used of it.
 * @param size of the arrays; null where they are as large as what is written in them
 * @param kernels an instance of their own
 */
export function wiredCrossbars(wires: ArrayWires, size: ArraySize | null, off_S: number, kernels: Kernels): Wired {
  const solver = createWireSolver(kernels);
  const { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm } = wires;
  const resistances: Wires = { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm };
  const place = (devices: Conductances): PlacedArrays => toArrays(devices, wires.unusedCells === 'open' ? null : size, off_S);
  const act = (devices: Conductances, where: Where = {}): Conductances => {
    const { arrays, used, whole } = place(devices);
    return fromArrays(devices, solver.effectiveMatrices(arrays, whole.rows, whole.columns, resistances, arrays, where), used);
  };
  const felt = (devices: Conductances): FeltDevices => {
    const { arrays, used, whole } = place(devices);
    const found = arrays.map((cells) => feltVoltages(cells, whole.rows, whole.columns, resistances, whole.rows - used.rows));
    const of = (what: keyof FeltVoltages): Conductances => fromArrays(devices, found.map((one) => one[what]), used);
    const [own, sag, share] = [of('own'), of('sag'), of('felt')];
    const side = (sign: 'positive' | 'negative'): FeltVoltages => ({ own: own[sign], sag: sag[sign], felt: share[sign] });
    return { positive: side('positive'), negative: side('negative') };
  };
  return Object.assign(act, { felt: hasResistance(wires) ? felt : null });
}

/** The arrays of a crossbar, of one size, and where in them what is used of them stands. */
export interface PlacedArrays {
  readonly arrays: readonly Float64Array[];
  readonly used: Used;
  readonly whole: ArraySize;
}

/** Lays the devices of a crossbar into its arrays. @param size word lines, and bit lines without that of a reference; null: as many as are used */
export function toArrays({ rows, columns, positive, negative, offset }: Conductances, size: ArraySize | null, off_S: number): PlacedArrays {
  const width = offset ? columns + 1 : columns;
  const fits = size !== null && rows <= size.rows && columns <= size.columns;
  const whole = fits ? { rows: size.rows, columns: size.columns + width - columns } : { rows, columns: width };
  const used = { rows, columns: width, stride: whole.columns, first: (whole.rows - rows) * whole.columns };
  const arrays = (offset ? [withReference(positive, negative, columns)] : [positive, negative]).map((cells) => {
    const array = new Float64Array(whole.rows * whole.columns).fill(off_S);
    placeUsed(cells, array, used);
    return array;
  });
  return { arrays, used, whole };
}

/** From the arrays back to the devices. */
function fromArrays({ rows, columns, offset }: Conductances, arrays: readonly Float64Array[], used: Used): Conductances {
  const [one, other] = arrays.map((array) => takeUsed(array, used));
  const { columns: width } = used;
  if (!offset) return { rows, columns, positive: one!, negative: other! };
  const cells = (columnOf: (column: number) => number): Float64Array =>
    Float64Array.from({ length: rows * columns }, (_, cell) => one![Math.floor(cell / columns) * width + columnOf(cell % columns)]!);
  return { rows, columns, positive: cells((column) => column), negative: cells(() => columns), offset };
}

/** Columns, and behind them the reference that stands in `negative` for each of them. */
function withReference(cells: Float64Array, reference: Float64Array, columns: number): Float64Array {
  const rows = cells.length / columns;
  const joined = new Float64Array(rows * (columns + 1));
  for (let row = 0; row < rows; row++) {
    joined.set(cells.subarray(row * columns, (row + 1) * columns), row * (columns + 1));
    joined[row * (columns + 1) + columns] = reference[row * columns]!;
  }
  return joined;
}

/** Where the used part of an array stands in it. */
export interface Used extends ArraySize {
  readonly stride: number;
  readonly first: number;
}

function placeUsed(cells: Float64Array, array: Float64Array, { rows, columns, stride, first }: Used): void {
  for (let row = 0; row < rows; row++) array.set(cells.subarray(row * columns, (row + 1) * columns), first + row * stride);
}

function takeUsed(array: Float64Array, { rows, columns, stride, first }: Used): Float64Array {
  const cells = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) cells.set(array.subarray(first + row * stride, first + row * stride + columns), row * columns);
  return cells;
}
