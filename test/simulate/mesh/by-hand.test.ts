import { describe, expect, test } from 'vitest';
import { routerTables } from '../../../passes/7-route/router-tables.ts';
import type { Routes } from '../../../src/ir/routed.ts';
import type { Mesh, Timing } from '../../../src/ir/target.ts';
import { ticksOf } from '../../../src/simulate/mesh/ticks.ts';
import { loadTarget } from '../../../targets/load.ts';
import { runMesh, type MeshRun, type Sent, type Times } from './run.ts';

/** Tiles 0 1 2 above tiles 3 4 5, a core each; input data enter at tile 0. Sending takes 2 ticks, east and west 3, north and south 5, a core 1. */
const MESH: Mesh = { width: 3, height: 2, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 } };
const TIMES: Times = { eastWest: 3, northSouth: 5, interval: 2, send: 2, deliver: 1 };
const ENTRY = 6;

function routes(...list: readonly (readonly [tile: number, cores: readonly number[]])[]): Routes {
  return routerTables(list.map(([tile]) => tile), list.map(([, cores]) => cores), MESH);
}

function packets(...list: readonly (readonly [sender: number, route: number])[]): Sent[] {
  return list.map(([sender, route]) => ({ sender, route }));
}

/** Lines of packet > core: sent, arrived, in the order of arrival. */
function shown({ arrivals }: MeshRun): string[] {
  return arrivals.map(({ packet, core, sent, arrived }) => `${packet} > ${core}: ${sent}..${arrived}`);
}

describe('times', () => {
  test('a packet alone takes the time that packets, hops and deliveries take', () => {
    // 2 to send, 3 + 3 east, 5 south, 1 into the core.
    expect(shown(runMesh(MESH, routes([0, [5]]), packets([0, 0]), TIMES, 1))).toEqual(['0 > 5: 0..14']);
  });

  test('a core sends one packet after the other; they follow each other over the links', () => {
    expect(shown(runMesh(MESH, routes([0, [1]]), packets([0, 0], [0, 0], [0, 0]), { ...TIMES, eastWest: 2 }, 4))).toEqual(['0 > 1: 0..5', '1 > 1: 2..7', '2 > 1: 4..9']);
  });

  test('where packets take no time of their own they leave an interval apart', () => {
    expect(shown(runMesh(MESH, routes([0, [1]]), packets([0, 0], [0, 0]), { ...TIMES, send: 0 }, 4))).toEqual(['0 > 1: 2..6', '1 > 1: 4..9']);
  });

  test('input data enter at their tile, beside the core there', () => {
    expect(shown(runMesh(MESH, routes([0, [0]]), packets([ENTRY, 0], [0, 0]), TIMES, 4))).toEqual(['1 > 0: 0..3', '0 > 0: 0..4']);
  });

  test('the tick divides all times; of a target that times no packets a core sends one a tick', () => {
    expect(ticksOf(loadTarget('loihi').target.timing)).toEqual({ tick_s: expect.closeTo(1e-10, 15), eastWest: 41, northSouth: 65, betweenChips: 0, send: 51, deliver: 160, interval: 51, exact: true });
    expect(ticksOf(loadTarget('spikeflow-64').target.timing)).toEqual({ tick_s: 8e-9, eastWest: 1, northSouth: 1, betweenChips: 0, send: 0, deliver: 0, interval: 1, exact: true });
    const { timing } = loadTarget('rram-128').target;
    expect(ticksOf(timing)).toMatchObject({ tick_s: 8e-9, eastWest: 1, northSouth: 1, send: 1, deliver: 1, interval: 1, exact: true });
    const odd: Timing = { ...timing, hopEastWest_ns: { ...timing.hopEastWest_ns, value: 8.00001 } };
    const extra = { ...timing.hopEastWest_ns, value: 4 };
    expect(ticksOf({ ...timing, hopBetweenChips_ns: extra })).toMatchObject({ tick_s: 4e-9, eastWest: 2, betweenChips: 1, exact: true });
    expect(ticksOf(odd)).toMatchObject({ eastWest: 16384, exact: false });
  });
});

