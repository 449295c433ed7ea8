import { existsSync } from 'node:fs';
import { stopOnErrors } from '../src/diagnostics/diagnostic.ts';
import type { NeuronCircuit } from '../src/ir/neuron-circuit.ts';
import { BUILT_IN } from './built-in.ts';
import { breachesOfCircuit } from './check-circuit.ts';
import { checkFile, checkOption, type CheckedFile } from './check-file.ts';
import { circuitKind, circuitSchema, type NeuronCircuitFile } from './circuit-schema.ts';
import { applySwitches, parseSwitches } from './effect-switches.ts';
import { readText } from './read-text.ts';
import { shown } from './schema-words.ts';

/**
 * A built-in neuron circuit or the user's own JSON file; behind it single parameters may be set, as `cm28-min,reset_V=0.3,threshold_V=0.6`.
 * @throws DiagnosticError S101, S601..S605, S990..S992
 */
export function loadNeuronCircuit(nameOrFile: string): NeuronCircuit {
  const { base, switches } = existsSync(nameOrFile) ? { base: nameOrFile, switches: [] } : parseSwitches(nameOrFile, 'S992');
  const named = readCircuit(base ?? 'ideal');
  const { value, at } = switches.length === 0 ? named : checkOption(circuitSchema(named.value.kind), applySwitches({ ...named.value }, switches), '--neuron-circuit');
  stopOnErrors(breachesOfCircuit(value, at));
  const { $schema: _schema, ...circuit } = value;
  return { ...circuit, name: [circuit.name, ...switches.filter(({ path }) => path[0] !== 'name').map(({ path, value: set }) => `${path.join('.')}=${shown(set)}`)].join(',') };
}

/** Name and summary of every neuron circuit that comes with Synaptile. */
export function builtInNeuronCircuits(): readonly { readonly name: string; readonly kind: string; readonly summary: string }[] {
  return Object.values(BUILT_IN['neuron-circuit']).map(({ name, kind, summary }) => ({ name, kind, summary }));
}

function readCircuit(nameOrFile: string): CheckedFile<NeuronCircuitFile> {
  const { text, file } = readText('neuron-circuit', nameOrFile, '.', {});
  return checkFile(circuitSchema(checkFile(circuitKind, text, file).value.kind), text, file);
}
