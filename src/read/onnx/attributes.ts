import { fail, type Where } from '../../diagnostics/diagnostic.ts';
import { lengthOf, type ByteFile, type Region } from './bytes.ts';
import { decodeGraphAt, decodeTensorAt, textAt } from './decode.ts';
import type { GraphHeader, NodeHeader, TensorHeader } from './model.ts';
import { walkMessage, walkVarints, WIRE, type Field } from './wire.ts';

/** What an attribute message holds; a field that the writer left out has the value protobuf gives it. */
export interface Attribute {
  readonly type: number;
  readonly float: number;
  readonly integer: number;
  readonly text: string;
  readonly tensor: TensorHeader | null;
  readonly floats: readonly number[];
  readonly integers: readonly number[];
}

/** A node whose attributes can be asked for. */
export interface AttributeOwner {
  readonly file: ByteFile;
  readonly node: NodeHeader;
  readonly where: Where;
}

/** Types of AttributeProto; 0 where an old writer left the type out. */
const TYPE = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

const MOST_LIST_ENTRIES = 65_536;
const LONGEST_TEXT_BYTES = 65_536;

export function integerAttribute(owner: AttributeOwner, name: string, standard: number): number {
  return readAttribute(owner, name, 'int')?.integer ?? standard;
}

export function floatAttribute(owner: AttributeOwner, name: string, standard: number): number {
  return readAttribute(owner, name, 'float')?.float ?? standard;
}

export function textAttribute(owner: AttributeOwner, name: string, standard: string): string {
  return readAttribute(owner, name, 'string')?.text ?? standard;
}

export function integersAttribute(owner: AttributeOwner, name: string): readonly number[] | null {
  return readAttribute(owner, name, 'ints')?.integers ?? null;
}

export function floatsAttribute(owner: AttributeOwner, name: string): readonly number[] | null {
  return readAttribute(owner, name, 'floats')?.floats ?? null;
}

export function tensorAttribute(owner: AttributeOwner, name: string): TensorHeader | null {
  return readAttribute(owner, name, 'tensor')?.tensor ?? null;
}

/** The subgraph of a Loop, Scan or If; its own subgraphs stay undecoded. @throws DiagnosticError S301, S302, S320 */
export function graphAttribute(owner: AttributeOwner, name: string): GraphHeader | null {
  const header = owner.node.attributes.find((attribute) => attribute.name === name);
  if (!header) return null;
  let graph: GraphHeader | null = null;
  walkMessage(owner.file, header.message, (field) => {
    if (field.number === 6) graph = decodeGraphAt(owner.file, expect(owner, field, WIRE.bytes).region);
  });
  return graph;
}

export function hasAttribute(owner: AttributeOwner, name: string): boolean {
  return owner.node.attributes.some((attribute) => attribute.name === name);
}

/** @throws DiagnosticError S311 when the attribute is of another type, S301, S302, S320 */
function readAttribute(owner: AttributeOwner, name: string, type: keyof typeof TYPE): Attribute | null {
  const header = owner.node.attributes.find((attribute) => attribute.name === name);
  if (!header) return null;
  const attribute = decodeAttribute(owner, header.message);
  if (attribute.type !== 0 && attribute.type !== TYPE[type]) {
    fail('S311', { setting: name, value: `of attribute type ${attribute.type}`, accepted: `an attribute of type ${TYPE[type]} (${type})` }, owner.where);
  }
  return attribute;
}

function decodeAttribute(owner: AttributeOwner, message: Region): Attribute {
  const { file } = owner;
  const attribute = {
    type: 0, float: 0, integer: 0, text: '', tensor: null as TensorHeader | null, floats: [] as number[], integers: [] as number[],
  };
  walkMessage(file, message, (field) => {
    switch (field.number) {
      case 2: attribute.float = expect(owner, field, WIRE.fixed32).value; break;
      case 3: attribute.integer = expect(owner, field, WIRE.varint).value; break;
      case 4: attribute.text = shortText(owner, expect(owner, field, WIRE.bytes).region); break;
      case 5: attribute.tensor = decodeTensorAt(file, expect(owner, field, WIRE.bytes).region); break;
      case 7: collectFloats(owner, field, attribute.floats); break;
      case 8: collectIntegers(owner, field, attribute.integers); break;
      case 20: attribute.type = expect(owner, field, WIRE.varint).value; break;
    }
  });
  return attribute;
}

function expect(owner: AttributeOwner, field: Field, wire: number): Field {
  if (field.wire !== wire) fail('S301', { reason: `an attribute has field ${field.number} in a form that ONNX does not know` }, owner.where);
  return field;
}

function shortText(owner: AttributeOwner, region: Region): string {
  if (lengthOf(region) > LONGEST_TEXT_BYTES) fail('S320', { what: 'bytes of an attribute', limit: LONGEST_TEXT_BYTES }, owner.where);
  return textAt(owner.file, region);
}

function collectFloats(owner: AttributeOwner, field: Field, floats: number[]): void {
  if (field.wire !== WIRE.bytes) {
    append(owner, floats, expect(owner, field, WIRE.fixed32).value);
    return;
  }
  if (lengthOf(field.region) > 4 * MOST_LIST_ENTRIES) fail('S320', { what: 'entries of an attribute', limit: MOST_LIST_ENTRIES }, owner.where);
  const values = new Float32Array(Math.floor(lengthOf(field.region) / 4));
  owner.file.readInto(new Uint8Array(values.buffer), field.region.start);
  for (const value of values) append(owner, floats, value);
}

function collectIntegers(owner: AttributeOwner, field: Field, integers: number[]): void {
  if (field.wire === WIRE.bytes) walkVarints(owner.file, field.region, (value) => append(owner, integers, value));
  else append(owner, integers, expect(owner, field, WIRE.varint).value);
}

function append(owner: AttributeOwner, list: number[], value: number): void {
  if (list.length === MOST_LIST_ENTRIES) fail('S320', { what: 'entries of an attribute', limit: MOST_LIST_ENTRIES }, owner.where);
  list.push(value);
}
