import { diagnose, type Diagnostic, type Where } from '../src/diagnostics/diagnostic.ts';
import { conductancesFor } from '../src/ir/levels.ts';
import { linkEnd } from '../src/ir/mesh.ts';
import { COUNT_NAMES, coreCount, isCovered, WHOLE_OF, type CountName, type NeuronFeature, type Price, type Target } from '../src/ir/target.ts';
import { constantsOf } from './constants.ts';

/** What a schema cannot check: that the parts of a target agree with each other. */
export interface DesignRule {
  readonly name: string;
  /** What holds when it is kept. */
  readonly summary: string;
  readonly severity: 'error' | 'warning';
  readonly check: (target: Target) => readonly Breach[];
}

/** A place in the target file and what is wrong there. */
interface Breach {
  readonly path: readonly PropertyKey[];
  readonly reason: string;
  readonly remedy: string;
}

/** Every rule that a target breaks; `at` tells the place of a path in its file. */
export function breachesOf(target: Target, at: (path: readonly PropertyKey[]) => Where): readonly Diagnostic[] {
  return DESIGN_RULES.flatMap((rule) => rule.check(target).map(({ path, reason, remedy }) =>
    diagnose(rule.severity === 'error' ? 'S606' : 'S607', { rule: rule.name, reason, remedy }, at(path))));
}

/** Counts that can occur on this target; the others have no place in its prices. */
export function possibleCounts(target: Target): readonly CountName[] {
  const impossible = new Set<CountName>([
    ...(target.core.crossbars ? [] : ['crossbarReads', 'adcConversions'] as const),
    ...(target.mesh.width > 1 ? [] : ['hopsEastWest'] as const),
    ...(target.mesh.height > 1 ? [] : ['hopsNorthSouth'] as const),
    ...(target.mesh.chips ? [] : ['hopsBetweenChips'] as const),
  ]);
  return COUNT_NAMES.filter((name) => !impossible.has(name));
}

const MOST_CORES = 2 ** 20;
/** Most findings of one rule that looks at a list of a user's. */
const MOST_BREACHES = 20;

const entryInsideMesh = error('entry-inside-mesh', 'input data enter at a tile of the mesh', ({ mesh: { entry, width, height } }) =>
  breach(entry.x >= width || entry.y >= height, ['mesh', 'entry'],
    `tile (${entry.x}, ${entry.y}) is outside the ${width} x ${height} mesh`, `choose x from 0 to ${width - 1} and y from 0 to ${height - 1}`));

const coresCountable = error('cores-countable', `the mesh has at most ${MOST_CORES} cores`, ({ mesh }) =>
  breach(coreCount(mesh) > MOST_CORES, ['mesh'], `it has ${coreCount(mesh)} cores, more than ${MOST_CORES}`, 'make the mesh smaller'));

const faultsInsideMesh = error('faults-inside-mesh', 'faulty cores and links are parts of the mesh, each named once', ({ mesh }) => {
  const { width, height, faultyCores = [], faultyLinks = [] } = mesh;
  return [
    ...faultyCores.flatMap((core, index) => breach(core >= coreCount(mesh), ['mesh', 'faultyCores', index], `core ${core} is outside the mesh of ${coreCount(mesh)} cores`,
      `choose cores from 0 to ${coreCount(mesh) - 1}`)),
    ...repeatedAt(faultyCores).flatMap((index) => breach(true, ['mesh', 'faultyCores', index], `core ${faultyCores[index]} is named twice`, 'remove one of the two')),
    ...faultyLinks.flatMap(([tile, port], index) => breach(linkEnd(mesh, tile, port) < 0, ['mesh', 'faultyLinks', index],
      `no link leaves tile ${tile} through port ${port} of the ${width} x ${height} mesh`, 'name a tile of the mesh and a port (0 east, 1 north, 2 west, 3 south) that leads to another tile')),
    ...repeatedAt(faultyLinks.map(([tile, port]) => 4 * tile + port)).flatMap((index) => breach(true, ['mesh', 'faultyLinks', index],
      `port ${faultyLinks[index]![1]} of tile ${faultyLinks[index]![0]} is named twice`, 'remove one of the two')),
  ].slice(0, MOST_BREACHES);
});

