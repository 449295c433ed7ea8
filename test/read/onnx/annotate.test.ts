import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs/minimal.js';
import onnxProto from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { checkAnnotation } from '../../../src/library/annotate.ts';
import { annotateOnnx, type Annotation } from '../../../src/read/onnx/annotate.ts';
import { temporaryFolder } from '../../temporary.ts';
import { buildModel, type ModelSpec } from './build-model.ts';

const { onnx } = onnxProto;

const SPEC: ModelSpec = {
  nodes: [['Relu', ['x'], ['h'], {}, 'first'], ['Neg', ['h'], ['y']]], inputs: { x: ['N', 4] }, metadata: { author: 'someone', 'synaptile.target': 'an older one' },
};
const ANNOTATION: Annotation = {
  model: { 'synaptile.target': 'chip', 'synaptile.bits': '8' },
  operators: new Map([["node 'first' (Relu)", { 'synaptile.cores': '0, 1' }], ['node number 2 (Neg)', { 'synaptile.cores': '</script>"\u20ac' }], ["node 'gone' (Relu)", { 'synaptile.cores': '2' }]]),
};

function folder(): string {
  return temporaryFolder();
}

function modelFile(irVersion: number, changes: (model: onnxProto.onnx.ModelProto) => void = () => {}, spec = SPEC): string {
  const model = onnx.ModelProto.decode(buildModel(spec));
  model.irVersion = irVersion;
  model.graph!.node![0]!.docString = 'as its author wrote it';
  changes(model);
  const file = join(folder(), 'model.onnx');
  writeFileSync(file, onnx.ModelProto.encode(model).finish());
  return file;
}

/** metadata_props (field 9) of a node, which older descriptions of ONNX do not know. */
function metadataOf(node: Uint8Array): Record<string, string> {
  const found: Record<string, string> = {};
  const reader = protobuf.Reader.create(node);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 !== 9) { reader.skipType(tag & 7); continue; }
    const entry = protobuf.Reader.create(reader.bytes());
    entry.uint32();
    const key = entry.string();
    entry.uint32();
    found[key] = entry.string();
  }
  return found;
}

/** The nodes of a model as they stand in the file. */
function nodesOf(model: Uint8Array): readonly Uint8Array[] {
  const inside = (bytes: Uint8Array, field: number): readonly Uint8Array[] => {
    const reader = protobuf.Reader.create(bytes);
    const found: Uint8Array[] = [];
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag >>> 3 === field) found.push(reader.bytes());
      else reader.skipType(tag & 7);
    }
    return found;
  };
  return inside(model, 7).flatMap((graph) => inside(graph, 1));
}

function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics[0]!.code;
  }
}