describe('contention', () => {
  test('two packets for one link: the one that came first goes first, a tie goes to the lower sender', () => {
    // Both are at tile 1 at tick 5 and 2: that of core 1 leaves at 2, that of core 0 comes at 5 just when the link is free again.
    const list = routes([0, [2]], [1, [2]]);
    expect(shown(runMesh(MESH, list, packets([0, 0], [1, 1]), TIMES, 4))).toEqual(['1 > 2: 0..6', '0 > 2: 0..9']);
    // Core 1 sends at 0 and 1: its second packet asks at tick 2 for the link, that of core 0 at 4; the link is taken from 1 to 4, 7 and 10.
    const slow = { ...TIMES, eastWest: 3, interval: 1, send: 1 };
    expect(shown(runMesh(MESH, list, packets([0, 0], [1, 1], [1, 1]), slow, 4))).toEqual(['1 > 2: 0..5', '2 > 2: 1..8', '0 > 2: 0..11']);
  });

  test('two packets that come at the same tick: the transfer that began first goes first', () => {
    // From west and from south into tile 1, both at tick 2 + 3; the sender of lower number began first.
    const even = { ...TIMES, northSouth: 3 };
    expect(shown(runMesh(MESH, routes([0, [1]], [4, [1]]), packets([4, 1], [0, 0]), even, 4))).toEqual(['1 > 1: 0..6', '0 > 1: 0..7']);
  });

  test('a full buffer holds back the link before it, and in the end the sender', () => {
    // Into core 2 only one packet every 10 ticks; buffers of one packet.
    const list = routes([1, [2]]);
    const narrow = { eastWest: 1, northSouth: 1, interval: 1, send: 1, deliver: 10 };
    const run = runMesh(MESH, list, packets([1, 0], [1, 0], [1, 0], [1, 0]), narrow, 1);
    // Sent 0: link 1..2, core 2..12. Sent 1 at tile 1 from tick 3 (the buffer behind the sender is free at 2): its link begins when the place at tile 2 is free, at 12.
    expect(shown(run)).toEqual(['0 > 2: 0..12', '1 > 2: 1..23', '2 > 2: 2..34', '3 > 2: 3..45']);
    expect(run.mostWaiting).toBe(1);
    // With room for two the next packet already waits at tile 2.
    expect(shown(runMesh(MESH, list, packets([1, 0], [1, 0], [1, 0], [1, 0]), narrow, 2))).toEqual(['0 > 2: 0..12', '1 > 2: 1..22', '2 > 2: 2..32', '3 > 2: 3..42']);
  });
});

describe('multicast', () => {
  // From tile 0 to the cores of tiles 2, 4 and 5: east to 1, there a copy south to 4 and one east to 2, there into the core and south to 5.
  const tree = routes([0, [2, 4, 5]], [1, [2]]);

  test('a packet is copied at branches and crosses a shared link once', () => {
    const run = runMesh(MESH, tree, packets([0, 0]), TIMES, 1);
    expect(shown(run)).toEqual(['0 > 2: 0..9', '0 > 4: 0..11', '0 > 5: 0..14']);
    expect(run.arrivals.map(({ core, rank }) => [core, rank])).toEqual([[2, 0], [4, 1], [5, 2]]);
    expect(run.hops).toBe(4);
  });

  test('copies go on by themselves; the place they leave is free when the last one has left', () => {
    // Tile 1: packet 2 goes east from 2 to 5 and into core 2 until 6, which frees its place at tile 2 for packet 0, there from 6 to 9. The copy of
    // packet 0 to the south does not wait for that: 5 to 10. Its place at tile 1 is free at 10, for packet 1, there at 13, south until 18.
    // Its place at tile 2 is free when the copy south has left there, from 9 to 14: for packet 3, until 17, and after that at 18 for packet 1.
    expect(shown(runMesh(MESH, tree, packets([0, 0], [0, 0], [1, 1], [1, 1]), TIMES, 1))).toEqual([
      '2 > 2: 0..6', '0 > 2: 0..10', '0 > 4: 0..11', '0 > 5: 0..15', '3 > 2: 2..18', '1 > 4: 2..19', '1 > 2: 2..22', '1 > 5: 2..27',
    ]);
  });
});

describe('packets that cannot move', () => {
  // Around the four tiles of a square clockwise, two hops each: every buffer is full of packets that wait for the next one.
  const square: Mesh = { width: 2, height: 2, coresPerTile: 1, multicast: false, entry: { x: 0, y: 0 } };
  const [east, north, west, south, core] = [1, 2, 4, 8, 16];
  const ring: Routes = {
    sourceTile: Int32Array.of(0, 1, 3, 2), offsets: Int32Array.of(0, 1, 2, 3, 4), cores: Int32Array.of(3, 2, 0, 1),
    tileOffsets: Int32Array.of(0, 3, 6, 9, 12),
    // Tile 0: routes 0, 2, 3; tile 1: routes 0, 1, 3; tile 2: routes 1, 2, 3; tile 3: routes 0, 1, 2.
    entryRoute: Int32Array.of(0, 2, 3, 0, 1, 3, 1, 2, 3, 0, 1, 2),
    entryPorts: Int32Array.of(east, core, east, south, south, core, core, north, north, core, west, west),
  };
  const times: Times = { eastWest: 1, northSouth: 1, interval: 1, send: 1, deliver: 1 };
  const all = [0, 1, 2, 3].flatMap((route) => new Array<Sent>(8).fill({ sender: [0, 1, 3, 2][route]!, route }));

  test('end the round, and are said', () => {
    const run = runMesh(square, ring, all, times, 1);
    expect(run.halt).toBe('deadlock');
    expect(run.arrivals.length).toBeLessThan(all.length);
    expect(run.held).toBeGreaterThanOrEqual(4);
  });

  test('and a round that lasts longer than ticks can be told ends too', () => {
    const slow = { ...times, interval: 16384, send: 16384 };
    const run = runMesh(square, ring, new Array<Sent>(131_073).fill({ sender: 0, route: 0 }), slow, 4);
    expect(run.halt).toBe('overload');
  });

  test('are a matter of room', () => {
    const run = runMesh(square, ring, all, times, null);
    expect(run.halt).toBeNull();
    expect(run.arrivals).toHaveLength(all.length);
  });
});
