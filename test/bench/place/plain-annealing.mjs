import { generator } from '../measure.mjs';

/**
 * Annealing as K3 measured it, for comparison; shares no code with the product: two clusters drawn at random change places, the temperature falls
 * geometrically with the time.
 * @returns the placement after `seconds` of CPU time, and how many moves that were
 */
export function plainAnnealing(start, graph, width, height, seconds, first, seed) {
  const random = generator(seed);
  const cells = width * height;
  const coreOf = start.slice();
  const holder = new Int32Array(cells).fill(-1);
  coreOf.forEach((core, cluster) => { holder[core] = cluster; });
  const x = Int32Array.from(coreOf, (core) => core % width);
  const y = Int32Array.from(coreOf, (core) => Math.floor(core / width));
  const moved = (u, v, ax, ay, bx, by) => {
    let sum = 0;
    for (let i = graph.offsets[u]; i < graph.offsets[u + 1]; i++) {
      const n = graph.neighbours[i];
      if (n === v || n === coreOf.length) continue;
      sum += graph.weights[i] * (Math.abs(bx - x[n]) + Math.abs(by - y[n]) - Math.abs(ax - x[n]) - Math.abs(ay - y[n]));
    }
    return sum;
  };
  const last = first / 500;
  const began = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1e6;
  };
  let moves = 0;
  for (let done = 0; done < 1; done = spent() / seconds) {
    const temperature = first * (last / first) ** done;
    for (let k = 0; k < 2000; k++, moves++) {
      const u = Math.floor(random() * coreOf.length);
      const [a, b] = [coreOf[u], Math.floor(random() * cells)];
      if (a === b) continue;
      const v = holder[b];
      const [ax, ay, bx, by] = [a % width, Math.floor(a / width), b % width, Math.floor(b / width)];
      const delta = moved(u, v, ax, ay, bx, by) + (v < 0 ? 0 : moved(v, u, bx, by, ax, ay));
      if (delta > 0 && random() >= Math.exp(-delta / temperature)) continue;
      [holder[a], holder[b], coreOf[u], x[u], y[u]] = [v, u, b, bx, by];
      if (v >= 0) [coreOf[v], x[v], y[v]] = [a, ax, ay];
    }
  }
  return { coreOf, moves };
}
