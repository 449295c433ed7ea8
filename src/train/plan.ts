import { FIRST_SPIKE_COLUMNS } from '../kernels/kernels.ts';
import { sizeOf } from '../ir/tensor.ts';
import { shapeAfter, type Architecture, type Step } from './architecture.ts';

/**
 * How the weights of a network lie in one vector of parameters, and how neurons are numbered while it is trained: output p x columns + c is channel c
 * of patch p (a dense population is one patch), columns rounded up to whole panels. Padding neurons never fire.
 */
export interface Plan {
  readonly architecture: Architecture;
  readonly projections: readonly PlannedProjection[];
  readonly parameters: number;
}

export interface PlannedProjection {
  readonly step: Step;
  /** Shape of its source, and of its destination. */
  readonly from: readonly number[];
  readonly shape: readonly number[];
  /** Numbers of source neurons, padding included; the bias is number `sources`. */
  readonly sources: number;
  readonly patches: number;
  /** Rows of the weights [rows][columns]: inputs of a patch, the bias last. */
  readonly rows: number;
  /** Output channels, and the same rounded up. */
  readonly used: number;
  readonly columns: number;
  /** Where its weights begin in the vector of parameters. */
  readonly offset: number;
  /** Rows that hold weights: all but those of padding neurons. */
  readonly inputs: number;
  /** Number of the source whose weights stand in each row, channel by channel and row by row as in the IR's tensor of a patch; `inputs` entries. */
  readonly rowOf: (input: number) => number;
  /** Rows of padding neurons: their weights stay 0. */
  readonly emptyRows: readonly number[];
  /** Convolutions only. */
  readonly patch: PatchTables | null;
}

/** Which row of which patch a source is, and which source each row of a patch is. */
export interface PatchTables {
  /** Taps of source n are offsets[n] .. offsets[n + 1]. */
  readonly offsets: Uint32Array;
  /** Pairs: patch, row. */
  readonly taps: Uint32Array;
  /** [patch][row]; rows outside the plane have number 0 and never occur. */
  readonly sourceOf: Uint32Array;
}

/** Numbers of neurons as the parameters have them: index of the IR (row-major) to number. */
type Numbering = (index: number) => number;

export function planOf(architecture: Architecture): Plan {
  const projections: PlannedProjection[] = [];
  let [from, sources, numberOf]: [readonly number[], number, Numbering] = [architecture.input, sizeOf(architecture.input), (index) => index];
  let offset = 0;
  for (const step of architecture.steps) {
    const planned = planStep(step, from, sources, numberOf, offset);
    projections.push(planned);
    offset += planned.rows * planned.columns;
    from = planned.shape;
    sources = planned.patches * planned.columns;
    const { patches, columns } = planned;
    numberOf = (index) => (index % patches) * columns + Math.floor(index / patches);
  }
  return { architecture, projections, parameters: offset };
}

function planStep(step: Step, from: readonly number[], sources: number, numberOf: Numbering, offset: number): PlannedProjection {
  const shape = shapeAfter(step, from);
  const used = shape[0]!, columns = Math.ceil(used / FIRST_SPIKE_COLUMNS) * FIRST_SPIKE_COLUMNS;
  if (step.kind === 'dense') {
    const inputs = sizeOf(from), filled = new Set(Array.from({ length: inputs }, (_, index) => numberOf(index)));
    const emptyRows = Array.from({ length: sources }, (_, row) => row).filter((row) => !filled.has(row));
    return { step, from, shape, sources, patches: 1, rows: sources + 1, used, columns, offset, inputs, rowOf: numberOf, emptyRows, patch: null };
  }
  const inputs = from[0]! * step.kernel[0] * step.kernel[1];
  const patches = shape[1]! * shape[2]!;
  return { step, from, shape, sources, patches, rows: inputs + 1, used, columns, offset, inputs, rowOf: (input) => input, emptyRows: [], patch: tablesOf(step, from, shape, sources, numberOf) };
}

function tablesOf(step: Extract<Step, { kind: 'convolution' }>, from: readonly number[], shape: readonly number[], sources: number, numberOf: Numbering): PatchTables {
  const rows = from[0]! * step.kernel[0] * step.kernel[1] + 1, patches = shape[1]! * shape[2]!;
  const sourceOf = new Uint32Array(patches * rows);
  const counts = new Uint32Array(sources + 2);
  const visit = (use: (patch: number, row: number, source: number) => void): void => {
    for (let patch = 0; patch < patches; patch++) {
      forEachInput(step, from, shape, patch, (row, index) => use(patch, row, numberOf(index)));
      use(patch, rows - 1, sources);
    }
  };
  visit((patch, row, source) => {
    sourceOf[patch * rows + row] = source;
    counts[source + 1]!++;
  });
  for (let source = 0; source <= sources; source++) counts[source + 1]! += counts[source]!;
  const taps = new Uint32Array(2 * counts[sources + 1]!), next = counts.slice();
  visit((patch, row, source) => taps.set([patch, row], 2 * next[source]!++));
  return { offsets: counts, taps, sourceOf };
}

/** The inputs of a patch that lie in the plane: row of the weights and index of the source neuron. */
function forEachInput({ kernel, stride, padding }: Extract<Step, { kind: 'convolution' }>, [channels, height, width]: readonly number[], shape: readonly number[], patch: number, use: (row: number, index: number) => void): void {
  const top = Math.floor(patch / shape[2]!) * stride[0] - padding[0], left = (patch % shape[2]!) * stride[1] - padding[1];
  for (let channel = 0, row = 0; channel < channels!; channel++) {
    for (let dy = 0; dy < kernel[0]; dy++) {
      for (let dx = 0; dx < kernel[1]; dx++, row++) {
        const y = top + dy, x = left + dx;
        if (y >= 0 && y < height! && x >= 0 && x < width!) use(row, (channel * height! + y) * width! + x);
      }
    }
  }
}
