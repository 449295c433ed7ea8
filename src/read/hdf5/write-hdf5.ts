import type { Group } from 'h5wasm';
import { sizeOf } from '../../ir/tensor.ts';
import { loadLibrary, type Library } from './library.ts';
import type { Hdf5Array, Hdf5Group, Hdf5Node } from './tree.ts';

/** The bytes of an HDF5 file with that content; arrays of some size are deflated, as h5py does. @throws Error for nodes of kind `other` */
export async function hdf5Bytes(root: Hdf5Group): Promise<Uint8Array> {
  const library = await loadLibrary();
  return withoutTime(() => writeFile(library, root));
}

/** HDF5 notes the time in every dataset, and cannot be told not to from here; the same content shall give the same bytes. */
function withoutTime<T>(work: () => T): T {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return work();
  } finally {
    Date.now = now;
  }
}

function writeFile({ File, FS }: Library, root: Hdf5Group): Uint8Array {
  const name = '/written.h5';
  const file = new File(name, 'w', { libver: ['earliest', 'v114'] });
  try {
    writeGroup(file, root);
    file.flush();
  } finally {
    file.close();
  }
  const bytes = FS!.readFile(name);
  FS!.unlink(name);
  return bytes;
}

function writeGroup(group: Group, { members, attributes }: Hdf5Group): void {
  for (const [name, node] of attributes) writeAttribute(group, name, node);
  for (const [name, node] of members) {
    if (node.kind === 'group') writeGroup(group.create_group(name), node);
    else writeValues(group, name, node);
  }
}

function writeAttribute(group: Group, name: string, node: Hdf5Node): void {
  if (node.kind === 'text') group.create_attribute(name, node.shape.length === 0 ? node.texts[0]! : [...node.texts], [...node.shape], 'S');
  else if (node.kind === 'array') group.create_attribute(name, node.data, [...node.shape]);
  else throw new Error(`cannot write ${node.kind === 'group' ? 'a group' : node.what} as an attribute`);
}

function writeValues(group: Group, name: string, node: Exclude<Hdf5Node, Hdf5Group>): void {
  switch (node.kind) {
    case 'text':
      group.create_dataset({ name, data: [...node.texts], shape: [...node.shape], dtype: 'S' });
      return;
    case 'array':
      group.create_dataset({ name, data: node.data, shape: [...node.shape], ...compression(node) });
      return;
    case 'other':
      throw new Error(`cannot write ${node.what}`);
  }
}

/** Chunks and their index take more room than small arrays would save. */
const WORTH_DEFLATING = 1024;
const CHUNK_values = 2 ** 16;

function compression({ shape }: Hdf5Array): { chunks: number[]; compression: 'gzip' } | object {
  if (sizeOf(shape) < WORTH_DEFLATING) return {};
  return { chunks: chunksOf(shape), compression: 'gzip' };
}

/** Whole rows of the last axes, as many as fit into one chunk. */
function chunksOf(shape: readonly number[]): number[] {
  const chunks: number[] = shape.map(() => 1);
  let room = CHUNK_values;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    chunks[axis] = Math.max(1, Math.min(shape[axis]!, room));
    room = Math.floor(room / chunks[axis]!);
  }
  return chunks;
}
