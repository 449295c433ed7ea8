import type { ConfiguredNeurons } from '../../ir/configuration.ts';
import { neuronArrays } from './memory.ts';
import type { Program } from './program.ts';
import { circuitSoma, isBranched, isOnCircuit } from '../neuron/circuit-somas.ts';
import { isForKernels } from './soma/for-kernels.ts';
import { generalSoma } from './soma/general.ts';

/** Loads other parameters into the neurons of a population: what a chip is told after it was programmed. The shape and the order of its neurons stay. */
export function retune(program: Program, index: number, population: ConfiguredNeurons): void {
  const state = program.populations[index]!;
  if (state.kind !== 'neurons') return;
  const { parameters, layout } = state;
  const { circuit, seed } = program;
  if (!isBranched(circuit?.circuit) && !isOnCircuit(population, circuit?.circuit) && isForKernels(population, program.crossbars === null)) {
    const arrays = neuronArrays(population, layout);
    for (const name of ['bias', 'decay', 'fire', 'threshold', 'initial'] as const) parameters[name].data.set(arrays[name]);
    program.populations[index] = { ...state, population };
    return;
  }
  const potentials = parameters.potentials.data.subarray(0, layout.size);
  const general = circuitSoma(circuit, { population, index, layout, seed, potentials }) ?? generalSoma(population, layout, program.configuration.dt_s, potentials);
  program.populations[index] = { ...state, population, general, panels: null };
}
