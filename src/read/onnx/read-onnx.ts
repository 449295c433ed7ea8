import path from 'node:path';
import { fail, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Network } from '../../ir/network.ts';
import { assumer, type Assumer } from '../assumptions.ts';
import { openBytes, type ByteFile } from './bytes.ts';
import { choiceNodes } from './choices.ts';
import { decodeModel } from './decode.ts';
import { withShapes, type InputShapes } from './input-shapes.ts';
import type { ModelHeader } from './model.ts';
import { printable } from '../../diagnostics/printable.ts';
import { networkNameFrom } from '../names.ts';
import { readSpiking } from './spiking/read-spiking.ts';
import { translate } from './translate.ts';

export { parseOnnxShapes } from './input-shapes.ts';

export interface OnnxOptions {
  /** Extents of inputs that the file leaves free, see `parseOnnxShapes`. */
  readonly shapes?: InputShapes;
}

/**
 * Reads an ONNX model (default domain, opset 9 to 21) as a network of stage `network`: activations, batch norm, pooling and
 * padding stand as they stood in the file, and graphs of spiking neurons become populations of them. Headers are decoded first; the
 * numbers of a tensor are read when a node uses it.
 * @param assume is told what the file leaves open: timesteps, states before the first one
 * @returns the network and the warnings and notes on it
 * @throws DiagnosticError S101 and S301 to S359
 */
export function readOnnx(file: string, assume: Assumer = assumer({}), { shapes = new Map() }: OnnxOptions = {}): { network: Network; diagnostics: readonly Diagnostic[] } {
  const bytes = openBytes(file);
  try {
    const decoded = decodeModel(bytes);
    checkVersion(bytes, decoded);
    refuseTemporalCoding(bytes, decoded);
    const model = { ...decoded, graph: withShapes(bytes, decoded.graph, shapes) };
    return isSpiking(model) ? readSpiking(bytes, model, networkNameFrom(path.parse(file).name), assume) : translate(bytes, model, networkNameFrom(path.parse(file).name));
  } finally {
    bytes.close();
  }
}

/** Spikes come from comparisons, and loops from timesteps: no network of activations has either, but for activations in pieces. */
const SPIKING: ReadonlySet<string> = new Set(['Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Loop', 'Scan']);

function isSpiking({ graph }: ModelHeader): boolean {
  const asking = graph.nodes.filter(({ operator, domain }) => domain === '' && SPIKING.has(operator));
  if (asking.length === 0) return false;
  const choices = choiceNodes(graph);
  return asking.some(({ index }) => !choices.has(index));
}

const OLDEST_OPSET = 9;
const NEWEST_OPSET = 21;

function checkVersion(file: ByteFile, model: ModelHeader): void {
  if (model.opset === null || model.opset < OLDEST_OPSET || model.opset > NEWEST_OPSET) {
    fail('S304', { opset: model.opset, oldest: OLDEST_OPSET, newest: NEWEST_OPSET }, { file: file.path });
  }
}

/** Such a file holds the weights of spike times: reading it as activations would give another network. */
function refuseTemporalCoding(file: ByteFile, model: ModelHeader): void {
  const coding = model.metadata.get('coding');
  if (coding?.trim().toLowerCase() === 'ttfs') fail('S317', { coding: printable(coding) }, { file: file.path, place: "metadata 'coding'" });
}
