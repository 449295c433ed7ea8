import { checkFile, placeOf } from '../../targets/check-file.ts';
import { diagnose, fail, stopOnErrors, type Diagnostic, type Where } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { printable } from '../diagnostics/printable.ts';
import { readBytes } from '../files.ts';
import type { Padding4, Pair } from '../ir/network.ts';
import { checkShapes } from './check-shapes.ts';
import { windowOutput, type Layer, type LayerList, type Pool } from './layer-list.ts';
import { LAYER_KEYS, netSchema, type NetFile, type NetFileLayer } from './net-schema.ts';
import { settlePadding } from './settle-padding.ts';

/** A list of layers has no long text; what is larger is something else. */
const FILE_LIMIT_bytes = 2 ** 22;
const MOST_LAYERS = 1024;
const MOST_FINDINGS = 20;

/**
 * Reads a layer list (NET.json; `-` is standard input).
 * @throws DiagnosticError S101 when it cannot be read, S602 to S605 where it does not follow the schema, S470 to S477 with all that is wrong with its layers
 */
export function readNet(file: string): NetReading {
  return parseNet(decode(readBytes(file, FILE_LIMIT_bytes), file), file);
}

/** The same from the text itself; `file` is what messages call it. */
export function parseNet(text: string, file: string): NetReading {
  const { value, at } = checkFile(netSchema, text, file);
  if (value.layers.length === 0 || value.layers.length > MOST_LAYERS) fail('S477', { count: value.layers.length, most: MOST_LAYERS }, at(['layers']));
  const found: Diagnostic[] = value.layers.flatMap((layer, index) => checkKeys(layer, (key) => at(['layers', index, ...(key === '' ? [] : [key])])));
  const named = nameLayers(value, at, found);
  stop(found);
  const read = value.layers.map((layer, index) => toLayer(layer, index, value, named, at, found));
  stop(found);
  const { layers, notes } = settlePadding(read, (index) => value.layers[index]!.padding === undefined, (index) => at(['layers', index]));
  stop(checkShapes(layers, (index, key) => at(['layers', index, ...(key === null ? [] : [key])])));
  return { list: { name: printable(value.name ?? 'network'), timesteps: value.timesteps ?? null, layers }, notes };
}

export interface NetReading {
  readonly list: LayerList;
  /** What was chosen where the file leaves it open. */
  readonly notes: readonly Diagnostic[];
}

type At = (path: readonly PropertyKey[]) => Where;

function stop(found: readonly Diagnostic[]): void {
  stopOnErrors(found.slice(0, MOST_FINDINGS));
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('S602', { reason: 'it is not text in UTF-8' }, { file });
  }
}

/** Keys that the kind of the layer needs, and those that mean nothing to it. */
function checkKeys(layer: NetFileLayer, at: (key: string) => Where): Diagnostic[] {
  const own = LAYER_KEYS[layer.kind];
  const other = LAYER_KEYS[layer.kind === 'conv' ? 'dense' : 'conv'];
  const missing = own.needed.filter((key) => layer[key] === undefined);
  const idle = [...other.needed, ...other.allowed].filter((key) => layer[key] !== undefined);
  const windows = (['kernel', 'stride'] as const).filter((key) => Array.isArray(layer[key]) && layer[key].length !== 2);
  return [
    ...missing.map((key) => diagnose('S470', { kind: layer.kind, key }, at(''))),
    ...idle.map((key) => diagnose('S471', { kind: layer.kind, key }, at(key))),
    ...windows.map((key) => diagnose('S472', { key, expected: 'one number, or two: [down, across]' }, at(key))),
    ...(Array.isArray(layer.padding) && layer.padding.length !== 4 ? [diagnose('S472', { key: 'padding', expected: 'one number, or four: [top, left, bottom, right]' }, at('padding'))] : []),
    ...(Array.isArray(layer.pool?.kernel) && layer.pool.kernel.length !== 2 ? [diagnose('S472', { key: 'pool.kernel', expected: 'one number, or two: [down, across]' }, at('pool'))] : []),
    ...(Array.isArray(layer.pool?.stride) && layer.pool.stride.length !== 2 ? [diagnose('S472', { key: 'pool.stride', expected: 'one number, or two: [down, across]' }, at('pool'))] : []),
  ];
}

