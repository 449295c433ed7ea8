import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { assumer, assumptionNotes, parseAssumptions } from '../../src/read/assumptions.ts';

function codesOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map(({ code, help }) => `${code} ${help}`);
    throw error;
  }
  return [];
}

describe('parseAssumptions', () => {
  test('reads every key', () => {
    expect(parseAssumptions(['dt=0.5ms', 'reset=subtract-delayed', 'comparator=>=', 'decay=exp', 'order=potential-first', 'spikes=floor', 'input=rate'])).toEqual({
      dt: 0.5e-3, reset: 'subtract-delayed', comparator: '>=', decay: 'exp', order: 'potential-first', spikes: 'floor', input: 'rate',
    });
    expect(parseAssumptions(['dt=1e-4', 'comparator=>'])).toEqual({ dt: 1e-4, comparator: '>' });
    expect(parseAssumptions(['dt=2 us']).dt).toBeCloseTo(2e-6, 20);
  });

  test('S960: an unknown key, with the nearest one', () => {
    expect(codesOf(() => parseAssumptions(['rest=hard']))).toEqual(['S960 did you mean reset?']);
    expect(codesOf(() => parseAssumptions(['frequency']))[0]).toMatch(/^S960 known: dt, reset/);
  });

  test.each(['dt=0', 'dt=-1ms', 'dt=fast', 'dt=', 'reset=soft', 'comparator==', 'decay='])('S961: %s', (text) => {
    expect(codesOf(() => parseAssumptions([text]))[0]).toMatch(/^S961 write --assume /);
  });
});

describe('assumer', () => {
  test('lists a fallback as an assumption and a choice of the user as settled, each once', () => {
    const { choose, state, made } = assumer({ dt: 1e-3 });
    const say = (value: number): string => `a timestep is ${value} s`;
    expect(choose('dt', 1e-4, say)).toBe(1e-3);
    choose('dt', 1e-4, say);
    expect(choose('reset', 'hard', (mode) => `reset ${mode}`)).toBe('hard');
    state({ key: 'feedback', text: 'feedback takes a step', option: null });
    expect(made().map(({ key, text, settled }) => [key, text, settled])).toEqual([
      ['dt', 'a timestep is 0.001 s', true], ['reset', 'reset hard', false], ['feedback', 'feedback takes a step', false],
    ]);
    expect(assumptionNotes(made(), 'a.nir').map(({ code, message, help }) => [code, message, help])).toEqual([
      ['S963', 'assumed: reset hard', '--assume reset=hard|subtract|subtract-delayed|hard-delayed|none changes it'],
      ['S963', 'assumed: feedback takes a step', 'no option changes this'],
    ]);
  });

  test('the number of timesteps is settled by its own option', () => {
    const { state, made } = assumer({});
    state({ key: 'timesteps', text: 'a sample lasts 10 timesteps', option: '--timesteps N' });
    expect(assumptionNotes(made(), 'a.onnx')).toHaveLength(1);
    expect(assumptionNotes(made(), 'a.onnx', 20)).toEqual([]);
  });

  test('S962: a setting that nothing left open', () => {
    const { choose, unused } = assumer({ dt: 1e-3, decay: 'exp' });
    choose('dt', 1e-4, String);
    expect(unused('a.nir').map(({ code, message }) => [code, message.slice(0, 28)])).toEqual([['S962', '--assume decay has no effect']]);
  });
});
