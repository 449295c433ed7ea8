import { fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseStage } from '../ir/stage-text.ts';
import type { Stage } from '../ir/stage.ts';
import { readBytes } from '../files.ts';

export interface ModelFile {
  readonly stage: Stage;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads any model or stage file; the ending of its name tells the reader. @throws DiagnosticError of that reader, or S811 */
export async function readModel(file: string): Promise<ModelFile> {
  const ending = /\.[^./\\]*$/.exec(file)?.[0].toLowerCase() ?? '';
  switch (ending) {
    case '.onnx': {
      const { network, diagnostics } = (await import('./onnx/read-onnx.ts')).readOnnx(file);
      return { stage: network, diagnostics };
    }
    case '.synet': {
      const { network, diagnostics } = (await import('./synet/read.ts')).readSynet(file);
      return { stage: network, diagnostics };
    }
    case '.tile': return { stage: parseStage(new TextDecoder().decode(readBytes(file)), file), diagnostics: [] };
    default: return fail('S811', { kind: ending || file }, { file });
  }
}
