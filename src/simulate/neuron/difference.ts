import type { ConfiguredNeurons } from '../../ir/configuration.ts';
import { neuronArrays } from '../engine/memory.ts';
import type { EngineLayout } from '../engine/layout.ts';
import type { GeneralSoma } from '../engine/soma/general.ts';

/** Plain neurons that never fire on a chip whose positive and negative drives come apart: they add up the difference. */
export function differenceSoma(population: ConfiguredNeurons, layout: EngineLayout, potentials: Float32Array): GeneralSoma {
  const { size } = layout;
  const { bias, decay, initial } = neuronArrays(population, layout);
  return {
    start: () => { potentials.set(initial); },
    step: (sums, drive) => {
      for (let k = 0; k < size; k++) {
        const x = Math.fround(Math.fround((sums[k]! - sums[size + k]!) + (drive[k]! - drive[size + k]!)) + bias[k]!);
        potentials[k] = Math.fround(decay[k]! * potentials[k]!) + x;
      }
      sums.fill(0, 0, 2 * size);
      return 0;
    },
  };
}