/** Index of every layer by its name: its own, or `conv1`, `dense2`, ... by its place in the list. */
function nameLayers({ layers }: NetFile, at: At, found: Diagnostic[]): ReadonlyMap<string, number> {
  const named = new Map<string, number>();
  layers.forEach((layer, index) => {
    const name = nameOf(layer, index);
    const before = named.get(name);
    if (before !== undefined) found.push(diagnose('S475', { name: printable(name), first: before, second: index }, at(['layers', index, 'name'])));
    else named.set(name, index);
  });
  return named;
}

function nameOf(layer: NetFileLayer, index: number): string {
  return layer.name ?? `${layer.kind}${index + 1}`;
}

function toLayer(layer: NetFileLayer, index: number, net: NetFile, named: ReadonlyMap<string, number>, at: At, found: Diagnostic[]): Layer {
  const recurrent = layer.recurrent ?? false;
  const find = (name: string, key: 'input' | 'residual'): number => {
    const position = named.get(name);
    if (position !== undefined && (position < index || (recurrent && key === 'input'))) return position;
    const known = [...named.keys()].slice(0, recurrent && key === 'input' ? undefined : index);
    found.push(diagnose('S476', { key, name: printable(name), later: position !== undefined, nearest: nearest(name, known) }, at(['layers', index, key])));
    return 0;
  };
  const base = {
    name: printable(nameOf(layer, index)),
    input: layer.input === undefined ? (index === 0 ? null : index - 1) : find(layer.input, 'input'),
    recurrent,
    neurons: layer.neurons ?? true,
    residual: (typeof layer.residual === 'string' ? [layer.residual] : layer.residual ?? []).map((name) => find(name, 'residual')),
    spikeSparsity: layer.spikeSparsity ?? null,
    systolic: layer.systolic ?? null,
    place: placeOf(['layers', index]),
  };
  if (layer.kind === 'dense') {
    return { ...base, kind: 'dense', inFeatures: layer.inFeatures!, outFeatures: layer.outFeatures!, readout: layer.readout ?? index === net.layers.length - 1, synapses: layer.synapses ?? null };
  }
  return { ...base, ...convOf(layer) };
}

type Unplaced<T extends Layer> = Omit<T, 'name' | 'input' | 'recurrent' | 'neurons' | 'residual' | 'spikeSparsity' | 'systolic' | 'place'>;

function convOf(layer: NetFileLayer): Unplaced<Extract<Layer, { kind: 'conv' }>> {
  const [kernel, stride] = [pairOf(layer.kernel!), pairOf(layer.stride ?? 1)];
  const padding = Array.isArray(layer.padding) ? (layer.padding as unknown as Padding4) : [layer.padding ?? 0, layer.padding ?? 0, layer.padding ?? 0, layer.padding ?? 0] as const;
  const inSize: Pair = [layer.inHeight!, layer.inWidth!];
  const outSize = windowOutput(inSize, kernel, stride, padding);
  const pool: Pool | null = layer.pool ? { method: layer.pool.kind, kernel: pairOf(layer.pool.kernel), stride: pairOf(layer.pool.stride ?? layer.pool.kernel) } : null;
  return {
    kind: 'conv', inChannels: layer.inChannels!, outChannels: layer.outChannels!, kernel, stride, padding, dilation: [1, 1], groups: layer.groups ?? 1,
    inSize, outSize, pool, pooledSize: pool ? windowOutput(outSize, pool.kernel, pool.stride) : outSize,
  };
}

function pairOf(value: number | readonly number[]): Pair {
  return typeof value === 'number' ? [value, value] : [value[0]!, value[1]!];
}
