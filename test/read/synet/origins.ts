import type { Network } from '../../../src/ir/network.ts';

/** Origins tell where a text stood: they are the one thing that printing changes. */
export function withoutOrigins(network: Network): unknown {
  const strip = ({ origin: _, ...rest }: { readonly origin: unknown }): unknown => rest;
  return { ...network, populations: network.populations.map(strip), projections: network.projections.map(strip) };
}
