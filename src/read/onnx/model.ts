import type { Region } from './bytes.ts';

/** What the headers of an ONNX file say: everything but the numbers of its tensors and attributes, which stay in the file. */
export interface ModelHeader {
  /** Version of the default operator domain; null when the file states none. */
  readonly opset: number | null;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: GraphHeader;
}

export interface GraphHeader {
  readonly nodes: readonly NodeHeader[];
  readonly initializers: readonly TensorHeader[];
  readonly sparseInitializers: readonly string[];
  readonly inputs: readonly ValueHeader[];
  readonly outputs: readonly ValueHeader[];
}

export interface NodeHeader {
  /** Place among the nodes of the graph, from 0. */
  readonly index: number;
  readonly name: string;
  readonly operator: string;
  /** Empty for the default domain. */
  readonly domain: string;
  /** An empty name is an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly AttributeHeader[];
}

export interface AttributeHeader {
  readonly name: string;
  readonly message: Region;
}

export interface ValueHeader {
  readonly name: string;
  /** null where the file states no shape; a dimension is null when it is free. */
  readonly dimensions: readonly (number | null)[] | null;
}

export interface TensorHeader {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly elementType: number;
  /** Bytes of `raw_data`; null when the values stand in typed fields of the message or outside the file. */
  readonly raw: Region | null;
  readonly external: ReadonlyMap<string, string> | null;
  /** The whole message, walked again for values in typed fields. */
  readonly message: Region;
}

/** Element types of TensorProto.DataType (onnx.proto) by number. */
export const ELEMENT = {
  float: 1, uint8: 2, int8: 3, uint16: 4, int16: 5, int32: 6, int64: 7, bool: 9, float16: 10, double: 11, bfloat16: 16,
  float8e4m3fn: 17, float8e4m3fnuz: 18, float8e5m2: 19, float8e5m2fnuz: 20, uint4: 21, int4: 22,
} as const;

export function elementName(elementType: number): string {
  return Object.entries(ELEMENT).find(([, number]) => number === elementType)?.[0] ?? `element type ${elementType}`;
}