const someCoreWorks = error('some-core-works', 'at least one core of the mesh is not faulty', ({ mesh }) =>
  breach(new Set((mesh.faultyCores ?? []).filter((core) => core < coreCount(mesh))).size === coreCount(mesh), ['mesh', 'faultyCores'], `all of its ${coreCount(mesh)} cores are faulty`, 'leave out the cores that work'));

const chipsWithinMesh = error('chips-within-mesh', 'a chip is not larger than the mesh', ({ mesh: { width, height, chips } }) =>
  breach(chips !== undefined && (chips.width > width || chips.height > height), ['mesh', 'chips'],
    `a chip of ${chips?.width} x ${chips?.height} tiles is larger than the ${width} x ${height} mesh`, 'give the tiles of one chip, or leave out "chips"'));

const memoryPresent = error('memory-present', 'a core has crossbars, synapse memory, or at least a limit of neurons', ({ core }) =>
  breach(core.crossbars === null && core.synapseMemory_bits === null && core.neurons === null, ['core'], 'a core has neither crossbars nor synapse memory, nor a limit of neurons',
    'give "crossbars", "synapseMemory_bits" or "neurons"'));

const deviceForCrossbars = error('device-for-crossbars', 'crossbars have a memory device, and only they', ({ core, device }) => [
  ...breach(core.crossbars !== null && device === null, ['device'], 'the crossbars have no memory device', 'name one in "device"'),
  ...breach(core.crossbars === null && device !== null, ['device'], 'there are no crossbars for the memory device', 'write "device": null, or give "crossbars"'),
]);

const oneCrossbarPerColumnCore = error('one-crossbar-per-column-core', 'a core of style column-per-neuron has one crossbar', ({ style, core }) =>
  breach(style === 'column-per-neuron' && core.crossbars !== null && core.crossbars.count !== 1, ['core', 'crossbars', 'count'],
    `style column-per-neuron has one crossbar a core, not ${core.crossbars?.count}`, 'write "count": 1 and more cores, or style "weights-stored-once"'));

const fanInWithinCore = error('fan-in-within-core', 'fan-in is at most the rows of a crossbar and the axons in', ({ fanIn, core }) => [
  ...breach(fanIn > (core.crossbars?.rows ?? Infinity), ['fanIn'], `fan-in ${fanIn} is more than the ${core.crossbars?.rows} rows of a crossbar`,
    `write "fanIn": ${core.crossbars?.rows}`),
  ...breach(fanIn > (core.axonsIn ?? Infinity), ['fanIn'], `fan-in ${fanIn} is more than the ${core.axonsIn} axons that may arrive`,
    `write "fanIn": ${core.axonsIn}`),
]);

const rowsReachable = warning('rows-reachable', 'every row of a crossbar can be used', ({ fanIn, core }) =>
  breach(fanIn < (core.crossbars?.rows ?? 0), ['fanIn'], `with fan-in ${fanIn} the other ${(core.crossbars?.rows ?? 0) - fanIn} rows of a crossbar stay empty`,
    `write "fanIn": ${core.crossbars?.rows}, unless the chip sets this limit`));

const weightBitsOrdered = error('weight-bits-ordered', 'weight bits go from minimum to maximum', ({ weightBits: { minimum, maximum } }) =>
  breach(minimum > maximum, ['weightBits'], `minimum ${minimum} is more than maximum ${maximum}`, 'exchange them'));

/** Mid-rise levels of as many bits may need more: the quantiser looks at those that a network has. */
const weightBitsFitDevice = error('weight-bits-fit-device', 'a pair of devices holds the largest weights', ({ weightBits: { maximum }, device }) => {
  const needed = conductancesFor({ bits: maximum, rise: maximum === 1 ? 'mid-rise' : 'mid-tread' });
  return breach(device !== null && needed > device.levels.value, ['weightBits', 'maximum'],
    `weights of ${maximum} bits need ${needed} conductances a device, ${device?.name} has ${device?.levels.value}`, 'lower the maximum, or name a device with more levels');
});

const conductancesOrdered = error('conductances-ordered', 'a device that is off conducts less than one that is on', ({ device }) =>
  breach(device !== null && device.conductanceOff_S.value >= device.conductanceOn_S.value, ['device'],
    `${device?.name} conducts ${device?.conductanceOff_S.value} S when off and ${device?.conductanceOn_S.value} S when on`, 'exchange them in the device file'));

const featuresOnce = error('features-once', 'a neuron feature is listed once', ({ neurons: { features = [] } = {} }) =>
  features.flatMap((feature, index) => breach(features.indexOf(feature) < index, ['neurons', 'features', index], `"${feature}" is listed twice`, 'remove one of the two')));

