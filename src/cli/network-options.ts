import { fail } from '../diagnostics/diagnostic.ts';
import type { NetworkOptions } from '../simulate/simulate.ts';

/** Options that say how packets in the mesh are timed. */
export interface NetworkFlags {
  readonly network?: 'analytic' | 'cycle';
  readonly networkSamples?: number;
}

/** Asked for nothing, the first sample is simulated where that costs little. @throws DiagnosticError S807 when samples are asked for and no simulation */
export function networkOptionsOf({ network, networkSamples }: NetworkFlags): NetworkOptions {
  if (network === 'analytic' && networkSamples !== undefined) fail('S807', { option: '--network-samples', value: 'given', allowed: 'given together with --network cycle' });
  return { model: network ?? (networkSamples === undefined ? 'auto' : 'cycle'), samples: networkSamples ?? 1 };
}
