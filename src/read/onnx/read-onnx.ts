import path from 'node:path';
import { fail, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Network } from '../../ir/network.ts';
import { assumer, type Assumer } from '../assumptions.ts';
import { openBytes, type ByteFile } from './bytes.ts';
import { choiceNodes } from './choices.ts';
import { decodeModel } from './decode.ts';
import { withShapes, type InputShapes } from './input-shapes.ts';
import type { ModelHeader } from './model.ts';
import { networkNameFrom } from '../names.ts';
import { readSpiking } from './spiking/read-spiking.ts';
import { isTemporalModel, readMetadata } from './temporal/metadata.ts';
import { temporalNetwork } from './temporal/temporal-network.ts';
import { translate } from './translate.ts';

export { parseOnnxShapes } from './input-shapes.ts';

export interface OnnxOptions {
  /** Extents of inputs that the file leaves free, see `parseOnnxShapes`. */
  readonly shapes?: InputShapes;
}

/**
 * Reads an ONNX model (default domain, opset 9 to 21) as a network of stage `network`: activations, batch norm, pooling and
 * padding stand as they stood in the file, graphs of spiking neurons become populations of them, and weights of spike times (metadata coding=ttfs) networks of
 * temporal coding. Headers are decoded first; the
 * numbers of a tensor are read when a node uses it.
 * @param assume is told what the file leaves open: timesteps, states before the first one
 * @returns the network and the warnings and notes on it
 * @throws DiagnosticError S101, S301 to S359, S615 and S616
 */
export function readOnnx(file: string, assume: Assumer = assumer({}), { shapes = new Map() }: OnnxOptions = {}): { network: Network; diagnostics: readonly Diagnostic[] } {
  const bytes = openBytes(file);
  try {
    const decoded = decodeModel(bytes);
    checkVersion(bytes, decoded);
    const name = networkNameFrom(path.parse(file).name);
    const model = { ...decoded, graph: withShapes(bytes, decoded.graph, shapes) };
    if (isTemporalModel(model.metadata)) return readTemporal(bytes, model, name, assume);
    return isSpiking(model) ? readSpiking(bytes, model, name, assume) : translate(bytes, model, name);
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

/** Such a file holds the weights of spike times, and its metadata how neurons answer them. */
function readTemporal(file: ByteFile, model: ModelHeader, name: string, assume: Assumer): { network: Network; diagnostics: readonly Diagnostic[] } {
  const metadata = readMetadata(model.metadata, file.path, assume);
  const { network, diagnostics } = translate(file, model, name);
  return { network: temporalNetwork(network, metadata), diagnostics };
}
