import type { KernelFunctions } from './load.ts';
import { firstSpikeGradientF32, firstSpikesF32 } from './twin/first-spike-training.ts';
import { dealSpikes, sortSpikesF32 } from './twin/first-spike-training-order.ts';
import { adamF32, roundWeightsF32, sumColumnsF32 } from './twin/first-spike-training-update.ts';
import { exponentialF32, exponentialI16, stepF32, stepI16 } from './twin/first-spike.ts';
import { multiplyPanelsF32, multiplyPanelsF64 } from './twin/gemm.ts';
import { panelF32, panelI16 } from './twin/panel.ts';
import { flushI16, scatterF32, scatterI16, scatterValuesF32, scatterValuesI16 } from './twin/scatter.ts';
import { distributeSpikes, sortTimes } from './twin/sort-times.ts';
import { updateF32, updateI32 } from './twin/update.ts';
import { followMemory } from './twin/views.ts';
import { mergeWires } from './twin/wires.ts';

/** The kernels in TypeScript: the same bits as the WebAssembly ones, for reading, for checking, and where wasm is not wanted. */
export function createTwin(memory: WebAssembly.Memory): KernelFunctions {
  const views = followMemory(memory);
  return {
    scatterI16: (...parameters) => scatterI16(views(), ...parameters),
    scatterF32: (...parameters) => scatterF32(views(), ...parameters),
    scatterValuesI16: (...parameters) => scatterValuesI16(views(), ...parameters),
    scatterValuesF32: (...parameters) => scatterValuesF32(views(), ...parameters),
    flushI16: (...parameters) => flushI16(views(), ...parameters),
    updateI32: (...parameters) => updateI32(views(), ...parameters),
    updateF32: (...parameters) => updateF32(views(), ...parameters),
    panelI16: (...parameters) => panelI16(views(), ...parameters),
    panelF32: (...parameters) => panelF32(views(), ...parameters),
    multiplyPanelsF32: (...parameters) => multiplyPanelsF32(views(), ...parameters),
    multiplyPanelsF64: (...parameters) => multiplyPanelsF64(views(), ...parameters),
    sortSpikesF32: (...parameters) => sortSpikesF32(views(), ...parameters),
    firstSpikesF32: (...parameters) => firstSpikesF32(views(), ...parameters),
    firstSpikeGradientF32: (...parameters) => firstSpikeGradientF32(views(), ...parameters),
    dealSpikes: (...parameters) => dealSpikes(views(), ...parameters),
    sumColumnsF32: (...parameters) => sumColumnsF32(views(), ...parameters),
    adamF32: (...parameters) => adamF32(views(), ...parameters),
    roundWeightsF32: (...parameters) => roundWeightsF32(views(), ...parameters),
    mergeWires: (...parameters) => mergeWires(views(), ...parameters),
    sortTimes: (...parameters) => sortTimes(views(), ...parameters),
    distributeSpikes: (...parameters) => distributeSpikes(views(), ...parameters),
    exponentialI16: (...parameters) => exponentialI16(views(), ...parameters),
    exponentialF32: (...parameters) => exponentialF32(views(), ...parameters),
    stepI16: (...parameters) => stepI16(views(), ...parameters),
    stepF32: (...parameters) => stepF32(views(), ...parameters),
  };
}
