import { largestLevels, type Configuration } from '../../ir/configuration.ts';
import { length } from '../../ir/unrolled.ts';
import { bitSlices, type BitSlice } from '../crossbar/bit-slices.ts';
import { levelsPerSiemens, toEffectiveLevels, type Conductances, type CrossbarAddress } from '../crossbar/conductances.ts';
import { readVariances, variesInReads, type CellVariances } from '../crossbar/read-variances.ts';
import { chooseScale } from '../mitigation/choose-scale.ts';
import { writeCrossbar, type LevelsToWrite, type WritingBench, type WrittenCrossbar } from '../mitigation/write-crossbar.ts';
import { forEachLevel } from './connections.ts';
import { rowInCrossbar, type CoupledNoise, type Crossbars, type ProgrammedPlane, type SolvedCrossbar } from './crossbar-connections.ts';

/** All crossbars once they are written. */
export interface ProgrammedChip {
  readonly slices: readonly ProgrammedPlane[];
  /** What all weights came to be multiplied with on purpose (`chooseScale`). */
  readonly scale: number;
}

/** Writes all crossbars. Every slice stands in arrays of its own. */
export function programSlices(configuration: Configuration, crossbars: Crossbars, bench: WritingBench, importance: readonly Float64Array[], seed: number): ProgrammedChip {
  const { bitSlicing } = bench.effects;
  const slices = bitSlicing ? bitSlices(Math.max(...largestLevels(configuration)), bitSlicing.bits) : [null];
  const wanted = slices.map((slice, index) => levelsOfCrossbars(configuration, crossbars).map((whole, id) => ({ ...levelsOfSlice(whole, slice), importance: importance[id]!, address: addressIn(crossbars, id, seed, index) })));
  const all = wanted.flat();
  const scale = chooseScale(all, bench, (index) => all[index]!.address);
  return { slices: slices.map((slice, index) => programAll(crossbars, { ...bench, scale }, slice, wanted[index]!)), scale };
}

interface PlacedLevels extends LevelsToWrite {
  readonly address: CrossbarAddress;
}

function levelsOfSlice({ levels, highest, ...rest }: Omit<LevelsToWrite, 'importance'>, slice: BitSlice | null): Omit<LevelsToWrite, 'importance'> {
  return slice ? { ...rest, levels: slice.digits(levels), highest: highest.map(() => slice.largest) } : { ...rest, levels, highest };
}

/** What the slices of a weight amount to together. */
export function wholeWeights(slices: readonly ProgrammedPlane[]): Float32Array {
  if (slices.length === 1) return slices[0]!.weights;
  return slices[0]!.weights.map((_, cell) => slices.reduce((sum, { worth, weights }) => sum + worth * weights[cell]!, 0));
}

/** A core has fewer than 2^16 crossbars (targets/schema.ts). */
function addressIn({ core, index }: Crossbars, id: number, seed: number, slice: number): CrossbarAddress {
  return { seed, core: core[id]!, crossbar: index[id]! + 2 ** 16 * slice };
}

function programAll(crossbars: Crossbars, bench: WritingBench, slice: BitSlice | null, wanted: readonly PlacedLevels[]): ProgrammedPlane {
  const plane = emptyPlane(crossbars, bench, slice);
  const solved: SolvedCrossbar[] = [];
  wanted.forEach(({ address, ...levels }, id) => {
    const { rows, columns } = levels;
    const written = writeCrossbar(levels, bench, address);
    const acting = bench.wired ? bench.wired(written.devices) : written.devices;
    const place = (cells: Float32Array, pool: Float32Array, signed = false): void => {
      const logical = written.toLogical(cells, signed);
      for (let row = 0; row < rows; row++) pool.set(logical.subarray(row * columns, (row + 1) * columns), crossbars.base[id]! + row * crossbars.stride[id]!);
    };
    place(toEffectiveLevels(acting, written.highest, bench.device), plane.weights, true);
    if (bench.curved) solved.push({ curved: bench.curved(written.devices), lines: written.lines, perSiemens: levelsPerSiemens(written.devices, written.highest, bench.device) });
    if (!plane.variances || bench.curved) return;
    const variances = readVariances(written.devices, written.highest, bench.device, bench.effects, bench.wired?.felt && bench.wired.felt(written.devices));
    place(variances.own, plane.variances);
    if (plane.coupled) placeCoupled(plane.coupled, variances, written, currentLevels(acting, written, bench), crossbars.firstColumn[id]!, place);
  });
  return { ...plane, solved: bench.curved ? solved : null };
}

