import * as z from 'zod';
import { DISTRIBUTIONS, REDRAWN, type NonIdealities } from '../src/ir/non-idealities.ts';
import { COUNT_NAMES, ENERGY_PARTS, NEURON_FEATURES, type Constant, type Device, type PriceConstant, type Target } from '../src/ir/target.ts';
import { componentUse, node_nm, supply_V } from './component-schema.ts';
import type { TechnologyFile } from './technology/request.ts';

/** What a target file may say besides the target: its schema, and the papers it stands on. */
interface FileNotes {
  readonly $schema?: string;
  readonly papers?: readonly string[];
}

/** What scaling did to a price stands in no file. */
type AsWritten<T> = T extends PriceConstant ? Constant : T extends object ? { readonly [K in keyof T]: AsWritten<T[K]> } : T;

/** `targets/NAME.json`: a Target that names its device and its neuron circuit instead of holding them; components of its prices are numbers by then (`uses.ts`). */
export interface TargetFile extends FileNotes, AsWritten<Omit<Target, 'device' | 'neuronCircuit' | 'cellBits' | 'technology'>> {
  readonly device: string | null;
  readonly neuronCircuit?: string;
  /** Component files beside this one. */
  readonly components?: readonly string[];
  /** To which node prices are scaled, unless the user says otherwise. */
  readonly technology?: TechnologyFile;
}

/** `targets/devices/NAME.json`. */
export interface DeviceFile extends FileNotes, Omit<Device, 'nonIdealities'> {
  /** An effect that is left out is off. */
  readonly nonIdealities: Partial<NonIdealities>;
}

/** `targets/non-idealities/NAME.json`; an effect that is left out is off. */
export interface NonIdealitiesFile extends FileNotes, Partial<NonIdealities> {
  readonly summary?: string;
}

/** Each is read. */
export const MOST_COMPONENT_FILES = 100;

/** Cores and neurons a core are held in arrays: a larger number is a slip of the finger. */
const most = (limit: number) => z.int().min(1).max(limit);
/** A router entry is a set of 32 bits: four directions and one bit a core. */
const CORES_PER_TILE = 28;
const SIDE = 4096;
const AMOUNT = 2 ** 31 - 1;
const share = z.number().min(0).max(1);
/** JSON has no Infinity: an open line is a device that cannot be used at all. */
const ohm = z.number().min(0).max(1e12);
const sigma = z.number().min(0).max(10);
const text = z.string().min(1);

const evidence = z.enum(['silicon', 'simulated', 'derived', 'assumed']);

const constant = z.strictObject({
  value: z.number(),
  source: text,
  scope: z.enum(['term', 'all-in']),
  evidence,
  note: text.optional(),
});
const atLeastZero = constant.extend({ value: z.number().min(0) });
const atLeastOne = constant.extend({ value: z.number().min(1) });
const aboveZero = constant.extend({ value: z.number().positive() });
const wholeNumber = constant.extend({ value: z.int().min(2).max(65536) });

const seconds = z.number().positive().max(1e12);
/** No device conducts more than a siemens. */
const conductance_uS = z.number().min(0).max(1e6);
const range = (limit: z.ZodNumber) => z.tuple([limit, limit]).refine(([from, to]) => from <= to, 'two numbers, the smaller one first');
/** Of a fit; what is larger would leave the numbers that sums are formed in. */
const coefficient = z.number().min(-1e6).max(1e6);
const stateSpread = z.strictObject({
  polynomial_uS: z.array(coefficient).min(1).max(16).optional(),
  saturating: z.strictObject({ most_uS: conductance_uS, scale_uS: z.number().min(1e-9).max(1e9) }).optional(),
  independent_uS: conductance_uS.optional(),
  valid_uS: range(conductance_uS).optional(),
}).refine(({ polynomial_uS, saturating, independent_uS }) => polynomial_uS || saturating || independent_uS !== undefined, 'an object with "polynomial_uS", "saturating" or "independent_uS"');
const exponent = z.number().min(-100).max(100);
const stateExponent = z.strictObject({ atOn: exponent, perLog: exponent.optional(), least: exponent.optional(), most: exponent.optional() });

const width_cells = most(256);
const chip = z.int().min(0).max(2 ** 31 - 1);
const redrawn = z.enum(REDRAWN);
const codes = z.number().min(0).max(65536);

