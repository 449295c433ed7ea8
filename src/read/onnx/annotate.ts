import { dirname, resolve } from 'node:path';
import protobuf from 'protobufjs/minimal.js';
import { fail } from '../../diagnostics/diagnostic.ts';
import { FILE_LIMIT_bytes } from '../../files.ts';
import { lengthOf, openBytes, type ByteFile, type Region } from './bytes.ts';
import { placeOf } from './place.ts';
import { walkMessage, WIRE, type Field } from './wire.ts';

/** Texts by key; all keys begin with `synaptile.`. */
export type Notes = Readonly<Record<string, string>>;

/** What is written on a model, and on its operators by their place (`placeOf`). */
export interface Annotation {
  readonly model: Notes;
  readonly operators: ReadonlyMap<string, Notes>;
}

export interface Annotated {
  readonly bytes: Uint8Array;
  /** Places of the operators that were annotated. */
  readonly places: ReadonlySet<string>;
  readonly irVersion: number;
}

/** Field numbers of onnx.proto. */
const MODEL = { irVersion: 1, graph: 7, metadata: 14 } as const;
const GRAPH = { node: 1, initializer: 5 } as const;
const NODE = { input: 1, output: 2, name: 3, operator: 4, documentation: 6, domain: 7, metadata: 9 } as const;
const TENSOR = { location: 14 } as const;
const ENTRY = { key: 1, value: 2 } as const;
const EXTERNAL = 1;

/** Nodes have metadata from this IR version on; before it their documentation says the same. */
export const IR_WITH_NODE_METADATA = 10;
const PREFIX = 'synaptile.';
/** Keys of the population that an operator belongs to, and of the operator that has its notes. */
export const [POPULATION, PART_OF] = [`${PREFIX}population`, `${PREFIX}partOf`] as const;
const [BEGIN, END] = ['[synaptile]', '[/synaptile]'];

/**
 * A copy of an ONNX file with notes on the model and its operators. Everything else is copied byte for byte; notes of an earlier annotation are replaced.
 * @param output where the copy goes: weights in other files are found from there
 * @throws DiagnosticError S101, S301, S302, S654 for a file in whose place the copy cannot stand
 */
export function annotateOnnx(path: string, { model, operators }: Annotation, output: string): Annotated {
  const file = openBytes(path);
  try {
    if (file.size > FILE_LIMIT_bytes / 2) fail('S654', { reason: 'it has more than two gigabytes' }, { file: path });
    const whole = { start: 0, end: file.size };
    const irVersion = fieldsOf(file, whole).find(({ number }) => number === MODEL.irVersion)?.value ?? 0;
    const places = new Set<string>();
    const pieces: Uint8Array[] = [];
    copy(file, whole, pieces, ({ number, region }) => {
      if (number === MODEL.metadata) return isOurs(file, region) ? [] : null;
      if (number !== MODEL.graph) return null;
      if (resolve(dirname(path)) !== resolve(dirname(output)) && hasExternal(file, region)) fail('S654', { reason: 'its weights lie in other files beside it: name a file in the same folder' }, { file: path });
      return delimited(MODEL.graph, annotateGraph(file, region, operators, irVersion, places));
    });
    pieces.push(...entries(MODEL.metadata, model));
    return { bytes: joined(pieces), places, irVersion };
  } finally {
    file.close();
  }
}

function annotateGraph(file: ByteFile, graph: Region, operators: Annotation['operators'], irVersion: number, places: Set<string>): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const followers = followPopulations();
  let index = 0;
  copy(file, graph, pieces, ({ number, region }) => {
    if (number !== GRAPH.node) return null;
    const fields = fieldsOf(file, region);
    const texts = (wanted: number): readonly string[] => fields.filter((field) => field.number === wanted).map((field) => textAt(file, field.region));
    const text = (wanted: number): string => texts(wanted).at(-1) ?? '';
    const place = placeOf({ index: index++, name: text(NODE.name), operator: text(NODE.operator), domain: text(NODE.domain), inputs: [], outputs: [], attributes: [] });
    if (operators.has(place)) places.add(place);
    const notes = followers({ place, operator: text(NODE.operator), inputs: texts(NODE.input), outputs: texts(NODE.output), notes: operators.get(place) });
    const noted = text(NODE.documentation).includes(BEGIN) || fields.some((field) => field.number === NODE.metadata && isOurs(file, field.region));
    return notes || noted ? delimited(GRAPH.node, annotateNode(file, region, notes ?? {}, irVersion, text(NODE.documentation))) : null;
  });
  return pieces;
}

