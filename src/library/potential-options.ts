import { diagnose, stopOnErrors, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/printable.ts';
import type { PotentialChoice } from '../simulate/potential-choice.ts';

/** Neurons of each population whose potentials are kept where nobody says how many. */
const EACH = 8;
const MOST_EACH = 2 ** 24;

/**
 * Whose potentials are kept: `8`, so many of each population; `NAME:0,5,7`, these of one.
 * @throws DiagnosticError S651
 */
export function parsePotentials(values: readonly string[]): PotentialChoice {
  const found: Diagnostic[] = [];
  const neurons: Record<string, readonly number[]> = {};
  let each: number | null = null;
  const refuse = (value: string, reason: string): void => { found.push(diagnose('S651', { value: printable(value), reason })); };
  for (const value of values) {
    if (/^\d+$/.test(value)) {
      if (each !== null) refuse(value, 'the number of neurons is given twice');
      if (Number(value) > MOST_EACH) refuse(value, `at most ${MOST_EACH}`);
      each = Number(value);
      continue;
    }
    const at = value.lastIndexOf(':');
    const [name, list] = [value.slice(0, Math.max(0, at)), value.slice(at + 1).split(',')];
    if (at <= 0) refuse(value, 'it is neither a number nor NAME:i,j,...');
    else if (!list.every((one) => /^\d{1,9}$/.test(one))) refuse(value, 'neurons are whole numbers from 0, with commas between');
    else if (Object.hasOwn(neurons, name)) refuse(value, 'the population is named twice');
    else Object.defineProperty(neurons, name, { value: [...new Set(list.map(Number))].sort((a, b) => a - b), enumerable: true });
  }
  stopOnErrors(found);
  // Whoever names neurons wants these alone.
  return { each: each ?? (values.length > 0 ? 0 : EACH), neurons };
}
