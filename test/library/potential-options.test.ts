import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { parsePotentials } from '../../src/library/potential-options.ts';

function refusals(values: readonly string[]): readonly string[] {
  try {
    parsePotentials(values);
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ code, message }) => `${code} ${message}`);
  }
}

describe('--potentials', () => {
  it('says how many neurons of each population, or which of one', () => {
    expect(parsePotentials([])).toEqual({ each: 8, neurons: {} });
    expect(parsePotentials(['3'])).toEqual({ each: 3, neurons: {} });
    expect(parsePotentials(['hidden:7,0,7', 'a:b:2'])).toEqual({ each: 0, neurons: { hidden: [0, 7], 'a:b': [2] } });
    expect(parsePotentials(['hidden:1', '2']).each).toBe(2);
  });

  it('is refused where it says neither (S651)', () => {
    expect(refusals(['x', ':1', 'a:', 'a:1,b', 'a:-1', '1', '2', 'b:1', 'b:2', '99999999'])).toEqual([
      'S651 --potentials x: it is neither a number nor NAME:i,j,...', 'S651 --potentials :1: it is neither a number nor NAME:i,j,...', 'S651 --potentials a:: neurons are whole numbers from 0, with commas between',
      'S651 --potentials a:1,b: neurons are whole numbers from 0, with commas between', 'S651 --potentials a:-1: neurons are whole numbers from 0, with commas between',
      'S651 --potentials 2: the number of neurons is given twice', 'S651 --potentials b:2: the population is named twice', 'S651 --potentials 99999999: the number of neurons is given twice',
      'S651 --potentials 99999999: at most 16777216',
    ]);
  });
});
