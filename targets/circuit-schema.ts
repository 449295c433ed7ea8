import * as z from 'zod';
import type { CircuitCost, NeuronCircuit } from '../src/ir/neuron-circuit.ts';

type WithSchema<C> = C extends NeuronCircuit ? C & { readonly $schema?: string } : never;

/** `targets/neuron-circuits/NAME.json`. */
export type NeuronCircuitFile = WithSchema<NeuronCircuit>;

const text = z.string().min(1);
const aboveZero = z.number().positive().max(1e6);
/** Relative standard deviations: of what is drawn beyond, a fifth would have no neuron left. */
const sigma = z.number().min(0).max(1);
const amount = z.number().min(0).max(1e6);

const cost = z.strictObject({
  value: z.number().min(0).max(1),
  source: text,
  scope: text,
  evidence: z.enum(['silicon', 'simulated', 'derived', 'assumed']),
}) satisfies z.ZodType<CircuitCost>;

const base = {
  $schema: z.string().optional(),
  name: text,
  summary: text,
  papers: z.array(text),
  energy: z.strictObject({ spike_J: cost.nullable(), synapticOperation_J: cost.nullable(), static_W: cost.nullable() }),
};

/** Swings are compared with the supply by rules (`check-circuit.ts`), which can say more than a range. */
const voltage = z.number().min(-1e3).max(1e3);

const SCHEMAS = {
  'ideal': z.strictObject({ ...base, kind: z.literal('ideal') }),
  'voltage-domain': z.strictObject({
    ...base,
    kind: z.literal('voltage-domain'),
    supply_V: z.number().positive().max(1e3),
    reset_V: voltage,
    threshold_V: voltage,
    earlyUp_V: aboveZero,
    earlyDown_V: aboveZero,
    knee_V: z.number().min(1e-6).max(1e3),
    down: z.enum(['mirror', 'weak-headroom']),
    subSteps: z.int().min(1).max(256),
    stepMismatch: sigma,
    thresholdMismatch: sigma,
  }),
  'time-domain': z.strictObject({
    ...base,
    kind: z.literal('time-domain'),
    frequencyMismatch: sigma,
    phaseNoise: sigma,
    taps: z.int().min(1).max(65536).nullable(),
    drift: z.number().min(-1).max(1),
  }),
  'phase-domain': z.strictObject({
    ...base,
    kind: z.literal('phase-domain'),
    timeGrid: amount,
    jitter: amount,
    thresholdMismatch: sigma,
  }),
} as const;

type CircuitKind = keyof typeof SCHEMAS;

/** What is looked at first, since all else depends on it. */
export const circuitKind = z.looseObject({ kind: z.enum(Object.keys(SCHEMAS) as [CircuitKind, ...CircuitKind[]]) });

/** The schema of one kind, so that a message speaks of the keys of that kind only. */
export function circuitSchema(kind: CircuitKind): z.ZodType<NeuronCircuitFile> {
  return SCHEMAS[kind];
}

const { ideal, 'voltage-domain': voltageDomain, 'time-domain': timeDomain, 'phase-domain': phaseDomain } = SCHEMAS;

const neuronCircuitFile = z.discriminatedUnion('kind', [ideal, voltageDomain, timeDomain, phaseDomain]) satisfies z.ZodType<NeuronCircuitFile>;

/** JSON Schema (draft 2020-12) of a neuron circuit, as published in dist/neuron-circuit.schema.json. */
export function neuronCircuitJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Synaptile neuron circuit', ...z.toJSONSchema(neuronCircuitFile, { target: 'draft-2020-12' }) };
}

/** As in `schema.ts`: no optional key is forgotten. */
type Plain<T> = T extends object ? { readonly [K in keyof T]: Plain<T[K]> } : T;
type Same<A, B> = (<X>() => X extends Plain<A> ? 1 : 2) extends <X>() => X extends Plain<B> ? 1 : 2 ? true : false;
type Holds<T extends true> = T;
export type SchemaEqualsType = Holds<Same<z.infer<typeof neuronCircuitFile>, NeuronCircuitFile>>;
