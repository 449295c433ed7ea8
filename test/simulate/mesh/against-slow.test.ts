import fc from 'fast-check';
import { expect, test } from 'vitest';
import { routerTables } from '../../../passes/7-route/router-tables.ts';
import type { Routes } from '../../../src/ir/routed.ts';
import type { Mesh } from '../../../src/ir/target.ts';
import { runMesh, type Sent } from './run.ts';
import { slowMesh } from './slow-mesh.ts';

/** 4 x 3 tiles of two cores; input data enter at tile 5. */
const MESH: Mesh = { width: 4, height: 3, coresPerTile: 2, multicast: true, entry: { x: 1, y: 1 } };
const CORES = 24;

const times = fc.record({
  eastWest: fc.oneof(fc.nat(4), fc.nat(90)), northSouth: fc.oneof(fc.nat(5), fc.nat(200)), interval: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 70 })),
  deliver: fc.oneof(fc.nat(3), fc.nat(170)),
});
const buffer = fc.option(fc.integer({ min: 1, max: 3 }), { nil: null });
const destinations = fc.oneof(fc.tuple(fc.nat(CORES - 1)), fc.uniqueArray(fc.nat(CORES - 1), { minLength: 1, maxLength: 6 }));
const traffic = fc.array(fc.tuple(fc.nat(CORES), destinations, fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 25 });

test('every arrival of every packet is at the tick at which the slow simulator has it', () => {
  fc.assert(fc.property(times, buffer, fc.boolean(), traffic, (drawnTimes, room, timed, drawn) => {
    const { routes, packets } = roundOf(drawn);
    const ticks = { ...drawnTimes, send: timed ? drawnTimes.interval : 0 };
    const slow = slowMesh({ mesh: MESH, portsAt: portsIn(routes), ...ticks, buffer: room }, packets);
    const fast = runMesh(MESH, routes, packets, ticks, room);
    expect(fast.arrivals.map(({ packet, core, sent, arrived }) => ({ packet, core, sent, arrived }))).toEqual(slow.arrivals);
    expect([fast.hops, fast.ended, fast.mostWaiting, fast.halt, slow.stuck]).toEqual([slow.hops, slow.ended, slow.mostWaiting, null, 0]);
  }), { seed: 1, numRuns: 400 });
});

test('packets arrive once at every core of their route, after the time their way takes at least, and leave nothing behind', () => {
  fc.assert(fc.property(times, buffer, traffic, (drawnTimes, room, drawn) => {
    const { routes, packets } = roundOf(drawn);
    const ticks = { ...drawnTimes, send: drawnTimes.interval };
    const { arrivals, held } = runMesh(MESH, routes, packets, ticks, room);
    expect(held).toBe(0);
    const due = packets.flatMap(({ route }, packet) => [...routes.cores.subarray(routes.offsets[route], routes.offsets[route + 1])].map((core, rank) => ({ packet, rank, core })));
    const key = ({ packet, rank, core }: (typeof due)[number]): string => `${packet}:${rank}:${core}`;
    expect(arrivals.map(key).sort()).toEqual(due.map(key).sort());
    for (const { packet, core, sent, arrived } of arrivals) {
      const from = routes.sourceTile[packets[packet]!.route]!;
      const to = Math.floor(core / 2);
      const way = Math.abs((to % 4) - (from % 4)) * ticks.eastWest + Math.abs((to >> 2) - (from >> 2)) * ticks.northSouth;
      expect(arrived - sent).toBeGreaterThanOrEqual(ticks.send + way + ticks.deliver);
    }
  }), { seed: 2, numRuns: 100 });
});

test('hops between chips take longer', () => {
  const chips = { width: 2, height: 2, crossing_hops: { value: 1, source: 'test', scope: 'term', evidence: 'assumed' } } as const;
  fc.assert(fc.property(times, buffer, fc.nat(40), traffic, (drawnTimes, room, betweenChips, drawn) => {
    const { routes, packets } = roundOf(drawn);
    const ticks = { ...drawnTimes, send: drawnTimes.interval, betweenChips };
    const joined = { ...MESH, chips };
    const slow = slowMesh({ mesh: joined, portsAt: portsIn(routes), ...ticks, buffer: room }, packets);
    const fast = runMesh(joined, routes, packets, ticks, room);
    expect(fast.arrivals.map(({ packet, core, sent, arrived }) => ({ packet, core, sent, arrived }))).toEqual(slow.arrivals);
  }), { seed: 4, numRuns: 100 });
});

test('buffers that are never full are as good as buffers of any size', () => {
  fc.assert(fc.property(times, traffic, (drawnTimes, drawn) => {
    const { routes, packets } = roundOf(drawn);
    const ticks = { ...drawnTimes, send: 0 };
    expect(runMesh(MESH, routes, packets, ticks, packets.length + 1)).toEqual(runMesh(MESH, routes, packets, ticks, null));
  }), { seed: 3, numRuns: 50 });
});

/** Packets of a round, several of one kind behind each other, and their routes. */
function roundOf(drawn: readonly (readonly [sender: number, cores: readonly number[], times: number])[]): { routes: Routes; packets: Sent[] } {
  const tileOf = (sender: number): number => (sender === CORES ? 5 : Math.floor(sender / 2));
  const routes = routerTables(drawn.map(([sender]) => tileOf(sender)), drawn.map(([, cores]) => cores.toSorted((a, b) => a - b)), MESH);
  return { routes, packets: drawn.flatMap(([sender, , count], route) => new Array<Sent>(count).fill({ sender, route })) };
}

/** The tables read from end to end. */
function portsIn({ tileOffsets, entryRoute, entryPorts }: Routes): (tile: number, route: number) => number {
  return (tile, route) => entryPorts.find((_, entry) => entry >= tileOffsets[tile]! && entry < tileOffsets[tile + 1]! && entryRoute[entry] === route)!;
}
