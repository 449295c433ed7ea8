import { fail } from '../../../diagnostics/diagnostic.ts';
import type { Activation } from '../../../ir/network.ts';
import { floatAttribute } from '../attributes.ts';
import { setNeuron } from '../draft.ts';
import { alias, constantAt, floatsOf, growInto, shapeOf, signalAt, type Operator, type Signal, type Step } from '../step.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { readUncheckedFloats } from '../tensors.ts';

export const relu: Operator = (step) => activate(step, signalAt(step, 0), { kind: 'relu', ceiling: null });

/** Clip(0, c) is a ReLU with a ceiling; bounds are attributes up to opset 10 and inputs since. */
export const clip: Operator = (step) => {
  const input = signalAt(step, 0);
  const low = step.opset < 11 ? floatAttribute(step, 'min', -FLOAT32_LARGEST) : boundAt(step, 1, -FLOAT32_LARGEST);
  const high = step.opset < 11 ? floatAttribute(step, 'max', FLOAT32_LARGEST) : boundAt(step, 2, FLOAT32_LARGEST);
  if (low !== 0 || !(high > 0)) {
    fail('S311', { setting: 'min, max', value: `${low}, ${high}`, accepted: 'min = 0 and max above 0 (ReLU, or ReLU with a ceiling)' }, step.where);
  }
  return activate(step, input, { kind: 'relu', ceiling: high >= FLOAT32_LARGEST ? null : high });
};

/** What ONNX takes for a bound that is left out. */
const FLOAT32_LARGEST = 3.4028234663852886e38;

/** The population itself becomes active where nobody sees it before the activation; otherwise a new one follows it. */
function activate(step: Step, input: Signal, neuron: Activation): Signal {
  const own = !input.shared && step.soleReader(0);
  if (own && step.draft.populations.get(input.population)!.neuron.kind === 'linear') {
    setNeuron(step.draft, input.population, neuron);
    return alias(step, input, 0);
  }
  return growInto(step, input.shape, { kind: 'one-to-one', source: input.population }, neuron);
}

function boundAt(step: Step, index: number, standard: number): number {
  const constant = constantAt(step, index);
  if (constant === null) return standard;
  if (sizeOf(shapeOf(constant)) !== 1) fail('S310', { what: index === 1 ? 'min' : 'max', shape: shapeOf(constant), wanted: 'one number', input: [] }, step.where);
  return constant.kind === 'constant' ? readUncheckedFloats(step.file, constant.tensor)[0]! : floatsOf(step, constant)[0]!;
}
