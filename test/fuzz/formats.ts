import { gunzipSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { verify } from '../../src/compile.ts';
import { withStageFile } from '../../src/library/model.ts';
import { isNetwork } from '../../src/ir/stage.ts';
import { sizeOf } from '../../src/ir/tensor.ts';
import { describeStage } from '../../src/report/describe-stage.ts';
import { readDataset, type DatasetOptions } from '../../src/read/data/dataset.ts';
import { readLabels } from '../../src/read/data/labels.ts';
import { readModel } from '../../src/read/model.ts';
import { readNpz } from '../../src/read/tensors/npz.ts';
import { unzip } from '../../src/read/tensors/zip.ts';
import { SMALL } from '../ir/small-stages.ts';
import { mutateBytes, type Mutate } from './mutate-bytes.ts';
import { mutateHdf5 } from './mutate-hdf5.ts';
import { mutateProtobuf } from './mutate-protobuf.ts';
import { mutateText } from './mutate-text.ts';
import type { Random } from './random.ts';

/** A file format, and how its reader is called. */
export interface Format {
  readonly name: string;
  /** Share of all inputs; readers that are slow get fewer. */
  readonly weight: number;
  /** Name of the file that is read; its ending tells the reader. */
  readonly fileName: (random: Random) => string;
  readonly mutate: Mutate;
  /** Reads and looks at what came out. Throws whatever the reader throws. */
  readonly read: (file: string, random: Random) => Promise<void>;
  /** Verifiers of stages know no file, and tell of `undefined` where a damaged one lacks a field. */
  readonly isStage?: boolean;
  /** Which files are changed: the one that is read (unless told), one of those beside it, or any of them. */
  readonly mutates?: 'main' | 'beside' | 'any';
}

export const FORMATS: readonly Format[] = [
  { name: 'onnx', weight: 4, fileName: () => 'input.onnx', mutate: mutateProtobuf, read: readNetwork },
  { name: 'nir', weight: 1, fileName: () => 'input.nir', mutate: mutateHdf5, read: readNetwork },
  { name: 'lava', weight: 1, fileName: () => 'input.net', mutate: mutateHdf5, read: readNetwork },
  { name: 'nir-data', weight: 1, fileName: () => 'input.h5', mutate: mutateHdf5, read: readData },
  { name: 'yaml', weight: 4, fileName: () => 'input.yaml', mutate: mutateText, read: readNetwork },
  { name: 'snn', weight: 2, fileName: () => 'input.snn', mutate: mutateBytes, read: readNetwork },
  { name: 'spinemap', weight: 2, fileName: () => 'connection_info.txt', mutate: mutateText, read: readNetwork, mutates: 'any' },
  { name: 'spinemap-spikes', weight: 1, fileName: () => 'spike_info.txt', mutate: mutateText, read: readData, mutates: 'any' },
  { name: 'synet', weight: 4, fileName: () => 'input.synet', mutate: mutateText, read: readNetwork },
  { name: 'synet-tensors', weight: 2, fileName: () => 'input.synet', mutate: mutateNpz, read: readNetwork, mutates: 'beside' },
  { name: 'tile', weight: 4, fileName: () => 'input.tile', mutate: mutateText, read: readStageFile, isStage: true },
  { name: 'npy', weight: 3, fileName: () => 'input.npy', mutate: mutateNpy, read: readData },
  { name: 'npz', weight: 2, fileName: (random) => random.pick(['input.npz', 'input']), mutate: mutateNpz, read: readArchive },
  { name: 'idx', weight: 2, fileName: (random) => random.pick(['input-idx3-ubyte', 'input']), mutate: mutateGzip, read: readData },
  { name: 'csv', weight: 3, fileName: () => 'input.csv', mutate: mutateText, read: readData },
  { name: 'bin', weight: 2, fileName: (random) => random.pick(['input.bin', 'input.bin', 'input']), mutate: mutateGzip, read: readData },
  { name: 'aedat', weight: 2, fileName: () => 'input.aedat', mutate: mutateGzip, read: readData },
  { name: 'labels', weight: 1, fileName: (random) => random.pick(['y.csv', 'y.npy', 'y-idx1-ubyte', 'y.npz', 'y']), mutate: mutateText, read: readLabelFile },
];

/** Values that more than this are not looked at one by one. */
const MOST_VALUES = 2 ** 22;

/** Now and then what was read is printed too, as `inspect` does. */
async function readNetwork(file: string, random: Random): Promise<void> {
  const { stage, assumptions } = await readModel(file);
  verify(stage, null);
  if (random.chance(0.2)) describeStage(stage, random.chance(0.5), assumptions);
}

/** As the commands do: networks are verified as they are read, later stages when their target is known. A stage file may be damaged so that any access fails (S710). */
async function readStageFile(file: string): Promise<void> {
  const { stage } = await readModel(file);
  withStageFile(file, () => {
    if (isNetwork(stage)) verify(stage, null);
    describeStage(stage);
    if (!isNetwork(stage)) verify(stage, SMALL);
  });
}

/** Shapes of the input of the network that the data are for; mostly such that fit the seeds. */
const VECTORS = [undefined, [4], [1], [2], [12], [2, 2, 1], [1, 2, 2], [1, 3, 4]];
const IMAGES = [undefined, [1, 2, 2], [4], [784]];
const SENSORS = [[2, 34, 34], [2312], [3, 32, 32], [3072], [2, 128, 128]];
const CAMERAS = [[2, 128, 128], [2, 128, 128], [2, 130, 200], [32_768], [2, 34, 34]];

async function readData(file: string, random: Random): Promise<void> {
  const timesteps = random.pick([undefined, 1, 3, 20, 20, 100_000]);
  const shapeHint = random.pick(shapesFor(file));
  const options: DatasetOptions = {
    ...(shapeHint && { shapeHint }), ...(timesteps && { timesteps }), ...(random.chance(0.5) && { bin: { length_us: random.pick([1, 1000, 15_000, 1e9]) } }),
    ...(random.chance(0.5) && { dt_s: random.pick([1e-3, 1e-12, 1]) }), spikes: random.chance(0.2), binCounts: random.chance(0.3),
    normalise: random.chance(0.1) ? [{ mean: 0.5, std: 0.25 }] : null,
  };
  const dataset = await readDataset(file, options);
  const size = sizeOf(dataset.shape) * (dataset.timesteps ?? 1);
  if (!(dataset.count >= 1 && size >= 1 && Number.isSafeInteger(size))) throw new Unsound(`${dataset.count} samples of ${size} values`);
  if (dataset.labels && dataset.labels.length !== dataset.count) throw new Unsound('labels and samples differ in number');
  if (size > MOST_VALUES) return;
  const sample = new Float32Array(size);
  for (const index of [0, dataset.count - 1]) {
    dataset.read(index, sample);
    if (!sample.every(Number.isFinite)) throw new Unsound('a value is not finite');
  }
}

function shapesFor(file: string): readonly (readonly number[] | undefined)[] {
  if (/bin$/.test(file)) return SENSORS;
  if (/aedat$/.test(file)) return CAMERAS;
  return /ubyte$/.test(file) ? IMAGES : VECTORS;
}

async function readArchive(file: string, random: Random): Promise<void> {
  if (random.chance(0.5)) readNpz(file);
  else await readData(file, random);
}

async function readLabelFile(file: string, random: Random): Promise<void> {
  const labels = readLabels(file, random.pick([2, 3, 4]));
  if (labels.some((label) => label < 0)) throw new Unsound('a label is negative');
}

/** A result that must not be. */
class Unsound extends Error {}

/** Half of the time the content, zipped again. */
function mutateGzip(bytes: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  if (bytes[0] !== 0x1f || random.chance(0.5)) return mutateBytes(bytes, random, others);
  return gzipSync(mutateBytes(gunzipSync(bytes), random, others));
}

const NPY_PREFIX_bytes = 10;

/** Half of the time the dictionary of the header, its length made right again. */
function mutateNpy(bytes: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  const length = bytes.length > NPY_PREFIX_bytes ? bytes[8]! + 256 * bytes[9]! : 0;
  if (length === 0 || random.chance(0.5)) return mutateBytes(bytes, random, others);
  const header = mutateText(bytes.subarray(NPY_PREFIX_bytes, NPY_PREFIX_bytes + length), random, [Buffer.from("'<f4' '>i8' True (3, 4) '|b1' [('a', '<f4')] 'O' '<c8'")]).subarray(0, 65_535);
  const prefix = Uint8Array.from([...bytes.subarray(0, 8), header.length & 0xff, header.length >> 8]);
  return Buffer.concat([prefix, header, bytes.subarray(NPY_PREFIX_bytes + length)]);
}

/** Half of the time one array inside, zipped again. */
function mutateNpz(bytes: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  if (random.chance(0.5)) return mutateBytes(bytes, random, others);
  const entries = [...unzip(bytes, 'seed')];
  const changed = random.below(entries.length);
  const files = entries.map(([name, content], i) => [name, i === changed ? mutateNpy(content, random, [content]) : content] as const);
  return zipSync(Object.fromEntries(files), { level: random.pick([0, 6]) });
}

