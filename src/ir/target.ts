import type { NeuronCircuit } from './neuron-circuit.ts';
import type { NonIdealities } from './non-idealities.ts';

/**
 * Hardware as data: what `targets/NAME.json` holds after loading. Checked by `targets/schema.ts`, design rules in `targets/rules.ts`.
 */
export interface Target {
  readonly name: string;
  readonly summary: string;
  /**
   * `column-per-neuron`: every neuron owns a column; weights of a convolution are written once per neuron.
   * `weights-stored-once`: one copy of a weight block, applied to one output position after the other.
   */
  readonly style: 'column-per-neuron' | 'weights-stored-once';
  readonly mesh: Mesh;
  readonly core: CoreLimits;
  /** Where a weight lies in several cells of so many bits; the crossbars of a core are then what is left of them for whole weights (`cell-bits.ts`). No part of a file. */
  readonly cellBits?: number;
  /** Most inputs of one unit: rows of synapses, or partial sums of a sum unit. */
  readonly fanIn: number;
  readonly weightBits: { readonly minimum: number; readonly maximum: number };
  /** Bits of an input value under the codings `current`, `rate` and `latency`. */
  readonly inputBits: number;
  /**
   * How values (coding `current`) reach neurons that hear one of them each: `packets`, also where it is not said; or `registers`: the host writes them as
   * biases of the somas, so that they cost neither packets nor synaptic work.
   */
  readonly inputValues?: 'packets' | 'registers';
  /** `carried`: packets hold partial sums; `assumed`: the chip carries spikes only, so exact unrolling is an assumption that is warned of. */
  readonly partialSums: 'carried' | 'assumed';
  /** What its neurons can do beyond integrating and firing, one spike a timestep; left out: `PLAIN_NEURONS` of `neuron-features.ts`. */
  readonly neurons?: NeuronAbilities;
  /** What its somas are made of, unless the user says otherwise; left out: they compute what the network says. */
  readonly neuronCircuit?: NeuronCircuit;
  /** Memory device of the crossbars; null for a target with digital synapse memory. */
  readonly device: Device | null;
  readonly prices: readonly Price[];
  /** Counts that occur but have no known price, with the reason: named gaps of the report. */
  readonly unpriced: Readonly<Partial<Record<CountName, string>>>;
  readonly staticPower: StaticPower | null;
  readonly timing: Timing;
  readonly areas: readonly Area[];
  /** Where its prices were scaled to another node; left out: they are as their sources have them. */
  readonly technology?: Technology;
}

export interface NeuronAbilities {
  readonly features: readonly NeuronFeature[];
  /** Most timesteps that a spike can be held back; null where no limit is known. */
  readonly longestDelay: number | null;
  /** Most timesteps that a neuron can rest after a spike; null where no limit is known. */
  readonly longestRefractory: number | null;
  /** How its somas compute, where they do so in whole numbers; left out: real numbers, or not known. */
  readonly arithmetic?: IntegerArithmetic;
  /** Where this is known from; what is assumed is said so. */
  readonly source: string;
  readonly evidence: Evidence;
}

/** Number formats of somas that compute in whole numbers (`IntegerPotential` of `neuron.ts`). */
export interface IntegerArithmetic {
  /** Potentials, sign included; they saturate. */
  readonly potential_bits: number;
  /** A level of a weight is 2^k units of the potential: smallest and largest k that a population may choose. */
  readonly levelShift: { readonly minimum: number; readonly maximum: number };
  /** Thresholds have no sign and stand `shift` bits further left than potentials: mantissa x 2^shift. */
  readonly threshold: { readonly mantissa_bits: number; readonly shift: number };
  /** Biases are mantissa (sign included) x 2^exponent, the exponent from 0 to `largestExponent`. */
  readonly bias: { readonly mantissa_bits: number; readonly largestExponent: number };
  /** A decay is d / 2^decay_bits with a whole d from 1 to 2^decay_bits; what is left of a potential is rounded towards 0. */
  readonly decay_bits: number;
  readonly source: string;
  readonly evidence: Evidence;
}

/** What the neurons of a target can do, in the words of `neuron.ts`. Whole models: conductance, izhikevich, loihi-lif, first-spike. */
export const NEURON_FEATURES = [
  /** The potential decays. */
  'leak',
  /** It decays towards another potential than 0, which no shift of the threshold can replace. */
  'leak-target',
  'hard-reset',
  'subtract-reset',
  /** Neurons that keep their potential: readouts that never fire, or fire in every step above the threshold. */
  'no-reset',
  /** The reset acts at the start of the next timestep. */
  'delayed-reset',
  /** The spike test sees the potential less a reset that is past (snnTorch, reset_delay=False). */
  'reset-echo',
  /** A synaptic current with a decay of its own. */
  'synapse',
  /** An adaptation that is added to the threshold. */
  'threshold-adaptation',
  /** An adaptation that is subtracted from the current. */
  'current-adaptation',
  'refractory',
  /** The potential has a lowest value. */
  'lowest',
  'conductance',
  'izhikevich',
  'loihi-lif',
  /** Temporal coding: one spike, whose time matters; see `first-spike.ts`. */
  'first-spike',
  /** Populations may hear themselves, directly or around a loop. */
  'recurrence',
] as const;
export type NeuronFeature = (typeof NEURON_FEATURES)[number];

