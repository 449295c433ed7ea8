import { fail } from '../diagnostics/diagnostic.ts';
import type { NetworkOptions } from '../simulate/simulate.ts';

/** How packets in the mesh are timed. */
export interface PacketOptions {
  /** `analytic` times them one by one, `cycle` simulates links, queues and buffers. Default: cycle on the first sample where that costs little. */
  readonly network?: 'analytic' | 'cycle';
  /** Of `cycle`: how many of the first samples. Default 1. */
  readonly networkSamples?: number;
}

/** Asked for nothing, the first sample is simulated where that costs little. @throws DiagnosticError S807 when samples are asked for and no simulation */
export function networkOptionsOf({ network, networkSamples }: PacketOptions): NetworkOptions {
  if (network === 'analytic' && networkSamples !== undefined) fail('S807', { option: '--network-samples', value: 'given', allowed: 'given together with --network cycle' });
  return { model: network ?? (networkSamples === undefined ? 'auto' : 'cycle'), samples: networkSamples ?? 1 };
}
