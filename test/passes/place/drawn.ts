import fc from 'fast-check';
import { usableCores } from '../../../src/ir/mesh.ts';
import { coreCount, type Mesh } from '../../../src/ir/target.ts';
import { meshOf, problem, type Flow } from './flows.ts';
import type { PlaceProblem } from '../../../passes/6-place/problem.ts';

/** Small problems of every kind: several cores a tile, faults, chips, multicast, prices of hops. */
export const PROBLEMS: fc.Arbitrary<PlaceProblem> = fc.record({
  width: fc.integer({ min: 1, max: 6 }), height: fc.integer({ min: 1, max: 6 }), coresPerTile: fc.integer({ min: 1, max: 3 }), multicast: fc.boolean(),
  faulty: fc.array(fc.nat(107), { maxLength: 12 }), chip: fc.option(fc.integer({ min: 1, max: 3 })), northSouth: fc.integer({ min: 1, max: 3 }), size: fc.nat(1000),
  drawn: fc.array(fc.tuple(fc.nat(1000), fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 9 })), { maxLength: 25 }), seed: fc.nat(1000),
}).map(({ width, height, coresPerTile, multicast, faulty, chip, northSouth, size, drawn, seed }) => {
  const sound: Mesh = meshOf(width, height, { coresPerTile, multicast, entry: { x: size % width, y: seed % height } });
  const constant = { value: 5, source: 'test', scope: 'term', evidence: 'assumed' } as const;
  const broken = [...new Set(faulty)].filter((core) => core < coreCount(sound)).slice(0, coreCount(sound) - 1);
  const mesh: Mesh = { ...sound, faultyCores: broken, ...(chip && { chips: { width: Math.min(chip, width), height: Math.min(chip, height), crossing_hops: constant } }) };
  const clusters = 1 + (size % usableCores(mesh).length);
  const flows = drawn.flatMap(([from, heard, messages]): Flow[] => {
    const source = from % (clusters + 1);
    const list = [...new Set(heard.map((one) => one % clusters))].filter((one) => one !== source).sort((a, b) => a - b);
    return list.length > 0 ? [[source, list, messages]] : [];
  });
  return problem(clusters, flows, mesh, { seed, weights: { eastWest: 1, northSouth } });
});
