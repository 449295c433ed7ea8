import { isSynaptic, neuronCount, projectionsInto, type Network, type Parameter, type Population, type SynapticProjection } from '../ir/network.ts';

/** The projection whose bias takes in what is added to the channels of a population: the first that has a bias, else the first. */
export function biasCarrier(network: Network, population: string): SynapticProjection | undefined {
  const incoming = projectionsInto(network, population).filter(isSynaptic);
  return incoming.find(({ bias }) => bias !== null) ?? incoming[0];
}

/** Adds one value a channel of its destination to the bias of a projection. */
export function withShift(projection: SynapticProjection, shifts: Float64Array): SynapticProjection {
  if (shifts.every((shift) => shift === 0)) return projection;
  const rows = projection.kind === 'listed' ? projection.offsets.length - 1 : projection.weights.shape[0]!;
  const perChannel = rows / shifts.length;
  const bias = Float32Array.from({ length: rows }, (_, row) => (projection.bias?.[row] ?? 0) + shifts[Math.floor(row / perChannel)]!);
  return { ...projection, bias };
}

/** One number where all are the same, one a channel where each channel has one. @param values one a channel or one a neuron */
export function compact(values: Float32Array, population: Population): Parameter {
  if (values.every((value) => value === values[0])) return values[0]!;
  const channels = population.shape[0]!;
  const perChannel = neuronCount(population) / channels;
  if (values.length === channels || values.some((value, index) => value !== values[index - (index % perChannel)])) return values;
  return Float32Array.from({ length: channels }, (_, channel) => values[channel * perChannel]!);
}
