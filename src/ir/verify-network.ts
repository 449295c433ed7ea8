import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/diagnostic.ts';
import { isPopulationShape, printShape } from './geometry.ts';
import { isPlain, isSpiking, type Network, type Population } from './network.ts';
import type { Origin } from './origin.ts';
import { reachableFrom, zeroDelayCycles } from './population-graph.ts';
import { sizeOf } from './tensor.ts';
import { verifyCalibration } from './verify-calibration.ts';
import { verifyNeuron } from './verify-neuron.ts';
import { verifyProjection } from './verify-projection.ts';
import { verifyStage } from './verify-stage.ts';
import { verifyTemporal } from './verify-temporal.ts';

/** Most populations of a network; keeps the recursive graph analyses far from the end of the stack. */
export const MOST_POPULATIONS = 2048;

/** Most neurons of a network: every neuron has entries in many tables, and 2^25 of them fill gigabytes. */
export const MOST_NEURONS = 2 ** 25;

/** Most timesteps of a sample. */
export const MOST_TIMESTEPS = 65536;

/**
 * Everything that is wrong with a network of any stage: names, shapes, parameters, reachability, loops, and what its stage promises.
 * Empty when the network is sound; later passes and simulators rely on that and do not check again.
 */
export function verifyNetwork(network: Network): Diagnostic[] {
  const structure = verifyStructure(network);
  if (structure.length > 0) return structure;
  return [
    ...network.populations.flatMap((population) => verifyNeuron(population, network.dt_s)),
    ...network.projections.flatMap((projection) => verifyProjection(network, projection)),
    ...verifyWiring(network),
    ...verifyStage(network),
    ...verifyTemporal(network),
    ...verifyCalibration(network.calibration, { populations: namesOf(network.populations), projections: namesOf(network.projections) }, { place: network.name }),
  ];
}

function namesOf(things: readonly { readonly name: string }[]): readonly string[] {
  return things.map(({ name }) => name);
}

/** Names and shapes: whatever the other checks need to be able to look things up. */
function verifyStructure(network: Network): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (network.populations.length > MOST_POPULATIONS) {
    return [diagnose('S520', { found: network.populations.length, most: MOST_POPULATIONS }, { place: network.name })];
  }
  const { timesteps } = network;
  if (timesteps !== null && !(Number.isInteger(timesteps) && timesteps >= 1 && timesteps <= MOST_TIMESTEPS)) {
    found.push(diagnose('S544', { option: 'timesteps', value: timesteps, allowed: `a whole number from 1 to ${MOST_TIMESTEPS}` }, { place: network.name }));
  }
  const { dt_s } = network;
  if (dt_s !== null && !(dt_s > 0 && Number.isFinite(dt_s))) found.push(diagnose('S544', { option: 'dt', value: dt_s, allowed: 'a time above 0 s' }, { place: network.name }));
  found.push(...duplicates('population', network.populations), ...duplicates('projection', network.projections));
  for (const { name, shape, origin } of network.populations) {
    if (!isPopulationShape(shape)) found.push(diagnose('S510', { name, shape: printShape(shape) }, origin));
  }
  const neurons = network.populations.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (found.length === 0 && neurons > MOST_NEURONS) found.push(diagnose('S521', { found: neurons, most: MOST_NEURONS }, { place: network.name }));
  const names = new Set(network.populations.map((population) => population.name));
  for (const projection of network.projections) {
    for (const population of new Set([projection.source, projection.destination])) {
      if (!names.has(population)) found.push(diagnose('S502', { projection: projection.name, population }, projection.origin));
    }
  }
  if (!names.has(network.output.population)) found.push(diagnose('S505', { name: network.output.population }, { place: network.name }));
  return found;
}

function duplicates(kind: 'population' | 'projection', things: readonly { readonly name: string; readonly origin: Origin }[]): Diagnostic[] {
  const seen = new Set<string>();
  return things.flatMap(({ name, origin }) => {
    if (seen.has(name)) return [diagnose('S501', { kind, name }, origin)];
    seen.add(name);
    return [];
  });
}

function verifyWiring(network: Network): Diagnostic[] {
  const found: Diagnostic[] = [];
  const inputs = network.populations.filter((population) => population.neuron.kind === 'input');
  const driven = new Set(network.projections.map((projection) => projection.destination));
  for (const population of network.populations) {
    if (population.neuron.kind !== 'input' && !driven.has(population.name)) found.push(diagnose('S514', { name: population.name }, population.origin));
  }
  for (const { name, destination, origin } of network.projections) {
    if (inputs.some((input) => input.name === destination)) found.push(diagnose('S515', { projection: name, population: destination }, origin));
  }
  const output = network.populations.find((population) => population.name === network.output.population)!;
  const reached = reachableFrom(network, inputs.map((input) => input.name));
  if (!reached.has(output.name)) found.push(diagnose('S506', { name: output.name }, output.origin));
  for (const populations of zeroDelayCycles(network)) {
    const inLoop = network.projections.find(({ delay, source, destination }) => delay === 0 && populations.includes(source) && populations.includes(destination));
    found.push(diagnose('S507', { populations }, inLoop?.origin ?? { place: network.name }));
  }
  return [...found, ...verifyReadout(network, output)];
}

function verifyReadout(network: Network, output: Population): Diagnostic[] {
  const { readout } = network.output;
  const { kind } = output.neuron;
  const spiking = isSpiking(output.neuron);
  const times = kind === 'first-spike';
  const fits = { value: !spiking && kind !== 'input', membrane: spiking && !times, count: spiking && !times && output.neuron.sends === 'spikes', first: times }[readout];
  if (!fits) return [diagnose('S517', { population: output.name, readout, neuron: kind }, output.origin)];
  const counts = network.stage === 'quantised' && readout === 'membrane' && isSpiking(output.neuron) && isPlain(output.neuron);
  const scale = counts ? output.scale : undefined;
  if (scale?.some((value) => value !== scale[0])) return [diagnose('S518', { population: output.name }, output.origin)];
  return [];
}
