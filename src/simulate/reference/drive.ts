import { neuronCount, populationNamed, type Network, type Population, type Projection } from '../../ir/network.ts';
import { projectionsByDrive } from '../../ir/receptors.ts';
import { biasOf } from './bias.ts';
import type { Soma } from './soma/soma.ts';
import { transmitterOf } from './transmit.ts';

/** What every population sent during one sample: [timesteps x neurons] of spikes (numbers of them), or values of those that do not spike. */
export type Activity = ReadonlyMap<string, Float64Array>;

/** What drives a population in a timestep: one array for each of its drives (see `receptors.ts`), bias included, rounded as its stage says. */
export type Drives = (step: number, activity: Activity) => readonly Float64Array[];

/** Makes the drives of a population. */
export type DriveMaker = (network: Network, population: Population, soma: Soma) => Drives;

/** Values that a population sent in a step. */
export function sentIn(activity: Activity, name: string, step: number, neurons: number): Float64Array {
  return activity.get(name)!.subarray(step * neurons, (step + 1) * neurons);
}

/** Sum over all projections into the population of what arrives in a step, plus bias. */
export function driveByProjections(network: Network, population: Population, soma: Soma): Drives {
  const drives = projectionsByDrive(network, population).map((incoming) => {
    const sum = new Float64Array(neuronCount(population));
    return { sum, bias: biasOf(population, incoming), add: incoming.map((projection) => contributionOf(network, projection, population)) };
  });
  return (step, activity) => drives.map(({ sum, bias, add }) => {
    sum.fill(0);
    for (const one of add) one(step, activity, sum);
    return soma.addBias(sum, bias);
  });
}

/** Adds what arrives over a projection in a step. A current that stays as it was, as an input without a time axis does, is not summed up again. */
function contributionOf(network: Network, projection: Projection, destination: Population): (step: number, activity: Activity, sum: Float64Array) => void {
  const source = populationNamed(network, projection.source);
  const neurons = neuronCount(source);
  const transmit = transmitterOf(projection, source.shape, destination.shape);
  const arriving = (step: number, activity: Activity): Float64Array => sentIn(activity, source.name, step - projection.delay, neurons);
  if (!(source.neuron.kind === 'input' && source.neuron.coding === 'current')) {
    return (step, activity, sum) => { if (step >= projection.delay) transmit(arriving(step, activity), sum); };
  }
  const presented = new Float64Array(neurons);
  const kept = new Float64Array(neuronCount(destination));
  return (step, activity, sum) => {
    if (step < projection.delay) return;
    const values = arriving(step, activity);
    if (values.some((value, index) => value !== presented[index])) {
      presented.set(values);
      transmit(values, kept.fill(0));
    }
    for (let index = 0; index < sum.length; index++) sum[index]! += kept[index]!;
  };
}
