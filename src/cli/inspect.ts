import { checkWritable, writeAtomically } from '../files.ts';
import { printStage } from '../ir/stage-text.ts';
import { isNetwork, type Stage } from '../ir/stage.ts';
import { verify } from '../compile.ts';
import { fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Network } from '../ir/network.ts';
import { VERSION } from '../library/version.ts';
import { assumptionNotes, type Assumption } from '../read/assumptions.ts';
import { readModel } from '../read/model.ts';
import { describeStage } from '../report/describe-stage.ts';
import { withStageFile, type ModelFlags } from './session.ts';
import { tell } from './terminal.ts';

type Format = 'text' | 'json' | 'dot' | 'svg' | 'html';

interface Flags extends ModelFlags {
  readonly format: Format;
  readonly against?: string;
  readonly output?: string;
}

interface Opened {
  readonly file: string;
  readonly stage: Stage;
  readonly assumptions: readonly Assumption[];
}

/** Shows any model, stage file or configuration, or what changed between two. Networks are verified as they are read. */
export async function inspect(file: string, { format, output, against, ...flags }: Flags): Promise<void> {
  if (output !== undefined && output !== '-') checkWritable(output);
  const one = await open(file, flags);
  if (against !== undefined) return show(await compared(one, await open(against, flags), format), output);
  const write = output === undefined || format !== 'text' ? undefined : WRITERS[/\.[^./\\]*$/.exec(output)?.[0].toLowerCase() ?? ''];
  if (write || format !== 'text') tell(assumptionNotes(one.assumptions, file));
  if (!write) return show(await formatted(one, format, output !== undefined), output);
  const { stage } = one;
  tell(await write(isNetwork(stage) ? stage : fail('S709', { from: stage.stage, wanted: 'network files hold stages up to quantised' }, { file }), output!, file));
}

async function open(file: string, flags: ModelFlags): Promise<Opened> {
  const { stage, diagnostics, assumptions } = await readModel(file, flags);
  tell(diagnostics);
  if (isNetwork(stage)) tell(withStageFile(file, () => verify(stage, null)));
  return { file, stage, assumptions };
}

/** @param kept whether it goes to a file */
async function formatted({ file, stage, assumptions }: Opened, format: Format, kept: boolean): Promise<string> {
  // A terminal shows where large tensors go; a file or a pipe gets a text that reads back.
  if (format === 'text') return withStageFile(file, () => describeStage(stage, kept || !process.stdout.isTTY, assumptions));
  if (format === 'json') return withStageFile(file, () => printStage(stage));
  const { outlineOf } = await import('../report/inspect/outline.ts');
  const outline = withStageFile(file, () => outlineOf(stage));
  if (format === 'dot') return (await import('../report/graph.ts')).drawGraph(outline);
  if (format === 'svg') return (await import('../report/inspect/picture.ts')).drawPicture(outline, 'white');
  const text = withStageFile(file, () => describeStage(stage, false, assumptions));
  const { renderInspection } = await import('../report/inspect/page.ts');
  return renderInspection(file, outline, text, assumptions.map((one) => `${one.settled ? 'settled' : 'assumed'}: ${one.text}`), VERSION);
}

async function compared(one: Opened, other: Opened, format: Format): Promise<string> {
  const { compareStages } = await import('../report/inspect/compare.ts');
  const { outlines, ...comparison } = withStageFile(one.file, () => withStageFile(other.file, () => compareStages(one, other)));
  switch (format) {
    case 'text': return (await import('../report/inspect/text.ts')).renderComparison(comparison);
    case 'json': return `${JSON.stringify(comparison, null, 2)}\n`;
    case 'html': return (await import('../report/inspect/page.ts')).renderComparisonPage(comparison, outlines, VERSION);
    case 'dot': case 'svg': return fail('S653', { reason: `--format ${format} draws one graph` });
  }
}

function show(text: string, output: string | undefined): void {
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
