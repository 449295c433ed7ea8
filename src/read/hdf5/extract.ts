import type { Attribute, Dataset, Entity, Group } from 'h5wasm';
import { float16ToFloat } from '../tensors/half-floats.ts';
import type { Library } from './library.ts';
import type { Hdf5Group, Hdf5Node, NumberArray } from './tree.ts';

/** What extraction gives: the tree, or why there is none. */
export type Extraction = { readonly root: Hdf5Group } | { readonly damaged: string } | { readonly tooLarge: TooLarge };

export interface TooLarge {
  /** Path of the dataset. */
  readonly place: string;
  readonly claimed: string;
  readonly limit: string;
}

/**
 * Everything an HDF5 file holds. Sizes are checked against the file before anything is allocated: deflate shrinks by 1032 at the most.
 * Whatever the bytes, it returns or throws inside WebAssembly, or it runs for ever: `readHdf5` calls it in a thread with a time limit.
 */
export function extract(library: Library, bytes: Uint8Array): Extraction {
  const { FS, File } = library;
  const name = '/file.h5';
  const budget: Budget = { library, values_bytes: mostValues(bytes.length), objects: MOST_OBJECTS, inflated_bytes: 0 };
  try {
    (FS as unknown as MemoryFiles).writeFile(name, bytes, { canOwn: true });
    const file = new File(name, 'r');
    if (file.file_id < 0n) return { damaged: 'its first bytes are those of an HDF5 file, but HDF5 cannot open it' };
    const root = groupOf(file, budget, 0);
    file.close();
    return { root };
  } catch (error) {
    return error instanceof Beyond ? { tooLarge: error.what } : { damaged: reasonOf(error) };
  } finally {
    if (FS!.analyzePath(name).exists) FS!.unlink(name);
  }
}

/** `canOwn` keeps the bytes as the file's content, without a copy; the type declarations do not know it. */
interface MemoryFiles {
  readonly writeFile: (name: string, bytes: Uint8Array, options: { readonly canOwn: boolean }) => void;
}

/** Bytes of values that a file of that length may hold. */
export function mostValues(file_bytes: number): number {
  return Math.min(MOST_BYTES, Math.max(file_bytes, 4096) * MOST_INFLATION);
}

const MOST_INFLATION = 1100;
const MOST_BYTES = 2 ** 30;
const MOST_OBJECTS = 100_000;
const DEEPEST = 32;

interface Budget {
  readonly library: Library;
  readonly values_bytes: number;
  inflated_bytes: number;
  objects: number;
}

class Beyond extends Error {
  constructor(readonly what: TooLarge) {
    super();
  }
}

function groupOf(group: Group, budget: Budget, depth: number): Hdf5Group {
  if (depth > DEEPEST) throw new Beyond({ place: group.path, claimed: `groups within groups, more than ${DEEPEST} deep`, limit: `${DEEPEST}` });
  const members = new Map<string, Hdf5Node>();
  for (const name of group.keys()) {
    spendObject(budget, group.path);
    members.set(name, nodeOf(group.get(name), budget, depth));
  }
  return { kind: 'group', members, attributes: attributesOf(group, budget) };
}

function spendObject(budget: Budget, place: string): void {
  if (--budget.objects < 0) throw new Beyond({ place, claimed: `more than ${MOST_OBJECTS} groups and datasets`, limit: `${MOST_OBJECTS}` });
}

function nodeOf(entity: Entity | null, budget: Budget, depth: number): Hdf5Node {
  const { Group, Dataset } = budget.library;
  if (entity instanceof Group) return groupOf(entity, budget, depth + 1);
  if (entity instanceof Dataset) return valuesOf(entity, entity.path, budget);
  return { kind: 'other', what: entity === null ? 'nothing that can be opened' : LINKS[entity.constructor.name] ?? 'no values' };
}

/** Files outside are never opened: a model from elsewhere must not make this program read other files. */
const LINKS: Readonly<Record<string, string>> = { BrokenSoftLink: 'a link that leads nowhere', ExternalLink: 'a link to another file', Datatype: 'a data type' };

function attributesOf(group: Group, budget: Budget): ReadonlyMap<string, Hdf5Node> {
  const attributes = new Map<string, Hdf5Node>();
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(group.attrs))) {
    spendObject(budget, group.path);
    attributes.set(name, valuesOf(descriptor.get!() as Attribute, `${group.path} attribute ${name}`, budget));
  }
  return attributes;
}

function valuesOf(source: Dataset | Attribute, place: string, budget: Budget): Hdf5Node {
  const { metadata } = source;
  const { shape } = metadata;
  if (!shape) return { kind: 'other', what: 'an empty data space' };
  if (metadata.virtual_sources?.length) return { kind: 'other', what: 'a view of other datasets' };
  const elements = shape.reduce((product, extent) => product * extent, 1);
  budget.inflated_bytes += elements * metadata.size;
  if (!(budget.inflated_bytes <= budget.values_bytes)) {
    throw new Beyond({ place, claimed: `[${shape.slice(0, 8).join(', ')}] values of ${metadata.size} bytes`, limit: `${budget.values_bytes} bytes in all` });
  }
  const classes = budget.library.Module.H5T_class_t;
  switch (metadata.type) {
    case classes.H5T_STRING.value:
      return { kind: 'text', shape, texts: elements === 0 ? [] : textsOf(source.value) };
    case classes.H5T_FLOAT.value:
      if (metadata.size === 2) return halves(source, elements, shape, budget.library);
      if (metadata.size !== 4 && metadata.size !== 8) return { kind: 'other', what: `floating-point numbers of ${metadata.size * 8} bits` };
      return { kind: 'array', shape, data: elements === 0 ? new Float64Array(0) : numbersOf(source.value) };
    case classes.H5T_INTEGER.value:
    case classes.H5T_ENUM.value:
      return { kind: 'array', shape, data: elements === 0 ? new Float64Array(0) : numbersOf(source.value) };
    default:
      return { kind: 'other', what: 'values of a compound, variable or unknown kind' };
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function numbersOf(value: unknown): NumberArray {
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) return Float64Array.from(value as unknown as ArrayLike<number>, Number);
  if (ArrayBuffer.isView(value)) return value as NumberArray;
  return Float64Array.of(Number(value));
}

/** Half precision, which the library does not turn into numbers itself. */
function halves(source: Dataset | Attribute, elements: number, shape: readonly number[], { Dataset, Module }: Library): Hdf5Node {
  if (!(source instanceof Dataset)) return { kind: 'other', what: 'numbers of half precision' };
  const pointer = Module._malloc(Math.max(1, elements * 2));
  try {
    Module.get_dataset_data(source.file_id, source.path, null, null, null, BigInt(pointer));
    const bits = new Uint16Array(Module.HEAPU8.slice(pointer, pointer + elements * 2).buffer);
    return { kind: 'array', shape, data: Float32Array.from(bits, float16ToFloat) };
  } finally {
    Module._free(pointer);
  }
}

/** HDF5's own account has many lines of its inner workings; the innermost reason stands in the last. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'RuntimeError') return 'it leads the HDF5 library astray';
  const text = error instanceof Error ? error.message : String(error);
  const minor = [...text.matchAll(/minor: (.*)/g)].at(-1)?.[1] ?? text.split('\n')[0]!;
  return `HDF5 says: ${minor.trim().slice(0, 120)}`;
}