const effects = {
  bitSlicing: z.strictObject({ bits: most(16) }).nullable(),
  offsetColumns: z.literal(true).nullable(),
  levels: z.int().min(2).max(65536).nullable(),
  programmingVariation: z.strictObject({ sigma }).nullable(),
  programmingError: stateSpread.nullable(),
  programAndVerify: z.strictObject({ passes: most(1000).optional(), tolerance: z.number().positive().max(1).optional() }).nullable(),
  deviceVariation: z.strictObject({ sigma, distribution: z.enum(DISTRIBUTIONS), width_cells: width_cells.optional(), chip: chip.optional() }).nullable(),
  drift: z.strictObject({ time_s: seconds, start_s: seconds, nu: stateExponent, spread: stateExponent })
    .refine(({ time_s, start_s }) => time_s >= start_s, 'a time_s that is not before start_s').nullable(),
  flickerNoise: z.strictObject({ scale: z.number().min(0).max(100), exponent: z.number().min(0).max(10), most: z.number().min(0).max(100), time_s: seconds, readTime_s: seconds, redrawn })
    .refine(({ time_s, readTime_s }) => time_s >= readTime_s, 'a time_s of at least readTime_s').nullable(),
  telegraphNoise: z.strictObject({ amplitude: share, probability: share, redrawn })
    .refine(({ amplitude, probability }) => amplitude * probability < 1, 'devices that conduct in one of their states').nullable(),
  stuckCells: z.strictObject({ off: share, on: share, cluster_cells: width_cells.optional(), chip: chip.optional() }).refine(({ off, on }) => off + on <= 1, 'shares that add up to at most 1').nullable(),
  temperature: z.strictObject({ temperature_K: z.number().positive().max(2000), activation_eV: z.number().min(0).max(10).optional() }).nullable(),
  nonlinearity: z.strictObject({ sinh_V: z.number().min(0.01).max(1e6).optional(), cubic_perV2: z.number().min(-1e6).max(1e6).optional(), reference_V: z.number().min(0).max(100).optional() })
    .refine(({ sinh_V, cubic_perV2 }) => (sinh_V === undefined) !== (cubic_perV2 === undefined), 'an object with either "sinh_V" or "cubic_perV2"').nullable(),
  wires: z.strictObject({ driver_ohm: ohm, wireRow_ohm: ohm, wireCol_ohm: ohm, sense_ohm: ohm, unusedCells: z.enum(['off', 'open']).optional() }).nullable(),
  readNoise: z.strictObject({ sigma }).nullable(),
  deviceNoise: stateSpread.nullable(),
  dac: z.strictObject({ bits: most(16) }).nullable(),
  adc: z.strictObject({ bits: z.int().min(2).max(16), range: z.number().positive().max(1) }).nullable(),
  adcCalibration: z.strictObject({ sigmas: z.number().positive().max(1000).optional(), activity: z.number().positive().max(1).optional(), samples: most(1e5).optional(), coverage: z.number().min(0.5).max(1).optional() })
    .refine(({ sigmas, activity, samples, coverage }) => (samples === undefined ? sigmas !== undefined && activity !== undefined && coverage === undefined : sigmas === undefined && activity === undefined),
      'an object with either "sigmas" and "activity", or "samples" (and "coverage")').nullable(),
  adcErrors: z.strictObject({ offset_codes: codes, gain: sigma, inl_codes: codes, columnsPerConverter: most(65536).optional() }).nullable(),
};

const notes = {
  $schema: z.string().optional(),
  papers: z.array(text).optional(),
};

export const nonIdealitiesFile = z.strictObject({ ...notes, summary: text.optional(), ...effects }).partial() satisfies z.ZodType<NonIdealitiesFile>;

export const deviceFile = z.strictObject({
  ...notes,
  name: text,
  summary: text,
  conductanceOff_S: aboveZero,
  conductanceOn_S: aboveZero,
  readVoltage_V: aboveZero,
  levels: wholeNumber,
  valid: z.strictObject({
    conductance_uS: range(conductance_uS).optional(), readVoltage_V: range(z.number()).optional(), temperature_K: range(z.number().positive()).optional(),
    time_s: range(seconds).optional(), source: text,
  }).optional(),
  write: z.strictObject({
    energy_pJ: aboveZero.optional(), voltage_V: aboveZero.optional(), pulse_ns: aboveZero.optional(), verify: z.strictObject({ passes: wholeNumber, tolerance: aboveZero, read_ns: aboveZero.optional() }).optional(),
  }).refine(({ energy_pJ, voltage_V, pulse_ns, verify }) => (voltage_V === undefined) === (pulse_ns === undefined) && (energy_pJ === undefined || voltage_V === undefined) && [energy_pJ, voltage_V, verify].some((one) => one !== undefined),
    'an object with either "energy_pJ", or "voltage_V" and "pulse_ns", or "verify" alone').optional(),
  nonIdealities: z.strictObject(effects).partial(),
}) satisfies z.ZodType<DeviceFile>;

const mesh = z.strictObject({
  width: most(SIDE),
  height: most(SIDE),
  coresPerTile: most(CORES_PER_TILE),
  multicast: z.boolean(),
  entry: z.strictObject({ x: z.int().min(0), y: z.int().min(0) }),
  inputs: z.enum(['entry', 'cores']).optional(),
  linkBuffer: most(1e6).nullable().optional(),
  faultyCores: z.array(z.int().min(0)).optional(),
  faultyLinks: z.array(z.tuple([z.int().min(0), z.int().min(0).max(3)])).optional(),
  chips: z.strictObject({ width: most(SIDE), height: most(SIDE), crossing_hops: atLeastOne }).optional(),
  routerEntries: most(AMOUNT).optional(),
});

