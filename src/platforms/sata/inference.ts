import { neuronCount, synapseCount, windowOutput, type Layer, type SystolicStatistics } from '../layer-list.ts';
import { addParts, type Parts } from '../estimate.ts';
import { BANKS } from './constants.ts';
import type { Hardware } from './parameters.ts';
import { GROUPS, groupPowers, type Group } from './power.ts';
import { statisticsOf, withoutPadding } from './systolic.ts';

/** Work of a layer, or of all of them, in one inference. */
export interface Work {
  /** Multiply-accumulates of inputs with a spike, and updates of neurons. */
  readonly macs: number;
  readonly lifs: number;
  readonly cycles: number;
  /** Cycles until the first outputs, of the others, and of the weights. */
  readonly cyclesOf: Readonly<Record<'fill' | 'outputs' | 'weights', number>>;
  /** Accesses by memory and operand. */
  readonly dram: Accesses;
  readonly sram: Accesses;
}

interface Accesses {
  readonly ifmap: number;
  readonly filter: number;
  readonly ofmap: number;
}

/** Energies in nJ by part; names of the buffers are those of the tool. */
export interface InferenceEnergy {
  readonly compute: Readonly<Record<Group, { readonly operation: number; readonly ungated: number; readonly leakage: number; readonly total: number }>>;
  readonly computeTotal: number;
  readonly dram: Accesses & { readonly total: number };
  readonly buffers: Readonly<Record<'ifmap' | 'ofmap' | 'weight', { readonly dynamic: number; readonly leakage: number; readonly total: number }>>;
  readonly sramTotal: number;
  readonly memoryTotal: number;
}

/**
 * Work of one layer: operations K OH OW R S C T (1 - s), neuron updates K OH OW T, cycles (start + cycles) T + filter cycles (energy-cal.py of the
 * inference tool).
 * @param statistics of one timestep: those of the list, or of our own systolic model
 */
export function workOf(layer: Layer, sparsity: number, statistics: SystolicStatistics, hardware: Hardware): Work {
  const { timesteps: T, has } = hardware;
  const { dramReads, sramReads, outputStationary, weightStationary } = statistics;
  const { macs, lifs } = operationsOf(layer, sparsity, hardware);
  const again = has('timesteps') ? T : 1;
  const residual = layer.residual.length * neuronCount(layer);
  return {
    macs, lifs: layer.neurons ? lifs : 0,
    cycles: (outputStationary.start + outputStationary.cycles) * T + weightStationary.cycles,
    cyclesOf: { fill: outputStationary.start * T, outputs: outputStationary.cycles * T, weights: weightStationary.cycles },
    dram: { ifmap: dramReads.ifmap * again + residual * T, filter: dramReads.filter, ofmap: dramReads.ofmap * again },
    sram: { ifmap: sramReads.ifmap * again, filter: sramReads.filter, ofmap: sramReads.ofmap * T },
  };
}

/** Cycle statistics by our own systolic model; without the repair, of the layer without its padding, as the tool gives it to SCALE-Sim. */
export function ownStatistics(layer: Layer, { rows, columns, inputBuffer_bytes, has }: Hardware): SystolicStatistics {
  const seen = layer.kind === 'conv' && !has('padding') ? withoutPadding(layer) : layer;
  return statisticsOf(seen, { rows, columns, inputBuffer_bytes });
}

/** The tool takes every convolution to have padding 1. */
function operationsOf(layer: Layer, sparsity: number, { timesteps: T, has }: Hardware): Pick<Work, 'macs' | 'lifs'> {
  if (layer.kind === 'dense') return { macs: layer.outFeatures * layer.inFeatures * T * (1 - sparsity), lifs: layer.outFeatures * T };
  if (has('padding') || has('layerShapes')) {
    const shaped = has('padding') ? layer : { ...layer, outSize: windowOutput(layer.inSize, layer.kernel, layer.stride, [1, 1, 1, 1]) };
    return { macs: synapseCount(shaped) * T * (1 - sparsity), lifs: neuronCount(shaped) * T };
  }
  const [height, width] = windowOutput(layer.inSize, layer.kernel, layer.stride, [1, 1, 1, 1]);
  const outputs = width * height;
  return {
    macs: layer.outChannels * outputs * (layer.kernel[1] * layer.kernel[0] * layer.inChannels) * T * (1 - sparsity),
    lifs: layer.outChannels * outputs * T,
  };
}

