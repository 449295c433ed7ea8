import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portsAt, verifyRouted, type Routed } from '../../src/ir/routed.ts';
import { drawNetwork } from '../equivalence/networks.ts';
import { TARGETS } from '../equivalence/targets.ts';
import { core, lower, neurons, spikes } from '../passes/lower.ts';
import { broken } from './broken.ts';
import { dense, network } from './build.ts';
import { SMALL, smallStages } from './small-stages.ts';

const { routed } = smallStages();

function codes(stage: Routed, target = SMALL): string[] {
  return [...new Set(verifyRouted(stage, target).map(({ code }) => code))];
}

test('ports of a route at a tile', () => {
  const routes = { ...routed.routes, tileOffsets: Int32Array.of(0, 3, 3), entryRoute: Int32Array.of(1, 4, 9), entryPorts: Int32Array.of(16, 1, 9) };
  expect([0, 1, 4, 5, 9, 10].map((route) => portsAt(routes, route, 0))).toEqual([0, 16, 1, 0, 9, 0]);
  expect(portsAt(routes, 4, 1)).toBe(0);
});

describe('S706', () => {
  const wrong: readonly (readonly [string, Parameters<typeof broken<Routed>>[1]])[] = [
    ['clusters 0 and 1 swapped after routing', ({ placed: { coreOf } }) => { [coreOf[0], coreOf[1]] = [coreOf[1]!, coreOf[0]!]; }],
    ['a cluster moved to an empty core', ({ placed: { coreOf } }) => { coreOf[0] = 8; }],
    ['a route starts at another tile', ({ routes }) => { routes.sourceTile[0] = 8; }],
    ['a route starts outside the mesh', ({ routes }) => { routes.sourceTile[0] = 9; }],
    ['a route names another core', ({ routes }) => { routes.cores[0] = 8; }],
    ['two routes exchanged', ({ axons: { routes } }) => { [routes[0], routes[5]] = [routes[5]!, routes[0]!]; }],
    ['an axon has no route', ({ axons: { offsets } }) => { for (let i = 1; i < offsets.length; i++) offsets[i]!--; offsets[1] = 0; }],
    ['an axon has a route too many', ({ axons: { offsets } }) => { offsets[1]!++; }],
    ['a route that does not exist', ({ axons: { routes } }) => { routes[0] = 999; }],
    ['partial sums without a route', ({ sumRoutes }) => { sumRoutes[0] = -1; }],
    ['a key of two routes', ({ keys: { first } }) => { first[1] = first[0]!; }],
    ['a mask that matches everything', ({ keys: { mask } }) => { mask.fill(0); }],
    ['other ports for a key', ({ keys: { ports } }) => { ports[0]! ^= 2; }],
    ['no keys', (copy) => { Object.assign(copy, { keys: undefined }); }],
    ['partial sums on a route of axons', ({ sumRoutes, axons }) => { sumRoutes[0] = axons.routes[0]!; }],
  ];
  test.each(wrong)('%s', (_what, change) => expect(codes(broken(routed, change))).toEqual(['S706']));

  test('a link that does not work', () => {
    const [entry] = [routed.routes.entryPorts.findIndex((ports) => (ports & 15) !== 0)];
    const tile = routed.routes.tileOffsets.findIndex((end) => end > entry) - 1;
    const port = [0, 1, 2, 3].find((one) => routed.routes.entryPorts[entry]! & (1 << one))!;
    const found = verifyRouted(routed, { ...SMALL, mesh: { ...SMALL.mesh, faultyLinks: [[tile, port]] } });
    expect(found.map(({ code }) => code)).toContain('S706');
    expect(found[0]!.message).toContain(`leaves tile ${tile} through port ${port}, whose link is faulty`);
  });

  test('routes that can block each other', () => {
    // Four routes round tiles 0 1 / 3 4, each along two sides.
    const round = broken(routed, ({ routes }) => {
      const [EAST, NORTH, WEST, SOUTH, HERE] = [1, 2, 4, 8, 16];
      Object.assign(routes, {
        sourceTile: Int32Array.of(0, 1, 4, 3), offsets: Int32Array.of(0, 1, 2, 3, 4), cores: Int32Array.of(4, 3, 0, 1), tileOffsets: Int32Array.of(0, 3, 6, 6, 9, 12, 12, 12, 12, 12),
        entryRoute: Int32Array.of(0, 2, 3, 0, 1, 3, 1, 2, 3, 0, 1, 2), entryPorts: Int32Array.of(EAST!, HERE!, EAST!, SOUTH!, SOUTH!, HERE!, HERE!, NORTH!, NORTH!, HERE!, WEST!, WEST!),
      });
    });
    expect(verifyRouted(round, SMALL).map(({ message }) => message)).toContainEqual(expect.stringMatching(/packets can block each other for good: the links that leave tiles \d( \d){3} wait for each other in a circle/));
  });

  test('any one bit of any router entry flipped', () => {
    expect(codes(routed)).toEqual([]);
    routed.routes.entryPorts.forEach((ports, entry) => {
      for (let bit = 0; bit < 5; bit++) {
        expect(codes(broken(routed, (copy) => { copy.routes.entryPorts[entry] = ports ^ (1 << bit); })), `entry ${entry}, bit ${bit}`).toEqual(['S706']);
      }
    });
  });

  test('routes that go round in circles come to an end', () => {
    const [EAST, SOUTH, WEST, NORTH] = [1, 8, 4, 2];
    const circle = broken(routed, ({ routes }) => {
      routes.sourceTile.fill(0);
      routes.tileOffsets = Int32Array.of(0, 1, 2, 2, 3, 4, 4, 4, 4, 4);
      routes.entryRoute = new Int32Array(4);
      routes.entryPorts = Int32Array.of(EAST, SOUTH, NORTH, WEST);
    });
    expect(verifyRouted(circle, SMALL)[0]!.message).toBe('routes are not correct: route 0: comes twice through tile 0');
  });

  test('a tree of several cores on a mesh without multicast', () => {
    // x is heard by the 3 neurons of y on 3 cores.
    const target = { ...SMALL, core: core({ neurons: 1 }) };
    const tree = lower(network([spikes('x', [1]), neurons('y', [3])], [dense('x', 'y', [[1], [1], [1]])], { timesteps: 1 }), target, { unroll: { columns: 1 } }).routed;
    expect(verifyRouted(tree, { ...target, mesh: { ...target.mesh, multicast: false } }).map(({ message }) => message)).toEqual(['routes are not correct: route 0 goes to 3 cores, the mesh has no multicast']);
  });

  test('generated networks: a bit flipped in a router', () => {
    fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), fc.nat(1e6), (seed, target, at) => {
      const sound = lower(drawNetwork(seed), target, { stopAfter: 'routed' }).routed;
      const { entryPorts } = sound.routes;
      const bit = at % (4 + target.mesh.coresPerTile);
      expect(codes(broken(sound, (copy) => { copy.routes.entryPorts[at % entryPorts.length]! ^= 1 << bit; }), target)).toEqual(['S706']);
    }), { seed: 23, numRuns: 30 });
  });
});