interface Operator {
  readonly place: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Of its own. */
  readonly notes: Notes | undefined;
}

/**
 * Notes of the operators of a graph, in their order, in which producers come first: their own; and of one that only goes on with what a population gives, such as an activation
 * that became the neuron of the population before it, that it is part of it.
 */
function followPopulations(): (operator: Operator) => Notes | undefined {
  const produced = new Map<string, Notes | undefined>();
  return ({ place, operator, inputs, outputs, notes }) => {
    const sources = [...new Set(inputs)].filter((name) => produced.has(name));
    const goesOn = sources.length === 1 && operator !== 'Shape' && operator !== 'Size';
    const all = notes ?? (goesOn ? produced.get(sources[0]!) : undefined);
    const population = all?.[POPULATION];
    const whole = population === undefined ? undefined : { [POPULATION]: population, [PART_OF]: all![PART_OF] ?? place };
    // What has no inputs is a constant.
    if (inputs.length > 0) for (const output of outputs) produced.set(output, whole);
    return all;
  };
}

function annotateNode(file: ByteFile, node: Region, notes: Notes, irVersion: number, documentation: string): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  copy(file, node, pieces, ({ number, region }) => {
    if (number === NODE.documentation) return [];
    return number === NODE.metadata && isOurs(file, region) ? [] : null;
  });
  const own = withoutOurs(documentation);
  const ours = irVersion >= IR_WITH_NODE_METADATA || Object.keys(notes).length === 0 ? '' : `${BEGIN}\n${Object.entries(notes).map(([key, value]) => `${key.slice(PREFIX.length)}: ${value}`).join('\n')}\n${END}`;
  const said = [own, ours].filter((part) => part !== '').join('\n');
  if (said !== '') pieces.push(protobuf.Writer.create().uint32((NODE.documentation << 3) | WIRE.bytes).string(said).finish());
  if (irVersion >= IR_WITH_NODE_METADATA) pieces.push(...entries(NODE.metadata, notes));
  return pieces;
}

/** The documentation as its author wrote it. */
function withoutOurs(documentation: string): string {
  const [from, to] = [documentation.indexOf(BEGIN), documentation.indexOf(END)];
  return from < 0 || to < from ? documentation : `${documentation.slice(0, from)}${documentation.slice(to + END.length)}`.trim();
}

/** Copies the fields of a message, but those for which `replace` gives other bytes (null: as it is). */
function copy(file: ByteFile, message: Region, pieces: Uint8Array[], replace: (field: Field) => readonly Uint8Array[] | null): void {
  let start = message.start;
  let kept = message.start;
  for (const field of fieldsOf(file, message)) {
    const end = field.region.end;
    const others = replace(field);
    if (others) {
      pieces.push(bytesAt(file, { start: kept, end: start }), ...others);
      kept = end;
    }
    start = end;
  }
  pieces.push(bytesAt(file, { start: kept, end: message.end }));
}

function fieldsOf(file: ByteFile, message: Region): readonly Field[] {
  const fields: Field[] = [];
  walkMessage(file, message, (field) => fields.push(field));
  return fields;
}

function hasExternal(file: ByteFile, graph: Region): boolean {
  return fieldsOf(file, graph).some(({ number, region }) => number === GRAPH.initializer && fieldsOf(file, region).some((field) => field.number === TENSOR.location && field.value === EXTERNAL));
}

function isOurs(file: ByteFile, entry: Region): boolean {
  return fieldsOf(file, entry).some(({ number, region }) => number === ENTRY.key && textAt(file, region).startsWith(PREFIX));
}

function entries(field: number, notes: Notes): readonly Uint8Array[] {
  return Object.entries(notes).flatMap(([key, value]) => {
    const entry = protobuf.Writer.create().uint32((ENTRY.key << 3) | WIRE.bytes).string(key).uint32((ENTRY.value << 3) | WIRE.bytes).string(value).finish();
    return delimited(field, [entry]);
  });
}

function delimited(field: number, content: readonly Uint8Array[]): readonly Uint8Array[] {
  return [protobuf.Writer.create().uint32((field << 3) | WIRE.bytes).uint32(content.reduce((sum, { length }) => sum + length, 0)).finish(), ...content];
}

function textAt(file: ByteFile, region: Region): string {
  return new TextDecoder().decode(bytesAt(file, region));
}

function bytesAt(file: ByteFile, region: Region): Uint8Array {
  const bytes = new Uint8Array(lengthOf(region));
  file.readInto(bytes, region.start);
  return bytes;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
