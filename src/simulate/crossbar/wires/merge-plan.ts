import { MERGE_FIELD as FIELD, MERGE_HEADER, MERGE_KIND as KIND, MERGE_RECORD, MERGE_RUN, MERGE_RUN_FIELD as RUN } from '../../../kernels/merge-table.ts';

/** How a crossbar of this shape is put together from its cells; depends on the shape alone. */
export interface MergePlan {
  readonly rows: number;
  readonly columns: number;
  /** Records of `merge-table.ts`, one a shape of part; a part comes after its own parts. */
  readonly table: Int32Array;
  /** Record of the whole crossbar. */
  readonly root: number;
  /** Elements of workspace: an element is one number of each crossbar that is worked on at once. */
  readonly workspace: number;
  /** Additions and multiplications for one crossbar. */
  readonly operations: number;
}

const SIDE = { left: 1, right: 2, top: 4, bottom: 8 } as const;
const TERMINAL = { none: 0, source: 1, sense: 2 } as const;

/** What is known of a shape besides its record. */
interface Part {
  readonly index: number;
  readonly record: Int32Array;
  /** Where the left, right, top and bottom ports begin, and the end of all. */
  readonly ports: Ports;
  /** Elements of workspace beside its own matrix. */
  readonly workspace: number;
  readonly operations: number;
}

interface Ports {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly end: number;
}

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly sides: number;
}

/**
 * Halves the array along its longer side again and again; parts of one shape at the same sides of the array share a record, so the plan of 64 x 64
 * has some hundred. Nested dissection (George, SIAM J. Numer. Anal. 10, 1973) whose last separator leaves only sources and sense terminals.
 */
export function mergePlan(rows: number, columns: number): MergePlan {
  const parts = new Map<number, Part>();
  const whole = partOf(parts, { rows, columns, sides: SIDE.left | SIDE.right | SIDE.top | SIDE.bottom });
  const table = new Int32Array(parts.size * MERGE_RECORD);
  for (const { index, record } of parts.values()) table.set(record, index * MERGE_RECORD);
  return { rows, columns, table, root: whole.index, workspace: MERGE_HEADER + whole.record[FIELD.size]! + whole.workspace, operations: whole.operations };
}

function partOf(parts: Map<number, Part>, shape: Shape): Part {
  const key = (shape.rows * 2 ** 24 + shape.columns) * 16 + shape.sides;
  let part = parts.get(key);
  if (!part) {
    part = isCell(shape) || isSquare(shape) ? smallPart(parts.size, shape) : mergedPart(parts, shape);
    parts.set(key, part);
  }
  return part;
}

function isCell({ rows, columns }: Shape): boolean {
  return rows === 1 && columns === 1;
}

/** Two by two cells whose eight ports all lead out of them have straight-line code. */
function isSquare({ rows, columns, sides }: Shape): boolean {
  return rows === 2 && columns === 2 && (sides & (SIDE.right | SIDE.top)) === 0;
}

function smallPart(index: number, shape: Shape): Part {
  const record = new Int32Array(MERGE_RECORD);
  const ports = portsOf(shape);
  describe(record, isCell(shape) ? KIND.cell : KIND.square, shape, ports);
  return { index, record, ports, workspace: 0, operations: isCell(shape) ? 4 : 60 };
}

function mergedPart(parts: Map<number, Part>, shape: Shape): Part {
  const [first, second] = halves(shape).map((half) => partOf(parts, half)) as [Part, Part];
  const across = shape.columns >= shape.rows;
  const [ports, record] = [portsOf(shape), new Int32Array(MERGE_RECORD)];
  describe(record, KIND.merge, shape, ports);
  const shared = across ? shape.rows : shape.columns;
  const [sharedFirst, sharedSecond] = across ? [first.ports.right, second.ports.left] : [first.ports.bottom, second.ports.top];
  const runs = runsOf(shape, across, first.ports, second.ports);
  const panelStride = strideOf(shared + ports.end);
  record[FIELD.first] = first.index;
  record[FIELD.second] = second.index;
  record[FIELD.rowShift] = across ? 0 : halfOf(shape.rows);
  record[FIELD.columnShift] = across ? halfOf(shape.columns) : 0;
  record[FIELD.shared] = shared;
  record[FIELD.sharedFirst] = sharedFirst;
  record[FIELD.sharedSecond] = sharedSecond;
  record[FIELD.panelStride] = panelStride;
  record[FIELD.runCount] = runs.length;
  runs.forEach((run, i) => record.set(run, FIELD.runs + i * MERGE_RUN));
  const [sizeFirst, sizeSecond] = [first.record[FIELD.size]!, second.record[FIELD.size]!];
  const workspace = sizeFirst + Math.max(first.workspace, sizeSecond + Math.max(second.workspace, shared * panelStride));
  // Numbered only now: a part comes after its parts.
  return { index: parts.size, record, ports, workspace, operations: first.operations + second.operations + operationsOf(shared, ports.end, runs) };
}

