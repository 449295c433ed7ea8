import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { cellLayout, cellsOfWeight, type CellLayout } from './cell-bits.ts';
import { listedLength } from './listed-rows.ts';
import { badLevels, isLevel, largestLevel, printLevels, type LevelRise, type WeightLevels } from './levels.ts';
import type { CalibrationRecord } from './calibration.ts';
import type { InputTimes } from './first-spike.ts';
import { INPUT_CODINGS, type InputCoding, type InputLevels, type Readout } from './network.ts';
import type { SpikingNeuron } from './neuron.ts';
import type { Receptor } from './receptors.ts';
import { areOffsets } from './offsets.ts';
import { areRoutes, followRoute, type Routes } from './routed.ts';
import { areKeys, brokenFields, brokenKeys, type RouterKeys } from './router-keys.ts';
import { coreCount, type CrossbarLimits, type Target } from './target.ts';
import type { Tensor } from './tensor.ts';
import { length, type Range } from './unrolled.ts';
import { verifyCalibration } from './verify-calibration.ts';
import { badTimes, brokenTemporalConfiguration } from './temporal.ts';
import { MOST_NEURONS } from './verify-network.ts';

/**
 * Stage 9: what a chip is loaded with, and all the simulator sees beside the target. Neurons are numbered over all populations
 * (`firstNeuron` + row-major index); that number is the AER address of their axon.
 */
export interface Configuration {
  readonly stage: 'configuration';
  readonly name: string;
  readonly target: string;
  readonly style: Target['style'];
  /** Weight bits, the most of any block. */
  readonly bits: number;
  /** Bits of a memory cell, where crossbars are mapped with room for weights of several cells; absent where a cell holds a weight. */
  readonly cellBits?: number;
  /** 1 in temporal networks, whose samples are one pass without timesteps (`dt_s` is null then). */
  readonly timesteps: number;
  readonly dt_s: number | null;
  /** As the `tau_s` of the network. */
  readonly tau_s?: number | null;
  readonly populations: readonly ConfiguredPopulation[];
  readonly output: { readonly population: number; readonly readout: Readout };
  /** Populations in order of update; those of one entry depend on each other and advance together step by step. */
  readonly schedule: readonly (readonly number[])[];
  /** Weight levels, one block per projection. */
  readonly blocks: readonly LevelBlock[];
  readonly units: readonly ConfiguredUnit[];
  readonly applications: Applications;
  readonly addresses: AddressTable;
  readonly routes: Routes;
  /** AER keys of the routes, and what routers are loaded with: tables of keys and masks, which say what `routes` says route by route. `axonKeys` tells the key of each axon. */
  readonly keys: RouterKeys;
  /** Routes of each neuron's spikes, CSR over neuron numbers. */
  readonly axonRoutes: { readonly offsets: Int32Array; readonly routes: Int32Array };
  /** As the quantised network carried it. */
  readonly calibration?: CalibrationRecord | null;
}

export type ConfiguredPopulation = ConfiguredInput | ConfiguredNeurons;

interface ConfiguredBase {
  readonly name: string;
  readonly shape: readonly number[];
  readonly firstNeuron: number;
  /** Neuron index = feature * positions + position. */
  readonly features: number;
  readonly positions: number;
}

export interface ConfiguredInput extends ConfiguredBase {
  readonly kind: 'input';
  readonly coding: InputCoding;
  readonly levels: InputLevels | null;
  /** As those of an InputNeuron. */
  readonly amplitude?: number;
  readonly times?: InputTimes;
  /** Core that each sends from, row-major; absent where they send from outside. */
  readonly cores?: Int32Array;
}

/** Neurons with their parameters as stage `quantised` leaves them. */
export interface ConfiguredNeurons extends ConfiguredBase {
  readonly kind: 'neurons';
  readonly neuron: SpikingNeuron;
  /** Drive added every step, in levels: by feature, or by neuron where synapses are listed. */
  readonly bias: Float32Array;
  /** The same for the inhibitory drive of conductance-based neurons; null for all others. */
  readonly inhibitoryBias: Float32Array | null;
}

/**
 * Weight of (feature, row) at data[feature * rowsPerGroup + row]; feature f is of group floor(f / columnsPerGroup). With `lists` weights depend on the position and
 * there is one feature: those of position p are data[lists[p]] .. data[lists[p + 1]], one a row, and `rowsPerGroup` is the longest list.
 */
