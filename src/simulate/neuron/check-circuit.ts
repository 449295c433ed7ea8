import { diagnose, fail, stopOnErrors, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import type { Configuration, ConfiguredNeurons } from '../../ir/configuration.ts';
import { foldsIntoNeurons, MITIGATIONS, type Mitigations } from '../../ir/mitigations.ts';
import { isPlain } from '../../ir/network.ts';
import type { NeuronCircuit } from '../../ir/neuron-circuit.ts';
import { IDEAL, type NonIdealities } from '../../ir/non-idealities.ts';
import { isTemporalConfiguration } from '../../ir/temporal.ts';
import { actsInReads } from '../engine/read-effects.ts';
import { firesAtAll, isBranched } from './circuit-somas.ts';

/** Names that a message repeats. */
const SHOWN = 3;

/**
 * What is to be said of a configuration whose somas are made of a circuit; null: none.
 * @throws DiagnosticError S970..S973 when they cannot be
 */
export function checkCircuit(circuit: NeuronCircuit | null, configuration: Configuration, effects: NonIdealities, mitigations: Mitigations): readonly Diagnostic[] {
  if (circuit === null || circuit.kind === 'ideal') return [];
  const name = printable(circuit.name);
  if (isTemporalConfiguration(configuration)) return circuit.kind === 'phase-domain' ? [] : fail('S971', { circuit: name, kind: circuit.kind, coding: 'a network of temporal coding' });
  const somas = configuration.populations.filter((population): population is ConfiguredNeurons => population.kind === 'neurons');
  const fireOnce = somas.some(({ neuron }) => neuron.kind === 'first-spike');
  if (fireOnce !== (circuit.kind === 'phase-domain')) fail('S971', { circuit: name, kind: circuit.kind, coding: fireOnce ? 'first-spike neurons' : 'a network that runs in timesteps' });
  if (fireOnce) return [];
  const found: Diagnostic[] = [];
  for (const [reason, holds] of REFUSALS) {
    const refused = somas.filter((population) => (firesAtAll(population) || (isBranched(circuit) && !isPlain(population.neuron))) && holds(population));
    if (refused.length > 0) found.push(diagnose('S970', { circuit: name, populations: namesOf(refused), reason }));
  }
  if (isBranched(circuit)) found.push(...unbranched(name, effects, mitigations));
  stopOnErrors(found);
  const silent = somas.filter((population) => !firesAtAll(population));
  const hard = somas.filter((population) => firesAtAll(population) && population.neuron.reset === 'hard');
  return [
    ...(silent.length > 0 ? [diagnose('S974', { populations: namesOf(silent), circuit: name })] : []),
    ...(circuit.kind === 'time-domain' && hard.length > 0 ? [diagnose('S975', { populations: namesOf(hard), circuit: name })] : []),
  ];
}

/** One reason a population. */
const REFUSALS: readonly (readonly [reason: string, holds: (population: ConfiguredNeurons) => boolean])[] = [
  ['they are not plain integrate-and-fire neurons', ({ neuron }) => !isPlain(neuron)],
  ['they leak', ({ neuron }) => isPlain(neuron) && (typeof neuron.decay === 'number' ? neuron.decay !== 1 : (neuron.decay as Float32Array).some((decay) => decay !== 1))],
  ['they compute in whole numbers', ({ neuron }) => isPlain(neuron) && neuron.integer !== undefined],
  ['they reset to another potential than 0', ({ neuron }) => isPlain(neuron) && neuron.reset === 'hard' && neuron.resetValue !== 0],
  ['they have a threshold that is not above 0', ({ neuron }) => isPlain(neuron) && (typeof neuron.threshold === 'number' ? !(neuron.threshold > 0) : neuron.threshold.some((value) => !(value > 0)))],
];

/** What acts on the difference of positive and negative drive, where no chip forms it. */
function unbranched(circuit: string, effects: NonIdealities, mitigations: Mitigations): readonly Diagnostic[] {
  const active = Object.entries(effects).filter(([, effect]) => effect !== null).map(([name]) => name);
  const reading = active.filter((name) => actsInReads({ ...IDEAL, [name]: effects[name as keyof NonIdealities] } as NonIdealities));
  const folding = MITIGATIONS.filter(({ key }) => foldsIntoNeurons(key) && mitigations[key] !== null).map(({ name }) => name);
  return [
    ...(reading.length > 0 ? [diagnose('S972', { circuit, effects: reading.join(', ') })] : []),
    ...(folding.length > 0 ? [diagnose('S973', { circuit, mitigations: folding.join(', ') })] : []),
  ];
}

function namesOf(populations: readonly ConfiguredNeurons[]): string {
  const names = populations.slice(0, SHOWN).map(({ name }) => printable(name));
  return populations.length > SHOWN ? `${names.join(', ')} and ${populations.length - SHOWN} others` : names.join(', ');
}
