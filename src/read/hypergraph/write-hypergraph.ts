import { fail } from '../../diagnostics/diagnostic.ts';
import { writeAtomically } from '../../files.ts';
import { listenersOf } from '../../ir/cluster-traffic.ts';
import { neuronBases } from '../../ir/network.ts';
import { piecesOf } from '../../ir/pieces.ts';
import type { SpikeProfile } from '../../ir/spike-profile.ts';
import { layoutOf, positionAt, type Unrolled } from '../../ir/unrolled.ts';

/** Files are put together in memory. */
const MOST_WORDS = 2 ** 28;

/**
 * Writes who hears whom as an AxonFlow hypergraph (layout: see `decode.ts`): one hyperedge a neuron that is heard, with the neurons it drives, ascending,
 * and its spikes in one inference. Neurons have the numbers of `neuronBases`; synapses of weight 0 are synapses.
 * @param most words of a file, 2^28 (1 GiB) unless told
 * @throws DiagnosticError S964 beyond that, S102
 */
export function writeHypergraph(unrolled: Unrolled, profile: SpikeProfile, file: string, most = MOST_WORDS): void {
  const edges = hyperedgesOf(unrolled, most);
  const words = edges.reduce((sum, { destinations }) => sum + 3 + destinations.length, 2);
  if (words > most) fail('S964', { words, most }, { file });
  const view = new DataView(new ArrayBuffer(4 * words));
  let at = 0;
  const put = (value: number): void => view.setUint32(4 * at++, value, true);
  put(profile.spikes.length);
  put(edges.length);
  for (const { neuron, destinations } of edges) {
    put(destinations.length);
    put(neuron);
    for (const destination of destinations) put(destination);
    view.setFloat32(4 * at++, profile.spikes[neuron]!, true);
  }
  writeAtomically(file, new Uint8Array(view.buffer));
}

interface Hyperedge {
  readonly neuron: number;
  readonly destinations: Int32Array;
}

/** Neurons of the pieces that hear each neuron; a neuron whose rows are spread over several pieces is named once. */
function hyperedgesOf(unrolled: Unrolled, most: number): readonly Hyperedge[] {
  const style = 'column-per-neuron';
  const pieces = piecesOf(unrolled, style);
  const neuronsOf = pieceNeurons(unrolled);
  const heard = listenersOf({ unrolled, style, clusterOf: Int32Array.from({ length: pieces.count }, (_, piece) => piece), clusterCount: pieces.count });
  const edges: Hyperedge[] = [];
  let words = 0;
  for (let neuron = 0; neuron + 1 < heard.offsets.length && words <= most; neuron++) {
    const found = new Set<number>();
    for (let i = heard.offsets[neuron]!; i < heard.offsets[neuron + 1]!; i++) for (const one of neuronsOf(heard.clusters[i]!)) found.add(one);
    if (found.size === 0) continue;
    edges.push({ neuron, destinations: Int32Array.from(found).sort() });
    words += 3 + found.size;
  }
  return edges;
}

/** The neurons that the columns of a piece belong to. */
function pieceNeurons(unrolled: Unrolled): (piece: number) => readonly number[] {
  const { network, units } = unrolled;
  const pieces = piecesOf(unrolled, 'column-per-neuron');
  const bases = neuronBases(network);
  const layouts = network.populations.map((population) => layoutOf(network, population));
  return (piece) => {
    const index = pieces.unitOf[piece]!;
    const { population, columns } = units[index]!;
    const position = positionAt(units[index]!, piece - pieces.first[index]!);
    return Array.from({ length: columns.end - columns.start }, (_, i) => bases[population]! + (columns.start + i) * layouts[population]!.positions + position);
  };
}