export interface LevelBlock {
  readonly levels: Tensor<Int8Array | Int16Array>;
  readonly rowsPerGroup: number;
  readonly columnsPerGroup: number;
  readonly lists?: Int32Array;
  /** Which drive of conductance-based neurons it adds to; null where neurons have one. */
  readonly receptor: Receptor | null;
  /** How a core stores them: for each pair of neurons, one by one, or once for all positions that share them; a matrix where it is not said. */
  readonly stored?: 'matrix' | 'list' | 'kernel';
  /** The projection whose weights they are. */
  readonly name?: string;
  /** Which levels these are; without it mid-tread levels of as many bits as the configuration has. */
  readonly bits?: number;
  readonly rise?: LevelRise;
}

export interface ConfiguredUnit {
  readonly population: number;
  readonly columns: Range;
  readonly soma: boolean;
  /** Null for a sum unit. */
  readonly synapses: ConfiguredSynapses | null;
}

export interface ConfiguredSynapses {
  readonly block: number;
  readonly groups: Range;
  readonly rows: Range;
  /** Blocks whose lists follow on that of `block`; `rows` counts over all of them, position by position (see `ListedRows`). */
  readonly also?: readonly number[];
}

/** Units applied at positions on cores: parallel arrays. Where weights are stored once, the applications of a unit share its crossbar. */
export interface Applications {
  readonly unit: Int32Array;
  readonly position: Int32Array;
  readonly core: Int32Array;
  /** Crossbar within the core and first column in it; -1 for sum units. */
  readonly crossbar: Int32Array;
  readonly column: Int32Array;
  /** Address (in the core's part of the address table) of each row of the unit, -1 for padding; CSR. */
  readonly rowOffsets: Int32Array;
  readonly rows: Int32Array;
  /** Application that adds this one's partial sums, -1 for somas; and the route they take, -1 within the core. */
  readonly sum: Int32Array;
  readonly sumRoute: Int32Array;
}

/**
 * Axon tables: the addresses of core c are coreOffsets[c] .. coreOffsets[c + 1]. An address is a word line (column per neuron), or a
 * word line at one position (weights stored once). Several axons may drive one address.
 */
export interface AddressTable {
  readonly coreOffsets: Int32Array;
  readonly axonOffsets: Int32Array;
  readonly axons: Int32Array;
  /** Timesteps a spike waits at this address. */
  readonly delays: Int32Array;
}

/** Which levels a block holds. */
export function levelsOfBlock({ bits, rise }: LevelBlock, configuration: Pick<Configuration, 'bits'>): WeightLevels {
  return { bits: bits ?? configuration.bits, rise: rise ?? 'mid-tread' };
}

/**
 * Keys of the packets that a chip sends: `axons`, parallel to `axonRoutes.routes`; `sums`, that of the first column of each application's partial sums, -1 where none
 * leave their core. Axons of a route have its keys one after the other, by neuron number; partial sums follow, by application. All have the first key of their
 * route where there are more axons than keys.
 */
export function axonKeys({ axonRoutes, applications, units, keys: { first, bits } }: Pick<Configuration, 'axonRoutes' | 'applications' | 'units' | 'keys'>): { axons: Int32Array; sums: Int32Array } {
  const shared = bits.every((own) => own === 0);
  const next = first.slice();
  const take = (route: number, count: number): number => {
    const key = next[route]!;
    if (!shared) next[route]! += count;
    return key;
  };
  const axons = axonRoutes.routes.map((route) => take(route, 1));
  const sums = applications.sumRoute.map((route, application) => (route < 0 ? -1 : take(route, length(units[applications.unit[application]!]!.columns))));
  return { axons, sums };
}

/** The largest level that each block may hold. */
export function largestLevels(configuration: Pick<Configuration, 'bits' | 'blocks'>): Float64Array {
  return Float64Array.from(configuration.blocks, (block) => {
    const { bits, rise } = levelsOfBlock(block, configuration);
    return largestLevel(bits, rise);
  });
}

/** How the cells lie that it was mapped with; null where each weight is in one. @param crossbars of the target as it is, with nothing reserved */
export function cellsOfConfiguration(configuration: Pick<Configuration, 'bits' | 'blocks' | 'cellBits'>, crossbars: CrossbarLimits | null): CellLayout | null {
  if (configuration.cellBits === undefined || !crossbars) return null;
  const cells = cellsOfWeight(Math.max(1, ...largestLevels(configuration)), configuration.cellBits);
  return cells === 1 ? null : cellLayout(crossbars, cells);
}

/** What its crossbars take of whole weights. A target that it is compiled to says so itself. */
function limitsForWeights(configuration: Configuration, { cellBits, core: { crossbars } }: Target): CrossbarLimits | null {
  return cellBits !== undefined || !crossbars ? crossbars : cellsOfConfiguration(configuration, crossbars)?.limits ?? crossbars;
}

