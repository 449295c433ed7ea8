import { checkWritable, writeAtomically } from '../files.ts';
import { printStage } from '../ir/stage-text.ts';
import { isNetwork, networkOf, type Stage } from '../ir/stage.ts';
import { verify } from '../compile.ts';
import { fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Network } from '../ir/network.ts';
import { assumptionNotes } from '../read/assumptions.ts';
import { readModel } from '../read/model.ts';
import { describeStage } from '../report/describe-stage.ts';
import { drawGraph } from '../report/graph.ts';
import { withStageFile, type ModelFlags } from './session.ts';
import { tell } from './terminal.ts';

interface Flags extends ModelFlags {
  readonly format: 'text' | 'json' | 'dot';
  readonly output?: string;
}

/** Shows any model, stage file or configuration. Networks are verified as they are read. */
export async function inspect(file: string, { format, output, ...flags }: Flags): Promise<void> {
  const { stage, diagnostics, assumptions } = await readModel(file, flags);
  tell(diagnostics);
  if (isNetwork(stage)) tell(withStageFile(file, () => verify(stage, null)));
  const write = output === undefined || format !== 'text' ? undefined : WRITERS[/\.[^./\\]*$/.exec(output)?.[0].toLowerCase() ?? ''];
  if (write || format !== 'text') tell(assumptionNotes(assumptions, file));
  if (write) {
    if (!isNetwork(stage)) return fail('S709', { from: stage.stage, wanted: 'network files hold stages up to quantised' }, { file });
    checkWritable(output!);
    tell(await write(stage, output!, file));
    return;
  }
  // A terminal shows where large tensors go; a file or a pipe gets a text that reads back.
  const complete = output !== undefined || !process.stdout.isTTY;
  const text = withStageFile(file, () => (format === 'json' ? printStage(stage) : format === 'dot' ? dotOf(stage) : describeStage(stage, complete, assumptions)));
  if (output === undefined || output === '-') process.stdout.write(text);
  else writeAtomically(output, text);
}

/** Forms of a network in files, by the ending of their name; each says what its format cannot. */
const WRITERS: Readonly<Record<string, (network: Network, file: string, source: string) => Promise<readonly Diagnostic[]>>> = {
  '.synet': async (network, file) => {
    (await import('../read/synet/write.ts')).writeSynet(network, file);
    return [];
  },
  '.nir': async (network, file) => (await import('../read/nir/write-nir.ts')).writeNir(network, file),
  '.yaml': async (network, file, source) => (await import('../read/sanafe/rewrite.ts')).rewriteSanafe(network, file, source),
};

function dotOf(stage: Stage): string {
  const network = networkOf(stage);
  return network ? drawGraph(network) : drawGraph(stage as Extract<Stage, { stage: 'configuration' }>);
}
