import { expect, test } from 'vitest';
import type { Constant, Target } from '../../src/ir/target.ts';
import { loadTarget } from '../../targets/load.ts';
import { breachesOf, DESIGN_RULES, possibleCounts } from '../../targets/rules.ts';

const good = loadTarget('rram-128').target;
const loihi = loadTarget('loihi').target;
const fixed = (value: number): Constant => ({ value, source: 's', scope: 'term', evidence: 'silicon' });

const BROKEN: Record<string, Target> = {
  'entry-inside-mesh': { ...good, mesh: { ...good.mesh, entry: { x: 32, y: 0 } } },
  'cores-countable': { ...good, mesh: { ...good.mesh, width: 4096, height: 4096 } },
  'faults-inside-mesh': { ...good, mesh: { ...good.mesh, faultyLinks: [[31, 0]] } },
  'some-core-works': { ...good, mesh: { ...good.mesh, width: 2, height: 2, faultyCores: [1, 0, 3, 2] } },
  'chips-within-mesh': { ...good, unpriced: { ...good.unpriced, hopsBetweenChips: 'h' }, mesh: { ...good.mesh, chips: { width: 33, height: 1, crossing_hops: fixed(4) } } },
  'memory-present': { ...loihi, core: { ...loihi.core, synapseMemory_bits: null, neurons: null } },
  'device-for-crossbars': { ...good, device: null },
  'one-crossbar-per-column-core': { ...good, core: { ...good.core, crossbars: { count: 2, rows: 128, columns: 128 } } },
  'barriers-ascending': { ...loihi, timing: { ...loihi.timing, barriers_ns: [{ tiles: 4, time_ns: fixed(1) }, { tiles: 2, time_ns: fixed(1) }] } },
  'fan-in-within-core': { ...good, fanIn: 129 },
  'rows-reachable': { ...good, fanIn: 100 },
  'weight-bits-ordered': { ...good, weightBits: { minimum: 4, maximum: 2 } },
  'weight-bits-fit-device': { ...good, weightBits: { minimum: 1, maximum: 9 } },
  'conductances-ordered': { ...good, device: { ...good.device!, conductanceOff_S: fixed(1) } },
  'features-once': { ...good, neurons: { ...good.neurons!, features: ['leak', 'hard-reset', 'leak'] } },
  'features-go-together': { ...good, neurons: { ...good.neurons!, features: ['leak', 'delayed-reset'] } },
  'formats-fit-potential': { ...loihi, neurons: { ...loihi.neurons!, arithmetic: { ...loihi.neurons!.arithmetic!, threshold: { mantissa_bits: 18, shift: 6 } } } },
  'every-count-accounted': { ...good, unpriced: { rowActivations: 'r', dacConversions: 'd' } },
  'nothing-paid-twice': { ...good, unpriced: { ...good.unpriced, neuronUpdates: 'n' } },
  'all-in-stands-alone': { ...good, prices: good.prices.map((price) => price.count !== 'packets' ? price : { ...price, energy_pJ: { ...price.energy_pJ, scope: 'all-in' } }) },
  'zero-says-why': { ...good, prices: good.prices.map((price) => price.count !== 'packets' ? price : { ...price, energy_pJ: fixed(0) }) },
  'time-passes': { ...good, timing: { ...good.timing, perCount_ns: {}, barrier_ns: fixed(0) } },
  'counts-occur': { ...loihi, timing: { ...loihi.timing, perCount_ns: { ...loihi.timing.perCount_ns, crossbarReads: fixed(1) } } },
  'evidence-explained': { ...good, timing: { ...good.timing, barrier_ns: { ...fixed(1), evidence: 'assumed' } } },
};

test('every rule has a case', () => {
  expect(Object.keys(BROKEN).sort()).toEqual(DESIGN_RULES.map(({ name }) => name).sort());
});

test.each(DESIGN_RULES)('$name', ({ name, severity }) => {
  const found = breachesOf(BROKEN[name]!, () => ({}));
  expect(found.map(({ message }) => message).filter((message) => !message.includes(`rule ${name}:`))).toEqual([]);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ code: severity === 'error' ? 'S606' : 'S607', severity });
});

