/**
 * `bench noc`: hops a second of the cycle-level mesh on one core. A million packets between random cores of a 32 x 32 mesh (21 million hops)
 * and multicast trees, against a simulator of objects and a binary heap that shares no code: all arrivals must be at the same ticks. Rates are
 * per second of processor time, so that what else the machine does counts less.
 */
import { importSource } from './import-source.mjs';
import { table } from './measure.mjs';
import { multicastWorkload, unicastWorkload } from './noc/workload.mjs';

const SIDE = 32;
/** Ticks between two packets of a core: links in the middle of the mesh are taken half of the time, and nine tenths of it. */
const LIGHT = 16, HEAVY = 9;
const WANTED = 10e6;
const ROUNDS = 5;

export async function benchNoc() {
  const [state, rounds, meshRoutes, slowMesh, tables] = await Promise.all([
    'src/simulate/mesh/mesh-state.ts', 'src/simulate/mesh/run-round.ts', 'src/simulate/mesh/mesh-routes.ts', 'test/simulate/mesh/slow-mesh.ts', 'passes/7-route/router-tables.ts',
  ].map(importSource));
  const simulators = { fast: fastRun({ ...state, ...rounds }), slow: slowRun(slowMesh) };
  const unicast = (packets) => unicastWorkload(SIDE, packets, 1);
  const trees = (packets) => {
    const work = multicastWorkload(SIDE, packets, 1000, 8, 2, tables.routerTables);
    return { ...work, compact: meshRoutes.meshRoutesOf(work.tables, work.mesh) };
  };
  const million = unicast(1e6), hundredth = unicast(1e5), many = trees(1e5);
  const cases = [
    { name: 'unicast, light load, buffers of 4', work: million, judged: million, interval: LIGHT, buffer: 4, wanted: WANTED },
    { name: 'unicast, heavy load, buffers of 4', work: million, judged: hundredth, interval: HEAVY, buffer: 4, wanted: WANTED },
    { name: 'unicast, heavy load, unbounded', work: million, judged: hundredth, interval: HEAVY, buffer: null, wanted: WANTED },
    { name: 'multicast to 8 cores, buffers of 4', work: many, judged: trees(1e4), interval: LIGHT, buffer: 4, wanted: null },
  ];
  const rows = [['case', 'hops', 'deliveries', 'M hops/s', 'slow M hops/s', 'ratio', 'compared', 'arrivals']];
  const statements = cases.map((one) => compare(one, simulators, rows));
  console.log(table(rows), '\n');
  return statements.flat();
}

function compare({ name, work, judged, interval, buffer, wanted }, { fast, slow }, rows) {
  const timed = best(ROUNDS, () => fast(work, interval, buffer));
  const judge = best(1, () => slow(judged, interval, buffer));
  const own = judged === work ? timed.result : fast(judged, interval, buffer);
  const equal = JSON.stringify(own) === JSON.stringify(judge.result);
  const rate = timed.result.hops / timed.cpu_s, slowRate = judge.result.hops / judge.cpu_s;
  rows.push([name, timed.result.hops, timed.result.count, (rate / 1e6).toFixed(1), (slowRate / 1e6).toFixed(2), `${(rate / slowRate).toFixed(0)}x`, judge.result.count, equal ? 'equal' : 'DIFFERENT']);
  return [
    { text: `${name}: ${judge.result.count} arrivals at the ticks of the slow simulator`, holds: equal },
    ...(wanted === null ? [] : [{ text: `${name}: ${(rate / 1e6).toFixed(1)} M hops/s on one core (wanted at least ${wanted / 1e6})`, holds: rate >= wanted }]),
  ];
}

/** What a run found, in numbers that any other arrival would change. */
function summary() {
  const found = { hops: 0, count: 0, sent: 0, ended: 0, sum: 0 };
  return {
    found,
    add: (packet, core, sent, arrived) => {
      found.count++;
      found.sent += sent;
      found.ended = arrived;
      found.sum = (found.sum + arrived * ((packet * 31 + core) % 1021)) % 2 ** 40;
    },
  };
}

function fastRun({ meshState, runRound, LINK, RECORD }) {
  return ({ mesh, compact, round }, interval, buffer) => {
    const { found, add } = summary();
    const state = meshState(mesh, compact, ticksAt(interval), buffer, (packet, _rank, core, sent, arrived) => add(packet, core, sent, arrived));
    const halt = runRound(state, round);
    if (halt) throw new Error(halt);
    for (let link = 0; link < state.firstInto; link++) found.hops += state.links[link * RECORD + LINK.CROSSED];
    return found;
  };
}

function slowRun({ slowMesh }) {
  return ({ mesh, portsAt, round: { senders, routes } }, interval, buffer) => {
    const { found, add } = summary();
    const { arrivals, hops } = slowMesh({ mesh, portsAt, ...ticksAt(interval), buffer }, Array.from(senders, (sender, i) => ({ sender, route: routes[i] })));
    for (const { packet, core, sent, arrived } of arrivals) add(packet, core, sent, arrived);
    found.hops = hops;
    return found;
  };
}

/** The least processor time of several runs. */
function best(runs, run) {
  let [cpu_s, result] = [Infinity, null];
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    result = run();
    const { user, system } = process.cpuUsage(before);
    cpu_s = Math.min(cpu_s, (user + system) / 1e6);
  }
  return { cpu_s, result };
}

/** A hop takes a tick, a core takes a packet in one. */
function ticksAt(interval) {
  return { tick_s: 1e-9, eastWest: 1, northSouth: 1, betweenChips: 0, interval, send: interval, deliver: 1, exact: true };
}
