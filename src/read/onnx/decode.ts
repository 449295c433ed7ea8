import { fail } from '../../diagnostics/diagnostic.ts';
import { lengthOf, type ByteFile, type Region } from './bytes.ts';
import { walkMessage, walkVarints, WIRE, type Field } from './wire.ts';
import type { AttributeHeader, GraphHeader, ModelHeader, NodeHeader, TensorHeader, ValueHeader } from './model.ts';

/**
 * Decodes the headers of an ONNX model; field numbers are those of onnx.proto. Subgraphs in attributes are passed over
 * until somebody asks for one, so the nesting is at most that of the functions below, whatever the file holds.
 * @throws DiagnosticError S301, S302, S320
 */
export function decodeModel(file: ByteFile): ModelHeader {
  if (file.size === 0) malformed(file, 'the file is empty');
  const metadata = new Map<string, string>();
  const decoder: Decoder = { file, strings: 0, entries: 0 };
  let opset: number | null = null;
  let graph: GraphHeader | null = null;
  walkMessage(file, { start: 0, end: file.size }, (field) => {
    switch (field.number) {
      case 7:
        if (graph !== null) malformed(file, 'it holds two graphs');
        graph = decodeGraph(decoder, payload(decoder, field));
        break;
      case 8: opset = decodeOpset(decoder, payload(decoder, field)) ?? opset; break;
      case 14: metadata.set(...decodeEntry(decoder, payload(decoder, field))); break;
    }
  });
  return { opset, metadata, graph: graph ?? malformed(file, 'it holds no graph') };
}

/** State of one decoding: the file and how much was kept of it. */
interface Decoder {
  readonly file: ByteFile;
  strings: number;
  entries: number;
}

/** More than any real model has; keeps a hostile file of empty messages from filling the memory. */
const MOST_ENTRIES = 4_000_000;
const LONGEST_STRING_BYTES = 65_536;
const MOST_STRING_BYTES = 256 * 2 ** 20;

/** Decodes the graph at `message`, the value of an attribute. */
export function decodeGraphAt(file: ByteFile, message: Region): GraphHeader {
  return decodeGraph({ file, strings: 0, entries: 0 }, message);
}

function decodeGraph(decoder: Decoder, message: Region): GraphHeader {
  const nodes: NodeHeader[] = [];
  const initializers: TensorHeader[] = [];
  const sparseInitializers: string[] = [];
  const inputs: ValueHeader[] = [];
  const outputs: ValueHeader[] = [];
  walkMessage(decoder.file, message, (field) => {
    switch (field.number) {
      case 1: nodes.push(decodeNode(decoder, payload(decoder, field), nodes.length)); break;
      case 5: initializers.push(decodeTensor(decoder, payload(decoder, field))); break;
      case 11: inputs.push(decodeValue(decoder, payload(decoder, field))); break;
      case 12: outputs.push(decodeValue(decoder, payload(decoder, field))); break;
      case 15: sparseInitializers.push(decodeSparseName(decoder, payload(decoder, field))); break;
    }
  });
  return { nodes, initializers, sparseInitializers, inputs, outputs };
}

function decodeNode(decoder: Decoder, message: Region, index: number): NodeHeader {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: AttributeHeader[] = [];
  let name = '';
  let operator = '';
  let domain = '';
  walkMessage(decoder.file, message, (field) => {
    switch (field.number) {
      case 1: inputs.push(text(decoder, field)); break;
      case 2: outputs.push(text(decoder, field)); break;
      case 3: name = text(decoder, field); break;
      case 4: operator = text(decoder, field); break;
      case 5: attributes.push(decodeAttribute(decoder, payload(decoder, field))); break;
      case 7: domain = text(decoder, field); break;
    }
  });
  return { index, name, operator, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, attributes };
}

function decodeAttribute(decoder: Decoder, message: Region): AttributeHeader {
  let name = '';
  walkMessage(decoder.file, message, (field) => {
    if (field.number === 1) name = text(decoder, field);
  });
  return { name, message };
}

/** Decodes the header of the TensorProto at `message`: an initializer or the value of an attribute. */
export function decodeTensorAt(file: ByteFile, message: Region): TensorHeader {
  return decodeTensor({ file, strings: 0, entries: 0 }, message);
}

function decodeTensor(decoder: Decoder, message: Region): TensorHeader {
  const dimensions: number[] = [];
  const external = new Map<string, string>();
  let name = '';
  let elementType = 0;
  let raw: Region | null = null;
  let isExternal = false;
  walkMessage(decoder.file, message, (field) => {
    switch (field.number) {
      case 1: eachInteger(decoder, field, (extent) => dimensions.push(extent)); break;
      case 2: elementType = integer(decoder, field); break;
      case 3: malformed(decoder.file, 'it has a tensor in segments, which no writer of ONNX produces'); break;
      case 8: name = text(decoder, field); break;
      case 9: raw = payload(decoder, field); break;
      case 13: external.set(...decodeEntry(decoder, payload(decoder, field))); break;
      case 14: isExternal = integer(decoder, field) === 1; break;
    }
  });
  return { name, dimensions, elementType, raw, external: isExternal ? external : null, message };
}

