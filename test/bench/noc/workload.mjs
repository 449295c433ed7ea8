import { generator } from '../measure.mjs';

/**
 * The K4 case: packets between random cores of a square mesh of one core a tile, every core sends its own one after the other. They go along
 * x first, then along y. `senders` and `routes` are those of a round; a packet has a route of its own.
 */
export function unicastWorkload(side, packets, seed) {
  const cores = side * side;
  const random = generator(seed);
  const senders = Int32Array.from({ length: packets }, () => Math.floor(random() * cores));
  const to = Int32Array.from(senders, (from) => (from + 1 + Math.floor(random() * (cores - 1))) % cores);
  const x = (tile) => tile % side, y = (tile) => Math.floor(tile / side);
  return {
    mesh: { width: side, height: side, coresPerTile: 1, multicast: false, entry: { x: 0, y: 0 } },
    round: { count: packets, senders, routes: Int32Array.from({ length: packets }, (_, i) => i) },
    compact: {
      east: to.map((tile, i) => x(tile) - x(senders[i])), south: to.map((tile, i) => y(tile) - y(senders[i])), core: to,
      root: new Int32Array(packets).fill(-1), offsets: Int32Array.of(0), links: new Int32Array(0), next: new Int32Array(0),
    },
    portsAt: (tile, packet) => {
      const target = to[packet];
      if (x(target) !== x(tile)) return x(target) > x(tile) ? 1 : 4;
      if (y(target) !== y(tile)) return y(target) > y(tile) ? 8 : 2;
      return 16;
    },
  };
}

/** Packets from random cores, each on one of `routes` trees to `fanOut` random cores of a square mesh. */
export function multicastWorkload(side, packets, routes, fanOut, seed, routerTables) {
  const cores = side * side;
  const random = generator(seed);
  const draw = () => Math.floor(random() * cores);
  const sources = Array.from({ length: routes }, draw);
  const targets = sources.map(() => [...new Set(Array.from({ length: fanOut }, draw))].sort((a, b) => a - b));
  const mesh = { width: side, height: side, coresPerTile: 1, multicast: true, entry: { x: 0, y: 0 } };
  const tables = routerTables(sources, targets, mesh);
  const chosen = Int32Array.from({ length: packets }, () => Math.floor(random() * routes));
  const ports = Array.from({ length: cores }, (_, tile) => new Map(
    Array.from({ length: tables.tileOffsets[tile + 1] - tables.tileOffsets[tile] }, (_, i) => tables.tileOffsets[tile] + i)
      .map((entry) => [tables.entryRoute[entry], tables.entryPorts[entry]])));
  return {
    mesh, tables, round: { count: packets, senders: chosen.map((route) => sources[route]), routes: chosen },
    portsAt: (tile, route) => ports[tile].get(route),
  };
}