function halves({ rows, columns, sides }: Shape): readonly [Shape, Shape] {
  if (columns >= rows) {
    const half = halfOf(columns);
    return [{ rows, columns: half, sides: sides & ~SIDE.right }, { rows, columns: columns - half, sides: sides & ~SIDE.left }];
  }
  const half = halfOf(rows);
  return [{ rows: half, columns, sides: sides & ~SIDE.bottom }, { rows: rows - half, columns, sides: sides & ~SIDE.top }];
}

/** An even number near the half, so that as many parts as possible end as squares of two by two. */
function halfOf(length: number): number {
  return length < 4 ? length >> 1 : (length >> 2) << 1;
}

function portsOf({ rows, columns, sides }: Shape): Ports {
  const right = rows;
  const top = right + (sides & SIDE.right ? 0 : rows);
  const bottom = top + (sides & SIDE.top ? 0 : columns);
  return { left: 0, right, top, bottom, end: bottom + columns };
}

function describe(record: Int32Array, kind: number, { sides }: Shape, { end }: Ports): void {
  record[FIELD.kind] = kind;
  record[FIELD.sides] = sides;
  record[FIELD.stride] = strideOf(end);
  record[FIELD.size] = end * strideOf(end);
}

/** Long rows are an odd number of cache lines (4 elements of 16 bytes) apart, so that a column of them does not crowd a few sets of the cache. */
function strideOf(length: number): number {
  return length < 24 ? length : (((length + 3) >> 2) | 1) << 2;
}

/** Kept ports of both parts in the order of the ports of the whole. */
function runsOf({ sides }: Shape, across: boolean, first: Ports, second: Ports): readonly Int32Array[] {
  const left = [first.left, first.right], right = [first.right, first.top], top = [first.top, first.bottom], bottom = [first.bottom, first.end];
  const source = sides & SIDE.left ? TERMINAL.source : TERMINAL.none, sense = sides & SIDE.bottom ? TERMINAL.sense : TERMINAL.none;
  const otherLeft = [second.left, second.right], otherRight = [second.right, second.top], otherTop = [second.top, second.bottom], otherBottom = [second.bottom, second.end];
  const ordered: readonly (readonly [number, readonly number[], number])[] = across
    ? [[0, left, source], [1, otherRight, 0], [0, top, 0], [1, otherTop, 0], [0, bottom, sense], [1, otherBottom, sense]]
    : [[0, left, source], [1, otherLeft, source], [0, right, 0], [1, otherRight, 0], [0, top, 0], [1, otherBottom, sense]];
  let to = 0;
  return ordered.filter(([, [from, end]]) => end! > from!).map(([part, [from, end], terminal]) => {
    const run = new Int32Array(MERGE_RUN);
    run[RUN.part] = part;
    run[RUN.from] = from!;
    run[RUN.length] = end! - from!;
    run[RUN.to] = to;
    run[RUN.terminal] = terminal;
    to += end! - from!;
    return run;
  });
}

/** Of the panel (a triangle of the shared ports beside all kept ones) and of the update of every pair of kept ports that is of use. */
function operationsOf(shared: number, kept: number, runs: readonly Int32Array[]): number {
  let useless = 0;
  for (const terminal of [TERMINAL.source, TERMINAL.sense]) {
    const count = runs.reduce((sum, run) => sum + (run[RUN.terminal] === terminal ? run[RUN.length]! : 0), 0);
    useless += (count * (count - 1)) / 2;
  }
  return shared ** 3 / 3 + shared ** 2 * kept + 2 * shared * ((kept * (kept - 1)) / 2 - useless);
}
