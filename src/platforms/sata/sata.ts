import { stopOnErrors } from '../../diagnostics/diagnostic.ts';
import type { Estimate, LayerEnergy, Memo, NamedConstant, Parts, Platform } from '../estimate.ts';
import type { Layer, LayerList, SystolicStatistics } from '../layer-list.ts';
import type { Settings } from '../settings.ts';
import { CIRCUITS, MEMORY } from './constants.ts';
import { addWork, ownStatistics, partsOf, priceWork, workOf, type InferenceEnergy, type Work } from './inference.ts';
import { checkLayers, noteDifferences } from './limits.ts';
import { hardwareOf, PARAMETERS, REPAIRS, type Hardware } from './parameters.ts';
import { GROUPS, groupPowers } from './power.ts';
import { estimateTraining } from './training.ts';

/** SATA: a sparsity-aware systolic array. Yin et al., arXiv 2204.05422; the inference tool is that of arXiv 2309.03388. */
export const sata: Platform = {
  name: 'sata',
  summary: 'SATA: systolic array that skips silent inputs, arXiv 2204.05422',
  parameters: PARAMETERS,
  repairs: REPAIRS,
  roles: {
    accumulator: 'computation', scratchpad: 'computation', neuron: 'neuron', static: 'static',
    dramInputs: 'movement', dramWeights: 'movement', dramOutputs: 'movement', inputBuffer: 'movement', weightBuffer: 'movement', outputBuffer: 'movement',
  },
  quantisedAnn: { values: { timesteps: 1, spikeSparsity: 0, activationBits: 8, outputBits: 8, synapse: 'multiplier' }, how: 'one timestep, all inputs of 8 bits, a multiplier in place of the AND gate' },
  estimate,
};

function estimate(list: LayerList, settings: Settings, repairs: ReadonlySet<string>, memo: Memo): Estimate {
  const hardware = hardwareOf(list, settings, repairs);
  const training = settings.word('tool') === 'training';
  stopOnErrors(checkLayers(list, training, hardware.has));
  return training ? estimateTraining(list, settings, hardware) : estimateInference(list, hardware, memo);
}

function estimateInference(list: LayerList, hardware: Hardware, memo: Memo): Estimate {
  const works = list.layers.map((layer, index) => workOf(layer, hardware.sparsity[index]!, layer.systolic ?? remembered(memo, layer, hardware), hardware));
  const sum = addWork(works);
  const work = { ...sum, macs: Math.trunc(sum.macs), lifs: Math.trunc(sum.lifs) };
  const energy = priceWork(work, hardware);
  const layers = list.layers.map(({ name }, index): LayerEnergy => {
    const own = priceWork(works[index]!, hardware);
    return { name, total: own.computeTotal + own.memoryTotal, parts: partsOf(own) };
  });
  const cycle_ns = 1000 / hardware.clock_MHz;
  return {
    timesteps: hardware.timesteps,
    energy: { exponent: -9, total: energy.computeTotal + energy.memoryTotal, parts: partsOf(energy), layers, unattributed: 0 },
    latency: { exponent: -9, total: work.cycles * cycle_ns, layers: list.layers.map(({ name }, index) => ({ name, time: works[index]!.cycles * cycle_ns, parts: inTime(works[index]!.cyclesOf, cycle_ns) })) },
    area: areaOf(hardware),
    utilisation: { pes: hardware.rows * hardware.columns, cycles: work.cycles, macs: work.macs, lifs: work.lifs, ...accessesOf(work) },
    printed: printedOf(work, energy),
    spikeSparsity: hardware.sparsity,
    constants: constantsOf(hardware),
    gaps: [hardware.has('bufferArea') ? 'area of DRAM: another chip, of which nothing is published' : 'area of the buffers and of DRAM: the published results have none', 'energy of DRAM refresh and standby: the published tool has none', 'inputs that are values, not spikes: the first layer is taken to hear spikes'],
    diagnostics: noteDifferences(list, hardware),
  };
}

