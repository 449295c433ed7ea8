import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiagnosticError, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { writeAtomically } from '../../../src/files.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { assumer, parseAssumptions, type Assumption } from '../../../src/read/assumptions.ts';
import type { Hdf5Group, Hdf5Node, NumberArray } from '../../../src/read/hdf5/tree.ts';
import { hdf5Bytes } from '../../../src/read/hdf5/write-hdf5.ts';
import { readNir } from '../../../src/read/nir/read-nir.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { temporaryFolder } from '../../temporary.ts';

const folder = temporaryFolder();
let count = 0;

/** A path that nothing stands at yet. */
export function newFile(ending = '.nir'): string {
  return join(folder, `file${++count}${ending}`);
}

/** A file that lies beside the tests. */
export function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

export interface Reading {
  readonly network: Network;
  readonly diagnostics: readonly Diagnostic[];
  readonly assumptions: readonly Assumption[];
  /** Codes of all diagnostics, those of unused settings with them. */
  readonly codes: readonly string[];
}

/** Reads a NIR file; the network is sound. */
export async function read(file: string, ...assume: readonly string[]): Promise<Reading> {
  const assumptions = assumer(parseAssumptions(assume));
  const { network, diagnostics } = await readNir(file, assumptions);
  const unsound = verifyNetwork(network);
  if (unsound.length > 0) throw new Error(unsound.map(({ message }) => message).join('\n'));
  const all = [...diagnostics, ...assumptions.unused(file)];
  return { network, diagnostics: all, assumptions: assumptions.made(), codes: all.map(({ code }) => code) };
}

/** What a file is refused with: code, place, what. */
export async function refusal(file: string, ...assume: readonly string[]): Promise<string[]> {
  try {
    await readNir(file, assumer(parseAssumptions(assume)));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, where, message }) => `${code} ${where.place ?? ''}: ${message}`);
  }
  return [];
}

/** Node parameters: a number or a list is an array of doubles, `shape` gives its extents; a text is a text. */
export type Value = number | readonly number[] | string | Hdf5Node | { readonly [name: string]: Value };

export function values(data: readonly number[], shape: readonly number[] = [data.length]): Hdf5Node {
  return { kind: 'array', shape, data: Float64Array.from(data) as NumberArray };
}

function nodeOf(value: Value): Hdf5Node {
  if (typeof value === 'string') return { kind: 'text', shape: [], texts: [value] };
  if (typeof value === 'number') return values([value], []);
  if (Array.isArray(value)) return values(value as number[]);
  if ('kind' in value) return value as Hdf5Node;
  return group(value as Readonly<Record<string, Value>>);
}

export function group(members: Readonly<Record<string, Value>>): Hdf5Group {
  return { kind: 'group', members: new Map(Object.entries(members).map(([name, value]) => [name, nodeOf(value)])), attributes: new Map() };
}

export type Edge = readonly [from: string, to: string];

/** The members of a NIRGraph. */
export function graph(nodes: Readonly<Record<string, Value>>, edges: readonly Edge[]): Hdf5Group {
  return group({ type: 'NIRGraph', nodes: group(nodes), edges: edges.length === 0 ? values([], [0]) : { kind: 'text', shape: [edges.length, 2], texts: edges.flat() } });
}

/** A file with that content. */
export async function fileWith(root: Hdf5Group, ending = '.nir'): Promise<string> {
  const file = newFile(ending);
  writeAtomically(file, await hdf5Bytes(root));
  return file;
}

/** A NIR file of one graph. */
export function nirFile(nodes: Readonly<Record<string, Value>>, edges: readonly Edge[]): Promise<string> {
  return fileWith(group({ version: '1.0', node: graph(nodes, edges) }));
}

/** Input -> the nodes one after the other -> Output. */
export function chainFile(shape: readonly number[], nodes: Readonly<Record<string, Value>>, output: readonly number[] = shape): Promise<string> {
  const names = ['input', ...Object.keys(nodes), 'output'];
  const all = { input: { type: 'Input', shape }, ...nodes, output: { type: 'Output', shape: output } };
  return nirFile(all, names.slice(1).map((name, index) => [names[index]!, name] as const));
}

/** What every population sends in every timestep of the one sample of [timesteps x neurons] numbers. */
export function activityOf(network: Network, data: readonly number[], timesteps: number): ReadonlyMap<string, readonly number[]> {
  const shape = [data.length / timesteps];
  const dataset: Dataset = { file: 'data.npy', count: 1, shape, timesteps, labels: null, read: (_, out) => out.set(data) };
  const found = new Map<string, readonly number[]>();
  interpret(network, dataset, { timesteps, onSample: (_, activity) => { for (const [name, sent] of activity) found.set(name, [...sent]); } });
  return found;
}

/** What the output sends in every timestep. */
export function outputOf(network: Network, data: readonly number[], timesteps: number): readonly number[] {
  return activityOf(network, data, timesteps).get(network.output.population)!;
}
