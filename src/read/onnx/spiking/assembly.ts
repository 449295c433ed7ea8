import type { Where } from '../../../diagnostics/diagnostic.ts';
import { addPopulation, type Draft } from '../draft.ts';
import { identifierFrom } from '../../names.ts';
import type { InputNeuron } from '../../../ir/network.ts';
import type { Signal } from '../step.ts';
import type { Flow } from './flow.ts';
import type { FoundPopulation } from './population.ts';
import type { Timeline } from './timeline.ts';

/** A network under construction, and the graph it is made from. */
export interface Assembly {
  readonly flow: Flow;
  readonly timeline: Timeline;
  readonly draft: Draft;
  /** Populations of neurons by their chain of potentials. */
  readonly members: ReadonlyMap<number, Member>;
  /** Chain of the population whose spikes of the step before an input holds. */
  readonly feedback: ReadonlyMap<number, number>;
  /** What was built already, by value and timestep. */
  readonly signals: Map<string, Signal>;
  /** Populations that stand for another seen some timesteps later. */
  readonly echoes: Map<string, Echo>;
  /** What enters the inputs. */
  readonly coding: InputNeuron['coding'];
  readonly note: (operator: string, where: Where) => void;
}

export interface Member {
  readonly chain: number;
  readonly name: string;
  /** Extents of the potential, the batch first. */
  readonly dims: readonly number[];
  readonly found: FoundPopulation;
}

export interface Echo {
  readonly population: string;
  readonly delay: number;
}

/** Name of a population that stands for the spikes of `population` some steps later; `resolved` puts the real one in its place. */
export function echoOf({ draft, echoes }: Assembly, population: string, delay: number, shape: readonly number[]): string {
  const name = `${population}@${delay}`;
  if (!echoes.has(name)) {
    echoes.set(name, { population, delay });
    draft.populations.set(name, { name, shape, neuron: { kind: 'linear' }, origin: { file: '', place: name } });
  }
  return name;
}

/** The input of the graph as a population. */
export function inputPopulation({ flow, draft, signals, coding }: Assembly, name: string, shape: readonly number[]): Signal {
  const key = `input ${name}`;
  const known = signals.get(key);
  if (known) return known;
  const origin = { file: flow.file.path, place: `input '${name}'` };
  const held = shape.length === 3 ? shape : [shape.reduce((product, extent) => product * extent, 1)];
  const population = addPopulation(draft, identifierFrom(name) || 'input', held, { kind: 'input', coding }, origin, origin);
  const signal: Signal = { kind: 'signal', population, shape, shared: true, dropped: null };
  signals.set(key, signal);
  return signal;
}
