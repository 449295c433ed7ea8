import { createHash } from 'node:crypto';
import { STYLE } from './style.ts';

/** Nothing is fetched, nothing runs; only the style sheet with this hash applies. */
export function contentPolicy(): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}
