import { stopOnErrors } from '../../diagnostics/diagnostic.ts';
import type { Assumer, NetworkReading } from '../assumptions.ts';
import { lowerDraft } from './lower/lower-draft.ts';
import { readDraft } from './draft/read-draft.ts';

/**
 * Reads the network of a SANA-FE description: YAML, or the netlist of SANA-FE 1. Populations are its groups; README.md beside this file says
 * what becomes of each key. Neurons that SANA-FE drives by spike lists, rates or biases alone become inputs; `readSanafeStimulus` tells what the
 * file itself feeds them, `readSanafeMapping` which core computes each neuron.
 * @throws DiagnosticError S101, S940 to S945, S947, S949, S950
 */
export function readSanafe(file: string, assume: Assumer): NetworkReading {
  const { draft, findings } = readDraft(file, { edges: true, mappings: null });
  const { network } = lowerDraft(draft, findings, assume);
  return { network, diagnostics: stopOnErrors(findings.found) };
}
