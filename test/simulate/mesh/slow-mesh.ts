import type { Mesh } from '../../../src/ir/target.ts';

/**
 * The mesh once more, as plainly as it can be said: an object for every packet, link and transfer, names as strings, a binary heap of events.
 * It asks at every tile where a packet goes on, and shares no code with the simulator it checks.
 */
export interface SlowOptions {
  readonly mesh: Mesh;
  /** Ports that a packet on a route leaves a tile by: bits 0 east, 1 north, 2 west, 3 south, 4 + k the k-th core. */
  readonly portsAt: (tile: number, route: number) => number;
  readonly eastWest: number;
  readonly northSouth: number;
  /** Besides, where the tiles of a hop are of different chips. */
  readonly betweenChips?: number;
  readonly interval: number;
  readonly send: number;
  readonly deliver: number;
  readonly buffer: number | null;
}

export interface SlowArrival {
  readonly packet: number;
  readonly core: number;
  readonly sent: number;
  readonly arrived: number;
}

export interface SlowResult {
  readonly arrivals: readonly SlowArrival[];
  readonly hops: number;
  /** The tick of the last arrival. */
  readonly ended: number;
  /** Packets that could not move any more. */
  readonly stuck: number;
  /** Longest queue before a link between tiles or into a core. */
  readonly mostWaiting: number;
}

interface Flit {
  readonly packet: number;
  readonly route: number;
  readonly sent: number;
  /** Where it lies; null in its sender. */
  place: Place | null;
}

/** A slot of a buffer, shared by the copies of one packet. */
interface Place {
  readonly buffer: Link;
  copies: number;
}

interface Link {
  readonly name: string;
  readonly service: number;
  readonly capacity: number;
  readonly end: { readonly tile: number } | { readonly core: number };
  readonly queue: Flit[];
  readonly source: boolean;
  busy: Flit | null;
  held: number;
}

interface Event {
  readonly time: number;
  readonly order: number;
  readonly link: Link;
}

/** Sends all packets at tick 0, each sender one after the other, and waits until nothing moves. */
export function slowMesh(options: SlowOptions, packets: readonly { readonly sender: number; readonly route: number }[]): SlowResult {
  const { mesh, portsAt, interval, send, deliver } = options;
  const { width, height, coresPerTile, entry } = mesh;
  const cores = width * height * coresPerTile;
  const capacity = options.buffer ?? Infinity;
  const links = new Map<string, Link>();
  const heap: Event[] = [];
  const arrivals: SlowArrival[] = [];
  let [now, order, hops, mostWaiting] = [0, 0, 0, 0];

  const linkNamed = (name: string, make: () => Pick<Link, 'service' | 'capacity' | 'end' | 'source'>): Link => {
    let link = links.get(name);
    if (!link) links.set(name, link = { name, queue: [], busy: null, held: 0, ...make() });
    return link;
  };
  const step: Readonly<Record<string, readonly [number, number]>> = { east: [1, 0], north: [0, -1], west: [-1, 0], south: [0, 1] };
  const beside = (tile: number, direction: string): number => tile + step[direction]![0] + width * step[direction]![1];
  const chipOf = (tile: number): string => `${Math.floor((tile % width) / (mesh.chips?.width ?? width))} ${Math.floor(Math.floor(tile / width) / (mesh.chips?.height ?? height))}`;
  const across = (tile: number, direction: string): Link => linkNamed(`${direction} of ${tile}`, () => ({
    service: (direction === 'east' || direction === 'west' ? options.eastWest : options.northSouth) + (chipOf(tile) === chipOf(beside(tile, direction)) ? 0 : options.betweenChips ?? 0),
    capacity, source: false, end: { tile: beside(tile, direction) },
  }));
  const into = (core: number): Link => linkNamed(`into ${core}`, () => ({ service: deliver, capacity: Infinity, source: false, end: { core } }));
  const from = (sender: number): Link => linkNamed(`from ${sender}`, () => ({
    service: interval, capacity, source: true, end: { tile: sender === cores ? entry.y * width + entry.x : Math.floor(sender / coresPerTile) },
  }));

  const waysOut = (tile: number, route: number): Link[] => {
    const ports = portsAt(tile, route);
    return [
      ...['east', 'north', 'west', 'south'].filter((_, port) => ports & (2 ** port)).map((direction) => across(tile, direction)),
      ...Array.from({ length: coresPerTile }, (_, k) => k).filter((k) => ports & (2 ** (4 + k))).map((k) => into(tile * coresPerTile + k)),
    ];
  };
  const start = (link: Link): void => {
    if (link.busy || link.queue.length === 0 || link.held >= link.capacity) return;
    link.busy = link.queue.shift()!;
    link.held++;
    push(heap, { time: now + link.service, order: order++, link });
  };
  const end = (link: Link): void => {
    const flit = link.busy!;
    const left = flit.place;
    link.busy = null;
    if ('core' in link.end) {
      link.held--;
      arrivals.push({ packet: flit.packet, core: link.end.core, sent: flit.sent, arrived: now });
    } else {
      if (!link.source) hops++;
      const ways = waysOut(link.end.tile, flit.route);
      const place = { buffer: link, copies: ways.length };
      for (const way of ways) {
        way.queue.push({ ...flit, place });
        start(way);
        mostWaiting = Math.max(mostWaiting, way.queue.length);
      }
    }
    start(link);
    if (left && --left.copies === 0) {
      left.buffer.held--;
      start(left.buffer);
    }
  };

  packets.forEach(({ sender, route }, packet) => {
    const { queue } = from(sender);
    queue.push({ packet, route, sent: (queue.length + 1) * interval - send, place: null });
  });
  for (let sender = 0; sender <= cores; sender++) start(from(sender));
  for (let event = pop(heap); event; event = pop(heap)) {
    now = event.time;
    end(event.link);
  }
  const stuck = [...links.values()].reduce((sum, { queue }) => sum + queue.length, 0);
  return { arrivals, hops, ended: now, stuck, mostWaiting };
}

function before(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(event, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (heap.length === 0 || !last) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return first;
}
