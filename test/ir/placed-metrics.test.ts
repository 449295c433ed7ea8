import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ASPLOS_CONSTANTS, asplosMetrics } from '../../src/ir/asplos-metrics.ts';
import { clusterGraphOf } from '../../src/ir/cluster-flows.ts';
import { flowHops } from '../../src/ir/flow-hops.ts';
import { finish } from '../../src/ir/search.ts';
import { hopBound } from '../../src/ir/hop-bound.ts';
import { PROBLEMS } from '../passes/place/drawn.ts';
import { flowsOf, meshOf } from '../passes/place/flows.ts';
import { PLACERS } from '../../passes/6-place/placers.ts';

describe('pairs of clusters', () => {
  test('messages of both directions and of all flows add up; neighbours ascend', () => {
    const { offsets, neighbours, weights } = clusterGraphOf(flowsOf(3, [[1, [0, 2], 4], [0, [1], 3], [3, [1], 5], [0, [1, 2], 1]]));
    expect([...offsets]).toEqual([0, 2, 5, 7, 8]);
    expect([...neighbours]).toEqual([1, 2, 0, 2, 3, 0, 1, 1]);
    expect([...weights]).toEqual([8, 1, 8, 4, 5, 1, 4, 5]);
  });

  test('flows of so many clusters only', () => {
    const flows = flowsOf(3, [[1, [0, 2], 4], [0, [1], 3]]);
    expect([...clusterGraphOf(flows, { fewest: 1, most: 1 }).neighbours]).toEqual([1, 0]);
    expect([...clusterGraphOf(flows, { fewest: 2, most: 9 }).weights]).toEqual([4, 4, 4, 4]);
  });
});

describe('hops of flows', () => {
  test('0 1 2 / 3 4 5 / 6 7 8, from tile 0 to 2, 4 and 7', () => {
    const flows = flowsOf(4, [[0, [1, 2, 3], 10], [4, [0, 3], 1]]);
    expect(flowHops(flows, Int32Array.of(0, 2, 4, 7), meshOf(3, 3))).toBe(10 * (2 + 2 + 3) + 0 + 3);
    expect(flowHops(flows, Int32Array.of(0, 2, 4, 7), meshOf(3, 3, { multicast: true }))).toBe(10 * 4 + 3);
  });
});

