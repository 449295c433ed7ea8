import { LINK, PACKET, RECORD, type MeshState, type Round } from './mesh-state.ts';

/** Most packets and copies in flight: with twice as many records the memory is 256 MB. */
const MOST_RECORDS = 1 << 22;
/** Ticks are told in 32 bits. */
const MOST_TICKS = 2 ** 31 - 1;

/** Why a round could not be run to its end. */
export type Halt = 'deadlock' | 'overload';

/**
 * Sends the packets of a round and lets the mesh run until it is empty; `state.now` is then how many ticks that took. The order of everything
 * that happens in one tick is fixed: links whose transfers end are dealt with in the order in which these transfers began. Each first puts its
 * packet into the queues of the links it goes on over, by port (one that is idle and has room begins at once), then begins with the next of its
 * own queue, then gives back the place that its packet has left, so that the link that fills this place may begin. Senders begin by number.
 * @returns the halt when packets cannot move any more, or are too many; the state is of no use then
 */
export function runRound(state: MeshState, round: Round): Halt | null {
  sortBySender(state, round);
  state.now = 0;
  for (let sender = 0; sender < state.nextOf.length; sender++) sendNext(state, round, (state.firstFrom + sender) * RECORD);
  const latest = MOST_TICKS - state.mask;
  while (state.moving > 0) {
    state.now = nextTick(state);
    finishAll(state, round);
    if (state.packets.length > MOST_RECORDS * RECORD || state.now >= latest) return 'overload';
  }
  return isEmpty(state) ? null : 'deadlock';
}

/** Stable: the packets of a sender stay in their order. */
function sortBySender(state: MeshState, { count, senders }: Round): void {
  const { firstOf, nextOf } = state;
  if (state.order.length < count) state.order = new Int32Array(2 * count);
  firstOf.fill(0);
  for (let i = 0; i < count; i++) firstOf[senders[i]! + 1]!++;
  for (let sender = 0; sender < nextOf.length; sender++) {
    firstOf[sender + 1]! += firstOf[sender]!;
    nextOf[sender] = firstOf[sender]!;
  }
  for (let i = 0; i < count; i++) state.order[nextOf[senders[i]!]!++] = i;
  nextOf.set(firstOf.subarray(0, nextOf.length));
}

/** The next tick, from now on, at which a transfer ends; there is one within a turn of the wheel. */
function nextTick({ occupied, mask, now }: MeshState): number {
  for (let tick = now; ;) {
    const slot = tick & mask;
    const rest = occupied[slot >> 5]! >>> (slot & 31);
    if (rest !== 0) return tick + 31 - Math.clz32(rest & -rest);
    tick += 32 - (slot & 31);
  }
}

/** The transfers that end now; those that take no time join them. */
function finishAll(state: MeshState, round: Round): void {
  const { wheel, links, occupied, mask, now } = state;
  const slot = now & mask;
  for (let link = wheel[2 * slot]!; link >= 0; link = wheel[2 * slot]!) {
    const next = links[link + LINK.NEXT]!;
    wheel[2 * slot] = next;
    if (next < 0) wheel[2 * slot + 1] = -1;
    state.moving--;
    finish(state, round, link);
  }
  occupied[slot >> 5]! &= ~(1 << (slot & 31));
}

/** The transfer over this link ends. */
function finish(state: MeshState, round: Round, link: number): void {
  const { links, packets } = state;
  const packet = links[link + LINK.CARRIED]!;
  links[link + LINK.CARRIED] = -1;
  links[link + LINK.CROSSED]!++;
  state.watch?.crossed(link / RECORD, packets[packet + PACKET.NUMBER]!, state.now, links[link + LINK.SERVICE]!);
  const tile = links[link + LINK.TILE]!;
  const left = packets[packet + PACKET.PLACE]!;
  if (tile < 0) arrive(state, link, packet, ~tile);
  else {
    packets[packet + PACKET.PLACE] = link;
    goOn(state, packet, tile);
  }
  if (left === -1) return sendNext(state, round, link);
  takeNext(state, link);
  if (left >= 0) giveBack(state, round, left);
  else copyHasLeft(state, round, -2 - left);
}

