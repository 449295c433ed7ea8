/** The content of an HDF5 file as plain values, so that it can pass between threads. */
export type Hdf5Node = Hdf5Group | Hdf5Array | Hdf5Text | Hdf5Other;

export interface Hdf5Group {
  readonly kind: 'group';
  readonly members: ReadonlyMap<string, Hdf5Node>;
  readonly attributes: ReadonlyMap<string, Hdf5Node>;
}

/** Numbers, row-major; a scalar has the empty shape. Integers of 64 bits and booleans arrive as doubles and bytes. */
export interface Hdf5Array {
  readonly kind: 'array';
  readonly shape: readonly number[];
  readonly data: NumberArray;
}

export interface Hdf5Text {
  readonly kind: 'text';
  readonly shape: readonly number[];
  readonly texts: readonly string[];
}

/** Something that is not read: a compound, a reference, a link that leads nowhere. */
export interface Hdf5Other {
  readonly kind: 'other';
  /** In words, to follow "holds". */
  readonly what: string;
}

export type NumberArray = Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** The group of that name in a group; null when there is none or it is no group. */
export function groupIn(group: Hdf5Group, name: string): Hdf5Group | null {
  const member = group.members.get(name);
  return member?.kind === 'group' ? member : null;
}

/** The one text of a scalar, or of an array of one. */
export function textOf(node: Hdf5Node | undefined): string | null {
  return node?.kind === 'text' && node.texts.length === 1 ? node.texts[0]! : null;
}

/** The one number of a scalar, or of an array of one. */
export function numberOf(node: Hdf5Node | undefined): number | null {
  return node?.kind === 'array' && node.data.length === 1 ? node.data[0]! : null;
}