/** Level ranges, field widths, addresses used once. */
export function verifyConfiguration(configuration: Configuration, target: Target): readonly Diagnostic[] {
  const names = configuration.populations.map(({ name }) => name);
  const found: Diagnostic[] = [...verifyCalibration(configuration.calibration, { populations: names, projections: null }, { place: configuration.name })];
  const complain = (reason: string): void => { if (found.length < 20) found.push(diagnose('S707', { reason })); };
  const { blocks, units, applications, addresses, populations, routes, keys } = configuration;
  const limits = limitsForWeights(configuration, target);
  if (!keys) return [diagnose('S707', { reason: 'it has no keys of its routes' })];
  if (!areTables(configuration)) return [diagnose('S707', { reason: 'its tables have parts that do not exist' })];
  blocks.forEach((block, i) => checkLevels(block, i, configuration, complain));
  const neurons = populations.reduce((sum, { features, positions }) => sum + features * positions, 0);
  if (!(neurons <= MOST_NEURONS)) return [diagnose('S707', { reason: `it has ${neurons} neurons, more than ${MOST_NEURONS}` })];
  populations.forEach((population) => { if (population.kind === 'input') checkInput(population, complain); });
  if (addresses.axons.some((axon) => axon < 0 || axon >= neurons)) complain('an address names an axon that does not exist');
  if (applications.core.some((core) => core < 0 || core >= coreCount(target.mesh))) complain('a unit is on a core outside the mesh');
  if (addresses.delays.some((delay) => delay < 0)) complain('an address has a negative delay');
  checkAddresses(configuration, target, complain);
  routes.sourceTile.forEach((tile, route) => {
    const reached = followRoute(routes, route, tile, target.mesh);
    const wanted = routes.cores.subarray(routes.offsets[route], routes.offsets[route + 1]);
    if (typeof reached === 'string') complain(`route ${route} ${reached}`);
    else if (reached.length !== wanted.length || reached.some((core, i) => core !== wanted[i])) complain(`route ${route} does not arrive once at each of its cores`);
  });
  brokenTemporalConfiguration(configuration, complain);
  brokenKeys(keys, routes, complain);
  brokenFields(keys, target.mesh, complain);
  if (found.length === 0) checkAxonKeys(configuration, complain);
  const columnOwner = new Map<string, number>();
  applications.unit.forEach((unitIndex, application) => {
    const unit = units[unitIndex]!;
    const core = applications.core[application]!;
    const size = addresses.coreOffsets[core + 1]! - addresses.coreOffsets[core]!;
    const seen = new Set<number>();
    for (let i = applications.rowOffsets[application]!; i < applications.rowOffsets[application + 1]!; i++) {
      const address = applications.rows[i]!;
      if (address >= size || address < -1) complain(`application ${application} uses address ${address} of ${size}`);
      if (address >= 0 && seen.has(address)) complain(`application ${application} uses address ${address} twice`);
      seen.add(address);
    }
    if (unit.synapses && hasNoRows(unit.synapses, applications, application, blocks)) complain(`application ${application} has rows that no list holds`);
    if (unit.synapses && target.core.crossbars) checkColumns(unit, application, configuration, limits!, columnOwner, complain);
    const sum = applications.sum[application]!;
    if (sum >= 0 && !(applications.unit[sum]! > unitIndex)) complain(`application ${application} passes its sums to one that does not come after it`);
    if (unit.soma === (sum >= 0)) complain(`application ${application} is ${unit.soma ? 'a soma that passes on sums' : 'a partial sum that goes nowhere'}`);
  });
  return found;
}

function checkLevels(block: LevelBlock, index: number, configuration: Configuration, complain: (reason: string) => void): void {
  const levels = levelsOfBlock(block, configuration);
  const reason = badLevels(levels) ?? (levels.bits > configuration.bits ? `its ${levels.bits} bits are more than the ${configuration.bits} of the configuration` : null);
  if (reason !== null) return complain(`block ${index}: ${reason}`);
  const largest = largestLevel(levels.bits, levels.rise);
  if (block.levels.data.some((level: number) => Math.abs(level) > largest || !isLevel(level, levels.rise))) complain(`block ${index} holds other levels than ${printLevels(levels)}`);
}

