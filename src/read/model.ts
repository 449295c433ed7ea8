import { fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Network } from '../ir/network.ts';
import { parseStage } from '../ir/stage-text.ts';
import type { Stage } from '../ir/stage.ts';
import { readBytes } from '../files.ts';

export interface ModelFile {
  readonly stage: Stage;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads any model or stage file; the ending of its name tells the reader. `-` is standard input: network language or a stage file.
 * @throws DiagnosticError of that reader, or S811
 */
export async function readModel(file: string): Promise<ModelFile> {
  if (file === '-') return readText(new TextDecoder().decode(readBytes(file)));
  const ending = /\.[^./\\]*$/.exec(file)?.[0].toLowerCase() ?? '';
  switch (ending) {
    case '.onnx': return fromNetwork((await import('./onnx/read-onnx.ts')).readOnnx(file));
    case '.synet': return fromNetwork((await import('./synet/read.ts')).readSynet(file));
    case '.tile': return { stage: parseStage(new TextDecoder().decode(readBytes(file)), file), diagnostics: [] };
    default: return fail('S811', { kind: ending || file }, { file });
  }
}

async function readText(text: string): Promise<ModelFile> {
  const file = 'standard input';
  if (text.trimStart().startsWith('{')) return { stage: parseStage(text, file), diagnostics: [] };
  return fromNetwork((await import('./synet/read.ts')).readSynetText(text, { file, folder: '.' }));
}

function fromNetwork({ network, diagnostics }: { network: Network; diagnostics: readonly Diagnostic[] }): ModelFile {
  return { stage: network, diagnostics };
}
