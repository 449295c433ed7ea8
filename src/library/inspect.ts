import { verify } from '../compile.ts';
import { fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { printStage } from '../ir/stage-text.ts';
import { isNetwork, type Stage } from '../ir/stage.ts';
import type { Assumption } from '../read/assumptions.ts';
import { describeStage } from '../report/describe-stage.ts';
import { withStageFile } from './model.ts';
import { VERSION } from './version.ts';

/** Forms of a stage that is shown: text that reads back, JSON, a graph of populations as DOT or SVG, or one self-contained page. */
export type InspectionFormat = 'text' | 'json' | 'dot' | 'svg' | 'html';

/** A stage and the file that it came from; a model is one. */
export interface Inspected {
  readonly file: string;
  readonly stage: Stage;
  /** What the reader chose because the file does not say. */
  readonly assumptions: readonly Assumption[];
}

/** What the verifier says about a network; stages of a chip are verified with their target. @throws DiagnosticError where it has errors, S710 for a damaged stage file */
export function verifyNetworkOf({ file, stage }: Inspected): readonly Diagnostic[] {
  return isNetwork(stage) ? withStageFile(file, () => verify(stage, null)) : [];
}

/**
 * Shows any stage.
 * @param complete whether a text names tensors in full, so that it reads back equal
 * @throws DiagnosticError S710 for a damaged stage file
 */
export async function inspect({ file, stage, assumptions }: Inspected, format: InspectionFormat, complete = true): Promise<string> {
  if (format === 'text') return withStageFile(file, () => describeStage(stage, complete, assumptions));
  if (format === 'json') return withStageFile(file, () => printStage(stage));
  const { outlineOf } = await import('../report/inspect/outline.ts');
  const outline = withStageFile(file, () => outlineOf(stage));
  if (format === 'dot') return (await import('../report/graph.ts')).drawGraph(outline);
  if (format === 'svg') return (await import('../report/inspect/picture.ts')).drawPicture(outline, 'white');
  const text = withStageFile(file, () => describeStage(stage, false, assumptions));
  const { renderInspection } = await import('../report/inspect/page.ts');
  return renderInspection(file, outline, text, assumptions.map((one) => `${one.settled ? 'settled' : 'assumed'}: ${one.text}`), VERSION);
}

/**
 * What changed between two stages.
 * @throws DiagnosticError S653 for `dot` and `svg`, which draw one graph; S710 for a damaged stage file
 */
export async function compareStages(one: Inspected, other: Inspected, format: InspectionFormat): Promise<string> {
  const { compareStages: compare } = await import('../report/inspect/compare.ts');
  const { outlines, ...comparison } = withStageFile(one.file, () => withStageFile(other.file, () => compare(one, other)));
  switch (format) {
    case 'text': return (await import('../report/inspect/text.ts')).renderComparison(comparison);
    case 'json': return `${JSON.stringify(comparison, null, 2)}\n`;
    case 'html': return (await import('../report/inspect/page.ts')).renderComparisonPage(comparison, outlines, VERSION);
    case 'dot': case 'svg': return fail('S653', { reason: `--format ${format} draws one graph` });
  }
}
