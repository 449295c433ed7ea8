import { DiagnosticError, fail } from '../diagnostics/diagnostic.ts';

/** What `make` makes. @throws DiagnosticError S672 when the machine, or the memory of the kernels, has no room for it */
export function withinMemory<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError && !(error instanceof DiagnosticError)) return fail('S672', { reason: error.message });
    throw error;
  }
}
