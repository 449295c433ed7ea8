import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { printStage } from '../../src/ir/stage-text.ts';
import { tensor, type Tensor } from '../../src/ir/tensor.ts';
import { encodeNpy } from '../../src/read/tensors/npy.ts';
import { encodeNpz } from '../../src/read/tensors/npz.ts';
import { smallStages } from '../ir/small-stages.ts';

/** A sound file (or one of the tests' damaged ones) that inputs are made from. */
export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Files that it refers to, which lie beside it. */
  readonly beside: ReadonlyMap<string, Uint8Array>;
}

const MOST_SEED_BYTES = 100_000;

export function seedOf(name: string, bytes: Uint8Array | string, beside: Seed['beside'] = new Map()): Seed {
  return { name, bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes, beside };
}

/** Small files of the tests and examples whose names end so, in the order of their names. */
export function filesEnding(root: string, ...endings: readonly string[]): Seed[] {
  return ['examples', 'test'].flatMap((folder) => filesUnder(join(root, folder))).filter((file) => endings.some((ending) => file.endsWith(ending)))
    .flatMap((file) => (statSync(file).size <= MOST_SEED_BYTES ? [seedOf(file.slice(root.length + 1), readFileSync(file), sideFiles(file))] : []));
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).filter(({ name }) => name !== 'node_modules').sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** The archive of tensors of a network in the network language. */
function sideFiles(file: string): Seed['beside'] {
  const archive = file.replace(/\.synet$/, '.npz');
  if (archive === file || !statSync(archive, { throwIfNoEntry: false })) return new Map();
  return new Map([[archive.replace(/^.*\//, ''), readFileSync(archive)]]);
}

/** Every stage of a small network as a stage file. */
export function stageSeeds(): Seed[] {
  return Object.entries(smallStages()).flatMap(([name, stage]) => (typeof stage === 'object' && stage !== null && 'stage' in stage ? [seedOf(name, printStage(stage as Parameters<typeof printStage>[0]))] : []));
}

export function npySeeds(): Seed[] {
  const arrays: readonly Tensor[] = [
    tensor([2, 4], Float32Array.of(0, 1, 0.5, -1, 3, 2, 1, 0)), tensor([1, 3, 4], new Uint8Array(12).fill(1)), tensor([2, 2, 4], new Float64Array(16)), tensor([4], Int32Array.of(1, 2, 3, 4)),
    tensor([2, 2, 2, 1], Int16Array.of(1, 0, 1, 0, 1, 1, 0, 0)), tensor([3], new Int8Array(3)),
  ];
  return arrays.map((array: Tensor, i) => seedOf(`array ${i}`, encodeNpy(array)));
}

export function npzSeeds(): Seed[] {
  const x = tensor([2, 4], Float32Array.of(0, 1, 0.5, -1, 3, 2, 1, 0));
  return [seedOf('one', encodeNpz(new Map([['x', x]]))), seedOf('two', encodeNpz(new Map<string, Tensor>([['y', tensor([2], Int32Array.of(1, 0))], ['x', x]])))];
}

export function idxSeeds(): Seed[] {
  const idx = (shape: readonly number[]): Uint8Array => {
    const header = Buffer.alloc(4 + 4 * shape.length);
    header.set([0, 0, 8, shape.length]);
    shape.forEach((extent, axis) => header.writeUInt32BE(extent, 4 + 4 * axis));
    return Buffer.concat([header, Buffer.alloc(shape.reduce((product, extent) => product * extent, 1), 3)]);
  };
  const files = [idx([3, 2, 2]), idx([4]), idx([2, 1, 2, 2])];
  return [...files.map((bytes, i) => seedOf(`idx ${i}`, bytes)), ...files.map((bytes, i) => seedOf(`idx ${i}.gz`, gzipSync(bytes)))];
}

export function recordingSeeds(): Seed[] {
  const nmnist = Uint8Array.from({ length: 200 }, (_, i) => [(i * 7) % 34, (i * 3) % 34, (i % 2) * 128, i, i][i % 5]!);
  return [seedOf('events.bin', nmnist), seedOf('events.bin.gz', gzipSync(nmnist)), seedOf('images.bin', new Uint8Array(2 * 3073).fill(5))];
}

export const CSV_SEEDS: readonly Seed[] = [
  '0,1,0.5,-1\n3,2,1,0\n', 'time,index\n0,1\n1,3\n2,0\n', 'sample,time,index\n0,0,1\n2,1,3\n', 'time_s,index\n0,1\n0.001,3\n', 'label\n1\n0\n2\n', 'file,label\nb.bin,1\na.bin,0\n', '\ufeff1e-3, 2,3 ,+.5\r\n\r\n1,2,3,4\r\n',
].map((text, i) => seedOf(`table ${i}`, text));

/** A hypergraph: nodes, edges, then of each edge the number of destinations, the source, the destinations, the frequency. */
export function hypergraphSeeds(): Seed[] {
  const bytes = Buffer.alloc(8 + 2 * 20);
  let at = 0;
  for (const number of [4, 2]) at = bytes.writeUInt32LE(number, at);
  for (const edge of [[2, 0, 2, 3], [2, 1, 2, 3]]) {
    for (const number of edge) at = bytes.writeUInt32LE(number, at);
    at = bytes.writeFloatLE(0.5, at);
  }
  return [seedOf('hypergraph', bytes)];
}

/** The three files of an application, with and without weights. */
export function spinemapSeeds(): Seed[] {
  const connections = '0 2 3\n1 3\n2 4\n3 4 5\n';
  const weights = Buffer.from('0 0.5 -1.25\n1 2e-1\n2 1\n3 .5 1\n');
  const spikes = Buffer.from('0 0 2 2 5\n1\n2 1 3\n4 7\n');
  return [
    seedOf('three files', connections, new Map([['weight_info.txt', weights], ['spike_info.txt', spikes]])),
    seedOf('two files', connections, new Map([['spike_info.txt', spikes]])),
  ];
}

/** The same files, of which the spikes are read. */
export function spikeInfoSeeds(): Seed[] {
  return spinemapSeeds().map(({ name, bytes, beside }) => seedOf(name, beside.get('spike_info.txt')!, new Map([...beside, ['connection_info.txt', bytes] as const].filter(([file]) => file !== 'spike_info.txt'))));
}

export const YAML_SEEDS: readonly Seed[] = [`network:
  name: example
  groups:
    - name: in
      attributes: {soma_hw_name: input, synapse_hw_name: dense}
      neurons: [0..1: [spikes: [1, 0, 1]], 2: {rate: 0.5}]
    - name: out
      attributes:
        - threshold: 1.0
        - reset: 0.0
        - leak_decay: 0.9
        - soma_hw_name: loihi_lif
      neurons:
        - 0
        - 1: {bias: 0.2}
  edges:
    - in.0 -> out.0: {weight: 1.5}
    - in.1 -> out.1: [weight: -2, delay: 1]
    - in -> out: [{type: dense}, {weight: [1, 2, 3, 4, 5, 6]}]
mappings:
  - in: {core: 0.0}
  - out.0..1: {core: 0.1}
`].map((text, i) => seedOf(`network ${i}`, text));
