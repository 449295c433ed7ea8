import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axonKeys, type Configuration } from '../../../src/ir/configuration.ts';
import { parseStage, printStage } from '../../../src/ir/stage-text.ts';
import type { Mesh } from '../../../src/ir/target.ts';
import { describeStage } from '../../../src/report/describe-stage.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { dense, network } from '../../ir/build.ts';
import { core, lower, matrix, neurons, spikes, targetWith } from '../lower.ts';

/** Where a packet with this key goes: each router takes the first entry that its masked key equals, and nothing else is looked at. */
function arrivals({ tileOffsets, key, mask, ports }: Configuration['keys'], packet: number, source: number, { width, coresPerTile }: Mesh): number[] {
  const cores: number[] = [];
  const open = [source];
  for (let hops = 0; open.length > 0; hops++) {
    if (hops > 10_000) throw new Error('the packet goes round and round');
    const tile = open.pop()!;
    let entry = tileOffsets[tile]!;
    while (entry < tileOffsets[tile + 1]! && (packet & mask[entry]!) !== key[entry]!) entry++;
    if (entry === tileOffsets[tile + 1]!) throw new Error(`tile ${tile} drops the packet`);
    for (let k = 0; k < coresPerTile; k++) if (ports[entry]! & (16 << k)) cores.push(tile * coresPerTile + k);
    if (ports[entry]! & 1) open.push(tile + 1);
    if (ports[entry]! & 2) open.push(tile - width);
    if (ports[entry]! & 4) open.push(tile - 1);
    if (ports[entry]! & 8) open.push(tile + width);
  }
  return cores.sort((a, b) => a - b);
}

/** The cores whose axon tables name a neuron. */
function listeners({ addresses: { coreOffsets, axonOffsets, axons } }: Configuration): Map<number, number[]> {
  const found = new Map<number, Set<number>>();
  for (let core = 0; core + 1 < coreOffsets.length; core++) {
    for (let i = axonOffsets[coreOffsets[core]!]!; i < axonOffsets[coreOffsets[core + 1]!]!; i++) found.set(axons[i]!, (found.get(axons[i]!) ?? new Set()).add(core));
  }
  return new Map([...found].map(([neuron, cores]) => [neuron, [...cores]]));
}

/** Every spike by its keys to the cores that hear it, every partial sum to the core that adds it. */
function deliverAll(configuration: Configuration, mesh: Mesh): void {
  const { axonRoutes, routes, applications, keys } = configuration;
  const { axons, sums } = axonKeys(configuration);
  const heard = listeners(configuration);
  for (let neuron = 0; neuron + 1 < axonRoutes.offsets.length; neuron++) {
    const reached: number[] = [];
    for (let i = axonRoutes.offsets[neuron]!; i < axonRoutes.offsets[neuron + 1]!; i++) reached.push(...arrivals(keys, axons[i]!, routes.sourceTile[axonRoutes.routes[i]!]!, mesh));
    expect(reached.sort((a, b) => a - b)).toEqual(heard.get(neuron) ?? []);
  }
  applications.sumRoute.forEach((route, application) => {
    if (route >= 0) expect(arrivals(keys, sums[application]!, Math.floor(applications.core[application]! / mesh.coresPerTile), mesh)).toEqual([applications.core[applications.sum[application]!]!]);
  });
}

test('following keys through the compressed tables delivers every spike and partial sum where the axon tables want it', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
    deliverAll(lower(drawNetwork(seed), target).configuration, target.mesh);
  }), { seed: 1, numRuns: 12 });
});

describe('a configuration shows what routers are loaded with', () => {
  // x enters at tile 0 and is heard by both halves of y, on cores 0 and 1.
  const target = targetWith({ mesh: { width: 2, height: 1, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 } }, core: core({ neurons: 2 }) });
  const { configuration } = lower(network([spikes('x', [3]), neurons('y', [4])], [dense('x', 'y', matrix(4, 3))], { timesteps: 1 }), target);

  test('as text', () => {
    const text = describeStage(configuration);
    expect(text).toContain('keys of 2 bits: 1 routes, 3 axons');
    expect(text).toContain('tile 0: xx -> east, core 0');
    expect(text).toContain('tile 1: xx -> core 0');
  });

  test('and its file reads back with them', () => {
    expect((parseStage(printStage(configuration), 'x.tile') as Configuration).keys).toEqual(configuration.keys);
  });
});
