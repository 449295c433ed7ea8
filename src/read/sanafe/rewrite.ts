import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Network } from '../../ir/network.ts';
import { readSanafeMapping } from './mapping.ts';
import { isSanafe } from './read-sanafe.ts';
import { readSanafeStimulus } from './stimulus.ts';
import { writeSanafe } from './write-sanafe.ts';

/**
 * Writes a network for SANA-FE; one that was read from a SANA-FE file keeps the mapping of that file and what it feeds its inputs.
 * @param source the file that the network was read from
 * @returns warnings S952
 * @throws DiagnosticError as `writeSanafe`
 */
export function rewriteSanafe(network: Network, file: string, source: string): readonly Diagnostic[] {
  if (!isSanafe(source)) return writeSanafe(network, file);
  return writeSanafe(network, file, readSanafeMapping(source).mapping, readSanafeStimulus(source).stimulus);
}
