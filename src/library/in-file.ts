import { DiagnosticError } from '../diagnostics/diagnostic.ts';

/** What is found while working on what a file holds is about the file. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(error.diagnostics.map((one) => ({ ...one, where: { file, ...one.where } })));
  }
}