/** The place of a packet is free when its last copy has left. */
function copyHasLeft(state: MeshState, round: Round, original: number): void {
  const { packets } = state;
  if (--packets[original + PACKET.COPIES]! > 0) return;
  giveBack(state, round, packets[original + PACKET.PLACE]!);
  release(state, original);
}

/** A packet, or a copy, has reached its core. */
function arrive(state: MeshState, link: number, packet: number, core: number): void {
  const { packets, links } = state;
  links[link + LINK.ROOM]!++;
  state.arrival(packets[packet + PACKET.NUMBER]!, ~packets[packet + PACKET.ENTRY]!, core, packets[packet + PACKET.SENT]!, state.now);
  release(state, packet);
}

/** A packet that lies in a buffer of this tile asks for the links it goes on over. */
function goOn(state: MeshState, packet: number, tile: number): void {
  const { packets } = state;
  const entry = packets[packet + PACKET.ENTRY]!;
  if (entry >= 0) return branch(state, packet, entry);
  const east = packets[packet + PACKET.EAST]!;
  if (east > 0) {
    packets[packet + PACKET.EAST] = east - 1;
    return join(state, tile, packet);
  }
  if (east < 0) {
    packets[packet + PACKET.EAST] = east + 1;
    return join(state, tile + 2 * RECORD, packet);
  }
  const south = packets[packet + PACKET.SOUTH]!;
  if (south < 0) {
    packets[packet + PACKET.SOUTH] = south + 1;
    return join(state, tile + RECORD, packet);
  }
  if (south > 0) {
    packets[packet + PACKET.SOUTH] = south - 1;
    return join(state, tile + 3 * RECORD, packet);
  }
  join(state, packets[packet + PACKET.INTO]!, packet);
}

/** Follows a tree: one branch is taken by the packet itself, of several each by a copy, and the packet keeps its place until all have left. */
function branch(state: MeshState, packet: number, entry: number): void {
  const { offsets, links, next } = state.routes;
  const first = offsets[entry]!;
  const end = offsets[entry + 1]!;
  if (end - first === 1) {
    state.packets[packet + PACKET.ENTRY] = next[first]!;
    return join(state, links[first]! * RECORD, packet);
  }
  state.packets[packet + PACKET.COPIES] = end - first;
  for (let at = first; at < end; at++) {
    const copy = allocate(state);
    const { packets } = state;
    packets[copy + PACKET.ENTRY] = next[at]!;
    packets[copy + PACKET.PLACE] = -2 - packet;
    packets[copy + PACKET.NUMBER] = packets[packet + PACKET.NUMBER]!;
    packets[copy + PACKET.SENT] = packets[packet + PACKET.SENT]!;
    join(state, links[at]! * RECORD, copy);
  }
}

/** A packet wants to go over a link. */
function join(state: MeshState, link: number, packet: number): void {
  const { links, packets } = state;
  if (links[link + LINK.CARRIED]! < 0 && links[link + LINK.FIRST]! < 0 && links[link + LINK.ROOM]! > 0) {
    return begin(state, link, packet);
  }
  packets[packet + PACKET.NEXT] = -1;
  const last = links[link + LINK.LAST]!;
  if (links[link + LINK.FIRST]! < 0) links[link + LINK.FIRST] = packet;
  else packets[last + PACKET.NEXT] = packet;
  links[link + LINK.LAST] = packet;
  const { queues } = state;
  const queue = 2 * (link / RECORD);
  const waiting = ++queues[queue]!;
  if (waiting > queues[queue + 1]!) queues[queue + 1] = waiting;
  state.watch?.waits(link / RECORD, waiting, state.now);
}