const featuresGoTogether = warning('features-go-together', 'a feature that builds on others has them', ({ neurons }) => {
  if (!neurons) return [];
  const has = (...wanted: readonly NeuronFeature[]): boolean => wanted.some((feature) => neurons.features.includes(feature));
  return [
    ...breach(has('delayed-reset') && !has('hard-reset', 'subtract-reset'), ['neurons', 'features'], 'there is a delayed reset, but neither a hard one nor one by subtraction',
      'add "hard-reset" or "subtract-reset"'),
    ...breach(has('leak-target') && !has('leak'), ['neurons', 'features'], 'there is a leak target, but no leak', 'add "leak"'),
    ...breach(has('reset-echo') && !has('subtract-reset'), ['neurons', 'features'], 'there is the echo of a reset by subtraction, but no such reset', 'add "subtract-reset"'),
    ...breach(neurons.longestRefractory !== null && !has('refractory'), ['neurons', 'longestRefractory'], 'there is a longest refractory period, but none at all',
      'add "refractory", or write null'),
    ...breach(neurons.longestDelay === 0 && has('recurrence'), ['neurons', 'longestDelay'], 'spikes cannot be held back, but a projection that leads back takes a timestep at least',
      'remove "recurrence", or write 1'),
  ];
});

const formatsFitPotential = error('formats-fit-potential', 'thresholds and biases of whole-number somas lie within their potentials, and levels have one scale at least', ({ neurons: { arithmetic } = {} }) => {
  if (!arithmetic) return [];
  const { potential_bits, levelShift, threshold, bias } = arithmetic;
  const place = (key: keyof typeof arithmetic): readonly PropertyKey[] => ['neurons', 'arithmetic', key];
  const width = (what: string, bits: number): string => `${what} reaches ${bits} bits, a potential has ${potential_bits - 1} and its sign`;
  return [
    ...breach(levelShift.minimum > levelShift.maximum, place('levelShift'), `minimum ${levelShift.minimum} is more than maximum ${levelShift.maximum}`, 'exchange them'),
    ...breach(levelShift.minimum > potential_bits - 2, place('levelShift'), `a level is 2^${levelShift.minimum} units at least, more than a potential of ${potential_bits} bits holds`,
      `write a minimum of at most ${potential_bits - 2}`),
    ...breach(threshold.mantissa_bits + threshold.shift > potential_bits - 1, place('threshold'), width('a threshold', threshold.mantissa_bits + threshold.shift), 'lower its bits or its shift'),
    ...breach(bias.mantissa_bits - 1 + bias.largestExponent > potential_bits - 1, place('bias'), width('a bias', bias.mantissa_bits - 1 + bias.largestExponent), 'lower its bits or its exponent'),
  ];
});

const everyCountAccounted = error('every-count-accounted', 'every count that can occur has a price, is included in one, or is named as unpriced', (target) => {
  const accounted = new Set<string>([...pricesOf(target), ...includedIn(target.prices), ...Object.keys(target.unpriced)]);
  return possibleCounts(target).filter((name) => !isCovered(name, accounted)).flatMap((name) =>
    breach(true, ['prices'], `${name} can occur and has no price`, `add a price of ${name}, or "${name}": "why it is not known" to "unpriced"`));
});

const nothingPaidTwice = error('nothing-paid-twice', 'a count that is included in a price, or unpriced, has no price of its own', (target) => {
  const priced = pricesOf(target);
  return [
    ...target.prices.flatMap(({ count, includes = [] }, index) => includes.filter((name) => priced.has(name)).flatMap((name) =>
      breach(true, ['prices', index, 'includes'], `${name} has a price of its own and is included in that of ${count}`, 'keep one of the two'))),
    ...target.prices.flatMap(({ count }, index) => breach(WHOLE_OF[count] === 'synapticEvents' && priced.has('synapticEvents'), ['prices', index],
      `${count} has a price, and is a part of synapticEvents, which has one too`, 'keep one of the two')),
    ...Object.keys(target.unpriced).filter((name) => priced.has(name) || includedIn(target.prices).has(name)).flatMap((name) =>
      breach(true, ['unpriced', name], `${name} has a price`, 'remove it from "unpriced"')),
  ];
});

