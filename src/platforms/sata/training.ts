import type { Estimate, LayerEnergy, Parts } from '../estimate.ts';
import { neuronCount, weightCount, type Layer, type LayerList } from '../layer-list.ts';
import type { Settings } from '../settings.ts';
import { OPERATION, type OperationName } from './constants.ts';
import type { Hardware } from './parameters.ts';

/** Operations of one layer by what they are; the names are those of the script. */
type Counts = Readonly<Record<(typeof KEYWORDS)[number], number>>;

const KEYWORDS = ['lif', 'mac_fwd', 'pgu', 'mac_bwd', 'mac_wup', 'dram_fwd', 'glb_fwd', 'spad_fwd', 'dram_bwd', 'glb_bwd', 'spad_bwd', 'dram_wup', 'glb_wup', 'spad_wup'] as const;

/** Operations of 16 bits in a neuron update, and so on: config/sata_config.yaml, in its order. */
const UNITS: Readonly<Record<'lif' | 'mac_fwd' | 'pgu' | 'mac_bwd' | 'mac_wup', readonly (readonly [OperationName, number])[]>> = {
  lif: [['mul', 0], ['acc', 0], ['add', 1], ['and', 0], ['comp', 1], ['mux', 2], ['reg', 3], ['sft', 1]],
  mac_fwd: [['mul', 0], ['acc', 1], ['add', 0], ['and', 1], ['comp', 0], ['mux', 0], ['reg', 0], ['sft', 0]],
  pgu: [['mul', 1], ['acc', 0], ['add', 2], ['and', 0], ['comp', 0], ['mux', 1], ['reg', 0], ['sft', 2]],
  mac_bwd: [['mul', 1], ['acc', 1], ['add', 0], ['and', 0], ['comp', 0], ['mux', 0], ['reg', 0], ['sft', 0]],
  mac_wup: [['mul', 0], ['acc', 1], ['add', 0], ['and', 1], ['comp', 0], ['mux', 0], ['reg', 0], ['sft', 0]],
};

/** The multiply-accumulate of an ANN that the script divides by. */
const ANN_MAC = 0.239 + 0.0389;

/** Energy of one training sample by backpropagation through time (energy_cal.py). The script's unit is relative: it is taken as pJ, and printed in multiply-accumulates. */
export function estimateTraining(list: LayerList, settings: Settings, hardware: Hardware): Estimate {
  const bits = settings.number('forwardBits');
  const each = energiesOf(bits);
  const perLayer = list.layers.map((layer, index) => countOf(layer, bits, hardware.sparsity[index]!, settings, hardware));
  const counts = sumOf(list.layers, perLayer, hardware);
  const energy = totalsOf(counts, each);
  const layers = list.layers.map(({ name }, index): LayerEnergy => {
    const parts = partsOf(perLayer[index]!, each);
    return { name, total: Object.values(parts).reduce((sum, part) => sum + part, 0), parts };
  });
  const owned = layers.reduce((sum, { total }) => sum + total, 0);
  return {
    timesteps: hardware.timesteps,
    energy: { exponent: -12, total: energy.total, parts: partsOf(counts, each), layers, unattributed: energy.total - owned },
    latency: null,
    area: null,
    utilisation: { pes: 128 },
    printed: {
      total_mac: energy.total / ANN_MAC, forward_mac: (energy.compute + energy.memory) / ANN_MAC, forwardComputation_mac: energy.compute / ANN_MAC, forwardMemory_mac: energy.memory / ANN_MAC,
    },
    spikeSparsity: hardware.sparsity,
    constants: Object.values(OPERATION),
    gaps: ['latency and area: the script has none', 'unit of energy: the script\'s numbers are relative to a 16-bit multiplication of 0.239, here taken as pJ', 'leakage: the script has none'],
    diagnostics: [],
  };
}

/** Energy of each unit; the forward pass scales with its bits. */
function energiesOf(bits: number): Counts {
  const unit = (name: keyof typeof UNITS, forward: boolean): number => UNITS[name].reduce((sum, [operation, count]) => sum + (forward ? OPERATION[operation].value * (bits / 16) : OPERATION[operation].value) * count, 0);
  const { dram, glb, spad } = OPERATION;
  return {
    lif: unit('lif', true), mac_fwd: unit('mac_fwd', true), pgu: unit('pgu', false), mac_bwd: unit('mac_bwd', false), mac_wup: unit('mac_wup', false),
    dram_fwd: dram.value * (bits / 16), glb_fwd: glb.value * (bits / 16), spad_fwd: spad.value * (bits / 16),
    dram_bwd: dram.value, glb_bwd: glb.value, spad_bwd: spad.value, dram_wup: dram.value, glb_wup: glb.value, spad_wup: spad.value,
  };
}

