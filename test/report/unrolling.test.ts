import { describe, expect, test } from 'vitest';
import { makeReport } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { describeUnrolling, lossOfUnrolling, unrollingText, type Unrolling } from '../../src/report/unrolling.ts';
import { input } from './fixture.ts';

const passes = (statistics: Record<string, number>) => [{ pass: 'unroll', statistics }];
const EXACT = { units: 9, sumUnits: 1, depth: 2, synapses: 82_048, droppedSynapses: 0, axonsBetweenUnits: 672 };
const SPIKING = { units: 9, sumUnits: 0, depth: 1, synapses: 82_624, droppedSynapses: 0, relays: 576, axonsBetweenUnits: 576, longestChain: 7, coarsestLevels: 4.2 };
const PRUNE = { units: 3, sumUnits: 0, depth: 1, synapses: 19_072, droppedSynapses: 62_976, axonsBetweenUnits: 0, prunedNeurons: 96, shareDropped: 0.77 };

/** Five samples: the quantised network is right on four of them, the unrolled one on three. */
const LOSS = lossOfUnrolling(Int32Array.of(1, 2, 3, 4, 0), Int32Array.of(1, 2, 3, 0, 0), Int32Array.of(1, 2, 3, 4, 5, 6));

test('what was lost: accuracies on the samples both saw, and equal predictions', () => {
  expect(LOSS).toEqual({ samples: 5, quantised: 0.8, unrolled: 0.6, agreement: 0.8 });
  expect(lossOfUnrolling(Int32Array.of(1, 2), Int32Array.of(1, 1), null)).toEqual({ samples: 2, quantised: null, unrolled: null, agreement: 0.5 });
});

describe('one line for each mode', () => {
  const lineOf = (mode: Unrolling['mode'], statistics: Record<string, number>): string => unrollingText(describeUnrolling(mode, passes(statistics), null)!);
  test.each([
    ['exact', EXACT, 'exact: 10 units, depth 2, all 82,048 synapses kept, 672 partial sums a timestep'],
    ['spiking', SPIKING, 'spiking: 576 relays, depth 7, all 82,048 synapses kept, 576 further axons'],
    ['prune', PRUNE, 'prune: 62,976 of 82,048 synapses dropped'],
    ['exact', { ...EXACT, sumUnits: 0, depth: 1, axonsBetweenUnits: 0 }, ''],
  ] as const)('%s', (mode, statistics, line) => expect(lineOf(mode, statistics)).toBe(line));

  test('packets of relays are those of populations named after another one', () => {
    const [first, second] = input.result.ledger.populations;
    const populations = [{ ...first!, name: 'y', counts: { ...first!.counts, packets: 7 } }, { ...second!, name: 'y.relay2', counts: { ...second!.counts, packets: 40 } }, { ...second!, name: 'z.relay1', counts: { ...second!.counts, packets: 500 } }];
    expect(describeUnrolling('spiking', passes(SPIKING), null, { ...input.result.ledger, samples: 4, populations })!.addedPackets).toBe(10);
  });
});

test('the report says it, and nothing where the configuration came as a file', () => {
  const report = makeReport({ ...input, passStatistics: passes(PRUNE), unrolling: { mode: 'prune', loss: LOSS } });
  expect(report.unrolling).toEqual({ mode: 'prune', units: 3, sumUnits: 0, relays: 0, depth: 1, synapses: 19_072, droppedSynapses: 62_976, addedAxons: 0, addedPackets: null, loss: LOSS });
  const text = renderText(report, { colour: false, width: 100 });
  expect(text).toContain('\n  prune           60.00 %, the quantised network 80.00 %; 80.00 % of predictions equal those of the quantised network (5 samples, both without hardware)\n');
  expect(text).toContain('\n  unrolled        prune: 62,976 of 82,048 synapses dropped\n');
  expect(makeReport(input).unrolling).toBeNull();
  expect(renderText(makeReport(input), { colour: false, width: 100 })).not.toContain('unrolled');
});
