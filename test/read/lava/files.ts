import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { assumer, parseAssumptions, type Assumption } from '../../../src/read/assumptions.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import type { Network } from '../../../src/ir/network.ts';
import { readLavaNet } from '../../../src/read/lava/read-net.ts';
import { fileWith, group, type Value } from '../nir/files.ts';

export interface Reading {
  readonly network: Network;
  readonly diagnostics: readonly Diagnostic[];
  readonly assumptions: readonly Assumption[];
}

/** Reads a file of lava-dl; the network is sound. */
export async function read(file: string): Promise<Reading> {
  const assumptions = assumer(parseAssumptions([]));
  const { network, diagnostics } = await readLavaNet(file, assumptions);
  const unsound = verifyNetwork(network);
  if (unsound.length > 0) throw new Error(unsound.map(({ message }) => message).join('\n'));
  return { network, diagnostics, assumptions: assumptions.made() };
}

/** Code, place and message of each error that a file is refused with. */
export async function refusal(file: string): Promise<string[]> {
  try {
    await readLavaNet(file, assumer({}));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, where, message }) => `${code} ${where.place ?? ''}: ${message}`);
  }
  return [];
}

/** A file of these layers. */
export function netFile(...layers: readonly Readonly<Record<string, Value>>[]): Promise<string> {
  return fileWith(group({ layer: group(Object.fromEntries(layers.map((layer, index) => [`${index}`, group(layer)]))) }), '.net');
}
