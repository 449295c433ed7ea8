/**
 * The kernels in AssemblyScript; contracts in ../kernels.ts. Raw pointers into an imported memory, no runtime, no collector.
 * The loader leaves the first bytes of the memory to scratch.ts.
 */
export { scatterI16, scatterF32, scatterValuesI16, scatterValuesF32, flushI16 } from './scatter';
export { updateI32, updateF32 } from './update';
export { panelI16, panelF32 } from './panel';
export { multiplyPanelsF32, multiplyPanelsF64 } from './gemm';
export { mergeWires } from './wires';
export { firstSpikesF32, firstSpikeGradientF32 } from './first-spike-training';
export { sortSpikesF32, dealSpikes } from './first-spike-training-order';
export { sumColumnsF32, adamF32, roundWeightsF32 } from './first-spike-training-update';
export { sortTimes, distributeSpikes } from './sort-times';
export { exponentialI16, exponentialF32, stepI16, stepF32 } from './first-spike';