/** Tiles in a grid, each with a router and one or more cores; core id = tile * coresPerTile + k, tile = y * width + x. */
export interface Mesh {
  readonly width: number;
  readonly height: number;
  readonly coresPerTile: number;
  /** true: one packet is copied at branches of its XY tree; false: one packet per destination core. */
  readonly multicast: boolean;
  /** Tile where input data enter the mesh. */
  readonly entry: { readonly x: number; readonly y: number };
  /** Where inputs send from: `entry`, also where it is not said: from outside through the entry tile; `cores`: they take the places of neurons. */
  readonly inputs?: 'entry' | 'cores';
  /** Packets that the buffer at the end of a link takes, where a core sends into its router too; null, also where it is not said: not known, taken as any number. */
  readonly linkBuffer?: number | null;
  /** Cores that do not work: nothing is placed on them. Their routers pass packets on. */
  readonly faultyCores?: readonly number[];
  /** Links that do not work, in the direction that leaves a tile through a port: 0 east, 1 north (towards y = 0), 2 west, 3 south. */
  readonly faultyLinks?: readonly (readonly [tile: number, port: number])[];
  /** Where the mesh spans several chips: tiles of one chip, from tile (0, 0) on, and how many hops inside a chip a hop between two is worth to placement. */
  readonly chips?: { readonly width: number; readonly height: number; readonly crossing_hops: Constant };
  /** Most entries of the table of one router, after compression; left out: no limit is known. */
  readonly routerEntries?: number;
}

/** What one core holds at most; null where the chip sets no such limit. */
export interface CoreLimits {
  /** Neurons: somas, sum units and, without crossbars, partial-sum columns. */
  readonly neurons: number | null;
  /** Distinct source axons (neurons or partial sums from other cores) that may arrive. */
  readonly axonsIn: number | null;
  /** Pairs (neuron of this core, destination core). */
  readonly axonsOut: number | null;
  readonly synapseMemory_bits: number | null;
  readonly crossbars: CrossbarLimits | null;
}

export interface CrossbarLimits {
  readonly count: number;
  /** Word lines. */
  readonly rows: number;
  /** Bit-line pairs: one signed weight per cell pair. */
  readonly columns: number;
}

/** A memory device: `targets/devices/NAME.json`. A signed weight is a differential pair G+ - G-. */
export interface Device {
  readonly name: string;
  readonly summary: string;
  readonly conductanceOff_S: Constant;
  readonly conductanceOn_S: Constant;
  readonly readVoltage_V: Constant;
  /** Distinct conductances of one device, both ends included; a pair holds signed levels -(levels-1)..levels-1. */
  readonly levels: Constant;
  /** Where its data hold; used outside, it is refused. Left out: not known. */
  readonly valid?: DeviceValidity;
  /** What writing one device once takes: its energy, or voltage and length of the pulse. Left out: not known. */
  readonly write?: DeviceWrite;
  /** What this device does by default under `--non-idealities device`. */
  readonly nonIdealities: NonIdealities;
}

/** Either `energy_pJ`, or `voltage_V` and `pulse_ns`; none of them where only `verify` is known. */
export interface DeviceWrite {
  readonly energy_pJ?: Constant;
  readonly voltage_V?: Constant;
  readonly pulse_ns?: Constant;
  readonly verify?: DeviceVerify;
}

/** Program-and-verify, as it is done where `programAndVerify` is on. */
export interface DeviceVerify {
  /** Most write pulses of a device, each followed by a read. */
  readonly passes: Constant;
  /** Error that is accepted, as a share of the range from off to on. */
  readonly tolerance: Constant;
  /** How long a verifying read lasts, at the read voltage. Left out: not known. */
  readonly read_ns?: Constant;
}

/** From and to of what a device was measured at; a range that is not known is left out. */
export interface DeviceValidity {
  readonly conductance_uS?: readonly [number, number];
  readonly readVoltage_V?: readonly [number, number];
  readonly temperature_K?: readonly [number, number];
  /** Of reads after programming. */
  readonly time_s?: readonly [number, number];
  readonly source: string;
}

/** A number that prices something, with where it comes from. */
export interface Constant {
  readonly value: number;
  readonly source: string;
  /** `term`: prices one thing; `all-in`: includes everything around it and must not be added to its parts. */
  readonly scope: 'term' | 'all-in';
  readonly evidence: Evidence;
  readonly note?: string;
}

/** A price of a target: a constant, and what technology scaling did to it, where it was asked for. */
export interface PriceConstant extends Constant {
  readonly scaled?: readonly Scaling[];
}

/** What technology scaling did to one component of a constant, or why nothing. */
export interface Scaling {
  /** `library/component`; null: the number stands in the target itself. */
  readonly component: string | null;
  readonly from_nm: number | null;
  readonly to_nm: number;
  /** 1 where it stays as it is. */
  readonly factor: number;
  readonly rule: string;
  readonly source: string;
  /** Why it stays as it is; left out where the rule was applied. */
  readonly unscaled?: string;
}

