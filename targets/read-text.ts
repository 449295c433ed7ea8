import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fail, type Where } from '../src/diagnostics/diagnostic.ts';
import { nearest } from '../src/diagnostics/nearest.ts';
import { readBytes } from '../src/files.ts';
import { BUILT_IN, FOLDERS, type Kind } from './built-in.ts';

const FILE_LIMIT_bytes = 1 << 20;

export interface NamedText {
  readonly text: string;
  readonly file: string;
}

/** The text of a built-in description, or of the user's file, whose path starts at `folder`; `named` are the names that a message offers. @throws DiagnosticError S101, S601, S602 */
export function readText(kind: Kind, nameOrFile: string, folder: string, namedAt: Where, named?: readonly string[]): NamedText {
  const known: Readonly<Record<string, object>> = BUILT_IN[kind];
  if (Object.hasOwn(known, nameOrFile)) {
    return { text: JSON.stringify(known[nameOrFile], null, 2), file: `${FOLDERS[kind]}/${nameOrFile}.json` };
  }
  const file = isAbsolute(nameOrFile) ? nameOrFile : join(folder, nameOrFile);
  if (!existsSync(file)) {
    const names = named ?? Object.keys(known);
    fail('S601', { kind, name: nameOrFile, nearest: nearest(nameOrFile, names), known: names }, namedAt);
  }
  return { text: decode(readBytes(file, FILE_LIMIT_bytes), file), file };
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('S602', { reason: 'it is not text in UTF-8' }, { file });
  }
}
