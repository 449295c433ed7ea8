import { message } from '../message.ts';

/** S538 and S539: input values as spikes, by the pass 2-convert. */
export const inputCodingMessages = {
  S538: message<{ input: string; lowest: number }>('error',
    ({ input, lowest }) => `input "${input}" has values below 0 (down to ${lowest}), which the time of one spike cannot tell`,
    () => 'use --coding current or --coding rate, or data from 0 up',
    'Under the coding latency a larger value sends its spike earlier, 0 sends none, and spikes carry no sign. Currents and rates can: a rate becomes two populations of spikes, for values above and below 0.'),
  S539: message<{ input: string; lowest: number }>('note',
    ({ input, lowest }) => `input "${input}" has values below 0 (down to ${lowest}), and spikes carry no sign: two populations on the chip turn them into spikes, one those above and one those below 0`,
    () => 'to save these neurons, use --coding current or data from 0 up',
    'An input of coding rate with values on both sides of 0 sends its values, as under the coding current, to encoders NAME.positive and NAME.negative, x = relu(x) - relu(-x), whose spikes the former listeners hear with opposite weights. Encoders are neurons like others: they take columns, time and energy, and are counted and priced.'),
} as const;
