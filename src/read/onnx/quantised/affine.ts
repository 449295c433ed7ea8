import { fail } from '../../../diagnostics/diagnostic.ts';
import { channelCount, type Parameter } from '../../../ir/network.ts';
import { growInto, type Signal, type Step } from '../step.ts';

/** gamma x + beta in a population of its own; the input itself where that changes nothing. @throws DiagnosticError S353 for a number a position of planes */
export function affine(step: Step, input: Signal, gamma: Parameter, beta: Parameter): Signal {
  if (gamma === 1 && beta === 0) return input;
  const channels = channelCount(step.draft.populations.get(input.population)!);
  const [factor, shift] = [gamma, beta].map((parameter) => {
    if (typeof parameter === 'number') return new Float32Array(channels).fill(parameter);
    if (parameter.length === channels) return parameter;
    return fail('S353', { what: 'scale', shape: [parameter.length], wanted: 'one number, or one a channel', values: [step.batch, ...input.shape] }, step.where);
  }) as [Float32Array, Float32Array];
  return growInto(step, input.shape, {
    kind: 'batch-norm', source: input.population, gamma: factor, beta: shift,
    mean: new Float32Array(channels), variance: new Float32Array(channels).fill(1), epsilon: 0,
  });
}

/** `use` of two parameters, number by number. */
export function combine(left: Parameter, right: Parameter, use: (left: number, right: number) => number): Parameter {
  if (typeof left === 'number' && typeof right === 'number') return use(left, right);
  const length = typeof left === 'number' ? (right as Float32Array).length : left.length;
  const at = (parameter: Parameter, index: number): number => (typeof parameter === 'number' ? parameter : parameter[index]!);
  return Float32Array.from({ length }, (_, index) => use(at(left, index), at(right, index)));
}

export function sameParameter(left: Parameter, right: Parameter): boolean {
  if (typeof left === 'number' || typeof right === 'number') return left === right;
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
