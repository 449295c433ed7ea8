import { diagnose, stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { writeAtomically } from '../../files.ts';
import type { Network, Projection } from '../../ir/network.ts';
import type { Hdf5Group, Hdf5Node } from '../hdf5/tree.ts';
import { hdf5Bytes } from '../hdf5/write-hdf5.ts';
import { encode, type Encoded, type EncodedNode } from './encode.ts';
import { orderOf } from './feedback.ts';
import { valueOf, warnOfLosses } from './losses.ts';
import { naturally } from './natural-order.ts';

/** The timestep that gives factors their time constants where a network does not say its own, s. */
const USUAL_DT_s = 1e-4;
const VERSION = '1.0';

/**
 * Writes a network of any stage before `quantised` as a NIR graph, as a whole or not at all.
 * @returns what NIR cannot say and readers will take otherwise (S921); it stands in the metadata of the nodes
 * @throws DiagnosticError S102, and S920 for each part that NIR has no node for
 */
export async function writeNir(network: Network, file: string): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  if (network.stage === 'quantised') diagnostics.push(diagnose('S920', { what: `network "${network.name}" of stage quantised`, reason: 'NIR holds no levels' }, { file }));
  const encoded = encodeWithFeedback(network, network.dt_s ?? USUAL_DT_s);
  diagnostics.push(...encoded.diagnostics, ...warnOfLosses(network));
  stopOnErrors(diagnostics);
  writeAtomically(file, await hdf5Bytes(fileOf(network, encoded)));
  return diagnostics;
}

/**
 * A projection of delay 1 that a reader would delay by itself, because it closes a cycle, is written without a Delay; all other delays are nodes.
 * Each round gives a node to those that the reader would pass over, so the rounds come to an end.
 */
function encodeWithFeedback(network: Network, dt_s: number): Encoded {
  let implicit = new Set(network.projections.filter(({ delay }) => delay === 1));
  for (;;) {
    const encoded = encode(network, dt_s, implicit);
    const late = lateProjections(encoded, implicit);
    if (late.size === implicit.size) return encoded;
    implicit = late;
  }
}

/** Those projections of `candidates` along every path of which exactly one edge closes a cycle. */
function lateProjections({ nodes, edges, paths }: Encoded, candidates: ReadonlySet<Projection>): Set<Projection> {
  const names = [...nodes.keys()].sort(naturally);
  const index = new Map(names.map((name, i) => [name, i]));
  const after: number[][] = names.map(() => []);
  for (const [from, to] of edges) after[index.get(from)!]!.push(index.get(to)!);
  for (const list of after) list.sort((a, b) => a - b);
  const typeOf = (i: number): string => nodes.get(names[i]!)!.type;
  const starts = names.map((_, i) => i).filter((i) => typeOf(i) === 'Input');
  const wiring = { nodes: names.map((path) => ({ type: 'Output' as const, path, shape: [], metadata: new Map() })), after };
  const { isBack } = orderOf(wiring, starts, (i) => typeOf(i) === 'Delay');
  const backs = (path: readonly string[]): number => path.slice(1).filter((name, i) => isBack(index.get(path[i]!)!, index.get(name)!)).length;
  return new Set([...candidates].filter((projection) => paths.get(projection)?.every((path) => backs(path) === 1)));
}

function fileOf(network: Network, { nodes, edges }: Encoded): Hdf5Group {
  const graph: [string, Hdf5Node][] = [
    ['type', text('NIRGraph')],
    ['nodes', group([...nodes].map(([name, node]) => [name, group(membersOf(node))]))],
    ['edges', { kind: 'text', shape: [edges.length, 2], texts: edges.flat() }],
    ['metadata', group(metadataOf(network))],
  ];
  return group([['version', text(VERSION)], ['node', group(graph)]]);
}

function membersOf({ type, parameters, metadata }: EncodedNode): [string, Hdf5Node][] {
  return [['type', text(type)], ...parameters, ...(metadata ? [['metadata', group([...metadata])] as [string, Hdf5Node]] : [])];
}

function metadataOf({ dt_s, timesteps, name, populations }: Network): [string, Hdf5Node][] {
  const inputs = populations.flatMap(({ neuron }) => (neuron.kind === 'input' ? [neuron] : []));
  const coding = inputs.map((input) => input.coding).find((one) => one === 'rate' || one === 'latency');
  const amplitude = inputs.map((input) => input.amplitude).find((one) => one !== undefined && one !== 1);
  return [
    ['name', text(name)], ['dt', valueOf(dt_s ?? USUAL_DT_s)],
    ...(timesteps === null ? [] : [['timesteps', valueOf(timesteps)] as [string, Hdf5Node]]),
    ...(coding === undefined ? [] : [['input_coding', text(coding)] as [string, Hdf5Node]]),
    ...(amplitude === undefined ? [] : [['input_amplitude', valueOf(amplitude)] as [string, Hdf5Node]]),
  ];
}

function text(value: string): Hdf5Node {
  return { kind: 'text', shape: [], texts: [value] };
}

function group(members: readonly (readonly [string, Hdf5Node])[]): Hdf5Group {
  return { kind: 'group', members: new Map(members), attributes: new Map() };
}
