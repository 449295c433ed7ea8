import { fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseStage } from '../ir/stage-text.ts';
import type { PopulationSpikes } from '../ir/spike-profile.ts';
import type { Stage } from '../ir/stage.ts';
import { readBytes } from '../files.ts';
import { assumer, parseAssumptions, type Assumer, type Assumption, type NetworkReading } from './assumptions.ts';
import { isSpinemap } from './spinemap/files.ts';

export interface ModelFile {
  readonly stage: Stage;
  readonly diagnostics: readonly Diagnostic[];
  /** What the reader chose because the file does not say. */
  readonly assumptions: readonly Assumption[];
  /** Spikes of every neuron as the file counts them; null where it does not. */
  readonly spikes: PopulationSpikes | null;
}

export interface ReadOptions {
  /** Texts of --assume, `key=value`. */
  readonly assume?: readonly string[];
  /** Texts of --onnx-shape, `name=extent,extent,...`. */
  readonly onnxShape?: readonly string[];
}

/**
 * Reads any model or stage file; the ending of its name tells the reader. `-` is standard input: network language or a stage file.
 * @throws DiagnosticError of that reader, S811, or S960, S961 for `assume`
 */
export async function readModel(file: string, { assume = [], onnxShape = [] }: ReadOptions = {}): Promise<ModelFile> {
  const assumptions = assumer(parseAssumptions(assume));
  const { stage, diagnostics, spikes } = await readWith(file, assumptions, onnxShape);
  return { stage, diagnostics: [...diagnostics, ...assumptions.unused(file)], assumptions: assumptions.made(), spikes };
}

type Read = Pick<ModelFile, 'stage' | 'diagnostics' | 'spikes'>;

async function readWith(file: string, assumptions: Assumer, onnxShape: readonly string[]): Promise<Read> {
  if (file === '-') return readText(new TextDecoder().decode(readBytes(file)));
  if (isSpinemap(file)) return stageOf((await import('./spinemap/read-spinemap.ts')).readSpinemap(file, assumptions));
  const ending = /\.[^./\\]*$/.exec(file)?.[0].toLowerCase() ?? '';
  switch (ending) {
    case '.onnx': {
      const { parseOnnxShapes, readOnnx } = await import('./onnx/read-onnx.ts');
      return stageOf(readOnnx(file, assumptions, { shapes: parseOnnxShapes(onnxShape) }));
    }
    case '.nir': return stageOf(await (await import('./nir/read-nir.ts')).readNir(file, assumptions));
    case '.net': {
      const { isSanafe, readSanafe } = await import('./sanafe/read-sanafe.ts');
      return stageOf(isSanafe(file) ? readSanafe(file, assumptions) : await (await import('./lava/read-net.ts')).readLavaNet(file, assumptions));
    }
    case '.yaml':
    case '.yml': return stageOf((await import('./sanafe/read-sanafe.ts')).readSanafe(file, assumptions));
    case '.snn': return stageOf((await import('./hypergraph/read-hypergraph.ts')).readHypergraph(file, assumptions));
    case '.synet': return stageOf((await import('./synet/read.ts')).readSynet(file));
    case '.tile': return { stage: parseStage(new TextDecoder().decode(readBytes(file)), file), diagnostics: [], spikes: null };
    default: return fail('S811', { kind: ending || file }, { file });
  }
}

async function readText(text: string): Promise<Read> {
  const file = 'standard input';
  if (text.trimStart().startsWith('{')) return { stage: parseStage(text, file), diagnostics: [], spikes: null };
  return stageOf((await import('./synet/read.ts')).readSynetText(text, { file, folder: '.' }));
}

function stageOf({ network, diagnostics, spikes }: NetworkReading): Read {
  return { stage: network, diagnostics, spikes: spikes ?? null };
}
