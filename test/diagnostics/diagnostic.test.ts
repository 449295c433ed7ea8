import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnostics/diagnostic.ts';

test('text of files cannot play tricks on a terminal', () => {
  const { message, where } = diagnose('S207', { text: 'a\x1b[31m\u202eb\u2028\nc' }, { file: 'x.csv', place: 'row\x07 1' });
  expect(message).toBe("'a?[31m?b? c' is not a number");
  expect(where).toEqual({ file: 'x.csv', place: 'row? 1' });
});

test('other languages are left as they are', () => {
  expect(diagnose('S207', { text: 'größer ١ 数 😀' }).message).toBe("'größer ١ 数 😀' is not a number");
});
