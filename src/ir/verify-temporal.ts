import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { FirstSpikeNeuron } from './first-spike.ts';
import { isSynaptic, populationNamed, projectionsInto, type Network, type PoolingProjection, type Population, type Projection } from './network.ts';
import { cyclesAmong } from './population-graph.ts';
import { isTemporal } from './temporal.ts';

/** What temporal coding asks of a whole network: it is temporal entirely, leads forward without delay, and all its neurons answer a spike in one way. */
export function verifyTemporal(network: Network): Diagnostic[] {
  if (!isTemporal(network)) return verifyStepped(network);
  return [
    ...network.populations.filter((population) => !isTemporalPopulation(population)).map((population) => stranger(network, population)),
    ...verifyTime(network),
    ...network.projections.flatMap((projection) => verifyPath(network, projection)),
    ...cyclesAmong(network, () => true).map((names) => diagnose('S611', { what: `the loop ${names.map((name) => `"${name}"`).join(' -> ')}`, reason: 'a neuron fires once, before what hears it does' }, { place: network.name })),
    ...verifyResponses(network),
    ...(network.stage === 'quantised' ? network.projections.flatMap((projection) => wholeBias(projection)) : []),
  ];
}

/** What only temporal networks have. */
function verifyStepped(network: Network): Diagnostic[] {
  return [
    ...(network.tau_s !== undefined && network.tau_s !== null ? [diagnose('S612', { what: 'a synaptic time constant of the whole network', reason: 'belongs to temporal coding' }, { place: network.name })] : []),
    ...network.projections.filter((projection) => isTimePooling(projection))
      .map(({ name, origin }) => diagnose('S611', { what: `projection "${name}"`, reason: 'earliest and latest spikes are pooled in temporal networks only; others pool by average, sum or maximum' }, origin)),
  ];
}

function isTemporalPopulation({ neuron }: Population): boolean {
  return neuron.kind === 'first-spike' || (neuron.kind === 'input' && neuron.coding === 'time');
}

function stranger({ populations }: Network, { name, neuron, origin }: Population): Diagnostic {
  const temporal = populations.find(isTemporalPopulation)!.name;
  return diagnose('S610', { population: name, kind: neuron.kind === 'input' ? `input of coding ${neuron.coding}` : `${neuron.kind} population`, temporal }, origin);
}

function verifyTime(network: Network): Diagnostic[] {
  const { timesteps, dt_s, tau_s = null, name } = network;
  const refuse = (what: string, reason: string): Diagnostic => diagnose('S612', { what, reason }, { place: name });
  return [
    ...(timesteps !== null && timesteps !== 1 ? [refuse(`a number of ${timesteps} timesteps`, 'belongs to networks that run in timesteps; a sample of temporal coding is one pass')] : []),
    ...(dt_s !== null ? [refuse('the length of a timestep', 'belongs to networks that run in timesteps; times of temporal coding are in units of tau')] : []),
    ...(tau_s !== null && !(tau_s > 0 && Number.isFinite(tau_s)) ? [refuse(`the synaptic time constant ${tau_s} s`, 'is no time above 0 s')] : []),
  ];
}

/** Projections that carry single spikes on. */
function verifyPath(network: Network, projection: Projection): Diagnostic[] {
  const reason = badPath(network, projection);
  return reason === null ? [] : [diagnose('S611', { what: `projection "${projection.name}"`, reason }, projection.origin)];
}

function badPath(network: Network, projection: Projection): string | null {
  if (projection.delay !== 0) return `its delay of ${projection.delay} timesteps has no meaning without timesteps`;
  if (projection.kind === 'batch-norm') return 'a time is not scaled: fold batch norms into the weights during training';
  if (isSynaptic(projection)) return projection.window ? 'sums over windows do not carry times' : null;
  if (projection.kind === 'pooling' && !isTimePooling(projection)) return `a pooling by ${projection.method} does not carry times; pool the earliest or the latest spike`;
  return projection.kind === 'sparse' ? null : notPassedOn(network, projection);
}

export function isTimePooling(projection: Projection): projection is PoolingProjection & { readonly method: 'earliest' | 'latest' } {
  return projection.kind === 'pooling' && (projection.method === 'earliest' || projection.method === 'latest');
}

/** What leads into a population without weights is passed on as it is: by `step` neurons of threshold 1 that hear nothing else. */
function notPassedOn(network: Network, { destination }: Projection): string | null {
  const { neuron } = populationNamed(network, destination);
  if (projectionsInto(network, destination).length > 1) return `"${destination}" also hears others; pooled and passed on spikes go to a population of their own`;
  return neuron.kind === 'first-spike' && isRelay(neuron) ? null : `it has no weights, so "${destination}" must be made of step neurons of threshold 1, which pass a spike on at once`;
}

/** Whether a neuron fires with its first input of weight 1. */
export function isRelay({ response, threshold }: FirstSpikeNeuron): boolean {
  return response === 'step' && (typeof threshold === 'number' ? threshold === 1 : threshold.every((value) => value === 1));
}

/** Step neurons mix with all: they pool. */
function verifyResponses({ populations }: Network): Diagnostic[] {
  const answering = populations.flatMap(({ name, neuron, origin }) => (neuron.kind === 'first-spike' && neuron.response !== 'step' ? [{ name, response: neuron.response, origin }] : []));
  const [first, ...others] = answering;
  const other = others.find(({ response }) => response !== first!.response);
  return other ? [diagnose('S613', { population: other.name, response: other.response, other: first!.name, otherResponse: first!.response }, other.origin)] : [];
}

function wholeBias(projection: Projection): Diagnostic[] {
  if (!isSynaptic(projection)) return [];
  const broken = projection.bias?.find((value) => !Number.isInteger(value));
  return broken === undefined ? [] : [diagnose('S611', { what: `projection "${projection.name}"`, reason: `its bias ${broken} is no whole number of levels` }, projection.origin)];
}