/** Layers of one shape have one answer. */
function remembered(memo: Memo, layer: Layer, hardware: Hardware): SystolicStatistics {
  const { name: _, place: _place, input: _input, residual: _residual, spikeSparsity: _sparsity, ...shape } = layer;
  const key = `${hardware.has('padding')} ${JSON.stringify(shape)}`;
  const found = memo.get(key) ?? ownStatistics(layer, hardware);
  memo.set(key, found);
  return found;
}

function inTime(cycles: Parts, cycle_ns: number): Parts {
  return Object.fromEntries(Object.entries(cycles).map(([name, count]) => [name, count * cycle_ns]));
}

function accessesOf({ dram, sram }: Pick<Work, 'dram' | 'sram'>): Record<string, number> {
  const sum = ({ ifmap, filter, ofmap }: Work['dram']): number => ifmap + filter + ofmap;
  return { dramAccesses: sum(dram), sramAccesses: sum(sram) };
}

function printedOf({ macs, lifs, cycles }: Pick<Work, 'macs' | 'lifs' | 'cycles'>, { compute, computeTotal, dram, buffers, sramTotal, memoryTotal }: InferenceEnergy): Estimate['printed'] {
  return {
    total_mac_ops: macs, total_activation_ops: lifs, total_cycles: cycles,
    computation_nJ: computeTotal, dram_nJ: dram.total, sram_nJ: sramTotal, memory_nJ: memoryTotal,
    ...Object.fromEntries(GROUPS.map((group) => [group, { 'energy-operation_nJ': compute[group].operation, 'energy-ungated_nJ': compute[group].ungated, 'energy-leakage_nJ': compute[group].leakage, total_nJ: compute[group].total }])),
    'DRAM-system': { ifmap_nJ: dram.ifmap, weight_nJ: dram.filter, ofmap_nJ: dram.ofmap },
    ...Object.fromEntries((['ifmap', 'ofmap', 'weight'] as const).map((name) => [`GLB-${name}`, { dynamic_nJ: buffers[name].dynamic, leakage_nJ: buffers[name].leakage, total_nJ: buffers[name].total }])),
  };
}

/** Of the array, and with the repair of the buffers. */
function areaOf(hardware: Hardware): Estimate['area'] {
  const powers = groupPowers(hardware);
  const pes = hardware.rows * hardware.columns;
  const array: Parts = { neuron: powers.lif.area_mm2 * pes * 1e6, scratchpad: powers.spad.area_mm2 * pes * 1e6, accumulator: powers['spike-mac'].area_mm2 * pes * 1e6 };
  const buffer = (name: 'input' | 'weight' | 'output'): number => hardware.memory(`${name}BufferArea_mm2`) * 1e6;
  const parts_um2 = hardware.has('bufferArea') ? { ...array, inputBuffer: buffer('input'), weightBuffer: buffer('weight'), outputBuffer: buffer('output') } : array;
  return { total_um2: Object.values(parts_um2).reduce((total, part) => total + part, 0), parts_um2 };
}

function constantsOf(hardware: Hardware): NamedConstant[] {
  const powers = groupPowers(hardware);
  const source = 'SATA_Sim hw_kernels.py and archs/sata-config.yaml (commit d447058), arXiv 2204.05422';
  const power = (name: string, value: number): NamedConstant => ({ name, value, unit: 'mW', source, scope: 'term', evidence: 'simulated', note: `of one PE, from ${Object.keys(CIRCUITS).length} circuits` });
  return [
    ...GROUPS.flatMap((group) => [power(`${group}: always`, powers[group].ungated_mW), power(`${group}: in an operation`, powers[group].gated_mW), power(`${group}: leakage`, powers[group].leakage_mW)]),
    ...Object.entries(MEMORY).map(([name, constant]) => ({ ...constant, value: hardware.memory(name as keyof typeof MEMORY) })),
  ];
}
