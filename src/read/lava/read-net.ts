import path from 'node:path';
import { DiagnosticError, stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Network } from '../../ir/network.ts';
import type { Assumer, NetworkReading } from '../assumptions.ts';
import { readHdf5 } from '../hdf5/read-hdf5.ts';
import { identifierFrom } from '../onnx/names.ts';
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
  const network = lowered(net, file, diagnostics);
  stateCircumstances(network, assume);
  return { network, diagnostics };
}

function lowered(net: Net, file: string, diagnostics: Diagnostic[]): Network {
  try {
    return lowerNet(net, identifierFrom(path.parse(file).name) || 'network', file, diagnostics);
  } catch (error) {
    throw error instanceof DiagnosticError ? new DiagnosticError([...diagnostics, ...error.diagnostics]) : error;
  }
}

function stateCircumstances({ timesteps, populations, projections }: Network, assume: Assumer): void {
  const [input] = populations;
  const scaled = input!.neuron.kind === 'input' && input!.neuron.coding === 'current';
  assume.state({ key: 'input', text: scaled ? 'values x drive the input neurons as weight x + bias, in every timestep' : 'values enter as spikes at their rate; spike trains enter as they are', option: null });
  if (projections.some(({ delay }) => delay > 0)) assume.state({ key: 'feedback', text: 'a spike arrives in the next timestep, and a delay of the file adds to that, as between the processes of Lava', option: null });
  if (timesteps === null) assume.state({ key: 'timesteps', text: 'the file does not say how many timesteps a sample lasts', option: '--timesteps N' });
}