/** An idle link begins with the first packet of its queue, if there is one and room for it. */
function takeNext(state: MeshState, link: number): void {
  const { links } = state;
  const packet = links[link + LINK.FIRST]!;
  if (packet < 0 || links[link + LINK.ROOM]! <= 0) return;
  links[link + LINK.FIRST] = state.packets[packet + PACKET.NEXT]!;
  const waiting = --state.queues[2 * (link / RECORD)]!;
  state.watch?.waits(link / RECORD, waiting, state.now);
  begin(state, link, packet);
}

/** A place in the buffer at the end of a link is free again. */
function giveBack(state: MeshState, round: Round, link: number): void {
  const { links } = state;
  links[link + LINK.ROOM]!++;
  if (links[link + LINK.CARRIED]! >= 0) return;
  if (link >= state.firstFrom * RECORD) sendNext(state, round, link);
  else takeNext(state, link);
}

/** The sender before this idle link sends the next packet of the round, if there is one and room for it. */
function sendNext(state: MeshState, { routes }: Round, link: number): void {
  const { links, firstOf, nextOf, interval } = state;
  const sender = link / RECORD - state.firstFrom;
  const place = nextOf[sender]!;
  if (place === firstOf[sender + 1]! || links[link + LINK.ROOM]! <= 0) return;
  nextOf[sender] = place + 1;
  const packet = allocate(state);
  const { packets } = state;
  const number = state.order[place]!;
  const route = routes[number]!;
  packets[packet + PACKET.EAST] = state.routes.east[route]!;
  packets[packet + PACKET.SOUTH] = state.routes.south[route]!;
  packets[packet + PACKET.INTO] = (state.firstInto + state.routes.core[route]!) * RECORD;
  packets[packet + PACKET.ENTRY] = state.routes.root[route]!;
  packets[packet + PACKET.NUMBER] = number;
  packets[packet + PACKET.SENT] = (place - firstOf[sender]! + 1) * interval - state.send;
  packets[packet + PACKET.PLACE] = -1;
  begin(state, link, packet);
}

function begin(state: MeshState, link: number, packet: number): void {
  const { links, wheel } = state;
  links[link + LINK.CARRIED] = packet;
  links[link + LINK.ROOM]!--;
  links[link + LINK.NEXT] = -1;
  const slot = (state.now + links[link + LINK.SERVICE]!) & state.mask;
  const last = wheel[2 * slot + 1]!;
  if (last < 0) {
    wheel[2 * slot] = link;
    state.occupied[slot >> 5]! |= 1 << (slot & 31);
  } else links[last + LINK.NEXT] = link;
  wheel[2 * slot + 1] = link;
  state.moving++;
}

function allocate(state: MeshState): number {
  if (state.free < 0) grow(state);
  const packet = state.free;
  state.free = state.packets[packet + PACKET.NEXT]!;
  return packet;
}

function release(state: MeshState, packet: number): void {
  state.packets[packet + PACKET.NEXT] = state.free;
  state.free = packet;
}

/** Twice as many records, the new ones free. */
function grow(state: MeshState): void {
  const before = state.packets.length;
  const packets = new Int32Array(Math.max(1024 * RECORD, 2 * before));
  packets.set(state.packets);
  for (let packet = before; packet < packets.length; packet += RECORD) packets[packet + PACKET.NEXT] = packet + RECORD < packets.length ? packet + RECORD : -1;
  state.packets = packets;
  state.free = before;
}

/** Whether all has been sent and nothing waits. */
function isEmpty({ firstOf, nextOf, links, firstFrom }: MeshState): boolean {
  for (let sender = 0; sender < nextOf.length; sender++) if (nextOf[sender]! < firstOf[sender + 1]!) return false;
  for (let link = 0; link < firstFrom * RECORD; link += RECORD) if (links[link + LINK.FIRST]! >= 0) return false;
  return true;
}
