import { message } from '../message.ts';

/** S846 to S849, S869: what is done about non-idealities. */
export const mitigationMessages = {
  S846: message<{ name: string; meant: string | null; known: string }>('error',
    ({ name, meant }) => `there is no mitigation ${name}${meant === null ? '' : `; did you mean ${meant}?`}`,
    ({ known }) => `the mitigations are ${known}; synaptile mitigations says what each does`,
    'Mitigations are named by --mitigate, separated by commas, some with a number: --mitigate pairs,remap,recalibration=200.'),
  S847: message<{ name: string; reason: string }>('error',
    ({ name, reason }) => `the mitigation ${name} ${reason}`,
    () => 'give the number after an equals sign: --mitigate recalibration=200; or leave it out where there is a default',
    'Some mitigations take a number, in a range of their own; synaptile mitigations lists them with their defaults.'),
  S848: message<{ name: string }>('error',
    ({ name }) => `the mitigation ${name} needs calibration samples, and there are none`,
    () => 'name unlabelled samples with --calibrate',
    'Recalibration compares the column sums of the chip with those of the ideal one on a few samples. They need no labels, and should not be those that accuracy is measured on.'),
  S849: message<{ name: string; needs: string }>('warning',
    ({ name, needs }) => `the mitigation ${name} does nothing here: ${needs}`,
    () => 'leave it out, or turn the non-ideality on with --non-idealities',
    'A mitigation answers certain non-idealities. Where these are off it changes nothing, or has nothing to work with.'),
  S869: message<{ populations: string; mitigations: string }>('warning',
    ({ populations, mitigations }) => `the neurons of ${populations} compute in whole numbers: ${mitigations} cannot tune them, and they stay as they are`,
    () => 'use a target whose neurons compute in real numbers, or other mitigations',
    'Gains and offsets are folded into thresholds, biases and initial potentials. Those of integer neurons are whole numbers in narrow formats, and have no room for a gain of each neuron.'),
} as const;
