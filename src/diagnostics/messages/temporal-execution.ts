import { message } from '../message.ts';

/** S640..S642: execution of networks of temporal coding on a chip. */
export const temporalExecutionMessages = {
  S640: message<{ effects: string }>('error',
    ({ effects }) => `networks of temporal coding cannot run with ${effects}`,
    ({ effects }) => `switch it off behind the name of the non-idealities (such as typical,${effects.split(', ')[0]!}=off)`,
    'These effects act whenever a crossbar is read and its columns are converted. A temporal network is not read in timesteps: currents of its columns flow into somas from the spikes on. What is written once (programming errors, variation, stuck cells, drift, wires) acts as in other networks.'),
  S641: message<{ mitigations: string }>('error',
    ({ mitigations }) => `networks of temporal coding cannot run with the mitigation ${mitigations}`,
    () => 'leave it out; remap, flip, pairs, spare-columns and line-order act on any network',
    'These mitigations fold a gain into thresholds, biases and potentials of neurons that run in timesteps, or leave timesteps out.'),
  S642: message<{ outputs: string }>('warning',
    ({ outputs }) => `no output neuron fired in any sample: ${outputs} stays silent`,
    () => 'check scale and signs of the weights: a neuron fires only if the weights of its inputs sum up to more than its threshold',
    'The class is the output neuron that fires first. Where none fires, class 0 is taken, which says nothing.'),
} as const;
