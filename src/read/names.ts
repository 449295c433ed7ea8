import { printable } from '../diagnostics/printable.ts';

/** A name of the file as a name of the network, /^[A-Za-z_][A-Za-z0-9_.]*$/: '/conv1/Conv' becomes conv1.Conv; empty when nothing is left. */
export function identifierFrom(text: string): string {
  const cleaned = text.slice(0, LONGEST_NAME)
    .replace(/[/\\]+/g, '.')
    .replace(/[^A-Za-z0-9_.]+/g, '_')
    .replace(/^[._]+|[._]+$/g, '')
    .replace(/\.{2,}/g, '.');
  return /^[0-9]/.test(cleaned) ? `n${cleaned}` : cleaned;
}

/** `name`, or name_2, name_3, ... when it is taken; the result is then taken too. */
export function uniqueName(taken: Map<string, number>, name: string): string {
  let count = taken.get(name) ?? 0;
  let candidate = name;
  while (taken.has(candidate)) candidate = `${name}_${++count + 1}`;
  taken.set(name, count);
  taken.set(candidate, taken.get(candidate) ?? 0);
  return candidate;
}

/** The name of a network, from that of its file or one inside it: without characters that a page or a shell would take for something else. */
export function networkNameFrom(text: string): string {
  return printable(text).replace(/[<>"'&`\\]/g, '_');
}

const LONGEST_NAME = 100;
