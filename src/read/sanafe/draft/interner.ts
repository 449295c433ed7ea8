import type { Tokens } from '../yaml/tokens.ts';

/** Numbers texts in the order they are met; the same bytes give the same number without making a string. */
export interface Names {
  readonly list: string[];
  readonly idOf: (bytes: Uint8Array, start: number, stop: number) => number;
  readonly idOfText: (text: string) => number;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** @param known texts that get the first numbers */
export function collectNames(known: readonly string[] = []): Names {
  const list: string[] = [];
  const spellings: Uint8Array[] = [];
  const byHash = new Map<number, number[]>();
  const idOf = (bytes: Uint8Array, start: number, stop: number): number => {
    let hash = 0;
    for (let at = start; at < stop; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    const same = byHash.get(hash);
    if (same) for (const id of same) if (isSame(spellings[id]!, bytes, start, stop)) return id;
    const id = list.length;
    const spelling = bytes.slice(start, stop);
    spellings.push(spelling);
    list.push(decoder.decode(spelling));
    if (same) same.push(id);
    else byHash.set(hash, [id]);
    return id;
  };
  const idOfText = (text: string): number => {
    const bytes = encoder.encode(text);
    return idOf(bytes, 0, bytes.length);
  };
  for (const text of known) idOfText(text);
  return { list, idOf, idOfText };
}

function isSame(spelling: Uint8Array, bytes: Uint8Array, start: number, stop: number): boolean {
  if (spelling.length !== stop - start) return false;
  for (let i = 0; i < spelling.length; i++) if (spelling[i] !== bytes[start + i]) return false;
  return true;
}

export function nameIn(names: Names, { bytes, start, stop }: Tokens): number {
  return names.idOf(bytes, start, stop);
}
