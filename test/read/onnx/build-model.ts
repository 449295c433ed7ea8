import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import onnxProto from 'onnx-proto';
import { afterAll } from 'vitest';
import { DiagnosticError, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { readOnnx } from '../../../src/read/onnx/read-onnx.ts';

const { onnx } = onnxProto;

export type NodeSpec = readonly [operator: string, inputs: readonly string[], outputs: readonly string[], attributes?: Attributes, name?: string, domain?: string];
export type Attributes = Readonly<Record<string, number | string | readonly number[] | onnxProto.onnx.IAttributeProto>>;

export interface ModelSpec {
  readonly nodes: readonly NodeSpec[];
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs?: readonly string[];
  readonly tensors?: readonly onnxProto.onnx.ITensorProto[];
  readonly opset?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Bytes of a model; the output is `y` unless said otherwise. */
export function buildModel(spec: ModelSpec): Uint8Array {
  return onnx.ModelProto.encode({
    irVersion: 7,
    opsetImport: [{ domain: '', version: spec.opset ?? 13 }],
    metadataProps: Object.entries(spec.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph: {
      name: 'graph',
      node: spec.nodes.map(([opType, input, output, attributes = {}, name = '', domain = '']) => ({
        opType, input: [...input], output: [...output], name, domain,
        attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      })),
      initializer: [...(spec.tensors ?? [])],
      input: Object.entries(spec.inputs).map(([name, dimensions]) => valueInfo(name, dimensions)),
      output: (spec.outputs ?? ['y']).map((name) => valueInfo(name, ['N', 1])),
    },
  }).finish();
}

function attribute(name: string, value: Attributes[string]): onnxProto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === 'number') return { name, i: value, type: AttributeType.INT };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: AttributeType.STRING };
  if (Array.isArray(value)) return { name, ints: value as number[], type: AttributeType.INTS };
  return { name, ...(value as onnxProto.onnx.IAttributeProto) };
}

export function float(value: number): onnxProto.onnx.IAttributeProto {
  return { f: value, type: onnx.AttributeProto.AttributeType.FLOAT };
}

export function tensorValue(value: onnxProto.onnx.ITensorProto): onnxProto.onnx.IAttributeProto {
  return { t: value, type: onnx.AttributeProto.AttributeType.TENSOR };
}

function valueInfo(name: string, dimensions: readonly (number | string)[]): onnxProto.onnx.IValueInfoProto {
  const dim = dimensions.map((extent) => (typeof extent === 'number' ? { dimValue: extent } : { dimParam: extent }));
  return { name, type: { tensorType: { elemType: 1, shape: { dim } } } };
}

/** A float32 tensor in raw_data. */
export function floats(name: string, dims: readonly number[], values: readonly number[]): onnxProto.onnx.ITensorProto {
  return { name, dims: [...dims], dataType: 1, rawData: new Uint8Array(Float32Array.from(values).buffer) };
}

/** An int64 tensor in raw_data. */
export function integers(name: string, values: readonly number[], dims: readonly number[] = [values.length]): onnxProto.onnx.ITensorProto {
  return { name, dims: [...dims], dataType: 7, rawData: new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer) };
}

/** 0, 1, 2, ... `count` values, each times `step`. */
export function ramp(count: number, step = 1): number[] {
  return Array.from({ length: count }, (_, index) => index * step);
}

const root = mkdtempSync(path.join(tmpdir(), 'synaptile-onnx-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A new empty folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(root, 'case-'));
}

export function writeModel(bytes: Uint8Array, folder = temporaryFolder(), name = 'model.onnx'): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

export function read(spec: ModelSpec): ReturnType<typeof readOnnx> {
  return readOnnx(writeModel(buildModel(spec)));
}

/** The diagnostics with which reading stops; none when it does not stop. Anything but a DiagnosticError goes on. */
export function faultsOf(file: string): readonly Diagnostic[] {
  try {
    readOnnx(file);
    return [];
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}

export function faults(spec: ModelSpec): readonly Diagnostic[] {
  return faultsOf(writeModel(buildModel(spec)));
}

/** Codes of errors, in the order they were found. */
export function errorCodes(spec: ModelSpec): readonly string[] {
  return faults(spec).filter((one) => one.severity === 'error').map((one) => one.code);
}
