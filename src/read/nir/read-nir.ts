import path from 'node:path';
import { stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Assumer, NetworkReading } from '../assumptions.ts';
import { readHdf5 } from '../hdf5/read-hdf5.ts';
import { printable } from '../../diagnostics/printable.ts';
import { networkNameFrom } from '../names.ts';
import { conventionsFor, stateCircumstances } from './conventions.ts';
import { decodeFile } from './decode.ts';
import { orderOf } from './feedback.ts';
import { outputOf, withInputs, type Entered } from './inputs.ts';
import { lower } from './lower.ts';
import { warnOfMetadata } from './metadata.ts';
import { isNeuron } from './model.ts';
import { warnOfUnits } from './neurons.ts';
import { holdsBack } from './projections.ts';
import { withRings } from './rings.ts';
import { rolesOf } from './roles.ts';
import { inferShapes } from './shapes.ts';
import { wire } from './wiring.ts';

/**
 * Reads a NIR graph (Neuromorphic Intermediate Representation, HDF5, versions 0.1 to 1.0) as a network of stage `network`. NIR describes
 * neurons in continuous time and does not say how they are stepped, so the timestep, the reset and the like are asked of `assume`.
 * @throws DiagnosticError S101, S900 to S909, S911, S914, S918, with everything that was found
 */
export async function readNir(file: string, assume: Assumer): Promise<NetworkReading> {
  const root = await readHdf5(file);
  const diagnostics: Diagnostic[] = [];
  const graph = decodeFile(root, { file, diagnostics });
  const wired = wire(graph, { file, diagnostics });
  stopOnErrors(diagnostics);
  const entered = withInputs(wired, file, diagnostics);
  const output = outputOf(entered, file, diagnostics);
  stopOnErrors(diagnostics);
  const wiring = withRings(entered, output!, file, diagnostics);
  stopOnErrors(diagnostics);
  const plain = orderOf(wiring, wiring.starts, () => false);
  const shapes = inferShapes(wiring, plain.order, file, diagnostics);
  stopOnErrors(diagnostics);
  const conventions = conventionsFor(wiring.nodes, assume);
  const feedback = orderOf(wiring, wiring.starts, (index) => holdsBack(wiring.nodes[index]!, conventions.dt_s));
  const roles = rolesOf(wiring, shapes, feedback, output!, conventions.dt_s, file);
  const network = lower({ file, nodes: wiring.nodes, order: plain.order, roles, output: output!, conventions }, networkNameFrom(path.parse(file).name), diagnostics);
  stateCircumstances(wiring.nodes, assume);
  stateFeedback(wiring, feedback.back, assume);
  const neurons = wiring.nodes.filter(isNeuron);
  diagnostics.push(...warnOfMetadata(graph, wiring.nodes, conventions, assume, file), ...warnOfUnits(neurons, conventions, settled(assume, 'dt'), file));
  return { network, diagnostics: stopOnErrors(diagnostics) };
}

function stateFeedback({ nodes }: Entered, back: readonly (readonly [from: number, to: number])[], assume: Assumer): void {
  if (back.length === 0) return;
  const edges = back.slice(0, 5).map(([from, to]) => `${printable(nodes[from]!.path)} -> ${printable(nodes[to]!.path)}`);
  assume.state({ key: 'feedback', text: `feedback arrives one timestep later: ${edges.join(', ')}${back.length > 5 ? ', ...' : ''}`, option: null });
}

function settled(assume: Assumer, key: string): boolean {
  return assume.made().some((one) => one.key === key && one.settled);
}
