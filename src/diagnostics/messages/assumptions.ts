import { message } from '../message.ts';

/** S96x: what a file leaves open and the user settles. */
export const assumptionMessages = {
  S960: message<{ key: string; nearest: string | null; known: readonly string[] }>('error',
    ({ key }) => `--assume ${key}=...: there is nothing called "${key}" that a file can leave open`,
    ({ nearest, known }) => (nearest ? `did you mean ${nearest}?` : `known: ${known.join(', ')}`),
    'Model files leave choices open that change the spikes: the length of a timestep, how a neuron resets, how it compares with the threshold. --assume key=value settles one.'),
  S961: message<{ key: string; value: string; allowed: string }>('error',
    ({ key, value }) => `--assume ${key}=${value}: this is no value of ${key}`,
    ({ key, allowed }) => `write --assume ${key}=${allowed}`,
    'Every key of --assume has its values; synaptile inspect MODEL lists what was assumed and the option that changes it.'),
  S962: message<{ key: string }>('warning',
    ({ key }) => `--assume ${key} has no effect: the file says it itself, or has nothing it applies to`,
    () => 'leave it out; synaptile inspect MODEL shows the equations',
    '--assume settles only what a file leaves open. What the file states is never overruled.'),
  S963: message<{ text: string; option: string }>('note',
    ({ text }) => `assumed: ${text}`,
    ({ option }) => option,
    'The file does not say this, and it changes what the network computes. The choice made is printed with every use of the file, and the option that makes another one.'),
};
