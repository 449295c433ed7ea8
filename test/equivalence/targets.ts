import { loadTarget } from '../../targets/load.ts';
import type { Target } from '../../src/ir/target.ts';

/** The shipped targets, and small cousins of them whose limits bind even on tiny networks: deep sum trees, many cores. */
export const TARGETS: readonly Target[] = ['rram-128', 'spikeflow-64', 'loihi'].flatMap((name) => {
  const { target } = loadTarget(name);
  return [target, shrunk(target)];
});

function shrunk(target: Target): Target {
  const { core } = target;
  return {
    ...target, name: `${target.name}-tiny`, fanIn: 5,
    mesh: { ...target.mesh, width: 40, height: 40 },
    core: {
      ...core,
      neurons: core.neurons && 24, axonsIn: core.axonsIn && 60, axonsOut: core.axonsOut && 400, synapseMemory_bits: core.synapseMemory_bits && 2000,
      crossbars: core.crossbars && { count: Math.min(core.crossbars.count, 4), rows: 6, columns: 7 },
    },
  };
}
