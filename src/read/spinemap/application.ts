import { diagnose, fail, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { MOST_NEURONS } from '../../ir/verify-network.ts';
import type { Connectivity } from '../hypergraph/connectivity.ts';
import { filled, growingFloats, growingInts, push } from '../sanafe/draft/growing.ts';
import { bySource } from '../sanafe/lower/csr.ts';
import type { SpinemapFiles } from './files.ts';
import { readRows } from './rows.ts';

/** Connections and weights as the files list them, by source neuron. */
export interface Application extends Connectivity {
  /** One a synapse; null without a weight_info file. */
  readonly weights: Float32Array | null;
  readonly notes: readonly Diagnostic[];
}

/** Neurons that no line names may lie between others: so many in a file of any size, and so many for each number in a larger one. */
const FREE_NEURONS = 2 ** 16, MOST_PER_NAME = 4;

/** @throws DiagnosticError S955, S956, S959 for connections without any synapse, S101 */
export function readApplication({ connections, weights }: SpinemapFiles): Application {
  const listed = readConnections(connections);
  const values = weights === null ? null : readWeights(weights, listed);
  const sorted = bySource({ sources: listed.sources, destinations: listed.targets, weights: values ?? new Float32Array(listed.targets.length) }, listed.neurons);
  const repeated = countRepeated(sorted.offsets, sorted.destinations, listed.neurons);
  const notes = repeated > 0 ? [diagnose('S958', { what: 'synapses stand there more than once; they add up', count: repeated }, { file: connections })] : [];
  return { neurons: listed.neurons, offsets: sorted.offsets, targets: sorted.destinations, weights: values && sorted.values, notes };
}

interface Listed {
  readonly neurons: number;
  /** Of each synapse. */
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  /** Lines of the file: source neuron, and its first synapse; one entry more at the end. */
  readonly rowSources: Int32Array;
  readonly rowStarts: Int32Array;
}

function readConnections(file: string): Listed {
  const [sources, targets, rowSources, rowStarts] = [growingInts(), growingInts(), growingInts(), growingInts()];
  let highest = 0, source = 0;
  readRows(file, (refuse) => {
    const neuron = (value: number): number => {
      if (!(Number.isInteger(value) && value >= 0 && value < MOST_NEURONS)) refuse('S955', `${value} is no number of a neuron: whole, from 0 to ${MOST_NEURONS - 1}`);
      highest = Math.max(highest, value);
      return value;
    };
    return {
      begin: (first) => {
        source = neuron(first);
        push(rowSources, source);
        push(rowStarts, targets.length);
      },
      take: (value) => {
        push(targets, neuron(value));
        push(sources, source);
      },
      end: () => undefined,
    };
  });
  push(rowStarts, targets.length);
  if (targets.length === 0) fail('S959', { reason: 'no line of this file has a destination' }, { file });
  const named = targets.length + rowSources.length;
  if (highest >= Math.max(FREE_NEURONS, MOST_PER_NAME * named)) fail('S955', { reason: `neuron ${highest} is named, and only ${named} numbers stand here` }, { file });
  return { neurons: highest + 1, sources: filled(sources), targets: filled(targets), rowSources: filled(rowSources), rowStarts: filled(rowStarts) };
}

/** The weights line for line; one a synapse, in the order of the connections. */
function readWeights(file: string, { rowSources, rowStarts, targets }: Listed): Float32Array {
  const weights = growingFloats();
  let row = -1;
  readRows(file, (refuse) => ({
    begin: (source) => {
      if (++row >= rowSources.length) refuse('S956', `connection_info has ${rowSources.length} lines, and here is one more`);
      if (source !== rowSources[row]) refuse('S956', `the weights of neuron ${source} stand where connection_info lists the synapses of neuron ${rowSources[row]}`);
    },
    take: (value) => {
      if (weights.length < targets.length) push(weights, value);
      else refuse('S956', `there are more weights than the ${targets.length} synapses`);
      if (!Number.isFinite(weights.data[weights.length - 1]!)) refuse('S955', `${value} is no weight`);
    },
    end: () => {
      const [wanted, found] = [rowStarts[row + 1]! - rowStarts[row]!, weights.length - rowStarts[row]!];
      if (wanted !== found) refuse('S956', `neuron ${rowSources[row]} has ${wanted} synapses in connection_info and ${found} weights here`);
    },
  }));
  if (row + 1 !== rowSources.length) fail('S956', { reason: `connection_info has ${rowSources.length} lines, weight_info ${row + 1}` }, { file });
  return filled(weights);
}

function countRepeated(offsets: Int32Array, targets: Int32Array, neurons: number): number {
  const last = new Int32Array(neurons).fill(-1);
  let repeated = 0;
  for (let source = 0; source < neurons; source++) {
    for (let i = offsets[source]!; i < offsets[source + 1]!; i++) {
      if (last[targets[i]!] === source) repeated++;
      last[targets[i]!] = source;
    }
  }
  return repeated;
}
