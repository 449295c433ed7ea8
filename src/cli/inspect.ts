import { writeAtomically } from '../files.ts';
import { printStage } from '../ir/stage-text.ts';
import { isNetwork, networkOf, type Stage } from '../ir/stage.ts';
import { verify } from '../compile.ts';
import { fail } from '../diagnostics/diagnostic.ts';
import { readModel } from '../read/model.ts';
import { describeStage } from '../report/describe-stage.ts';
import { drawGraph } from '../report/graph.ts';
import { withStageFile } from './session.ts';
import { tell } from './terminal.ts';

interface Flags {
  readonly format: 'text' | 'json' | 'dot';
  readonly output?: string;
}

/** Shows any model, stage file or configuration. Networks are verified as they are read. */
export async function inspect(file: string, { format, output }: Flags): Promise<void> {
  const { stage, diagnostics } = await readModel(file);
  tell(diagnostics);
  if (isNetwork(stage)) tell(withStageFile(file, () => verify(stage, null)));
  if (output?.endsWith('.synet') && format === 'text') {
    if (!isNetwork(stage)) return fail('S709', { from: stage.stage, wanted: 'the network language holds stages up to quantised' }, { file });
    (await import('../read/synet/write.ts')).writeSynet(stage, output);
    return;
  }
  // A terminal shows where large tensors go; a file or a pipe gets a text that reads back.
  const complete = output !== undefined || !process.stdout.isTTY;
  const text = withStageFile(file, () => (format === 'json' ? printStage(stage) : format === 'dot' ? dotOf(stage) : describeStage(stage, complete)));
  if (output === undefined || output === '-') process.stdout.write(text);
  else writeAtomically(output, text);
}

function dotOf(stage: Stage): string {
  const network = networkOf(stage);
  return network ? drawGraph(network) : drawGraph(stage as Extract<Stage, { stage: 'configuration' }>);
}
