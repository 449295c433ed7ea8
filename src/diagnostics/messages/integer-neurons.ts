import { message } from '../message.ts';

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** S575..S579: somas that compute in whole numbers. */
export const integerNeuronMessages = {
  S575: message<{ population: string; target: string; what: string; levels: number; most: number }>('error',
    ({ population, target, what, levels, most }) => `the ${what} of population "${population}" is ${Number(levels.toPrecision(6))} weight levels; its whole numbers go from ${what === 'threshold' ? 0 : Number((-most).toPrecision(6))} to ${Number(most.toPrecision(6))} on ${target}`,
    () => 'give fewer --bits (levels of larger value), or fewer input levels; or choose a target with wider somas',
    'Thresholds and first potentials are kept in units of a part of one weight level, in as many bits as the soma has for them. The unit was already chosen as coarse as the target allows.'),
  S576: message<{ population: string; what: 'threshold' | 'bias' | 'decay'; from: number; to: number; change: number }>('warning',
    ({ population, what, from, to, change }) => `rounding to whole numbers changes the ${what} of population "${population}" from ${Number(from.toPrecision(5))} to ${Number(to.toPrecision(5))}`
      + (what !== 'decay' ? ` weight levels, by ${percent(change)}` : `, and what is left of a potential by ${percent(change)} of it`),
    ({ what }) => ({
      threshold: 'give more --bits (levels of smaller value), so that a threshold is more of them',
      bias: 'give fewer --bits (levels of larger value), so that the bias is fewer of them; or look why it is so much larger than the weights',
      decay: 'choose a target whose somas have more bits for decays, or shorter time constants',
    })[what],
    'The somas of the target compute in whole numbers. A threshold is rounded to the finest unit that it leaves room for; a change of one percent changes firing rates by as much. A bias that has no room is cut, which is told where more than a percent of it is lost. A decay is told where what is left of a potential differs by more than one percent of it at some timestep.'),
  S577: message<{ population: string; bound: number; bits: number; needed: number }>('note',
    ({ population, bound, bits, needed }) => `potentials of population "${population}" can reach ${bound} units, for which ${needed} bits are needed; they saturate at ${bits} bits`,
    () => 'nothing, unless accuracy is lost: the bound is that of the worst input, in which every synapse pulls the same way',
    'The bound adds up all weights of one sign, at the largest input, over all timesteps. Typical potentials stay far below. Where they do not, a potential that saturates forgets what came on top.'),
  S578: message<{ population: string; target: string; why: string }>('note',
    ({ population, target, why }) => `neurons of population "${population}" are computed in f32, while the somas of ${target} compute in whole numbers: ${why}`,
    () => 'take the spikes of this population as an approximation of those of the chip',
    'Whole-number arithmetic is modelled for plain integrate-and-fire neurons (leak, reset by subtraction or to a fixed potential) and for the Loihi neuron with its synaptic current (loihi_lif).'),
  S579: message<{ population: string; target: string; reason: string }>('warning',
    ({ population, target, reason }) => `potentials of population "${population}" ${reason}, unlike those of ${target}`,
    () => 'compile from stage spiking or earlier for this target',
    'The network was quantised for another target, or for none. It runs as it stands here, but the chip, which computes in whole numbers of its own format, may fire differently.'),
} as const;