function decodeSparseName(decoder: Decoder, message: Region): string {
  let name = '';
  walkMessage(decoder.file, message, (field) => {
    if (field.number === 1) name = decodeTensor(decoder, payload(decoder, field)).name;
  });
  return name;
}

function decodeValue(decoder: Decoder, message: Region): ValueHeader {
  let name = '';
  let dimensions: (number | null)[] | null = null;
  walkMessage(decoder.file, message, (field) => {
    if (field.number === 1) name = text(decoder, field);
    if (field.number === 2) dimensions = decodeType(decoder, payload(decoder, field));
  });
  return { name, dimensions };
}

/** TypeProto.tensor_type.shape.dim, three messages deep. */
function decodeType(decoder: Decoder, type: Region): (number | null)[] | null {
  let dimensions: (number | null)[] | null = null;
  walkMessage(decoder.file, type, (tensor) => {
    if (tensor.number !== 1) return;
    walkMessage(decoder.file, payload(decoder, tensor), (shape) => {
      if (shape.number === 2) dimensions = decodeShape(decoder, payload(decoder, shape));
    });
  });
  return dimensions;
}

function decodeShape(decoder: Decoder, shape: Region): (number | null)[] {
  const dimensions: (number | null)[] = [];
  walkMessage(decoder.file, shape, (dimension) => {
    if (dimension.number !== 1) return;
    let extent: number | null = null;
    walkMessage(decoder.file, payload(decoder, dimension), (field) => {
      if (field.number === 1) extent = integer(decoder, field);
    });
    dimensions.push(extent);
  });
  return dimensions;
}

/** The version of the default domain; null for another domain. */
function decodeOpset(decoder: Decoder, message: Region): number | null {
  let domain = '';
  let version = 0;
  walkMessage(decoder.file, message, (field) => {
    if (field.number === 1) domain = text(decoder, field);
    if (field.number === 2) version = integer(decoder, field);
  });
  return domain === '' || domain === 'ai.onnx' ? version : null;
}

/** A value too long to mean anything to the reader (a whole document) is left empty. */
function decodeEntry(decoder: Decoder, message: Region): [key: string, value: string] {
  let key = '';
  let value = '';
  walkMessage(decoder.file, message, (field) => {
    if (field.number === 1) key = text(decoder, field);
    if (field.number === 2 && lengthOf(field.region) <= LONGEST_STRING_BYTES) value = text(decoder, field);
  });
  return [key, value];
}

function payload(decoder: Decoder, field: Field): Region {
  if (field.wire !== WIRE.bytes) malformed(decoder.file, `field ${field.number} is not the message or bytes that ONNX has there`);
  if (++decoder.entries > MOST_ENTRIES) tooLarge(decoder, 'header entries', MOST_ENTRIES);
  return field.region;
}

function text(decoder: Decoder, field: Field): string {
  const region = payload(decoder, field);
  if (lengthOf(region) > LONGEST_STRING_BYTES) tooLarge(decoder, 'bytes of one name', LONGEST_STRING_BYTES);
  decoder.strings += lengthOf(region);
  if (decoder.strings > MOST_STRING_BYTES) tooLarge(decoder, 'bytes of names', MOST_STRING_BYTES);
  return textAt(decoder.file, region);
}

/** The UTF-8 text at `region`. */
export function textAt(file: ByteFile, region: Region): string {
  const { start, bytes } = file.windowAt(region.start, lengthOf(region));
  return Buffer.from(bytes.buffer, bytes.byteOffset + region.start - start, lengthOf(region)).toString('utf8');
}

function integer(decoder: Decoder, field: Field): number {
  if (field.wire !== WIRE.varint) malformed(decoder.file, `field ${field.number} is not the integer that ONNX has there`);
  return field.value;
}

function eachInteger(decoder: Decoder, field: Field, visit: (value: number) => void): void {
  const counted = (value: number): void => {
    if (++decoder.entries > MOST_ENTRIES) tooLarge(decoder, 'header entries', MOST_ENTRIES);
    visit(value);
  };
  if (field.wire === WIRE.varint) counted(field.value);
  else walkVarints(decoder.file, payload(decoder, field), counted);
}

function tooLarge(decoder: Decoder, what: string, limit: number): never {
  return fail('S320', { what, limit }, { file: decoder.file.path });
}

function malformed(file: ByteFile, reason: string): never {
  return fail('S301', { reason }, { file: file.path });
}
