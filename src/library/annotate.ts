import { resolve } from 'node:path';
import { diagnose, fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/printable.ts';
import { checkWritable, writeAtomically } from '../files.ts';
import { networkOf } from '../ir/stage.ts';
import { annotateOnnx, IR_WITH_NODE_METADATA, PART_OF, POPULATION } from '../read/onnx/annotate.ts';
import { annotationOf } from '../report/inspect/annotation.ts';
import type { Report } from '../report/report.ts';
import type { Simulation } from './simulate.ts';

/** Whether a copy of this model can be annotated, before long work begins. @throws DiagnosticError S654, S102 */
export function checkAnnotation(model: string, output: string): void {
  if (!/\.onnx$/i.test(model)) fail('S654', { reason: 'it is no .onnx file' }, { file: model });
  if (!/\.onnx$/i.test(output)) fail('S654', { reason: 'the copy must be called .onnx too' }, { file: output });
  if (resolve(model) === resolve(output)) fail('S654', { reason: 'the copy would take its place' }, { file: model });
  checkWritable(output);
}

/**
 * Writes a copy of the ONNX file that was compiled in which operators carry where their neurons lie and what they cost, as viewers such as Netron show it.
 * @returns S655 for populations without an operator, S656 where operators have no metadata in this version of ONNX
 * @throws DiagnosticError S654, S102
 */
export function writeAnnotated({ compiled, configuration, target }: Simulation, report: Report, output: string): readonly Diagnostic[] {
  const { file, from } = compiled;
  checkAnnotation(file, output);
  const network = networkOf(from) ?? fail('S654', { reason: 'what was compiled is no network' }, { file });
  const annotation = annotationOf({ network, configuration, target, report });
  const { bytes, places, irVersion } = annotateOnnx(file, annotation, output);
  writeAtomically(output, bytes);
  const lost = [...annotation.operators].filter(([place, notes]) => !places.has(place) && notes[PART_OF] === undefined).map(([, notes]) => notes[POPULATION]!);
  const homeless = [...new Set([...annotation.homeless, ...lost])].map(printable);
  return [
    ...(homeless.length > 0 ? [diagnose('S655', { populations: homeless.length, names: homeless }, { file: output })] : []),
    ...(irVersion < IR_WITH_NODE_METADATA && places.size > 0 ? [diagnose('S656', { version: irVersion }, { file: output })] : []),
  ];
}
