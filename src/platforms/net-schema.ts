import * as z from 'zod';

/** More is a slip of the finger; products of these stay exact whole numbers as far as they matter. */
const MOST_CHANNELS = 2 ** 24;
const MOST_EXTENT = 2 ** 16;
const MOST_TIMESTEPS = 1e6;
const MOST_STATISTIC = Number.MAX_SAFE_INTEGER;

const channels = z.int().min(1).max(MOST_CHANNELS);
const extent = z.int().min(1).max(MOST_EXTENT);
const margin = z.int().min(0).max(MOST_EXTENT);
const window = z.union([extent, z.array(extent)]);
const sparsity = z.number().min(0).max(1);
const statistic = z.number().min(0).max(MOST_STATISTIC);
const operands = z.strictObject({ filter: statistic, ifmap: statistic, ofmap: statistic });

const layer = z.strictObject({
  kind: z.enum(['conv', 'dense']),
  name: z.string().optional(),
  input: z.string().optional(),
  residual: z.union([z.string(), z.array(z.string())]).optional(),
  recurrent: z.boolean().optional(),
  neurons: z.boolean().optional(),
  spikeSparsity: sparsity.optional(),
  inChannels: channels.optional(),
  outChannels: channels.optional(),
  kernel: window.optional(),
  stride: window.optional(),
  padding: z.union([margin, z.array(margin)]).optional(),
  inHeight: extent.optional(),
  inWidth: extent.optional(),
  groups: channels.optional(),
  pool: z.strictObject({ kind: z.enum(['max', 'average']), kernel: window, stride: window.optional() }).optional(),
  inFeatures: channels.optional(),
  outFeatures: channels.optional(),
  readout: z.boolean().optional(),
  synapses: z.int().min(1).max(MOST_STATISTIC).optional(),
  systolic: z.strictObject({
    dramReads: operands,
    sramReads: operands,
    outputStationary: z.strictObject({ cycles: statistic, start: statistic }),
    weightStationary: z.strictObject({ cycles: statistic }),
  }).optional(),
});

/** `NET.json`: the layers of a network without weights. What may be missing depends on the kind of the layer and is checked afterwards. */
export const netSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().optional(),
  timesteps: z.int().min(1).max(MOST_TIMESTEPS).optional(),
  layers: z.array(layer),
});

export type NetFile = z.infer<typeof netSchema>;
export type NetFileLayer = NetFile['layers'][number];

/** Keys that a layer of each kind must have, and those it may have besides. */
export const LAYER_KEYS = {
  conv: {
    needed: ['inChannels', 'outChannels', 'kernel', 'inHeight', 'inWidth'],
    allowed: ['stride', 'padding', 'groups', 'pool'],
  },
  dense: { needed: ['inFeatures', 'outFeatures'], allowed: ['readout', 'synapses'] },
} as const satisfies Record<NetFileLayer['kind'], { needed: readonly (keyof NetFileLayer)[]; allowed: readonly (keyof NetFileLayer)[] }>;
