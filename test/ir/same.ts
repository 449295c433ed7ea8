import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/** `toEqual` for stages and spike trains: Node compares typed arrays at once, where `toEqual` goes through them one by one; it then only tells what differs. */
export function expectSame(found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected);
}