const allInStandsAlone = error('all-in-stands-alone', 'an all-in price says what it includes and is not added to its parts', ({ prices }) =>
  prices.flatMap(({ count, energy_pJ, includes = [] }, index) => energy_pJ.scope !== 'all-in' ? [] : [
    ...breach(includes.length === 0, ['prices', index], `the all-in price of ${count} does not say what it includes`, 'add "includes": [counts]'),
    ...breach(prices.some((other, place) => place !== index && other.count === count), ['prices', index],
      `the all-in price of ${count} is added to another price of ${count}`, 'keep one of the two'),
  ]));

const zeroSaysWhy = error('zero-says-why', 'a price of zero has a note', ({ prices }) =>
  prices.flatMap(({ count, energy_pJ }, index) => breach(energy_pJ.value === 0 && energy_pJ.note === undefined, ['prices', index, 'energy_pJ'],
    `${count} costs nothing and no note says why`, 'add a "note", or move it to "unpriced"')));

const timePasses = error('time-passes', 'a timestep takes time', ({ timing }) =>
  breach([...Object.values(timing.perCount_ns), timing.barrier_ns, timing.minimumStep_ns].every((time_ns) => !time_ns || time_ns.value === 0),
    ['timing'], 'no count, barrier or minimum step takes any time', 'give "minimumStep_ns", or the times of counts'));

const barriersAscending = error('barriers-ascending', 'barriers are listed by rising numbers of tiles', ({ timing: { barriers_ns = [] } }) =>
  barriers_ns.flatMap(({ tiles }, index) => breach(index > 0 && tiles <= barriers_ns[index - 1]!.tiles, ['timing', 'barriers_ns', index, 'tiles'],
    `${tiles} tiles stand after ${barriers_ns[index - 1]?.tiles}`, 'sort them by tiles, each number once')));

const countsOccur = warning('counts-occur', 'prices and times belong to counts that can occur', (target) => {
  const possible = new Set<string>(possibleCounts(target));
  return [
    ...target.prices.flatMap(({ count }, index) => breach(!possible.has(count), ['prices', index], `${count} cannot occur on this target`, 'remove the price')),
    ...Object.keys(target.timing.perCount_ns).flatMap((name) =>
      breach(!possible.has(name), ['timing', 'perCount_ns', name], `${name} cannot occur on this target`, 'remove the time')),
    ...target.areas.flatMap(({ per }, index) =>
      breach(per === 'crossbar' && target.core.crossbars === null, ['areas', index], 'there are no crossbars to take area', 'remove the area')),
  ];
});

const evidenceExplained = warning('evidence-explained', 'derived and assumed constants have a note', (target) =>
  constantsOf(target).flatMap(({ path, constant }) =>
    breach((constant.evidence === 'derived' || constant.evidence === 'assumed') && constant.note === undefined, path,
      `the number is ${constant.evidence} and no note says how`, 'add a "note" with the derivation or the reason')));

/** In the order in which they are reported. */
export const DESIGN_RULES: readonly DesignRule[] = [
  entryInsideMesh, coresCountable, faultsInsideMesh, someCoreWorks, chipsWithinMesh, memoryPresent, deviceForCrossbars, oneCrossbarPerColumnCore, fanInWithinCore, rowsReachable,
  weightBitsOrdered, weightBitsFitDevice, conductancesOrdered, featuresOnce, featuresGoTogether, formatsFitPotential, everyCountAccounted, nothingPaidTwice, allInStandsAlone, zeroSaysWhy,
  timePasses, barriersAscending, countsOccur, evidenceExplained,
];

function error(name: string, summary: string, check: DesignRule['check']): DesignRule {
  return { name, summary, severity: 'error', check };
}

function warning(name: string, summary: string, check: DesignRule['check']): DesignRule {
  return { name, summary, severity: 'warning', check };
}

function breach(broken: boolean, path: readonly PropertyKey[], reason: string, remedy: string): Breach[] {
  return broken ? [{ path, reason, remedy }] : [];
}

/** Places whose number was there before. */
function repeatedAt(numbers: readonly number[]): number[] {
  const seen = new Set<number>();
  return [...numbers.keys()].filter((index) => seen.size === seen.add(numbers[index]!).size);
}

function pricesOf({ prices }: Target): Set<string> {
  return new Set(prices.map(({ count }) => count));
}

function includedIn(prices: readonly Price[]): Set<string> {
  return new Set(prices.flatMap(({ includes = [] }) => includes));
}
