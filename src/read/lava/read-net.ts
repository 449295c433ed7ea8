import path from 'node:path';
import { DiagnosticError, stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Network } from '../../ir/network.ts';
import type { Assumer, NetworkReading, Settings } from '../assumptions.ts';
import { readHdf5 } from '../hdf5/read-hdf5.ts';
import { identifierFrom } from '../names.ts';
import { decodeNet, type Net } from './layers.ts';
import { lowerNet } from './lower.ts';

/**
 * Reads a network that lava-dl exported for its netx reader (HDF5, ending .net) as a network of stage `network`: integer neurons of Loihi, whole
 * weights, axonal delays. Every synapse takes a timestep, as between the processes of Lava.
 * @throws DiagnosticError S101, S900 to S902, S918, S930 to S933, S935, with everything that was found
 */
export async function readLavaNet(file: string, assume: Assumer): Promise<NetworkReading> {
  const root = await readHdf5(file);
  const diagnostics: Diagnostic[] = [];
  const net = decodeNet(root, file, diagnostics);
  stopOnErrors(diagnostics);
  const network = lowered(net, inputOf(net, assume), file, diagnostics);
  stateCircumstances(network, assume);
  return { network, diagnostics };
}

/** What enters the network; values where the file has neurons that turn them into spikes. */
function inputOf({ layers: [first] }: Net, assume: Assumer): Settings['input'] {
  if (first?.type !== 'input' || !first.cell) return assume.choose('input', 'rate', (value) => INPUTS[value]);
  assume.state({ key: 'input', text: 'values x drive the input neurons as weight x + bias, in every timestep', option: null });
  return 'current';
}

const INPUTS: Readonly<Record<Settings['input'], string>> = {
  rate: 'values enter as spikes at their rate, and spike trains as they are', latency: 'values enter as one spike each, the earlier the larger',
  spikes: 'spike trains enter', current: 'values drive the first synapses as they are, in every timestep',
};

function lowered(net: Net, input: Settings['input'], file: string, diagnostics: Diagnostic[]): Network {
  try {
    return lowerNet(net, input, identifierFrom(path.parse(file).name) || 'network', file, diagnostics);
  } catch (error) {
    throw error instanceof DiagnosticError ? new DiagnosticError([...diagnostics, ...error.diagnostics]) : error;
  }
}

function stateCircumstances({ timesteps, projections }: Network, assume: Assumer): void {
  if (projections.some(({ delay }) => delay > 0)) assume.state({ key: 'feedback', text: 'a spike arrives in the next timestep, and a delay of the file adds to that, as between the processes of Lava', option: null });
  if (timesteps === null) assume.state({ key: 'timesteps', text: 'the file does not say how many timesteps a sample lasts', option: '--timesteps N' });
}
