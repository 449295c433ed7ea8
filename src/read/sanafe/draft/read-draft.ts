import { printable } from '../../../diagnostics/printable.ts';
import { withTokens } from '../yaml/document.ts';
import { newDraft, type Draft } from './draft.ts';
import { readEdges } from './edges.ts';
import { findingsIn, type Findings } from './findings.ts';
import { readGroups } from './groups.ts';
import { clearEntries, readMappings, type MappingEntries } from './mapping-entries.ts';
import { isNetlist, readNetlist } from './netlist.ts';
import { skipNode, textOf, TOKEN, type Tokens } from '../yaml/tokens.ts';
import { withWindow } from '../yaml/window.ts';

export interface DraftReading {
  readonly draft: Draft;
  readonly findings: Findings;
}

/** Parts of a file that somebody wants; the others are read over. */
export interface Wanted {
  readonly edges: boolean;
  readonly mappings: MappingEntries | null;
}

/**
 * Reads a SANA-FE description, YAML or netlist, as it stands.
 * @throws DiagnosticError S101, S940, S950; everything else is in the findings
 */
export function readDraft(file: string, wanted: Wanted): DraftReading {
  return withWindow(file, isNetlist) ? readNetlist(file, wanted) : withTokens(file, (tokens) => {
    const [draft, findings] = [newDraft(), findingsIn(file)];
    if (wanted.mappings) clearEntries(wanted.mappings);
    readDocument(tokens, draft, findings, wanted);
    return { draft, findings };
  });
}

function readDocument(tokens: Tokens, draft: Draft, findings: Findings, { edges, mappings }: Wanted): void {
  const met = new Set<string>();
  readSections(tokens, findings, 'the file', met, {
    network: () => {
      const token = tokens.next();
      if (token === TOKEN.mapStart) return readNetwork(tokens, draft, findings, edges);
      findings.report('S941', { what: "'network'", wanted: 'a mapping with name, groups and edges' }, { span: tokens.span() });
      skipNode(tokens, token);
    },
    mappings: () => {
      if (mappings) readMappings(tokens, mappings, draft, findings);
      else skipNode(tokens, tokens.next());
    },
  }, tokens.next());
  if (!met.has('network')) findings.report('S941', { what: 'the file', wanted: "a section 'network'" });
}

function readNetwork(tokens: Tokens, draft: Draft, findings: Findings, edges: boolean): void {
  const span = tokens.span();
  const met = new Set<string>();
  readSections(tokens, findings, "'network'", met, {
    name: () => {
      const token = tokens.next();
      if (token === TOKEN.scalar) draft.name = textOf(tokens);
      skipNode(tokens, token);
    },
    groups: () => readGroups(tokens, draft, findings),
    edges: () => (edges ? readEdges(tokens, draft, findings) : skipNode(tokens, tokens.next())),
  }, TOKEN.mapStart);
  for (const section of ['groups', 'edges']) if (!met.has(section)) findings.report('S941', { what: "'network'", wanted: `a list '${section}'` }, { span });
}

/** Reads the sections of a mapping that have a reader, and over all others. */
function readSections(tokens: Tokens, findings: Findings, what: string, met: Set<string>, readers: Readonly<Record<string, () => void>>, token: number): void {
  if (token !== TOKEN.mapStart) return findings.report('S941', { what, wanted: `a mapping with ${Object.keys(readers).join(', ')}` }, { span: tokens.span() });
  while (tokens.next() === TOKEN.scalar) {
    const key = textOf(tokens);
    if (met.has(key)) findings.report('S943', { what: `section '${printable(key)}'` }, { span: tokens.span() });
    met.add(key);
    const read = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (read) read();
    else {
      if (what !== 'the file') findings.report('S948', { attribute: printable(key), place: what }, { span: tokens.span() });
      skipNode(tokens, tokens.next());
    }
  }
}
