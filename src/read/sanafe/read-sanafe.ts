import { stopOnErrors } from '../../diagnostics/diagnostic.ts';
import type { Assumer, NetworkReading } from '../assumptions.ts';
import { lowerDraft } from './lower/lower-draft.ts';
import { newMappingEntries } from './draft/mapping-entries.ts';
import { checkMapping } from './mapping.ts';
import { isNetlist } from './draft/netlist.ts';
import { readDraft } from './draft/read-draft.ts';
import { withWindow } from './yaml/window.ts';

/**
 * Reads the network of a SANA-FE description: YAML, or the netlist of SANA-FE 1. Populations are its groups; README.md beside this file says
 * what becomes of each key. Neurons that SANA-FE drives by spike lists, rates or biases alone become inputs; `readSanafeStimulus` tells what the
 * file itself feeds them, `readSanafeMapping` which core computes each neuron; here the mapping is checked alone.
 * @throws DiagnosticError S101, S940 to S945, S947, S949, S950, S954
 */
export function readSanafe(file: string, assume: Assumer): NetworkReading {
  const entries = newMappingEntries();
  const { draft, findings } = readDraft(file, { edges: true, mappings: entries });
  const { cores } = checkMapping(entries, draft, findings);
  const { network } = lowerDraft(draft, findings, assume);
  if (cores > 0) findings.report('S958', { what: "of a chip's cores are used by the mapping of this file", count: cores, remedy: 'compile maps anew; inspect -o FILE.yaml keeps it' });
  return { network, diagnostics: stopOnErrors(findings.found) };
}

/** Whether a file is a SANA-FE description, to go by its name (`.yaml`, `.yml`), or by its first line for the netlists of SANA-FE 1 (`.net`). @throws DiagnosticError S101 */
export function isSanafe(file: string): boolean {
  return /\.ya?ml$/i.test(file) || (/\.net$/i.test(file) && withWindow(file, isNetlist));
}