describe('an annotated ONNX file', () => {
  it('has notes in the metadata of model and operators from IR version 10 on', () => {
    const { bytes, places, irVersion } = annotateOnnx(modelFile(10), ANNOTATION, join(folder(), 'a.onnx'));
    const model = onnx.ModelProto.decode(bytes);
    expect(irVersion).toBe(10);
    expect([...places]).toEqual(["node 'first' (Relu)", 'node number 2 (Neg)']);
    expect(model.metadataProps!.map(({ key, value }) => `${key}=${value}`)).toEqual(['author=someone', 'synaptile.target=chip', 'synaptile.bits=8']);
    expect(nodesOf(bytes).map(metadataOf)).toEqual([{ 'synaptile.cores': '0, 1' }, { 'synaptile.cores': '</script>"\u20ac' }]);
    expect(model.graph!.node!.map(({ docString }) => docString)).toEqual(['as its author wrote it', '']);
  });

  it('has them in the documentation of operators before that', () => {
    const model = onnx.ModelProto.decode(annotateOnnx(modelFile(7), ANNOTATION, join(folder(), 'a.onnx')).bytes);
    expect(model.graph!.node!.map(({ docString }) => docString)).toEqual(['as its author wrote it\n[synaptile]\ncores: 0, 1\n[/synaptile]', '[synaptile]\ncores: </script>"\u20ac\n[/synaptile]']);
    expect(model.metadataProps!.length).toBe(3);
  });

  it.each([7, 10])('is, without its notes, what it was, and is annotated again in place of them (IR version %i)', (version) => {
    const file = modelFile(version);
    const once = join(folder(), 'once.onnx');
    writeFileSync(once, annotateOnnx(file, ANNOTATION, once).bytes);
    const twice = annotateOnnx(once, ANNOTATION, join(folder(), 'twice.onnx')).bytes;
    expect(Buffer.from(twice).equals(readFileSync(once))).toBe(true);
    const plain = onnx.ModelProto.decode(annotateOnnx(once, { model: {}, operators: new Map([...ANNOTATION.operators].map(([place]) => [place, {}])) }, once).bytes);
    const before = onnx.ModelProto.decode(readFileSync(file));
    before.metadataProps = before.metadataProps!.filter(({ key }) => !key!.startsWith('synaptile.'));
    const strip = (model: onnxProto.onnx.ModelProto): object => JSON.parse(JSON.stringify(onnx.ModelProto.toObject(model, { defaults: true })).replaceAll('[synaptile]\\n\\n[/synaptile]', '').replaceAll('wrote it\\n"', 'wrote it"')) as object;
    expect(strip(plain)).toEqual(strip(before));
  });

  it('names the population of operators that only go on with what it gives, and forgets what an earlier annotation said of the others', () => {
    const nodes: ModelSpec['nodes'] = [
      ['Neg', ['x'], ['a'], {}, 'one'], ['Relu', ['a'], ['b'], {}, 'rectifier'], ['Max', ['b', 'b'], ['c'], {}, 'clip'], ['Shape', ['b'], ['s'], {}, 'shape'],
      ['Neg', ['x'], ['d'], {}, 'other'], ['Add', ['c', 'd'], ['y'], {}, 'both'],
    ];
    const spec: ModelSpec = { nodes, inputs: { x: ['N', 4] } };
    const annotated = (file: string, operators: Annotation['operators']): string => {
      const output = join(folder(), 'a.onnx');
      writeFileSync(output, annotateOnnx(file, { model: {}, operators }, output).bytes);
      return output;
    };
    const notes = (population: string, more: object = {}): Record<string, string> => ({ 'synaptile.population': population, ...more });
    const file = annotated(modelFile(10, () => {}, spec), new Map([["node 'one' (Neg)", notes('p', { 'synaptile.cores': '3' })], ["node 'other' (Neg)", notes('q')]]));
    const part = notes('p', { 'synaptile.partOf': "node 'one' (Neg)" });
    expect(nodesOf(readFileSync(file)).map(metadataOf)).toEqual([notes('p', { 'synaptile.cores': '3' }), part, part, {}, notes('q'), {}]);
    const again = annotated(file, new Map([["node 'other' (Neg)", notes('r')]]));
    expect(nodesOf(readFileSync(again)).map(metadataOf)).toEqual([{}, {}, {}, {}, notes('r'), {}]);
  });

  it('cannot stand in another folder than weights in files of their own, nor in place of the model (S654)', () => {
    const file = modelFile(8, (model) => {
      model.graph!.initializer = [onnx.TensorProto.create({ name: 'w', dims: [1], dataType: 1, dataLocation: onnx.TensorProto.DataLocation.EXTERNAL, externalData: [{ key: 'location', value: 'w.bin' }] })];
    });
    expect(codeOf(() => annotateOnnx(file, ANNOTATION, join(folder(), 'a.onnx')))).toBe('S654');
    expect(codeOf(() => annotateOnnx(file, ANNOTATION, join(file, '..', 'a.onnx')))).toBeNull();
    expect(codeOf(() => checkAnnotation(file, file))).toBe('S654');
    expect(codeOf(() => checkAnnotation('net.synet', join(folder(), 'a.onnx')))).toBe('S654');
    expect(codeOf(() => checkAnnotation(file, join(folder(), 'a.tile')))).toBe('S654');
    expect(codeOf(() => checkAnnotation(file, join(folder(), 'no', 'a.onnx')))).toBe('S102');
  });

  it('is refused where the file is damaged', () => {
    const file = join(folder(), 'cut.onnx');
    writeFileSync(file, readFileSync(modelFile(10)).subarray(0, 40));
    expect(codeOf(() => annotateOnnx(file, ANNOTATION, file))).toBe('S302');
    const directory = folder();
    mkdirSync(join(directory, 'x.onnx'));
    expect(codeOf(() => annotateOnnx(join(directory, 'x.onnx'), ANNOTATION, file))).toBe('S101');
  });
});