/** Counts of get_workload.py; b are the bits of the forward pass. */
function countOf(layer: Layer, b: number, sparsity: number, settings: Settings, { timesteps: T, has }: Hardware): Counts {
  if (layer.kind === 'dense' && layer.readout && !has('readout')) return NOTHING;
  const O = neuronCount(layer);
  const gradients = has('surrogate') ? 1 - settings.number('surrogateSparsity') : 1;
  return { ...operationsOf(layer, sparsity, settings.number('gradientSparsity'), T, has), pgu: O * T * gradients, lif: O * T, ...trafficOf(layer, T, b) };
}

function operationsOf(layer: Layer, sparsity: number, gradientSparsity: number, T: number, has: Hardware['has']): Pick<Counts, 'mac_fwd' | 'mac_bwd' | 'mac_wup'> {
  if (layer.kind === 'dense') {
    const [heard, back] = has('denseSparsity') ? [1 - sparsity, 1 - gradientSparsity] : [1, 1];
    const all = layer.outFeatures * layer.inFeatures * T;
    return { mac_fwd: all * heard, mac_bwd: all * back, mac_wup: all * heard };
  }
  const { inChannels, groups, outChannels: K, kernel: [R, S], outSize: [E, F], inSize: [H, G] } = layer;
  const C = inChannels / groups;
  return {
    mac_fwd: (1 - sparsity) * C * R * S * K * E * F * T,
    mac_bwd: (1 - gradientSparsity) * C * R * S * K * H * G * T,
    mac_wup: (1 - sparsity) * C * R * S * K * E * F * T,
  };
}

/** Products and sums in the order of the script, which differs between the two kinds of layers. */
function trafficOf(layer: Layer, T: number, b: number): Omit<Counts, 'lif' | 'pgu' | 'mac_fwd' | 'mac_bwd' | 'mac_wup'> {
  const [W, O] = [weightCount(layer), neuronCount(layer)];
  const inputs = (factor: number): number => (layer.kind === 'dense' ? factor * layer.inFeatures : factor * layer.inChannels * layer.inSize[0] * layer.inSize[1]);
  const spikes = inputs(1 / b);
  const dram_fwd = layer.kind === 'dense' ? W + O * T + layer.inFeatures * T * (1 / b) : W + (O + spikes) * T;
  const glb_wup = 2 * (1 + T) * W + T * (spikes + O);
  return {
    dram_fwd,
    glb_fwd: 2 * dram_fwd,
    spad_fwd: 2 * (W + inputs(T * (1 / b))),
    dram_bwd: T * (O + spikes),
    glb_bwd: 7 * T * O + (inputs(2 * T * (1 / b)) + W),
    spad_bwd: W + T * O,
    dram_wup: 2 * W,
    glb_wup,
    spad_wup: glb_wup + 2 * T * W,
  };
}

const NOTHING = Object.fromEntries(KEYWORDS.map((keyword) => [keyword, 0])) as Counts;

/** Counts of all layers. The script assigns the forward operations of a dense layer where it should add them: those of all layers before are lost. */
function sumOf(layers: readonly Layer[], perLayer: readonly Counts[], { has }: Hardware): Counts {
  const counted = layers.map((layer, index) => ({ layer, counts: perLayer[index]! })).filter(({ counts }) => counts !== NOTHING);
  const sum: Record<string, number> = { ...NOTHING };
  for (const { layer, counts } of counted) {
    for (const keyword of KEYWORDS) sum[keyword] = keyword === 'mac_fwd' && layer.kind === 'dense' && !has('macSum') ? counts[keyword] : sum[keyword]! + counts[keyword];
  }
  return sum as Counts;
}

function totalsOf(counts: Counts, each: Counts): { readonly total: number; readonly compute: number; readonly memory: number } {
  let [total, compute, memory] = [0, 0, 0];
  for (const keyword of KEYWORDS) {
    const energy = counts[keyword] * each[keyword];
    total += energy;
    if (keyword === 'lif' || keyword === 'mac_fwd') compute += energy;
    else if (keyword.includes('fwd')) memory += energy;
  }
  return { total, compute, memory };
}

function partsOf(counts: Counts, each: Counts): Parts {
  return Object.fromEntries(KEYWORDS.map((keyword) => [PART[keyword], counts[keyword] * each[keyword]]));
}

const PART: Readonly<Record<(typeof KEYWORDS)[number], string>> = {
  lif: 'neuron', mac_fwd: 'forwardAccumulator', pgu: 'gradientUnit', mac_bwd: 'backwardMultiplier', mac_wup: 'updateAccumulator',
  dram_fwd: 'forwardDram', glb_fwd: 'forwardBuffer', spad_fwd: 'forwardScratchpad', dram_bwd: 'backwardDram', glb_bwd: 'backwardBuffer', spad_bwd: 'backwardScratchpad',
  dram_wup: 'updateDram', glb_wup: 'updateBuffer', spad_wup: 'updateScratchpad',
};