/** Whether rows of listed synapses go beyond the lists at the position of an application, or are not as many as it has addresses. */
function hasNoRows({ block, also = [], rows }: ConfiguredSynapses, { position, rowOffsets }: Applications, application: number, blocks: Configuration['blocks']): boolean {
  if (!Array.isArray(also) || !blocks[block]) return true;
  const listed = [block, ...also];
  if (!blocks[block].lists) return also.length > 0;
  const at = position[application]!;
  if (!listed.every((one) => blocks[one]?.lists && at >= 0 && at + 1 < blocks[one].lists.length)) return true;
  return !(rows.start >= 0 && rows.end <= listedLength(listed, at, (one) => blocks[one]!.lists!)) || rowOffsets[application + 1]! - rowOffsets[application]! !== length(rows);
}

/** Whether the parts of its tables lie within them. */
function areTables({ blocks, applications, addresses, routes, keys, axonRoutes }: Configuration): boolean {
  const { coreOffsets, axonOffsets, axons } = addresses;
  return blocks.every(({ lists, levels }) => !lists || areOffsets(lists, levels.data.length)) && areRoutes(routes) && areKeys(keys, routes) && areOffsets(coreOffsets, axonOffsets.length - 1) && areOffsets(axonOffsets, axons.length)
    && areOffsets(axonRoutes.offsets, axonRoutes.routes.length) && applications.rowOffsets.length === applications.unit.length + 1
    && areOffsets(applications.rowOffsets, applications.rows.length);
}

/** Every axon, and every partial sum that leaves its core, has a key of its own. */
function checkAxonKeys({ axonRoutes, applications, units, keys: { bits } }: Configuration, complain: (reason: string) => void): void {
  const senders = new Float64Array(bits.length);
  const exists = (route: number): boolean => route >= 0 && route < bits.length;
  if (axonRoutes.routes.some((route) => !exists(route)) || applications.sumRoute.some((route) => route !== -1 && !exists(route))) return complain('an axon takes a route that does not exist');
  axonRoutes.routes.forEach((route) => { senders[route]!++; });
  applications.sumRoute.forEach((route, application) => { if (route >= 0) senders[route]! += length(units[applications.unit[application]!]!.columns); });
  // More axons than there are keys: routes have one each.
  if (bits.every((own) => own === 0)) return;
  senders.forEach((count, route) => { if (count > 2 ** bits[route]!) complain(`route ${route} has ${2 ** bits[route]!} keys for ${count} axons`); });
}

/** A known coding; levels, and an amplitude above 0, of values. */
function checkInput({ name, coding, levels, times, amplitude = 1 }: ConfiguredInput, complain: (reason: string) => void): void {
  if (!INPUT_CODINGS.includes(coding)) complain(`input ${name} has an unknown coding`);
  else if (coding === 'time') {
    const reason = badTimes(times);
    if (reason !== null) complain(`input ${name}: ${reason}`);
  } else if (coding !== 'spikes' && !(levels && levels.scale > 0)) complain(`input ${name} has no levels of its values`);
  if (!(amplitude > 0)) complain(`input ${name} has the amplitude ${amplitude}`);
}

/** An axon drives an address once, and a core has no more word lines than its crossbar. */
function checkAddresses({ style, addresses }: Configuration, target: Target, complain: (reason: string) => void): void {
  const { coreOffsets, axonOffsets, axons } = addresses;
  const rows = style === 'column-per-neuron' ? target.core.crossbars?.rows ?? Infinity : Infinity;
  for (let core = 0; core + 1 < coreOffsets.length; core++) {
    const count = coreOffsets[core + 1]! - coreOffsets[core]!;
    if (count > rows) complain(`core ${core} uses ${count} word lines of ${rows}`);
  }
  for (let address = 0; address + 1 < axonOffsets.length; address++) {
    const [start, end] = [axonOffsets[address]!, axonOffsets[address + 1]!];
    if (end - start > 1 && new Set(axons.subarray(start, end)).size < end - start) complain(`address ${address} names an axon twice`);
  }
}

function checkColumns(unit: ConfiguredUnit, application: number, configuration: Configuration, limits: CrossbarLimits, owner: Map<string, number>, complain: (reason: string) => void): void {
  const { core, crossbar, column } = configuration.applications;
  if (crossbar[application]! < 0 || crossbar[application]! >= limits.count || column[application]! < 0 || column[application]! + length(unit.columns) > limits.columns) {
    complain(`application ${application} is outside its crossbar`);
  }
  for (let c = 0; c < length(unit.columns); c++) {
    const key = `${core[application]}:${crossbar[application]}:${column[application]! + c}`;
    const shared = owner.get(key);
    const mayShare = shared !== undefined && configuration.style === 'weights-stored-once' && shared === configuration.applications.unit[application];
    if (shared !== undefined && !mayShare) complain(`column ${key} is used twice`);
    owner.set(key, configuration.applications.unit[application]!);
  }
}