function emptyPlane({ rows, stride, columns }: Crossbars, { effects, wired, curved }: WritingBench, slice: BitSlice | null): Omit<ProgrammedPlane, 'solved'> {
  const size = rows.reduce((sum, count, id) => sum + count * stride[id]!, 0);
  const width = columns.reduce((sum, count) => sum + count, 0);
  const pool = (): Float32Array => new Float32Array(size);
  const varies = variesInReads(effects);
  const sides = <T>(make: () => T): { positive: T; negative: T } => ({ positive: make(), negative: make() });
  // Solved reads find their noise themselves.
  const felt = wired?.felt && !curved;
  const coupled = varies && (effects.offsetColumns || felt) ? {
    reference: effects.offsetColumns ? pool() : null,
    sag: felt ? { current: pool(), linear: sides(pool), square: sides(() => new Float64Array(width)), turned: new Uint8Array(width) } : null,
  } : null;
  return { worth: slice?.worth ?? 1, largest: slice?.largest ?? null, weights: pool(), variances: varies ? pool() : null, coupled };
}

/** What is to stand in each crossbar. */
function levelsOfCrossbars(configuration: Configuration, crossbars: Crossbars): readonly Omit<LevelsToWrite, 'importance'>[] {
  const { applications, units } = configuration;
  const members: number[][] = crossbars.core.map(() => []);
  crossbars.of.forEach((id, application) => { if (id >= 0) members[id]!.push(application); });
  const largest = largestLevels(configuration);
  return members.map((list, id) => {
    const [rows, columns] = [crossbars.rows[id]!, crossbars.columns[id]!];
    const levels = new Float64Array(rows * columns);
    const highest = new Float64Array(columns).fill(1);
    const applied = configuration.style === 'column-per-neuron' ? list : list.slice(0, 1);
    for (const application of applied) {
      const { synapses, columns: range } = units[applications.unit[application]!]!;
      highest.fill(largest[synapses!.block]!, applications.column[application]!, applications.column[application]! + length(range));
      forEachLevel(configuration, applications.unit[application]!, applications.position[application]!, (row, column, level) => {
        const at = rowInCrossbar(configuration, application, row);
        if (at >= 0) levels[at * columns + applications.column[application]! + column] = level;
      });
    }
    return { levels, rows, columns, highest };
  });
}

function currentLevels(acting: Conductances, { highest }: WrittenCrossbar, { device }: WritingBench): Float32Array {
  const perSiemens = levelsPerSiemens(acting, highest, device);
  return Float32Array.from(acting.positive, (siemens, cell) => (siemens + acting.negative[cell]!) * perSiemens[cell % acting.columns]!);
}

function placeCoupled(
  coupled: CoupledNoise, { reference, sag }: CellVariances, { toLogical, lines }: WrittenCrossbar, current: Float32Array, firstColumn: number, place: (cells: Float32Array, pool: Float32Array) => void,
): void {
  if (coupled.reference) place(reference!, coupled.reference);
  if (!coupled.sag) return;
  place(current, coupled.sag.current);
  coupled.sag.turned.set(lines.flipped, firstColumn);
  const columns = lines.columnOf.length;
  for (const side of ['positive', 'negative'] as const) {
    place(sag![side].linear, coupled.sag.linear[side]);
    toLogical(sag![side].square, false).forEach((value, cell) => { coupled.sag!.square[side][firstColumn + (cell % columns)]! += value; });
  }
}
