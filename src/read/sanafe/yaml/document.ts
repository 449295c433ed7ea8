import { statSync } from 'node:fs';
import { fail } from '../../../diagnostics/diagnostic.ts';
import { readBytes } from '../../../files.ts';
import { Irregular } from './scalars.ts';
import { scan } from './scan.ts';
import type { Tokens } from './tokens.ts';
import { parseTree } from './tree.ts';
import { withWindow } from './window.ts';

/** Largest file that is read through a syntax tree, which takes some 100 times as much memory. */
export const TREE_LIMIT_bytes = 4 * 2 ** 20;

/**
 * Hands the tokens of a YAML file to `use`: from the stream, or once more from a syntax tree where the stream meets what it does not know.
 * `use` keeps nothing of a first attempt.
 * @throws DiagnosticError S101, S940, S950, and what `use` throws
 */
export function withTokens<T>(file: string, use: (tokens: Tokens) => T): T {
  try {
    return withWindow(file, (window) => use(scan(window, file)));
  } catch (error) {
    if (!(error instanceof Irregular)) throw error;
    const size_bytes = statSync(file).size;
    if (size_bytes > TREE_LIMIT_bytes) fail('S950', { what: error.what, size_bytes, limit_bytes: TREE_LIMIT_bytes }, { file, span: error.span });
    return use(parseTree(textOf(readBytes(file, TREE_LIMIT_bytes)), file));
  }
}

/** UTF-8 with or without a mark at its beginning. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
