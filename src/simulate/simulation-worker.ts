import { workerData } from 'piscina';
import { DiagnosticError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Samples } from './engine/inputs.ts';
import { partRunner, type PartResult, type Setup } from './runner.ts';

/** Entry of a simulation thread: one engine, made on the first part. */
let run: ReturnType<typeof partRunner> | null = null;

export default function simulatePart({ samples, first }: { samples: Samples; first: number }): PartResult | { diagnostics: readonly Diagnostic[] } {
  try {
    run ??= partRunner(workerData as Setup);
    return run(samples, first);
  } catch (error) {
    if (error instanceof DiagnosticError) return { diagnostics: error.diagnostics };
    throw error;
  }
}