test('faults: each core and link inside the mesh, named once', () => {
  const mesh = { ...good.mesh, faultyCores: [5, 1024, 5], faultyLinks: [[0, 1], [3, 3], [3, 3]] as const };
  expect(breachesOf({ ...good, mesh }, (path) => ({ place: path.join('.') })).map(({ where, message }) => `${where.place} ${message.split(': ')[1]}`)).toEqual([
    'mesh.faultyCores.1 core 1024 is outside the mesh of 1024 cores', 'mesh.faultyCores.2 core 5 is named twice',
    'mesh.faultyLinks.0 no link leaves tile 0 through port 1 of the 32 x 32 mesh', 'mesh.faultyLinks.2 port 3 of tile 3 is named twice',
  ]);
});

test('an all-in price is not added to its parts', () => {
  const prices = [{ part: 'synapse' as const, count: 'synapticEvents' as const, energy_pJ: { ...fixed(26), scope: 'all-in' as const }, includes: ['neuronUpdates' as const] }];
  const together = { part: 'synapse' as const, count: 'synapticEvents' as const, energy_pJ: fixed(35.5), includes: ['rowActivations' as const] };
  const found = breachesOf({ ...loihi, prices: [together, ...loihi.prices.slice(3), ...prices] }, (path) => ({ place: path.join('.') }));
  expect(found.map(({ where, message }) => `${where.place} ${message}`)).toEqual([
    'prices.7.includes breaks the design rule nothing-paid-twice: neuronUpdates has a price of its own and is included in that of synapticEvents',
    'prices.7 breaks the design rule all-in-stands-alone: the all-in price of synapticEvents is added to another price of synapticEvents',
  ]);
});

test('parts of a count are priced or the whole, not both', () => {
  const whole = { part: 'synapse' as const, count: 'synapticEvents' as const, energy_pJ: fixed(20) };
  const found = (prices: typeof loihi.prices): string[] => breachesOf({ ...loihi, prices }, (path) => ({ place: path.join('.') })).map(({ where, message }) => `${where.place} ${message}`);
  expect(found([...loihi.prices, whole])[0]).toBe('prices.0 breaks the design rule nothing-paid-twice: denseEvents has a price, and is a part of synapticEvents, which has one too');
  expect(found(loihi.prices.slice(1))).toEqual([
    'prices breaks the design rule every-count-accounted: synapticEvents can occur and has no price',
    'prices breaks the design rule every-count-accounted: denseEvents can occur and has no price',
  ]);
});

test('counts that cannot occur need no price', () => {
  expect(possibleCounts(loihi)).not.toContain('crossbarReads');
  expect(possibleCounts({ ...loihi, mesh: { ...loihi.mesh, width: 1 } })).not.toContain('hopsEastWest');
});

test('formats of whole numbers that leave their potential', () => {
  const placesOf = (changes: object): string[] =>
    breachesOf({ ...loihi, neurons: { ...loihi.neurons!, arithmetic: { ...loihi.neurons!.arithmetic!, ...changes } } }, (path) => ({ place: path.join('.') })).map(({ where, help }) => `${where.place}: ${help}`);
  expect(placesOf({})).toEqual([]);
  expect(placesOf({ levelShift: { minimum: 3, maximum: 2 } })).toEqual(['neurons.arithmetic.levelShift: exchange them']);
  expect(placesOf({ levelShift: { minimum: 23, maximum: 23 } })).toEqual(['neurons.arithmetic.levelShift: write a minimum of at most 22']);
  expect(placesOf({ bias: { mantissa_bits: 20, largestExponent: 5 } })).toEqual(['neurons.arithmetic.bias: lower its bits or its exponent']);
});

test('features that build on others', () => {
  const reasonsOf = (changes: Partial<Target['neurons']>): string[] =>
    breachesOf({ ...good, neurons: { ...good.neurons!, features: ['recurrence'], ...changes } as Target['neurons'] }, (path) => ({ place: path.join('.') })).map(({ where, help }) => `${where.place}: ${help}`);
  expect(reasonsOf({})).toEqual([]);
  expect(reasonsOf({ features: ['leak-target'] })).toEqual(['neurons.features: add "leak"']);
  expect(reasonsOf({ features: ['reset-echo'] })).toEqual(['neurons.features: add "subtract-reset"']);
  expect(reasonsOf({ longestRefractory: 3 })).toEqual(['neurons.longestRefractory: add "refractory", or write null']);
  expect(reasonsOf({ longestDelay: 0 })).toEqual(['neurons.longestDelay: remove "recurrence", or write 1']);
});