const core = z.strictObject({
  neurons: most(AMOUNT).nullable(),
  axonsIn: most(AMOUNT).nullable(),
  axonsOut: most(AMOUNT).nullable(),
  synapseMemory_bits: most(Number.MAX_SAFE_INTEGER).nullable(),
  crossbars: z.strictObject({ count: most(65536), rows: most(65536), columns: most(65536) }).nullable(),
});

const countName = z.enum(COUNT_NAMES);

const price = z.strictObject({
  part: z.enum(ENERGY_PARTS),
  count: countName,
  energy_pJ: atLeastZero,
  includes: z.array(countName).optional(),
});

const timing = z.strictObject({
  model: z.enum(['serial', 'concurrent']).optional(),
  perCount_ns: z.partialRecord(countName, atLeastZero),
  hopEastWest_ns: atLeastZero,
  hopNorthSouth_ns: atLeastZero,
  hopBetweenChips_ns: atLeastZero.optional(),
  barrier_ns: atLeastZero,
  barriers_ns: z.array(z.strictObject({ tiles: most(SIDE * SIDE), time_ns: atLeastZero })).optional(),
  minimumStep_ns: atLeastZero.nullable(),
});

/** Potentials of more bits have no place in an f32, which the simulator keeps them in. */
const POTENTIAL_BITS = 24;
const shift = z.int().min(0).max(POTENTIAL_BITS - 1);

const arithmetic = z.strictObject({
  potential_bits: z.int().min(2).max(POTENTIAL_BITS),
  levelShift: z.strictObject({ minimum: shift, maximum: shift }),
  threshold: z.strictObject({ mantissa_bits: most(POTENTIAL_BITS), shift }),
  bias: z.strictObject({ mantissa_bits: z.int().min(2).max(POTENTIAL_BITS), largestExponent: shift }),
  decay_bits: most(16),
  source: text,
  evidence,
});

const neurons = z.strictObject({
  features: z.array(z.enum(NEURON_FEATURES)),
  longestDelay: z.int().min(0).max(AMOUNT).nullable(),
  longestRefractory: z.int().min(0).max(AMOUNT).nullable(),
  arithmetic: arithmetic.optional(),
  source: text,
  evidence,
});

export const targetFile = z.strictObject({
  ...notes,
  name: text,
  summary: text,
  style: z.enum(['column-per-neuron', 'weights-stored-once']),
  mesh,
  core,
  fanIn: z.int().min(2).max(AMOUNT),
  weightBits: z.strictObject({ minimum: most(16), maximum: most(16) }),
  inputBits: most(15),
  inputValues: z.enum(['packets', 'registers']).optional(),
  partialSums: z.enum(['carried', 'assumed']),
  neurons: neurons.optional(),
  neuronCircuit: text.optional(),
  device: text.nullable(),
  components: z.array(text).max(MOST_COMPONENT_FILES).optional(),
  technology: z.strictObject({ node_nm, rule: text.optional(), supply_V: z.record(text, supply_V).optional() }).optional(),
  prices: z.array(price),
  unpriced: z.partialRecord(countName, text),
  staticPower: z.strictObject({ power_W: atLeastZero, per: z.enum(['core', 'chip']) }).nullable(),
  timing,
  areas: z.array(z.strictObject({ part: text, per: z.enum(['crossbar', 'core', 'tile', 'neuron']), area_um2: atLeastZero })),
}) satisfies z.ZodType<TargetFile>;

/** JSON Schema (draft 2020-12) of a target file, as published in dist/target.schema.json. */
export function targetJsonSchema(): Readonly<Record<string, unknown>> {
  const { properties, ...rest } = z.toJSONSchema(targetFile, { target: 'draft-2020-12' });
  const { $schema: _schema, ...use } = z.toJSONSchema(componentUse, { target: 'draft-2020-12' });
  const { prices, staticPower, timing, areas, ...others } = properties!;
  return { title: 'Synaptile target', ...rest, properties: { ...others, ...withUses({ prices, staticPower, timing, areas }, use) } };
}

/** Puts the use of components beside every number with a source. */
function withUses<T>(schema: T, use: object): T {
  const inside = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(inside);
    const { properties } = value as { properties?: object };
    return properties && 'value' in properties && 'source' in properties ? { anyOf: [value, use] } : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inside(one)]));
  };
  return inside(schema) as T;
}

/** `satisfies` above reports where a schema disagrees with its type; this one also reports an optional key that a schema has forgotten. */
type Plain<T> = T extends object ? { readonly [K in keyof T]: Plain<T[K]> } : T;
type Same<A, B> = (<X>() => X extends Plain<A> ? 1 : 2) extends <X>() => X extends Plain<B> ? 1 : 2 ? true : false;
type Holds<T extends true> = T;
export type SchemasEqualTypes = [
  Holds<Same<z.infer<typeof targetFile>, TargetFile>>,
  Holds<Same<z.infer<typeof deviceFile>, DeviceFile>>,
  Holds<Same<z.infer<typeof nonIdealitiesFile>, NonIdealitiesFile>>,
];
