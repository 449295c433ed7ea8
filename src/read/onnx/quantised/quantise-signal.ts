import { ROUNDINGS } from '../../../forward/activate.ts';
import type { Neuron, Parameter, QuantisedActivation } from '../../../ir/network.ts';
import { onlyProjectionInto, setNeuron, type Draft } from '../draft.ts';
import { growInto, type Signal, type Step } from '../step.ts';
import { sameParameter } from './affine.ts';

/**
 * Rounds activations to levels. Values that stand on these levels already stay as they are; a population that nobody else sees takes the
 * quantiser as its activation, a ReLU before it absorbed where that is exact; otherwise a new population follows.
 * @param own whether nobody but this node reads `input`
 */
export function quantiseSignal(step: Step, input: Signal, own: boolean, quantiser: QuantisedActivation): Signal {
  const result = { ...input, shared: input.shared || !own };
  if (standsOn(step.draft, input.population, quantiser)) return result;
  const merged = result.shared ? null : mergedWith(step.draft.populations.get(input.population)!.neuron, quantiser);
  if (merged === null) return growInto(step, input.shape, { kind: 'one-to-one', source: input.population }, quantiser);
  setNeuron(step.draft, input.population, merged);
  return result;
}

/** Whether all values of a population are levels of `quantiser`, which then changes none: it may be its own, reached over ways that pass values on. */
function standsOn(draft: Draft, name: string, quantiser: QuantisedActivation): boolean {
  for (let at: string | null = name; at !== null; at = passedOnFrom(draft, at)) {
    const { neuron } = draft.populations.get(at)!;
    if (neuron.kind === 'quantised') return sameSteps(neuron.scale, quantiser.scale, at === name) && holds(quantiser, neuron);
  }
  return false;
}

/** The population whose values this one passes on, one by one or the largest of a few. */
function passedOnFrom(draft: Draft, name: string): string | null {
  const into = onlyProjectionInto(draft, name);
  if (into === null || draft.populations.get(name)!.neuron.kind !== 'linear') return null;
  return into.kind === 'one-to-one' || (into.kind === 'pooling' && into.method === 'maximum') ? into.source : null;
}

/** Lists of scales are compared only where their neurons are the same. */
function sameSteps(left: Parameter, right: Parameter, sameNeurons: boolean): boolean {
  return sameParameter(left, right) && (sameNeurons || typeof left === 'number');
}

function holds(outer: QuantisedActivation, inner: QuantisedActivation): boolean {
  if (outer.bipolar) return inner.bipolar;
  return outer.low - outer.zeroPoint <= inner.low - inner.zeroPoint && outer.high - outer.zeroPoint >= inner.high - inner.zeroPoint;
}

/** One activation that does what `first` and then `quantiser` do; null where there is none. */
function mergedWith(first: Neuron, quantiser: QuantisedActivation): QuantisedActivation | null {
  switch (first.kind) {
    case 'linear': return quantiser;
    case 'relu': return quantiser.bipolar ? null : withRange(quantiser, quantiser.zeroPoint, ceilingLevel(first.ceiling, quantiser));
    case 'quantised': return cut(first, quantiser);
    default: return null;
  }
}

/** Rounding keeps order, so min(x, ceiling) ends on the level of the ceiling; null for several scales. */
function ceilingLevel(ceiling: number | null, { scale, zeroPoint, rounding }: QuantisedActivation): number | null {
  if (ceiling === null) return Infinity;
  return typeof scale === 'number' ? ROUNDINGS[rounding](ceiling / scale) + zeroPoint : null;
}

/** Two quantisers of the same steps: the levels that both have. */
function cut(first: QuantisedActivation, second: QuantisedActivation): QuantisedActivation | null {
  if (first.bipolar || second.bipolar || !sameSteps(first.scale, second.scale, true)) return null;
  const shift = first.zeroPoint - second.zeroPoint;
  return withRange(first, second.low + shift, second.high + shift);
}

function withRange(quantiser: QuantisedActivation, low: number, high: number | null): QuantisedActivation | null {
  if (high === null) return null;
  const [from, to] = [Math.max(quantiser.low, low), Math.min(quantiser.high, high)];
  return from < to ? { ...quantiser, low: from, high: to } : null;
}
