import { message } from '../message.ts';

const RETRAIN = 'retrain with ReLU, or with QCFS (lambda clip(floor(x L / lambda + 1/2) / L, 0, 1)) for few timesteps; LeakyRelu, PRelu, Abs, Clip, HardSigmoid, Min and Max are read too';

/** S360 to S369: activations of ONNX models that a network of spikes cannot have. */
export const onnxActivationMessages = {
  S360: message<{ operator: string; reason: string }>('error',
    ({ operator, reason }) => `${operator} does not make up a quantised activation: ${reason}`,
    () => 'write it as lambda clip(floor(x L / lambda + 1/2) / L, 0, 1) with the same lambda and L in all places, or export quantisers (QuantizeLinear and DequantizeLinear, QONNX)',
    'Floor, Ceil and Round of activations are read where the arithmetic around them rounds to steps of one width, scale x whole number, between a lowest and a highest level, as networks trained with ' +
    'quantised clip-floor-shift activations (QCFS) have it. Order, operators and names do not matter, but the function must be that one: step widths agree to 4 parts in a million, bounds stand on levels, ' +
    'nothing else reads the values in between.'),
  S361: message<{ operator: string; node: string; number: number; nodes: number; part: string | null }>('error',
    ({ operator, node, number, nodes, part }) =>
      `activation ${operator} ${node === '' ? '' : `of node '${node}' `}(node ${number} of ${nodes}${part === null ? '' : `, part of ${part}`}) cannot be converted to spikes`,
    () => RETRAIN,
    'The count of spikes of a neuron grows in straight lines, from 0 up to a bound. Activations that are sums of such lines are read exactly: LeakyRelu(x) = relu(x) - a relu(-x), Abs, Clip, HardSigmoid. ' +
    'Bent ones (Sigmoid, Tanh, Gelu, Elu, swish, ...) have no such sum, so the network must be trained without them. At the end of the graph those that rise everywhere are left out (S316).'),
  S362: message<{ operator: string; operand: string }>('error',
    ({ operator, operand }) => `${operator} of activations by input '${operand}', which holds activations too`,
    () => `train without products of activations (attention, gates, swish, softsign): ${RETRAIN}`,
    'A synapse multiplies what arrives with a weight that was stored before; two activations that change with every sample cannot be multiplied or divided by each other on a crossbar.'),
} as const;
