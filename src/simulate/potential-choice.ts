import { diagnose, stopOnErrors } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/printable.ts';

/** Whose membrane potentials of the first sample are kept. */
export interface PotentialChoice {
  /** So many neurons of each population, evenly spaced; all of a population that has no more. */
  readonly each: number;
  /** Of populations named here these neurons instead, row-major and ascending. */
  readonly neurons?: Readonly<Record<string, readonly number[]>>;
}

/** A population whose neurons have potentials. */
export interface Recordable {
  readonly name: string;
  readonly neurons: number;
}

/** Most potentials that are kept: 128 MB. */
const MOST_VALUES = 2 ** 25;

/** The neurons of a population whose potentials are kept. */
export function chosenNeurons({ each, neurons }: PotentialChoice, { name, neurons: count }: Recordable): Uint32Array {
  const named = neurons && Object.hasOwn(neurons, name) ? neurons[name] : undefined;
  if (named) return Uint32Array.from(named);
  const kept = Math.min(each, count);
  return Uint32Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept));
}

/** @throws DiagnosticError S643 for a population that is not there, S644 for a neuron, S645 where that is more than fits */
export function checkPotentialChoice(choice: PotentialChoice, populations: readonly Recordable[], timesteps: number): void {
  const found = Object.entries(choice.neurons ?? {}).flatMap(([name, neurons]) => {
    const population = populations.find((one) => one.name === name);
    if (!population) return [diagnose('S643', { population: printable(name), known: populations.map((one) => printable(one.name)) })];
    const beyond = neurons.find((neuron) => neuron >= population.neurons);
    return beyond === undefined ? [] : [diagnose('S644', { population: printable(name), neuron: beyond, neurons: population.neurons })];
  });
  stopOnErrors(found);
  const values = timesteps * populations.reduce((sum, population) => sum + chosenNeurons(choice, population).length, 0);
  if (values > MOST_VALUES) stopOnErrors([diagnose('S645', { values, limit: MOST_VALUES })]);
}
