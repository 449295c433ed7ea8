import { expect } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';

/** In a case file the comment `#! S401@12 text` on a line says: here, at column 12, S401 with this text in its message is expected. */
export function expectAnnotated(text: string, diagnostics: readonly Diagnostic[]): void {
  const expected = text.split('\n').flatMap((line, index) =>
    line.split('#!').slice(1).map((note) => {
      const [, code, column, message] = /^ (S\d+)@(\d+) (.*?) ?$/.exec(note)!;
      return { place: `${index + 1}:${column}`, code, message: message! };
    }));
  const found = diagnostics.map(({ code, message, where }) => ({ place: `${where.span?.line}:${where.span?.column}`, code, message }));
  expect(found.map(({ place, code, message }) => `${place} ${code} ${message}`).join('\n'))
    .toBe(found.map(({ place, message }, index) => {
      const want = expected[index];
      return `${want?.place ?? place} ${want?.code ?? 'nothing'} ${want && !message.includes(want.message) ? want.message : message}`;
    }).join('\n'));
  expect(found).toHaveLength(expected.length);
}
