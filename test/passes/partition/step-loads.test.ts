import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepLoadsOf } from '../../../passes/5-partition/step-loads.ts';
import type { Series } from '../../../passes/5-partition/step-series.ts';
import { uniform } from '../../../src/ir/random.ts';
import type { Lists } from '../../../src/ir/twins.ts';

/** Pieces that hear some of the bundles, of which each leaves one piece or none; pieces 2 k and 2 k + 1 hear the same. */
function drawn(seed: number, pieces: number, bundles: number, steps: number): Series {
  const draw = (...key: readonly number[]): number => uniform(seed, ...key);
  const hears = (piece: number, bundle: number): boolean => draw(1, piece >> 1, bundle) < 0.3;
  const sender = (bundle: number): number => Math.floor(draw(2, bundle) * (pieces + 2));
  const spikes = (bundle: number, step: number): number => (draw(3, bundle, step) < 0.4 ? 1 + Math.floor(3 * draw(4, bundle, step)) : 0);
  const [all, times] = [[...Array(bundles).keys()], [...Array(steps).keys()]];
  const when = all.map((bundle) => times.filter((step) => spikes(bundle, step) > 0));
  const ofBundle = Float64Array.from(all, (bundle) => times.reduce((sum, step) => sum + spikes(bundle, step), 0));
  const perPiece = (key: number): Float64Array => Float64Array.from({ length: pieces }, (_, piece) => draw(key, piece >> 1));
  return {
    steps, message: draw(5) / 4, perEvent: perPiece(6), perSpike: Float64Array.from(all, (bundle) => draw(7, bundle)), update: perPiece(8), total: new Float64Array(pieces),
    arriving: listsOf([...Array(pieces).keys()].map((piece) => all.filter((bundle) => hears(piece, bundle)))),
    leaving: listsOf([...Array(pieces).keys()].map((piece) => all.filter((bundle) => sender(bundle) === piece))),
    spikes: { ...listsOf(when), at: Int32Array.from(when.flat()), counts: Float64Array.from(when.flatMap((own, bundle) => own.map((step) => spikes(bundle, step)))), ofBundle, all: ofBundle.reduce((sum, one) => sum + one, 0) },
  };
}

function listsOf(lists: readonly (readonly number[])[]): Lists {
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => { offsets[i + 1] = offsets[i]! + list.length; });
  return { offsets, items: Int32Array.from(lists.flat()) };
}

function listOf({ offsets, items }: Lists, i: number): readonly number[] {
  return [...items.subarray(offsets[i], offsets[i + 1])];
}

/** The whole of what pieces on cores cost, counted anew. */
function costOf(series: Series, coreOf: readonly number[], cores: number, price: number): number {
  const { steps, arriving, leaving, message, perEvent, perSpike, update, spikes } = series;
  const count = (bundle: number, step: number): number => {
    const at = spikes.at.subarray(spikes.offsets[bundle], spikes.offsets[bundle + 1]).indexOf(step);
    return at < 0 ? 0 : spikes.counts[spikes.offsets[bundle]! + at]!;
  };
  let sum = 0;
  for (let core = 0; core < cores; core++) {
    const here = [...coreOf.keys()].filter((piece) => coreOf[piece] === core);
    const heard = [...new Set(here.flatMap((piece) => listOf(arriving, piece)))];
    sum += price * heard.reduce((messages, bundle) => messages + spikes.ofBundle[bundle]!, 0);
    for (let step = 0; step < steps; step++) {
      let received = heard.reduce((load, bundle) => load + message * count(bundle, step), 0);
      let own = 0;
      for (const piece of here) {
        for (const bundle of listOf(arriving, piece)) received += perEvent[piece]! * count(bundle, step);
        own += update[piece]!;
        for (const bundle of listOf(leaving, piece)) own += perSpike[bundle]! * count(bundle, step);
      }
      sum += received ** 6 + own ** 6;
    }
  }
  return sum;
}

test('the cheapest core is the cheapest of those that take the piece, as when all costs are counted anew', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 5 }), fc.constantFrom(0, 0.3, 5), (seed, cores, price) => {
    const pieces = 12;
    const series = drawn(seed, pieces, 10, 7);
    const loads = stepLoadsOf(series, 10, cores, price);
    const coreOf: number[] = Array(pieces).fill(-1);
    for (let turn = 0; turn < 3 * pieces; turn++) {
      const piece = turn < pieces ? turn : Math.floor(uniform(seed, 9, turn) * pieces);
      if (coreOf[piece]! >= 0) loads.remove(piece, coreOf[piece]!);
      const takes = (core: number): boolean => uniform(seed, 10, turn, core) < 0.7;
      const core = loads.cheapest(piece, takes);
      const costs = [...Array(cores).keys()].map((one) => costOf(series, coreOf.with(piece, one), cores, price));
      const allowed = costs.filter((_, one) => takes(one));
      expect(costs[core]! / Math.min(...(allowed.length > 0 ? allowed : costs))).toBeCloseTo(1, 9);
      loads.add(piece, core);
      coreOf[piece] = core;
    }
  }), { seed: 5, numRuns: 30 });
});