/** The node that the prices of a target were scaled to, by which rule. */
export interface Technology {
  readonly node_nm: number;
  readonly rule: string;
  readonly source: string;
  /** Supply voltages that the rule was used with, by node. */
  readonly supply_V: Readonly<Record<string, number>>;
}

export type Evidence = 'silicon' | 'simulated' | 'derived' | 'assumed';

/** What the simulator counts (per inference after division by the samples). */
export const COUNT_NAMES = [
  /** Row events times the columns in use: one weight read each. */
  'synapticEvents',
  /** Of these, those of synapses stored as a matrix, one by one as a list, and as a kernel that positions share. */
  'denseEvents',
  'sparseEvents',
  'convolutionEvents',
  /** A row of a crossbar (or synapse list) driven once, once more per value bit-parallel input. */
  'rowActivations',
  /** A crossbar read out once (one timestep, one position) because at least one row was driven. */
  'crossbarReads',
  /** Columns digitised: crossbar reads times columns in use. */
  'adcConversions',
  /** Multi-level input values put on rows (current coding). */
  'dacConversions',
  /** Partial sums added in a sum unit. */
  'partialSumAdditions',
  'neuronUpdates',
  /** Of these, those of neurons that are not at rest at 0 before and after, without a spike. */
  'activeUpdates',
  'neuronSpikes',
  /** Of these, those of somas: all but those of inputs. */
  'somaSpikes',
  /** Messages put on the mesh: one a spike with multicast, else one a destination core; partial sums one each. */
  'packets',
  /** Messages taken off the mesh by a core. */
  'deliveries',
  'hopsEastWest',
  'hopsNorthSouth',
  /** Of these hops in both directions, those from one chip to another: what they cost beside a hop inside a chip. */
  'hopsBetweenChips',
] as const;
export type CountName = (typeof COUNT_NAMES)[number];

/** The count that each of these is a part of. */
export const WHOLE_OF: Readonly<Partial<Record<CountName, CountName>>> = {
  denseEvents: 'synapticEvents', sparseEvents: 'synapticEvents', convolutionEvents: 'synapticEvents', activeUpdates: 'neuronUpdates', somaSpikes: 'neuronSpikes',
};

/** Whether what is stated of some counts (a price, a time) says something of this one: itself, the whole that it is a part of, or the parts that make it up. */
export function isCovered(name: CountName, stated: ReadonlySet<string>): boolean {
  const whole = WHOLE_OF[name];
  if (stated.has(name) || (whole !== undefined && stated.has(whole))) return true;
  return name === 'synapticEvents' && ['denseEvents', 'sparseEvents', 'convolutionEvents'].every((part) => stated.has(part));
}

/** `energy_pJ` per unit of `count`, booked on `part`. */
export interface Price {
  readonly part: EnergyPart;
  readonly count: CountName;
  readonly energy_pJ: PriceConstant;
  /** Counts whose energy is inside this price: they have no price of their own, and are no gap. */
  readonly includes?: readonly CountName[];
}

export const ENERGY_PARTS = ['crossbar', 'synapse', 'adc', 'dac', 'neuron', 'buffer', 'router', 'link', 'static'] as const;
export type EnergyPart = (typeof ENERGY_PARTS)[number];

export interface StaticPower {
  /** Power that flows while an inference lasts, W; per core in use or for the whole chip. */
  readonly power_W: PriceConstant;
  readonly per: 'core' | 'chip';
}

/** A timestep lasts as long as the busiest core, and not less than `minimumStep_ns`. */
export interface Timing {
  /**
   * `serial`, also where it is not said: a core does one thing after the other (sum of count x time), and then come the longest path of a packet and the
   * barrier. `concurrent`: it takes in messages while it updates neurons and sends, the longer of the two lasts, paths hide behind it; then the barrier.
   */
  readonly model?: 'serial' | 'concurrent';
  readonly perCount_ns: Readonly<Partial<Record<CountName, PriceConstant>>>;
  readonly hopEastWest_ns: PriceConstant;
  readonly hopNorthSouth_ns: PriceConstant;
  /** What a hop from one chip to another takes beside that of a hop inside a chip; left out: nothing. */
  readonly hopBetweenChips_ns?: PriceConstant;
  readonly barrier_ns: PriceConstant;
  /** Barriers of fewer tiles in use, by the number from which on each lasts; ascending. `barrier_ns` is that of the whole mesh. */
  readonly barriers_ns?: readonly { readonly tiles: number; readonly time_ns: PriceConstant }[];
  readonly minimumStep_ns: PriceConstant | null;
}

export interface Area {
  readonly part: string;
  readonly per: 'crossbar' | 'core' | 'tile' | 'neuron';
  readonly area_um2: PriceConstant;
}

export function coreCount(mesh: Mesh): number {
  return mesh.width * mesh.height * mesh.coresPerTile;
}
