import { stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { writeAtomically } from '../../files.ts';
import { neuronCount, type Network, type Population } from '../../ir/network.ts';
import { verifyNetwork } from '../../ir/verify-network.ts';
import type { Values } from './draft/columns.ts';
import { constantDrives, isDrive } from './write/drives.ts';
import { findingsIn, type Findings } from './draft/findings.ts';
import { lastToSpeak } from './lower/output.ts';
import type { SanafeMapping } from './mapping.ts';
import { biasSum } from './write/bias-sum.ts';
import { weightsOnGrid, writeEdge } from './write/edges.ts';
import { writeInput, writeNeurons } from './write/groups.ts';
import { unitKindOf, writeMappings } from './write/mappings.ts';
import { writeSoma, type WrittenSoma } from './write/somas.ts';
import type { SanafeStimulus } from './stimulus.ts';
import { yamlText } from './yaml/yaml-text.ts';

/**
 * Writes a network as a SANA-FE description (YAML): groups, edges and `mappings`, so that its simulator can referee ours. What SANA-FE computes
 * otherwise is reported.
 * @param mapping a core for each neuron; without it the list of mappings is empty, and SANA-FE will ask for one
 * @param stimulus what the inputs send: values become biases, spikes become lists
 * @returns warnings S952
 * @throws DiagnosticError S953 when a part has no counterpart, S102; nothing is written then
 */
export function writeSanafe(network: Network, file: string, mapping: SanafeMapping | null = null, stimulus: SanafeStimulus | null = null): readonly Diagnostic[] {
  stopOnErrors(verifyNetwork(network));
  const findings = findingsIn(file);
  const drives = constantDrives(network, stimulus, findings);
  const written = network.populations.filter((population) => !isDrive(population));
  const groups = groupNames(written);
  const somas = new Map(written.map((population) => [population.name, somaOf(network, population, drives, mapping, findings)]));
  for (const { name, neuron } of written) {
    if (neuron.kind !== 'input' || (neuron.coding !== 'rate' && neuron.coding !== 'latency') || stimulus) continue;
    const made = neuron.coding === 'rate' ? 'rates' : 'times of spikes';
    findings.report('S952', { what: `input "${name}"`, reason: `SANA-FE has no input that turns values into ${made}, and no sample is given: it is silent` });
  }
  reportTiming(network, findings);
  stopOnErrors(findings.found);
  const text = yamlText();
  text.line('network:');
  text.line(`  name: ${JSON.stringify(network.name)}`);
  text.line('  groups:');
  for (const population of written) {
    const soma = somas.get(population.name);
    if (soma) writeNeurons(text, groups.get(population.name)!, neuronCount(population), soma.attributes);
    else writeInput(text, groups.get(population.name)!, population, stimulus?.inputs.find((input) => input.population === population.name) ?? null);
  }
  const projections = network.projections.filter(({ source }) => groups.has(source));
  text.line(projections.length > 0 ? '  edges:' : '  edges: []');
  for (const projection of projections) writeEdge(text, network, projection, somas.get(projection.destination)!.gain, groups, findings);
  writeMappings(text, mapping, groups, new Set(written.filter(hasSynapse).map(({ name }) => name)));
  stopOnErrors(findings.found);
  writeAtomically(file, text.bytes());
  return findings.found;
}

/** Names of groups hold no dot: it parts a group from the number of a neuron. */
function groupNames(populations: readonly Population[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(populations.map(({ name }) => {
    const base = name.replaceAll('.', '_');
    let group = base;
    for (let count = 2; taken.has(group); count++) group = `${base}_${count}`;
    taken.add(group);
    return [name, group];
  }));
}

/** null for inputs. */
function somaOf(network: Network, population: Population, drives: ReadonlyMap<string, Float64Array>, mapping: SanafeMapping | null, findings: Findings): WrittenSoma | null {
  if (population.neuron.kind === 'input') {
    return null;
  }
  const incoming = network.projections.filter(({ destination }) => destination === population.name);
  const bias: Values = biasSum(population, incoming, drives.get(population.name) ?? null);
  const synaptic = incoming.filter(({ source }) => !network.populations.some((one) => one.name === source && isDrive(one)));
  return writeSoma(network, population, bias, synaptic.every(weightsOnGrid), mapping ? unitKindOf(mapping, population.name) : null, findings);
}

/** Whether the current of a soma decays: a dendrite that a mapping names would let it decay once more. */
function hasSynapse({ neuron }: Population): boolean {
  return 'synapse' in neuron && neuron.synapse !== null;
}

function reportTiming(network: Network, findings: Findings): void {
  const inputs = new Set(network.populations.filter(isDrive).map(({ name }) => name));
  const immediate = network.projections.filter(({ source, delay }) => delay === 0 && !inputs.has(source));
  if (immediate.length > 0) findings.report('S952', { what: `projection "${immediate[0]!.name}"${immediate.length > 1 ? ` and ${immediate.length - 1} more without delay` : ''}`, reason: 'a spike arrives in the next timestep at the earliest' });
  const { population, readout } = network.output;
  const last = lastToSpeak(network.populations, network.projections);
  if (readout !== 'count' || last !== population) findings.report('S952', { what: `the output "${population}"`, reason: `a file names none; read back, it is the spikes of ${last}` });
}
