import * as z from 'zod';
import type { Constant, Evidence } from '../src/ir/target.ts';

/** What a number of a component is; its unit stands in the key. */
export const QUANTITIES = ['energy_pJ', 'power_W', 'latency_ns', 'area_um2'] as const;
export type Quantity = (typeof QUANTITIES)[number];

/** What a component shrinks with: circuits of digital gates, arrays of SRAM, analogue circuits, wires; a memory device has a size and conductances of its own. */
export const FOLLOWS = ['logic', 'memory', 'analogue', 'wire', 'device'] as const;
export type Follows = (typeof FOLLOWS)[number];

/** Where a number is from. */
interface Origin {
  readonly source: string;
  readonly scope: Constant['scope'];
  readonly evidence: Evidence;
  /** Technology that it was made for; null where that is not known. */
  readonly node_nm: number | null;
  /** Where the node is known from, or why it is not. */
  readonly node: string;
}

/** A component of a library; what it does not say of its origin is that of the library. */
export interface ComponentEntry extends Partial<Origin>, Partial<Record<Quantity, number>> {
  readonly summary: string;
  readonly follows: Follows;
  readonly supply_V?: number;
  /** What it was made for; used for something else, it is borrowed. */
  readonly valid?: string;
  readonly note?: string;
}

/** `targets/components/NAME.json`. */
export interface ComponentLibraryFile extends Origin {
  readonly $schema?: string;
  readonly name: string;
  readonly summary: string;
  readonly supply_V?: number;
  /** Of the source; does not hold for components with a source of their own. */
  readonly note?: string;
  readonly components: Readonly<Record<string, ComponentEntry>>;
}

/** In a target, in place of a number with its source: so many of each component, shared by so many. */
export interface ComponentUse {
  readonly uses: Readonly<Record<string, number>>;
  readonly sharedBy?: number;
  readonly evidence?: Evidence;
  readonly note?: string;
}

/** Names are joined by a slash. */
const NAME = /^[A-Za-z0-9._-]{1,64}$/;
const text = z.string().min(1);
const amount = z.number().min(0).max(1e15);
const times = z.number().positive().max(1e9);
export const node_nm = z.number().min(1).max(100_000);
export const supply_V = z.number().positive().max(10);
const evidence = z.enum(['silicon', 'simulated', 'derived', 'assumed']);
const origin = { source: text, scope: z.enum(['term', 'all-in']), evidence, node_nm: node_nm.nullable(), node: text };

const component = z.strictObject({
  ...z.strictObject(origin).partial().shape,
  summary: text,
  energy_pJ: amount.optional(),
  power_W: amount.optional(),
  latency_ns: amount.optional(),
  area_um2: amount.optional(),
  follows: z.enum(FOLLOWS),
  supply_V: supply_V.optional(),
  valid: text.optional(),
  note: text.optional(),
}).refine((one) => QUANTITIES.some((quantity) => one[quantity] !== undefined), 'a component with at least one of "energy_pJ", "power_W", "latency_ns" and "area_um2"') satisfies z.ZodType<ComponentEntry>;

export const componentLibraryFile = z.strictObject({
  $schema: z.string().optional(),
  ...origin,
  name: text.refine((name) => NAME.test(name), 'a name of letters, digits, dots and dashes'),
  summary: text,
  supply_V: supply_V.optional(),
  note: text.optional(),
  components: z.record(text, component).refine((all) => Object.keys(all).every((name) => NAME.test(name)), 'components with names of letters, digits, dots and dashes'),
}) satisfies z.ZodType<ComponentLibraryFile>;

export const componentUse = z.strictObject({
  uses: z.record(text, times).refine((uses) => Object.keys(uses).length > 0, 'an object that names at least one component, such as {"spikesim/adc": 1}'),
  sharedBy: times.optional(),
  evidence: evidence.optional(),
  note: text.optional(),
}) satisfies z.ZodType<ComponentUse>;

/** JSON Schema (draft 2020-12) of a component file, as published in dist/components.schema.json. */
export function componentsJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Synaptile component library', ...z.toJSONSchema(componentLibraryFile, { target: 'draft-2020-12' }) };
}

/** As in `schema.ts`: no optional key is forgotten. */
type Plain<T> = T extends object ? { readonly [K in keyof T]: Plain<T[K]> } : T;
type Same<A, B> = (<X>() => X extends Plain<A> ? 1 : 2) extends <X>() => X extends Plain<B> ? 1 : 2 ? true : false;
type Holds<T extends true> = T;
export type ComponentSchemasEqualTypes = [Holds<Same<z.infer<typeof componentLibraryFile>, ComponentLibraryFile>>, Holds<Same<z.infer<typeof componentUse>, ComponentUse>>];