describe('metrics of ASPLOS 2023', () => {
  test('one message over a 2 x 3 rectangle, by hand', () => {
    // From (0, 0) to (2, 1): (0,0) 1; (1,0) and (0,1) 1/2; (2,0) 1/4, (1,1) 1/4 + 1/2; (2,1) 1.
    const metrics = asplosMetrics(flowsOf(2, [[0, [1], 8]]), Int32Array.of(0, 5), meshOf(3, 2));
    expect(metrics.energy).toBeCloseTo(8 * (4 * 1 + 3 * 0.1), 12);
    expect(metrics.averageLatency).toBeCloseTo(4 + 3 * 0.01, 12);
    expect(metrics.maximumLatency).toBeCloseTo(4 + 3 * 0.01, 12);
    expect(metrics.averageCongestion).toBeCloseTo((8 * 4) / 6, 12);
    expect(metrics.maximumCongestion).toBe(8);
    const half = asplosMetrics(flowsOf(3, [[0, [1], 8], [2, [1], 8]]), Int32Array.of(0, 5, 2), meshOf(3, 2));
    expect(half.maximumCongestion).toBe(16);
  });

  test('no flows', () => {
    expect(asplosMetrics(flowsOf(1, []), Int32Array.of(0), meshOf(2, 2))).toEqual({ energy: 0, averageLatency: 0, maximumLatency: 0, averageCongestion: 0, maximumCongestion: 0 });
  });

  test('equals a walk of every connection on its own', () => {
    fc.assert(fc.property(PROBLEMS, ({ flows, mesh, cores, clusterCount }) => {
      const coreOf = cores.slice(0, clusterCount);
      const metrics = asplosMetrics(flows, coreOf, mesh);
      const through = new Float64Array(mesh.width * mesh.height);
      const tile = (node: number): number => (node < clusterCount ? Math.floor(coreOf[node]! / mesh.coresPerTile) : mesh.entry.y * mesh.width + mesh.entry.x);
      let [energy, most] = [0, 0];
      for (let flow = 0; flow < flows.count; flow++) {
        for (const heard of flows.clusters.items.subarray(flows.clusters.offsets[flow], flows.clusters.offsets[flow + 1])) {
          const [from, to] = [tile(flows.source[flow]!), tile(heard)];
          const d = Math.abs((from % mesh.width) - (to % mesh.width)) + Math.abs(Math.floor(from / mesh.width) - Math.floor(to / mesh.width));
          energy += flows.messages[flow]! * ((d + 1) * ASPLOS_CONSTANTS.routerEnergy + d * ASPLOS_CONSTANTS.wireEnergy);
          most = Math.max(most, d + 1 + d * 0.01);
          walk(from % mesh.width, Math.floor(from / mesh.width), to % mesh.width, Math.floor(to / mesh.width), flows.messages[flow]!, mesh.width, through);
        }
      }
      expect(metrics.energy).toBeCloseTo(energy, 6);
      expect(metrics.maximumLatency).toBeCloseTo(most, 9);
      expect(metrics.averageCongestion * through.length).toBeCloseTo(through.reduce((sum, one) => sum + one, 0), 6);
      expect(metrics.maximumCongestion).toBeCloseTo(Math.max(...through), 6);
    }), { seed: 1, numRuns: 150 });
  });

  function walk(x: number, y: number, toX: number, toY: number, messages: number, width: number, through: Float64Array): void {
    through[y * width + x]! += messages;
    if (x === toX && y === toY) return;
    const share = x !== toX && y !== toY ? messages / 2 : messages;
    if (x !== toX) walk(x + Math.sign(toX - x), y, toX, toY, share, width, through);
    if (y !== toY) walk(x, y + Math.sign(toY - y), toX, toY, share, width, through);
  }
});

describe('a lower bound on hops', () => {
  test('a star of six on a large mesh: four at one hop, two at two', () => {
    const star = flowsOf(7, [1, 2, 3, 4, 5, 6].map((leaf) => [0, [leaf], leaf] as const));
    expect(hopBound(star, meshOf(9, 9))).toBe(3 + 4 + 5 + 6 + 2 * (1 + 2));
    expect(hopBound(star, meshOf(9, 1))).toBe(6 + 5 + 2 * (4 + 3) + 3 * (2 + 1));
    expect(hopBound(star, meshOf(9, 9, { coresPerTile: 3 }))).toBe(4 + 3 + 2 + 1);
  });

  test('the entry: one core on its tile, two beside it in the corner', () => {
    const flows = flowsOf(4, [0, 1, 2, 3].map((cluster) => [4, [cluster], 1] as const));
    expect(hopBound(flows, meshOf(9, 9))).toBe(0 + 1 + 1 + 2);
  });

  test('trees: as many links as tiles but one', () => {
    expect(hopBound(flowsOf(5, [[0, [1, 2, 3, 4], 10]]), meshOf(9, 9, { multicast: true }))).toBe(40);
    expect(hopBound(flowsOf(5, [[0, [1, 2, 3, 4], 10]]), meshOf(9, 9, { multicast: true, coresPerTile: 2 }))).toBe(20);
    expect(hopBound(flowsOf(4, [[4, [0, 1, 2, 3], 10]]), meshOf(9, 9, { multicast: true }))).toBe(30);
  });

  test('no placement is below it', () => {
    fc.assert(fc.property(PROBLEMS, (drawn) => {
      const bound = hopBound(drawn.flows, drawn.mesh);
      for (const name of ['random', 'annealing']) {
        const { coreOf } = finish(PLACERS.find((placer) => placer.name === name)!.run({ ...drawn, budget_s: 0.004 }));
        expect(flowHops(drawn.flows, coreOf, drawn.mesh)).toBeGreaterThanOrEqual(bound - 1e-9);
      }
    }), { seed: 2, numRuns: 150 });
  });
});
