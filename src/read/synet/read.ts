import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse, TEXT_LIMIT_bytes } from '../../../grammar/parse.ts';
import { DiagnosticError, fail, stopOnErrors } from '../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../files.ts';
import { lower, type Read } from './lower.ts';

/**
 * Reads a network in the network language (grammar/README.md), with the side files it names. `-` is stdin, with side files from
 * the current folder.
 * @returns the network and warnings
 * @throws DiagnosticError S101, S401..S432, and those of readNpy and readNpz
 */
export function readSynet(file: string): Read {
  return readSynetText(decode(readBytes(file), file), { file, folder: file === '-' ? '.' : dirname(file) });
}

/** As readSynet, of text already read. */
export function readSynetText(text: string, where: { readonly file: string; readonly folder: string }): Read {
  const { document, diagnostics } = parse(text, where.file);
  if (document === null) stopOnErrors(diagnostics);
  return lower(document!, where, diagnostics);
}

function readBytes(file: string): Uint8Array {
  try {
    const size = file === '-' ? 0 : statSync(file).size;
    if (size > TEXT_LIMIT_bytes) fail('S404', { bytes: size, limit: TEXT_LIMIT_bytes }, { file });
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    return fail('S101', { reason: reasonOf(error) }, { file });
  }
}

function decode(bytes: Uint8Array, file: string): string {
  if (bytes.length > TEXT_LIMIT_bytes) fail('S404', { bytes: bytes.length, limit: TEXT_LIMIT_bytes }, { file });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('S406', {}, { file });
  }
}
