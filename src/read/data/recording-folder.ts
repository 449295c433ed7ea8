import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import { diagnose, fail, stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { readBytes, reasonOf } from '../../files.ts';
import { printable } from '../../diagnostics/printable.ts';
import { unzipped } from './gzip.ts';
import { isClass, parseLabelTable, type LabelTable } from './label-table.ts';

/** One recording of events. */
export interface Recording {
  /** The file, as diagnostics name it. */
  readonly file: string;
  readonly load: () => Uint8Array;
}

export interface Recordings {
  readonly recordings: readonly Recording[];
  /** Class of each, where the folder tells. */
  readonly labels: Int32Array | null;
}

interface Entry {
  readonly name: string;
  /** Name of the sub-folder that holds it, a class; empty without one. */
  readonly folder: string;
  readonly path: string;
}

const RECORDING = /\.(?:bin|aedat)(?:\.gz)?$/i;
const CLASS = /^\d{1,4}$/;
const LABELS_FILE = 'labels.csv';
/** Bytes of recordings that are kept once read. */
const KEPT_bytes = 64 * 2 ** 20;
/** Findings of one folder that are told. */
const MOST_FINDINGS = 20;

export function isFolder(path: string): boolean {
  return path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/**
 * The recordings (.bin, .aedat, also .gz) of a folder, sorted by file name: those that lie in it, with their labels in labels.csv (columns
 * `file` and `label`; without `file` the labels have the order of the sorted names), or those of its sub-folders named by class (0, 1, ...).
 * Nothing outside the folder is read, and nothing inside until it is asked for.
 * @throws DiagnosticError S101, S206..S208, S213, S214, S229, S230, S231
 */
export function openFolder(folder: string): Recordings {
  const findings: Diagnostic[] = [];
  const root = listed(() => realpathSync(folder), folder);
  const inside = entriesOf(folder, '', root, findings);
  const classes = listed(() => readdirSync(folder, { withFileTypes: true }), folder).filter(({ name }) => CLASS.test(name));
  const below = classes.flatMap(({ name }) => (isFolder(join(folder, name)) ? entriesOf(join(folder, name), name, root, findings) : []));
  stopOnErrors(findings);
  if (inside.length > 0 && below.length > 0) fail('S229', { reason: `holds recordings both itself and in the folder ${below[0]!.folder}` }, { file: folder });
  const entries = [...inside, ...below].sort(byName);
  if (entries.length === 0) fail('S229', { reason: 'holds no recordings (.bin, .bin.gz, .aedat)' }, { file: folder });
  const keep = keeper();
  const recordings = entries.map(({ path }) => ({ file: path, load: () => keep(path) }));
  return { recordings, labels: below.length > 0 ? Int32Array.from(entries, (entry) => Number(entry.folder)) : labelsOf(folder, root, entries) };
}

/** A recording given as a file of its own, already read. */
export function singleRecording(file: string, bytes: Uint8Array): Recordings {
  return { recordings: [{ file, load: () => bytes }], labels: null };
}

function entriesOf(folder: string, name: string, root: string, findings: Diagnostic[]): Entry[] {
  const found = listed(() => readdirSync(folder, { withFileTypes: true }), folder);
  return found.filter((entry) => RECORDING.test(entry.name) && !entry.name.startsWith('.') && !entry.isDirectory()).flatMap((entry) => {
    const path = join(folder, entry.name);
    const reason = reasonAgainst(path, entry, root);
    if (reason === null) return [{ name: entry.name, folder: name, path }];
    if (findings.length < MOST_FINDINGS) findings.push(diagnose('S230', { reason }, { file: printable(path) }));
    return [];
  });
}

/** Why an entry of a folder is not read: nothing but files inside it are, wherever links lead. */
function reasonAgainst(path: string, entry: Dirent, root: string): string | null {
  try {
    const real = realpathSync(path);
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) return 'it leads out of the folder';
    return entry.isFile() || statSync(real).isFile() ? null : 'it is no file';
  } catch (error) {
    return reasonOf(error);
  }
}

function listed<T>(action: () => T, folder: string): T {
  try {
    return action();
  } catch (error) {
    return fail('S101', { reason: reasonOf(error) }, { file: folder });
  }
}

/** By file name, character by character, so that recordings of all classes come in the order of the data set. */
function byName(a: Entry, b: Entry): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.folder < b.folder ? -1 : 1;
}

/** Reads files, and keeps the first ones as long as there is room. */
function keeper(): (path: string) => Uint8Array {
  const kept = new Map<string, Uint8Array>();
  let room_bytes = KEPT_bytes;
  return (path) => {
    const known = kept.get(path);
    if (known) return known;
    const bytes = unzipped(readBytes(path), path);
    if (bytes.length <= room_bytes) {
      room_bytes -= bytes.length;
      kept.set(path, bytes);
    }
    return bytes;
  };
}

function labelsOf(folder: string, root: string, entries: readonly Entry[]): Int32Array | null {
  const file = join(folder, LABELS_FILE);
  if (!statSync(file, { throwIfNoEntry: false })) return null;
  const real = listed(() => realpathSync(file), file);
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) fail('S230', { reason: 'it leads out of the folder' }, { file });
  const table = parseLabelTable(readBytes(file), file) ?? fail('S231', { reason: 'has no column `label`' }, { file });
  return labelsByName(table, entries, file);
}

function labelsByName({ rows, named }: LabelTable, entries: readonly Entry[], file: string): Int32Array {
  const wrong = rows.find(({ label }) => !isClass(label));
  if (wrong) fail('S214', { value: String(wrong.label), expected: 'a whole number from 0 on' }, wrong.where);
  if (!named) {
    if (rows.length !== entries.length) fail('S213', { labels: rows.length, samples: entries.length }, { file });
    return Int32Array.from(rows, ({ label }) => label);
  }
  const known = new Map(rows.map(({ name, label }) => [stem(name), label]));
  const missing = entries.filter(({ name }) => !known.has(stem(name)));
  if (missing.length > 0) {
    fail('S231', { reason: `names no label for ${printable(missing[0]!.name)}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}` }, { file });
  }
  return Int32Array.from(entries, ({ name }) => known.get(stem(name))!);
}

/** Zipped or not, a recording is the same. */
function stem(name: string): string {
  return name.replace(/\.gz$/i, '');
}
