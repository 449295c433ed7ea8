import type { Activation } from '../../../ir/network.ts';
import { setNeuron } from '../draft.ts';
import { alias, growInto, signalAt, type Operator, type Signal, type Step } from '../step.ts';

export const relu: Operator = (step) => activate(step, signalAt(step, 0), 0, { kind: 'relu', ceiling: null });

/** The population itself becomes active where nobody sees it before the activation; otherwise a new one follows it. `index` is the input it comes from. */
export function activate(step: Step, input: Signal, index: number, neuron: Activation): Signal {
  const own = !input.shared && step.soleReader(index);
  if (own && step.draft.populations.get(input.population)!.neuron.kind === 'linear') {
    setNeuron(step.draft, input.population, neuron);
    return alias(step, input, index);
  }
  return growInto(step, input.shape, { kind: 'one-to-one', source: input.population }, neuron);
}
