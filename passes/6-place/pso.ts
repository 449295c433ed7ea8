import { randomStream } from '../../src/ir/random.ts';
import type { Search } from '../../src/ir/search.ts';
import { nearestToEntry } from './baselines.ts';
import { placementCost } from './cost.ts';
import type { EndedBy, Found } from './placers.ts';
import type { PlaceProblem } from './problem.ts';

const PARTICLES = 30;
const INERTIA = 0.72;
const PULL = 1.49;
const MOST_ITERATIONS = 200;
/** Work in a second, as that of annealing is counted: what a pair costs to be measured, and a cluster to be sorted and moved. */
const WORK_PER_S = 7e7;
const WORK_OF_CLUSTER = 40;
/** The clock ends a search that takes so many times its budget. */
const PATIENCE = 4;

/**
 * Particle swarm optimisation as SpiNePlacer uses it (Balaji et al., TVLSI 28(1), 2020; constants of Clerc and Kennedy as in the baselines of later work: 30
 * particles, inertia 0.72, pulls 1.49, 200 iterations at most). A particle is a number a cluster; clusters sorted by their numbers go on the cores nearest to the entry.
 */
export function* swarm(problem: PlaceProblem): Search<Found> {
  const { clusterCount, pairs, trees, seed, budget_s } = problem;
  const random = randomStream(seed, 0x70736f);
  const cores = nearestToEntry(problem.cores, problem.mesh).slice(0, clusterCount).sort();
  const work = PARTICLES * (pairs.neighbours.length + (trees ? trees.clusters.items.length : 0) + WORK_OF_CLUSTER * clusterCount);
  const planned = Math.min(MOST_ITERATIONS, Math.max(1, Math.floor((budget_s * WORK_PER_S) / Math.max(1, work))));
  const particles = Array.from({ length: PARTICLES }, () => newParticle(clusterCount, random));
  const began = performance.now();
  let best = { keys: particles[0]!.keys.slice(), cost: Infinity };
  const found = (done: number, endedBy?: EndedBy): Found => ({ coreOf: placed(best.keys, cores), search: { done, planned, of: 'iterations', ...(endedBy && { endedBy }) } });
  for (let done = 0; done < planned; done++) {
    for (const [i, particle] of particles.entries()) {
      if (yield (done + i / PARTICLES) / planned) return found(done, 'user');
      const cost = placementCost(placed(particle.keys, cores), problem);
      if (cost < particle.best.cost) particle.best = { keys: particle.keys.slice(), cost };
      if (cost < best.cost) best = { keys: particle.keys.slice(), cost };
    }
    for (const particle of particles) fly(particle, best.keys, random);
    if (done + 1 < planned && performance.now() - began > 1000 * (PATIENCE * budget_s + 1)) return found(done + 1, 'clock');
  }
  return found(planned);
}

interface Particle {
  readonly keys: Float64Array;
  readonly speeds: Float64Array;
  best: { readonly keys: Float64Array; readonly cost: number };
}

function newParticle(size: number, random: () => number): Particle {
  const keys = Float64Array.from({ length: size }, random);
  return { keys, speeds: Float64Array.from({ length: size }, () => 0.2 * (random() - 0.5)), best: { keys, cost: Infinity } };
}

function fly({ keys, speeds, best }: Particle, leader: Float64Array, random: () => number): void {
  for (let i = 0; i < keys.length; i++) {
    speeds[i] = INERTIA * speeds[i]! + PULL * random() * (best.keys[i]! - keys[i]!) + PULL * random() * (leader[i]! - keys[i]!);
    keys[i]! += speeds[i]!;
  }
}

function placed(keys: Float64Array, cores: Int32Array): Int32Array {
  const order = Int32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
  const coreOf = new Int32Array(keys.length);
  order.forEach((cluster, rank) => { coreOf[cluster] = cores[rank]!; });
  return coreOf;
}