export function addWork(works: readonly Work[]): Omit<Work, 'cyclesOf'> {
  const sum = (of: (work: Work) => number): number => works.reduce((total, work) => total + of(work), 0);
  const accesses = (memory: 'dram' | 'sram'): Accesses => ({ ifmap: sum((work) => work[memory].ifmap), filter: sum((work) => work[memory].filter), ofmap: sum((work) => work[memory].ofmap) });
  return { macs: sum(({ macs }) => macs), lifs: sum(({ lifs }) => lifs), cycles: sum(({ cycles }) => cycles), dram: accesses('dram'), sram: accesses('sram') };
}

/** Work priced in nJ, in the order of sums of the tool: mW x cycles x s x 10^6. */
export function priceWork(work: Omit<Work, 'cyclesOf'>, hardware: Hardware): InferenceEnergy {
  const compute = priceCompute(work, hardware);
  const computeTotal = GROUPS.reduce((sum, group) => sum + compute[group].total, 0);
  const dram = priceDram(work, hardware);
  const buffers = priceBuffers(work, hardware);
  // In the order in which the tool's memories stand in its file.
  const sramTotal = (['ifmap', 'ofmap', 'weight'] as const).reduce((sum, name) => sum + (buffers[name].dynamic + buffers[name].leakage), 0);
  return { compute, computeTotal, dram, buffers, sramTotal, memoryTotal: dram.total + sramTotal };
}

const nJ_PER_mJ = 1000000;

function priceCompute({ macs, lifs, cycles }: Omit<Work, 'cyclesOf'>, hardware: Hardware): InferenceEnergy['compute'] {
  const powers = groupPowers(hardware);
  const cycle_s = 1 / (hardware.clock_MHz * 1000000);
  const pes = hardware.rows * hardware.columns;
  const priced = (group: Group): InferenceEnergy['compute'][Group] => {
    const { gated_mW, ungated_mW, leakage_mW } = powers[group];
    const operation = gated_mW * (group === 'lif' ? lifs : macs) * cycle_s * nJ_PER_mJ;
    const ungated = ungated_mW * cycles * cycle_s * nJ_PER_mJ * pes;
    const leakage = leakage_mW * cycles * cycle_s * nJ_PER_mJ * pes;
    return { operation, ungated, leakage, total: operation + ungated + leakage };
  };
  return { lif: priced('lif'), spad: priced('spad'), 'spike-mac': priced('spike-mac') };
}

function priceDram({ dram }: Pick<Work, 'dram'>, { memory, activationBits, weightBits, outputBits }: Hardware): InferenceEnergy['dram'] {
  const access = memory('dramAccess_nJ');
  const ifmap = access * (activationBits / 8) * dram.ifmap;
  const filter = access * (weightBits / 8) * dram.filter;
  const ofmap = access * (outputBits / 8) * dram.ofmap;
  return { ifmap, filter, ofmap, total: ifmap + filter + ofmap };
}

function priceBuffers({ sram, cycles }: Pick<Work, 'sram' | 'cycles'>, { memory, clock_MHz, activationBits, weightBits, outputBits, has }: Hardware): InferenceEnergy['buffers'] {
  const cycle_s = 1 / (clock_MHz * 1000000);
  const banks = has('leakageBanks') ? BANKS : 1;
  const priced = (access_nJ: number, bits: number, accesses: number, leakage_mW: number): InferenceEnergy['buffers']['ifmap'] => {
    const dynamic = access_nJ * (bits / 8) * accesses;
    const leakage = leakage_mW * banks * cycles * cycle_s * nJ_PER_mJ;
    return { dynamic, leakage, total: dynamic + leakage };
  };
  return {
    ifmap: priced(memory('inputBufferRead_nJ'), activationBits, sram.ifmap, memory('inputBufferLeakage_mW')),
    ofmap: priced(memory('outputBufferWrite_nJ'), outputBits, sram.ofmap, memory('outputBufferLeakage_mW')),
    weight: priced(memory('weightBufferRead_nJ'), weightBits, sram.filter, memory('weightBufferLeakage_mW')),
  };
}

/** The parts of an energy under one name each. */
export function partsOf({ compute, dram, buffers }: InferenceEnergy): Parts {
  const groups = GROUPS.map((group): Parts => ({ [COMPONENT[group]]: compute[group].operation + compute[group].ungated, static: compute[group].leakage }));
  const memories = (['ifmap', 'ofmap', 'weight'] as const).map((name): Parts => ({ [BUFFER[name]]: buffers[name].dynamic, static: buffers[name].leakage }));
  return addParts([...groups, { dramInputs: dram.ifmap, dramWeights: dram.filter, dramOutputs: dram.ofmap }, ...memories]);
}

const COMPONENT: Readonly<Record<Group, string>> = { lif: 'neuron', spad: 'scratchpad', 'spike-mac': 'accumulator' };
const BUFFER = { ifmap: 'inputBuffer', ofmap: 'outputBuffer', weight: 'weightBuffer' } as const;
